//! References: what operations share is put where it is used, and every `$ref` of a schema names a component.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::type_names::{free_name, pascal};
use crate::document::Document;
use crate::document::pointer::steps;
use crate::document::references::{reference, to_schema};
use crate::document::walk::{Node, schemas, visit};
use crate::report::Report;

/// The keys beside a `$ref` that say something of the value. A component without them is another name of one.
pub const BESIDE: [&str; 6] =
    ["deprecated", "description", "nullable", "readOnly", "type", "writeOnly"];

/// The steps of a pointer that are words of OpenAPI, and name nothing.
const STRUCTURE: [&str; 6] = ["components", "content", "paths", "properties", "schema", "schemas"];

/// The types whose names typify's code has for something else.
const TAKEN: [&str; 2] = ["Default", "String"];

/// How many components may be other names of one another.
const CHAIN: usize = 64;

/// The components that references lead to.
type Names = BTreeMap<String, Option<String>>;

/// Handles documents that share parameters, bodies and successes, in `components` or with another operation. An
/// operation that lacks one of the first two is left out.
pub fn put_shared_in_place(document: &mut Document, report: &mut Report) {
    let unchanged = document.clone();
    for key in document.operation_keys() {
        let Some(operation) = document.operation_mut(&key) else {
            continue;
        };
        let (mut needed, mut problems) = (Ok(()), Vec::new());
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for part in parameters.into_iter().flatten() {
            needed = needed.and(resolve(&unchanged, part));
        }
        if let Some(body) = operation.get_mut("requestBody") {
            needed = needed.and(resolve(&unchanged, body));
        }
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for response in responses.into_iter().flat_map(|responses| responses.values_mut()) {
            if let Err(lost) = resolve(&unchanged, response) {
                *response = json!({"content": {"*/*": {}}});
                problems.push(format!(
                    "its response is read as bytes, because `$ref` {lost} leads nowhere"
                ));
            }
        }
        for problem in problems {
            report.reduce(document, &key, &problem);
        }
        if let Err(lost) = needed {
            report.leave_out(document, &key, &format!("its `$ref` {lost} leads nowhere"));
        }
    }
}

/// Replaces a reference by what it leads to, which is no schema; fails with one that leads nowhere.
fn resolve(document: &Document, part: &mut Value) -> Result<(), String> {
    if let Some(lost) = reference(part).filter(|reference| reference.contains("/schemas/")) {
        return Err(lost.to_owned());
    }
    *part = document.resolve(part)?.clone();
    Ok(())
}

/// Handles documents with references to a part of a component or of an operation, which becomes a component, to another
/// name of a component, and to nothing, which is read and sent as any JSON.
pub fn lead_to_components(document: &mut Document, report: &mut Report) {
    let mut names = Names::new();
    let mut open = references(&document.root["paths"], Node::Objects);
    while let Some(reference) = open.pop() {
        if !names.contains_key(&reference) {
            let name = component(document, &reference, &mut names);
            let schema = name.as_ref().map(|name| &document.root["components"]["schemas"][name]);
            open.extend(schema.into_iter().flat_map(|schema| references(schema, Node::Schema)));
            names.insert(reference, name);
        }
    }
    if let Some(schemas) = document.schemas_mut() {
        schemas.retain(|_, schema| other_name(schema).is_none());
    }
    let mut lost = Vec::new();
    visit(&mut document.root, Node::Object, "", &mut |place, node, schema| {
        if node != Node::Schema {
            return;
        }
        let mapping = schema.pointer_mut("/discriminator/mapping").and_then(Value::as_object_mut);
        for value in mapping.into_iter().flat_map(|mapping| mapping.values_mut()) {
            if let Some(Some(name)) = value.as_str().and_then(|value| names.get(value)) {
                *value = to_schema(name)["$ref"].clone();
            }
        }
        match reference(schema).map(|reference| (reference.to_owned(), names.get(reference))) {
            Some((_, Some(Some(name)))) => schema["$ref"] = to_schema(name)["$ref"].clone(),
            Some((reference, found)) => {
                *schema = json!({});
                lost.extend(found.map(|_| (place.to_owned(), reference)));
            }
            None if !schema.is_object() => *schema = json!({}),
            None => {}
        }
    });
    for (place, reference) in lost {
        let problem = format!("it is any JSON, because `$ref` {reference} leads nowhere");
        report.warnings.push(document.diagnostic(&place, problem, "fix it in overlay.yaml"));
    }
}

