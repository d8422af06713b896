//! A file as an OpenAPI document, of the one version that the pipeline reads.

use std::collections::BTreeMap;

use serde_json::Value;

use super::file::{DOWNLOAD_AGAIN, SourceFile};
use super::yaml;
use crate::diagnostic::{Diagnostic, fail_on_any};
use crate::document::Document;

/// The OpenAPI document in a file, an object.
pub fn read(file: &SourceFile) -> Result<Value, Diagnostic> {
    let root = yaml::read(file)?;
    let problem = match root.get("openapi").or(root.get("swagger")) {
        Some(version) if is_read(version) && root["paths"].is_object() => return Ok(root),
        // OpenAPI asks for them, and YAML that is cut off in front of them is still YAML.
        Some(version) if is_read(version) => "the document has no `paths`, as if it were cut off",
        Some(version) => {
            let problem = format!("the document is of OpenAPI {version}, and only 3.0 is read");
            return Err(Diagnostic::new(&file.name, problem, "download it in that version"));
        }
        None => "the file is empty, or not an OpenAPI document",
    };
    Err(Diagnostic::new(&file.name, problem, DOWNLOAD_AGAIN))
}

/// The security scheme that a document asks for and does not define: Argyle's documents end with it.
pub fn lacked_scheme(file: &SourceFile) -> Option<String> {
    let root = read(file).ok()?;
    let schemes = &root["components"]["securitySchemes"];
    let mut asked = root["security"].as_array()?.iter().filter_map(Value::as_object);
    asked.find_map(|asked| asked.keys().find(|name| !schemes[name.as_str()].is_object()).cloned())
}

/// Whether documents of this version of OpenAPI are read.
fn is_read(version: &Value) -> bool {
    version.as_f64() == Some(3.0)
        || version.as_str().is_some_and(|text| text == "3.0" || text.starts_with("3.0."))
}

impl SourceFile {
    /// Checks that it is an OpenAPI document.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), Vec<Diagnostic>> {
        fail_on_any(read(self).err())
    }

    /// The operations of the document, as `/path method`; none where it cannot be read.
    #[must_use]
    pub fn operations(&self) -> Vec<String> {
        let document = Document::new(read(self).unwrap_or_default(), BTreeMap::new());
        let keys = document.operation_keys().into_iter();
        keys.map(|key| format!("{} {}", key.path, key.method)).collect()
    }
}
