//! Reads the discriminators of unions, which progenitor leaves out.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::client::model::Discriminator;
use crate::document::Document;
use crate::document::references::schema_name;
use crate::normalize::type_name;

/// The discriminators of the components that are unions, by the names of their types.
pub fn read(document: &Document) -> BTreeMap<String, Discriminator> {
    let schemas = document.root["components"]["schemas"].as_object().into_iter().flatten();
    schemas
        .filter_map(|(name, schema)| Some((type_name(name), discriminator(name, schema)?)))
        .collect()
}

fn discriminator(union: &str, schema: &Value) -> Option<Discriminator> {
    let described = schema.get("discriminator")?;
    let property = described["propertyName"].as_str()?.to_owned();
    // Without a mapping, the name of a schema is the value; with one, it still may be. An alternative without a name
    // was given one here.
    let given = format!("{}Variant", type_name(union));
    let variants = schema["oneOf"].as_array()?.iter().filter_map(schema_name);
    let variants = variants.filter(|name| !name.starts_with(&given));
    let mut mapping: Vec<(String, String)> =
        variants.map(|name| (name.to_owned(), type_name(name))).collect();
    for (value, meant) in described["mapping"].as_object().into_iter().flatten() {
        let name = meant.as_str().map(|it| it.rsplit('/').next().unwrap_or(it));
        mapping.extend(name.map(|name| (value.clone(), type_name(name))));
    }
    Some(Discriminator { property, mapping })
}