/// The references of the schemas in a value.
fn references(value: &Value, node: Node) -> Vec<String> {
    schemas(value, node).into_iter().filter_map(reference).map(str::to_owned).collect()
}

/// The name of the component that a reference leads to; a part of something becomes one.
fn component(document: &mut Document, reference: &str, names: &mut Names) -> Option<String> {
    let mut reference = reference.to_owned();
    for _ in 0..CHAIN {
        if let Some(known) = names.get(&reference) {
            return known.clone();
        }
        let target = document.target(&reference).filter(|target| target.is_object())?;
        if let Some(next) = other_name(target) {
            reference = next.to_owned();
            continue;
        }
        let target = target.clone();
        let steps = steps(&reference);
        return match steps.as_slice() {
            [components, schemas, name]
                if components == "components"
                    && schemas == "schemas"
                    && !TAKEN.contains(&&*pascal(name)) =>
            {
                Some(name.clone())
            }
            steps => {
                let name = Some(name_of_part(steps)).filter(|name| !name.is_empty())?;
                let is_taken = TAKEN.contains(&&*pascal(&name));
                let name = if is_taken { format!("{name}Schema") } else { name };
                let schemas = document.schemas_mut()?;
                let name = free_name(name, |name| schemas.contains_key(name));
                schemas.insert(name.clone(), target);
                names.insert(reference, Some(name.clone()));
                Some(name)
            }
        };
    }
    None
}

/// What a schema is another name of.
fn other_name(schema: &Value) -> Option<&str> {
    reference(schema).filter(|_| BESIDE.iter().all(|key| schema.get(key).is_none()))
}

