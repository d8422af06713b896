//! The parts of the runtime that only some documents ask for, found in the code that names them.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Attribute, File, LitStr, Path};

/// Every part: two names that follow each other in a path of generated code, and what the crate has the part
/// behind: `cfg(argyle_spec = "…")`.
const PARTS: [(&str, &str, &str); 13] = [
    ("decode", "bytes", "bytes"),
    ("decode", "empty", "empty"),
    ("decode", "lenient", "lenient"),
    ("decode", "unlisted", "unlisted"),
    ("form", "add_files", "forms"),
    ("form", "add_value", "forms"),
    ("call", "parameters", "parameters"),
    ("pages", "stream", "pages"),
    ("values", "Day", "times"),
    ("values", "Id", "ids"),
    ("values", "Timestamp", "times"),
    ("values", "Unknown", "unlisted"),
    ("values", "Upload", "forms"),
];

/// The parts that the client asks for.
pub fn of(client: &File) -> BTreeSet<&'static str> {
    let mut find = Find(BTreeSet::new());
    find.visit_file(client);
    find.0
}

struct Find(BTreeSet<&'static str>);

impl Find {
    fn look_at(&mut self, path: &Path) {
        let names: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
        for pair in names.windows(2) {
            let part =
                PARTS.iter().find(|(first, second, _)| pair[0] == *first && pair[1] == *second);
            self.0.extend(part.map(|(_, _, part)| *part));
        }
    }
}

impl<'ast> Visit<'ast> for Find {
    fn visit_path(&mut self, path: &'ast Path) {
        self.look_at(path);
        visit::visit_path(self, path);
    }

    /// `#[serde(deserialize_with = "crate::decode::lenient::read")]` names a path in a literal.
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("serde") {
            // An option of another form names no path.
            let _ = attribute.parse_nested_meta(|option| {
                if option.input.peek(syn::Token![=]) {
                    let text: LitStr = option.value()?.parse()?;
                    if let Ok(path) = text.parse::<Path>() {
                        self.look_at(&path);
                    }
                }
                Ok(())
            });
        }
    }
}
