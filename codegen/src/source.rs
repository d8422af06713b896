//! Stage 1, source: reads the pages of `spec/` and merges them into one document.

use std::path::Path;
use std::{fs, io};

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;
use crate::document::{Document, escape};
use crate::yaml;

/// The file of `spec/` that is the overlay and not a page.
const OVERLAY: &str = "overlay.yaml";

/// What people do about a page that cannot be read: pages are vendored, never edited.
pub(crate) const TAKE_AGAIN: &str = "take the page again as spec/README.md describes";

/// What pages have in common; the rest is about the page.
const SHARED: [&str; 4] = ["paths", "components", "servers", "tags"];

/// The objects at the top of a page whose members' members are united: methods and components.
const UNITED: [&str; 2] = ["paths", "components"];

/// The texts that the pipeline starts from.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The pages of the API, those of a folder sorted by name.
    pub pages: Vec<Page>,
    /// The overlays, in the order in which they are applied.
    pub overlays: Vec<Page>,
}

/// One file of a folder of documents.
#[derive(Clone, Debug)]
pub struct Page {
    /// The name that diagnostics use, such as `spec/user-tokens.yaml`.
    pub name: String,
    /// The content as it is on disk.
    pub bytes: Vec<u8>,
}

impl Page {
    /// The content as text.
    ///
    /// # Errors
    ///
    /// A diagnostic where it is not UTF-8.
    pub fn text(&self) -> Result<&str, Diagnostic> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let at = error.valid_up_to();
            Diagnostic::new(
                &self.name,
                format!("the file is not UTF-8 from byte {at} on"),
                TAKE_AGAIN,
            )
        })
    }
}

impl Page {
    /// Whether it is an OpenAPI document.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), Vec<Diagnostic>> {
        document(self).map(drop).map_err(|diagnostic| vec![diagnostic])
    }

    /// Its operations, as `/path method`; none where it cannot be read.
    #[must_use]
    pub fn operations(&self) -> Vec<String> {
        let document = Document::new(document(self).unwrap_or_default());
        document.sites().iter().map(|site| format!("{} {}", site.path, site.method)).collect()
    }
}

impl Sources {
    /// The vendored documents of a checkout or a package: the pages of a folder, and the overlay that is there.
    ///
    /// # Errors
    ///
    /// A diagnostic for every file that is missing or cannot be read.
    pub fn vendored(folder: &Path) -> Result<Self, Vec<Diagnostic>> {
        let names = names(folder)?;
        if names.is_empty() {
            let problem = "there is no OpenAPI document (*.yaml)";
            return Err(vec![Diagnostic::new(shown(folder), problem, TAKE_AGAIN)]);
        }
        let pages = collect(names.iter().map(|name| page(&folder.join(name))))?;
        let overlay = page(&folder.join(OVERLAY)).map_err(|diagnostic| vec![diagnostic])?;
        Ok(Self { pages, overlays: vec![overlay] })
    }

    /// Adds the pages that a program has in a folder of its own, and its overlay where there is one.
    ///
    /// # Errors
    ///
    /// A diagnostic with the whole path where the folder has no page, and for every file that cannot be read.
    pub fn add(&mut self, folder: &Path) -> Result<(), Vec<Diagnostic>> {
        let named = |path: &Path| Ok(Page { name: path.display().to_string(), ..page(path)? });
        let names = names(folder)?;
        if names.is_empty() {
            let problem =
                "there is no OpenAPI document (*.yaml) in the folder that ARGYLE_SPEC_DIR names";
            let remedy = "put one there, or name another folder";
            return Err(vec![Diagnostic::new(folder.display(), problem, remedy)]);
        }
        self.pages.extend(collect(names.iter().map(|name| named(&folder.join(name))))?);
        let overlay = folder.join(OVERLAY);
        if overlay.exists() {
            self.overlays.push(named(&overlay).map_err(|diagnostic| vec![diagnostic])?);
        }
        Ok(())
    }

