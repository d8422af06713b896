//! The merged OpenAPI document, which remembers the page that each part came from.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::diagnostic::Diagnostic;
use super::schemas;

/// The methods that a path item of OpenAPI 3.0 can have.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The keys below which everything is data, and no word of it may change.
pub const DATA: [&str; 4] = ["example", "examples", "default", "enum"];

/// An OpenAPI document on its way through the stages.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document itself, an object.
    pub root: Map<String, Value>,
    /// The page that a JSON pointer came from; the longest pointer that fits decides.
    origins: BTreeMap<String, String>,
}

/// Where an operation stands in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The path template, such as `/v2/accounts/{id}`.
    pub path: String,
    /// The method in lower case.
    pub method: String,
}

impl Document {
    /// A document without content, from no page.
    pub fn new(root: Map<String, Value>) -> Self {
        Self { root, origins: BTreeMap::new() }
    }

    /// A document for a test of a rule: one operation, `POST /v2/things/{id}`, beside `components`.
    #[cfg(test)]
    pub fn with_operation(operation: Value, schemas: Value) -> Self {
        let root = serde_json::json!({
            "paths": {"/v2/things/{id}": {"post": operation}},
            "components": {"schemas": schemas},
        });
        Self::new(root.as_object().cloned().unwrap_or_default())
    }

    /// The only operation of a document for a test.
    #[cfg(test)]
    pub fn only_operation(&self) -> Option<Value> {
        Some(Value::Object(self.operation(self.sites().first()?)?.clone()))
    }

    /// Remembers that what stands at `pointer` came from `page`.
    pub fn remember(&mut self, pointer: String, page: &str) {
        self.origins.insert(pointer, page.to_owned());
    }

    /// The page behind `pointer`, where one is remembered.
    pub fn page(&self, pointer: &str) -> Option<&str> {
        let mut prefix = pointer;
        loop {
            if let Some(page) = self.origins.get(prefix) {
                return Some(page);
            }
            prefix = &prefix[..prefix.rfind('/')?];
        }
    }

    /// The pages that the document was merged from, sorted.
    pub fn pages(&self) -> Vec<&str> {
        let mut pages: Vec<&str> = self.origins.values().map(String::as_str).collect();
        pages.sort_unstable();
        pages.dedup();
        pages
    }

    /// `spec/page.yaml#/json/pointer`, the way in which diagnostics name a place.
    pub fn place(&self, pointer: &str) -> String {
        format!("{}#{pointer}", self.page(pointer).unwrap_or_default())
    }

    /// A diagnostic about what stands at `pointer`.
    pub fn diagnostic(
        &self,
        pointer: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(self.place(pointer), problem, remedy)
    }

    /// Every operation, in the order of paths and methods.
    pub fn sites(&self) -> Vec<Site> {
        let paths = self.root.get("paths").and_then(Value::as_object);
        paths
            .into_iter()
            .flatten()
            .flat_map(|(path, item)| {
                let present = METHODS
                    .iter()
                    .filter(|method| item.get(**method).is_some_and(Value::is_object));
                present.map(|method| Site { path: path.clone(), method: (*method).to_owned() })
            })
            .collect()
    }

    /// What stands at a `$ref` of this document; none for one that leads nowhere or out of it.
    pub fn target(&self, reference: &str) -> Option<&Value> {
        let (first, rest) = reference.strip_prefix("#/")?.split_once('/')?;
        self.root.get(first)?.pointer(&format!("/{rest}"))
    }

    /// Calls `rule` with every schema and its pointer; a schema comes before those inside it.
    pub fn visit_schemas(&mut self, rule: &mut dyn FnMut(&str, &mut Value)) {
        for (key, value) in &mut self.root {
            schemas::visit(value, &format!("/{}", escape(key)), rule);
        }
    }

    /// Takes the operation at `site` out of the document.
    pub fn remove(&mut self, site: &Site) {
        let item = self.root.get_mut("paths").and_then(|paths| paths.get_mut(&site.path));
        if let Some(Value::Object(item)) = item {
            item.remove(&site.method);
        }
    }

    /// The operation at `site`.
    pub fn operation(&self, site: &Site) -> Option<&Map<String, Value>> {
        let item = self.root.get("paths")?.get(&site.path)?;
        item.get(&site.method)?.as_object()
    }

    /// The document with the operation at `site` alone.
    pub fn only(&self, site: &Site) -> Self {
        let mut alone = self.clone();
        for other in self.sites().iter().filter(|other| *other != site) {
            alone.remove(other);
        }
        alone
    }

    /// The name of the operation at `site`.
    pub fn name(&self, site: &Site) -> Option<&str> {
        self.operation(site)?.get("operationId")?.as_str()
    }

    /// The operation at `site`, to be changed.
    pub fn operation_mut(&mut self, site: &Site) -> Option<&mut Map<String, Value>> {
        let item = self.root.get_mut("paths")?.get_mut(&site.path)?;
        item.get_mut(&site.method)?.as_object_mut()
    }
}

impl Site {
    /// The JSON pointer of the operation.
    pub fn pointer(&self) -> String {
        format!("/paths/{}/{}", escape(&self.path), self.method)
    }

    /// `POST /v2/user-tokens`, as people write an operation.
    pub fn title(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}

/// One step of a JSON pointer, escaped as RFC 6901 wants it.
pub fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}
