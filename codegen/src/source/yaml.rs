//! YAML, or JSON, as the JSON that every stage after the first works on.

use serde_json::{Map, Value};
use serde_yaml::Value as Yaml;

use super::file::{DOWNLOAD_AGAIN, SourceFile};
use crate::diagnostic::Diagnostic;
use crate::document::pointer;

/// The content of a file as JSON; duplicate keys and values that JSON does not have are refused.
pub fn read(file: &SourceFile) -> Result<Value, Diagnostic> {
    let refuse = |at: Option<(usize, usize)>, problem: String| {
        let place = match at {
            Some((line, column)) => format!("{}:{line}:{column}", file.name),
            None => file.name.clone(),
        };
        Diagnostic::new(place, format!("the file is not well-formed {problem}"), DOWNLOAD_AGAIN)
    };
    let refuse_yaml = |error: serde_yaml::Error| {
        let at = error.location().map(|at| (at.line(), at.column()));
        refuse(at, format!("YAML: {error}"))
    };
    // Some editors write a byte order mark, which says nothing about UTF-8.
    let text = file.text()?.trim_start_matches('\u{feff}');
    let mut yaml: Yaml = if file.name.ends_with(".json") {
        // YAML has no tabs where JSON may.
        serde_json::from_str(text).map_err(|error| {
            refuse(Some((error.line(), error.column())), format!("JSON: {error}"))
        })?
    } else {
        serde_yaml::from_str(text).map_err(refuse_yaml)?
    };
    yaml.apply_merge().map_err(refuse_yaml)?;
    json(yaml, "").map_err(|(pointer, problem)| {
        Diagnostic::new(format!("{}#{pointer}", file.name), problem, DOWNLOAD_AGAIN)
    })
}

/// `yaml` as JSON, or the pointer of the first value that JSON does not have.
fn json(yaml: Yaml, pointer: &str) -> Result<Value, (String, String)> {
    let refuse = |problem: &str| Err((pointer.to_owned(), problem.to_owned()));
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::String(text) => Value::String(text),
        Yaml::Number(number) => match serde_json::to_value(&number) {
            Ok(value @ Value::Number(_)) => value,
            _ => return refuse("the number has no counterpart in JSON"),
        },
        Yaml::Sequence(items) => {
            let items = items.into_iter().enumerate();
            items
                .map(|(index, item)| json(item, &format!("{pointer}/{index}")))
                .collect::<Result<_, _>>()?
        }
        Yaml::Mapping(members) => {
            let mut object = Map::new();
            for (key, value) in members {
                let key = match key {
                    Yaml::String(key) => key,
                    // Status codes are often written without quotes.
                    Yaml::Number(key) => key.to_string(),
                    Yaml::Bool(key) => key.to_string(),
                    _ => return refuse("a key is neither text nor a number"),
                };
                let value = json(value, &pointer::join(pointer, [key.as_str()]))?;
                if object.contains_key(&key) {
                    return refuse(&format!("the key {key:?} stands here twice"));
                }
                object.insert(key, value);
            }
            Value::Object(object)
        }
        Yaml::Tagged(_) => return refuse("YAML tags are not part of OpenAPI"),
    })
}