    /// Pages and overlays.
    pub fn all(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().chain(&self.overlays)
    }

    /// What tells these documents from others: 64 bits of FNV-1a over all of them.
    ///
    /// It guards against forgetting, and not against anybody. `build.rs` of `argyle-user-tokens` computes it too,
    /// where it is built without this crate.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let bytes = self.all().flat_map(|page| &page.bytes);
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    }
}

/// The names of the pages in `folder`, sorted.
fn names(folder: &Path) -> Result<Vec<String>, Vec<Diagnostic>> {
    let unreadable = |error: io::Error| {
        let problem = format!("the folder of documents cannot be read: {error}");
        vec![Diagnostic::new(shown(folder), problem, "restore it, or name another one")]
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        names.extend(name.into_string().ok().filter(|name| name.ends_with(".yaml")));
    }
    names.sort_unstable();
    names.retain(|name| name != OVERLAY);
    Ok(names)
}

/// A folder for a diagnostic: `spec`, wherever the package stands on a machine, and another one by its whole path.
fn shown(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or(folder.as_os_str());
    if name == "spec" { "spec".to_owned() } else { folder.display().to_string() }
}

/// Reads one page. Its name is the same wherever the package stands on a machine: that of its folder, and
/// its own.
///
/// # Errors
///
/// A diagnostic where the file cannot be read.
pub fn page(path: &Path) -> Result<Page, Diagnostic> {
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    let file = path.file_name().unwrap_or_default();
    let name = format!("{}/{}", folder.display(), file.display());
    match fs::read(path) {
        Ok(bytes) => Ok(Page { name, bytes }),
        Err(error) => {
            let problem = format!("the file cannot be read: {error}");
            Err(Diagnostic::new(name, problem, "restore it from version control"))
        }
    }
}

/// Merges `pages` into one document.
pub(crate) fn merge(pages: &[Page]) -> Result<Document, Vec<Diagnostic>> {
    let documents = collect(pages.iter().map(|page| Ok((page, document(page)?))))?;
    let mut merged = Document::new(Map::new());
    let mut diagnostics = Vec::new();
    let alone = documents.len() == 1;
    for (page, mut root) in documents {
        localize_security(&mut root);
        if !alone {
            // Every page has a title and a text of its own, and none of them is that of the whole.
            root.retain(|key, _| SHARED.contains(&key.as_str()));
            root.insert(
                "info".into(),
                serde_json::json!({"title": "Argyle's API", "version": "2.0"}),
            );
        }
        for (key, value) in root {
            let pointer = format!("/{}", escape(&key));
            let depth = if UNITED.contains(&key.as_str()) { 2 } else { 0 };
            unite(&mut merged, &mut diagnostics, page, (&pointer, depth), value);
        }
    }
    if diagnostics.is_empty() { Ok(merged) } else { Err(diagnostics) }
}

/// Puts `value` at `pointer`; `depth` is how many levels of objects are united and not compared.
fn unite(
    merged: &mut Document,
    diagnostics: &mut Vec<Diagnostic>,
    page: &Page,
    (pointer, depth): (&str, usize),
    value: Value,
) {
    let parent = &pointer[..pointer.rfind('/').unwrap_or_default()];
    let key = pointer[parent.len() + 1..].replace("~1", "/").replace("~0", "~");
    let Some(target) = object_at(&mut merged.root, parent) else {
        let problem = "an object is expected here";
        diagnostics.push(Diagnostic::new(format!("{}#{parent}", page.name), problem, TAKE_AGAIN));
        return;
    };
    match (target.get_mut(&key), value) {
        (present, Value::Object(members)) if depth > 0 => {
            if present.is_none() {
                target.insert(key, Value::Object(Map::new()));
            }
            for (name, member) in members {
                let pointer = format!("{pointer}/{}", escape(&name));
                unite(merged, diagnostics, page, (&pointer, depth - 1), member);
            }
        }
        (None, value) => {
            target.insert(key, value);
            merged.remember(pointer.to_owned(), &page.name);
        }
        // The lists at the top: servers and tags.
        (Some(Value::Array(present)), Value::Array(members)) if parent.is_empty() => {
            for member in members {
                if !present.contains(&member) {
                    present.push(member);
                }
            }
        }
        (Some(present), value) => {
            if let Some(difference) = difference(present, &value, pointer) {
                let first = merged.page(pointer).unwrap_or_default().to_owned();
                diagnostics.push(Diagnostic::new(
                    format!("{}#{difference}", page.name),
                    format!("{pointer} is defined in another way in {first}"),
                    "take both pages again so that they are of one day, or settle it in the overlay",
                ));
            }
        }
    }
}