/// `/components/schemas/Account/properties/bank/items` → `AccountBankItem`.
fn name_of_part(steps: &[String]) -> String {
    let words = steps.iter().map(String::as_str).filter(|step| !STRUCTURE.contains(step));
    let words = words.map(|step| if step == "items" { "item" } else { step });
    pascal(&words.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::reported;

    fn reference_to(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    fn json_of(schema: Value) -> Value {
        json!({"content": {"application/json": {"schema": schema}}})
    }

    /// A document whose operation receives the component `All`, after the rule, and what is said.
    fn led(mut schemas: Value, all: Value) -> (Document, Vec<String>) {
        schemas["All"] = json!({"properties": all});
        let text = json_of(json!({"type": "string"}));
        let responses = json!({"200": json_of(reference_to("All"))});
        let operation = json!({"requestBody": text, "responses": responses});
        let mut document = Document::with_operation(operation, schemas);
        let report = reported(lead_to_components, &mut document);
        (document, report.warnings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn parts_that_are_referred_to_become_components() {
        let item = json!({"properties": {"c": {"type": "string"}}});
        let schemas = json!({
            "A": {"properties": {"b": {"type": "array", "items": item}}},
            "Again": {"$ref": "#/components/schemas/A/properties/b"},
        });
        let part =
            "#/paths/~1v2~1things~1%7Bid%7D/post/requestBody/content/application~1json/schema";
        let all = json!({
            "b": {"$ref": "#/components/schemas/A/properties/b"},
            "again": reference_to("Again"),
            "c": {"$ref": "#/components/schemas/A/properties/b/items"},
            "d": {"$ref": "#/components/schemas/%41"},
            "f": {"$ref": part},
        });
        let (document, said) = led(schemas, all);
        let named = &document.root["components"]["schemas"];
        let expected = json!({
            "b": reference_to("AB"),
            "again": reference_to("AB"),
            "c": reference_to("ABItem"),
            "d": reference_to("A"),
            "f": reference_to("V2ThingsIdPostRequestBodyApplicationJson"),
        });
        assert_eq!((&named["All"]["properties"], said), (&expected, vec![]));
        assert_eq!((&named["ABItem"], &named["AB"]["items"]), (&item, &item));
        assert!(named.get("Again").is_none());
    }

    #[test]
    fn other_names_are_replaced_by_what_they_stand_for() {
        let schemas = json!({
            "One": reference_to("Two"), "Two": reference_to("Text"), "Text": {"type": "string"},
            "Nullable": {"$ref": "#/components/schemas/Text", "nullable": true},
        });
        let all = json!({"a": reference_to("One"), "b": reference_to("Nullable")});
        let (document, said) = led(schemas, all);
        let expected = json!({"a": reference_to("Text"), "b": reference_to("Nullable")});
        let schemas = &document.root["components"]["schemas"];
        assert_eq!((&schemas["All"]["properties"], said), (&expected, vec![]));
    }

    #[test]
    fn a_schema_that_leads_nowhere_is_any_json_and_named() {
        let around = json!({"Round": reference_to("About"), "About": reference_to("Round")});
        for reference in [
            reference_to("Gone"),
            reference_to("Gone/properties/b"),
            reference_to("Round"),
            reference_to("All/properties/a"),
            json!({"$ref": "other.yaml#/a"}),
            json!({"$ref": "#/paths"}),
            json!({"$ref": "#"}),
            json!({"$ref": 5}),
        ] {
            let (document, said) = led(around.clone(), json!({"a": reference}));
            let left = &document.root["components"]["schemas"]["All"]["properties"]["a"];
            assert_eq!((left, said.len()), (&json!({}), 1), "{reference}: {said:?}");
            assert!(said[0].contains("schemas/All/properties/a: it is any JSON"), "{said:?}");
        }
    }

    #[test]
    fn what_operations_share_is_put_where_it_is_used() {
        let parameter = json!({"in": "query", "name": "a"});
        let mut document = Document::of_one_file(json!({"paths": {
            "/v2/x": {"get": {"parameters": [parameter], "responses": {"200": {"description": "x"}}}},
            "/v2/y": {"get": {
                "parameters": [{"$ref": "#/paths/~1v2~1x/get/parameters/0"}],
                "responses": {"200": {"$ref": "#/paths/~1v2~1x/get/responses/200"}},
            }},
        }}));
        reported(put_shared_in_place, &mut document);
        assert_eq!(document.root["paths"]["/v2/x"], document.root["paths"]["/v2/y"]);
    }

    #[test]
    fn a_lost_parameter_or_body_costs_the_operation() {
        for reference in ["#/components/parameters/Gone", "#/components/schemas/A", "#/gone"] {
            let to = json!({"$ref": reference});
            for operation in [json!({"parameters": [to]}), json!({"requestBody": to})] {
                let schemas = json!({"A": {"type": "string"}});
                let mut document = Document::with_operation(operation, schemas);
                let said = reported(put_shared_in_place, &mut document).warnings[0].to_string();
                assert_eq!(document.only_operation(), None);
                assert!(said.contains(&format!("`$ref` {reference} leads")), "{said}");
            }
        }
    }

    #[test]
    fn a_lost_response_is_read_as_bytes() {
        let responses = json!({"200": {"$ref": "#/components/responses/Gone"}});
        let mut document = Document::with_operation(json!({"responses": responses}), json!({}));
        let report = reported(put_shared_in_place, &mut document);
        let responses = document.only_operation().unwrap()["responses"].clone();
        assert_eq!(responses, json!({"200": {"content": {"*/*": {}}}}));
        assert_eq!(report.warnings.len(), 1);
    }
}
