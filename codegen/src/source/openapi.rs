//! Reads a file as an OpenAPI 3.0 document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::file::{DOWNLOAD_AGAIN, SourceFile};
use super::yaml;
use crate::diagnostic::{Diagnostic, fail_on_any};
use crate::document::Document;

/// Reads the OpenAPI document in a file. The result is an object.
pub fn read(file: &SourceFile) -> Result<Value, Diagnostic> {
    let root = yaml::read(file)?;
    let problem = match root.get("openapi").or(root.get("swagger")) {
        Some(version) if is_supported(version) && root["paths"].is_object() => return Ok(root),
        // Truncated YAML often remains valid YAML.
        Some(version) if is_supported(version) => {
            "the document has no `paths`; it may be truncated"
        }
        Some(version) => {
            let problem =
                format!("the document is of OpenAPI {version}, and only 3.0 is supported");
            return Err(Diagnostic::new(&file.name, problem, "download it as OpenAPI 3.0"));
        }
        None => "the file is empty, or not an OpenAPI document",
    };
    Err(Diagnostic::new(&file.name, problem, DOWNLOAD_AGAIN))
}

/// Finds a security scheme that a document requires but does not define. Argyle's documents end with their scheme, so a
/// missing one shows that the document is truncated.
pub fn find_undefined_scheme(file: &SourceFile) -> Option<String> {
    let root = read(file).ok()?;
    let schemes = &root["components"]["securitySchemes"];
    let mut required = root["security"].as_array()?.iter().filter_map(Value::as_object);
    required.find_map(|required| {
        required.keys().find(|name| !schemes[name.as_str()].is_object()).cloned()
    })
}

/// Returns whether the pipeline supports this version of OpenAPI.
fn is_supported(version: &Value) -> bool {
    version.as_f64() == Some(3.0)
        || version.as_str().is_some_and(|text| text == "3.0" || text.starts_with("3.0."))
}

impl SourceFile {
    /// Checks that it is an OpenAPI document.
    ///
    /// # Errors
    ///
    /// Fails with a diagnostic if it is not.
    pub fn check(&self) -> Result<(), Vec<Diagnostic>> {
        fail_on_any(read(self).err())
    }

    /// Returns the operations of the document as `/path method`, or none if it cannot be read.
    #[must_use]
    pub fn operations(&self) -> Vec<String> {
        let document = Document::new(read(self).unwrap_or_default(), BTreeMap::new());
        let keys = document.operation_keys().into_iter();
        keys.map(|key| format!("{} {}", key.path, key.method)).collect()
    }
}