/// Gives every operation the security that its page asks for, before pages are united.
fn localize_security(root: &mut Map<String, Value>) {
    let Some(security) = root.remove("security") else {
        return;
    };
    let mut page = Document::new(std::mem::take(root));
    for site in page.sites() {
        if let Some(operation) = page.operation_mut(&site) {
            operation.entry("security").or_insert_with(|| security.clone());
        }
    }
    *root = page.root;
}

/// The object at `pointer`, whose steps all exist.
fn object_at<'a>(
    root: &'a mut Map<String, Value>,
    pointer: &str,
) -> Option<&'a mut Map<String, Value>> {
    let Some((_, steps)) = pointer.split_once('/') else {
        return Some(root);
    };
    let (first, rest) = steps.split_once('/').unwrap_or((steps, ""));
    let value = root.get_mut(&first.replace("~1", "/").replace("~0", "~"))?;
    match rest {
        "" => value.as_object_mut(),
        rest => value.pointer_mut(&format!("/{rest}"))?.as_object_mut(),
    }
}

/// The pointer of the first place where two values differ.
fn difference(left: &Value, right: &Value, pointer: &str) -> Option<String> {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            let keys = left.keys().chain(right.keys().filter(|key| !left.contains_key(*key)));
            keys.into_iter().find_map(|key| {
                let pointer = format!("{pointer}/{}", escape(key));
                match (left.get(key), right.get(key)) {
                    (Some(left), Some(right)) => difference(left, right, &pointer),
                    _ => Some(pointer),
                }
            })
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            let pairs = left.iter().zip(right).enumerate();
            pairs.into_iter().find_map(|(index, (left, right))| {
                difference(left, right, &format!("{pointer}/{index}"))
            })
        }
        (left, right) => (left != right).then(|| pointer.to_owned()),
    }
}

/// The OpenAPI document of a page.
fn document(page: &Page) -> Result<Map<String, Value>, Diagnostic> {
    let complain = |problem: &str| Diagnostic::new(&page.name, problem, TAKE_AGAIN);
    let root = match yaml::parse(page)? {
        Value::Object(root) => root,
        Value::Null => return Err(complain("the file is empty")),
        _ => return Err(complain("the file is YAML, but not an OpenAPI document")),
    };
    match (root.get("openapi"), root.get("swagger")) {
        (Some(Value::String(version)), _) if version == "3.0" || version.starts_with("3.0.") => {
            Ok(root)
        }
        (Some(Value::Number(version)), _) if version.as_f64() == Some(3.0) => Ok(root),
        (Some(version), _) | (None, Some(version)) => Err(Diagnostic::new(
            &page.name,
            format!("the document is of OpenAPI {version}, and only 3.0 is read"),
            "take the page in that version",
        )),
        (None, None) => Err(complain("the file is YAML, but not an OpenAPI document")),
    }
}

/// All the values, or all the diagnostics.
fn collect<T>(
    results: impl Iterator<Item = Result<T, Diagnostic>>,
) -> Result<Vec<T>, Vec<Diagnostic>> {
    let mut values = Vec::new();
    let mut diagnostics = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok(values) } else { Err(diagnostics) }
}
