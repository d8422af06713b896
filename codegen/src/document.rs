//! The merged OpenAPI document. It records the file of each part.

pub mod directions;
pub mod pointer;
pub mod references;
pub mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;

/// The methods that a path item of OpenAPI 3.0 can have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The separator between overlay and index in the place of an action. No file name contains it.
const ACTION: &str = "#/actions/";

/// An OpenAPI document on its way through the stages.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The document itself, an object.
    pub root: Value,
    /// The file, or the overlay action, that each JSON pointer came from. The longest matching pointer decides.
    origins: BTreeMap<String, String>,
}

/// The path and method that identify an operation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationKey {
    /// The path template, such as `/v2/accounts/{id}`.
    pub path: String,
    /// The method in lower case.
    pub method: String,
}

impl Document {
    /// Creates a document, with the file of each JSON pointer.
    pub fn new(root: Value, origins: BTreeMap<String, String>) -> Self {
        Self { root, origins }
    }

    /// Creates a test document with the operation `POST /v2/things/{id}` and `schemas`.
    #[cfg(test)]
    pub fn with_operation(operation: Value, schemas: Value) -> Self {
        Self::from_root(serde_json::json!({
            "paths": {"/v2/things/{id}": {"post": operation}},
            "components": {"schemas": schemas},
        }))
    }

    /// Creates a test document without file names.
    #[cfg(test)]
    pub fn from_root(root: Value) -> Self {
        Self::new(root, BTreeMap::new())
    }

    /// Returns the first operation of a test document.
    #[cfg(test)]
    pub fn only_operation(&self) -> Option<Value> {
        self.operation(self.operation_keys().first()?).cloned()
    }

    /// Returns the file of `pointer`, or else of a value below it. Returns an empty name if neither is known.
    pub fn file(&self, pointer: &str) -> &str {
        let ends = pointer.rmatch_indices('/').map(|(end, _)| &pointer[..end]);
        let mut above = std::iter::once(pointer).chain(ends);
        let below = self.origins.range(pointer.to_owned()..).next();
        let below = below.filter(|(place, _)| place.starts_with(pointer)).map(|(_, file)| file);
        above.find_map(|pointer| self.origins.get(pointer)).or(below).map_or("", String::as_str)
    }

    /// Returns the files that the document was merged from, sorted.
    pub fn files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = self.origins.values().map(String::as_str).collect();
        files.retain(|file| !file.contains(ACTION));
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Returns the origin of `pointer`: `spec/file.yaml#/json/pointer`, or the action of an overlay.
    pub fn place(&self, pointer: &str) -> String {
        match self.file(pointer) {
            action if action.contains(ACTION) => action.to_owned(),
            // Values that rules create have no single file.
            "" => format!("{}#{pointer}", self.files().join(", ")),
            file => format!("{file}#{pointer}"),
        }
    }

    /// Creates a diagnostic about the value at `pointer`. Replaces `overlay.yaml` in the remedy by the overlay in the
    /// folder of the file.
    pub fn diagnostic(
        &self,
        pointer: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Diagnostic {
        // A program's files have absolute paths and sort before `spec/`, and only the program can fix them.
        let any = self.files().first().copied().unwrap_or_default();
        let file = Some(self.file(pointer)).filter(|file| !file.is_empty()).unwrap_or(any);
        let file = file.split(ACTION).next().unwrap_or_default();
        let overlay = Path::new(file).with_file_name("overlay.yaml").display().to_string();
        let remedy = remedy.into().replace("overlay.yaml", &overlay);
        Diagnostic::new(self.place(pointer), problem, remedy)
    }

    /// Records that these pointers came from `place`.
    pub fn note_origins(&mut self, pointers: Vec<String>, place: &str) {
        self.origins.extend(pointers.into_iter().map(|pointer| (pointer, place.to_owned())));
    }

    /// Returns every operation, in the order of paths and methods.
    pub fn operation_keys(&self) -> Vec<OperationKey> {
        let paths = self.root["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, item)| operation_keys_of(path, item)).collect()
    }

    /// Returns the operation of this key.
    pub fn operation(&self, key: &OperationKey) -> Option<&Value> {
        Some(&self.root["paths"][&key.path][&key.method]).filter(|operation| operation.is_object())
    }

    /// Returns the operation of this key, for changes.
    pub fn operation_mut(&mut self, key: &OperationKey) -> Option<&mut Map<String, Value>> {
        let item = self.root.get_mut("paths")?.get_mut(&key.path)?;
        item.get_mut(&key.method)?.as_object_mut()
    }

    /// Returns the `operationId` of an operation.
    pub fn name(&self, key: &OperationKey) -> Option<&str> {
        self.operation(key)?["operationId"].as_str()
    }

    /// Removes an operation from the document.
    pub fn remove(&mut self, key: &OperationKey) {
        let item = self.root.get_mut("paths").and_then(|paths| paths.get_mut(&key.path));
        if let Some(item) = item.and_then(Value::as_object_mut) {
            item.remove(&key.method);
        }
    }

    /// Returns a copy with only these operations and the schemas that they use.
    pub fn only(&self, keys: &[OperationKey]) -> Self {
        let mut copy = self.clone();
        let kept: BTreeSet<&OperationKey> = keys.iter().collect();
        for key in self.operation_keys().iter().filter(|key| !kept.contains(key)) {
            copy.remove(key);
        }
        copy.drop_unused_schemas();
        copy
    }

    /// Returns the schemas in `components`, by name. Creates the object if it is missing.
    pub fn schemas_mut(&mut self) -> Option<&mut Map<String, Value>> {
        let empty = || Value::Object(Map::new());
        let components = self.root.as_object_mut()?.entry("components").or_insert_with(empty);
        components.as_object_mut()?.entry("schemas").or_insert_with(empty).as_object_mut()
    }
}

/// Returns the operations of one path.
pub fn operation_keys_of(path: &str, item: &Value) -> Vec<OperationKey> {
    let present = METHODS.into_iter().filter(|method| item[method].is_object());
    let key = |method: &str| OperationKey { path: path.to_owned(), method: method.to_owned() };
    present.map(key).collect()
}

impl OperationKey {
    /// Returns the JSON pointer of the operation.
    pub fn pointer(&self) -> String {
        pointer::join("", ["paths", &self.path, &self.method])
    }

    /// Returns method and path, such as `POST /v2/user-tokens`.
    pub fn title(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}
