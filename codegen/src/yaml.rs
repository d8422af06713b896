//! YAML as JSON, which every stage after the first works on.

use serde_json::{Map, Value};

use super::diagnostic::Diagnostic;
use super::document::escape;
use super::source::{Page, TAKE_AGAIN};

/// The content of a page as JSON; duplicate keys and values that JSON does not have are refused.
pub fn parse(page: &Page) -> Result<Value, Diagnostic> {
    let place = |location: Option<serde_yaml::Location>| match location {
        Some(at) => format!("{}:{}:{}", page.name, at.line(), at.column()),
        None => page.name.clone(),
    };
    let refuse = |error: serde_yaml::Error| {
        let problem = format!("the file is not well-formed YAML: {error}");
        Diagnostic::new(place(error.location()), problem, TAKE_AGAIN)
    };
    let mut yaml: serde_yaml::Value = serde_yaml::from_str(page.text()?).map_err(refuse)?;
    yaml.apply_merge().map_err(refuse)?;
    json(yaml, "").map_err(|(pointer, problem)| {
        Diagnostic::new(format!("{}#{pointer}", page.name), problem, TAKE_AGAIN)
    })
}

/// `yaml` as JSON, or the pointer of the first value that JSON does not have.
fn json(yaml: serde_yaml::Value, pointer: &str) -> Result<Value, (String, String)> {
    let refuse = |problem: &str| Err((pointer.to_owned(), problem.to_owned()));
    Ok(match yaml {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(value) => Value::Bool(value),
        serde_yaml::Value::String(text) => Value::String(text),
        serde_yaml::Value::Number(number) => match serde_json::to_value(&number) {
            Ok(value @ Value::Number(_)) => value,
            _ => return refuse("the number has no counterpart in JSON"),
        },
        serde_yaml::Value::Sequence(items) => {
            let items = items.into_iter().enumerate();
            let items = items.map(|(index, item)| json(item, &format!("{pointer}/{index}")));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        serde_yaml::Value::Mapping(members) => {
            let mut object = Map::new();
            for (key, value) in members {
                let key = match key {
                    serde_yaml::Value::String(key) => key,
                    // Status codes are often written without quotes.
                    serde_yaml::Value::Number(key) => key.to_string(),
                    serde_yaml::Value::Bool(key) => key.to_string(),
                    _ => return refuse("a key is neither text nor a number"),
                };
                let value = json(value, &format!("{pointer}/{}", escape(&key)))?;
                if object.insert(key.clone(), value).is_some() {
                    return refuse(&format!("the key {key:?} stands here twice"));
                }
            }
            Value::Object(object)
        }
        serde_yaml::Value::Tagged(_) => return refuse("YAML tags are not part of OpenAPI"),
    })
}
