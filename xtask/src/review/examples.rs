//! Collects the response examples of documents before any rule changes them.

use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::source::file::SourceFile;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// An example of a success.
#[derive(Clone, Debug)]
pub struct Example {
    /// The file of the example.
    pub file: String,
    /// The method and path of the operation.
    pub operation: String,
    /// The JSON pointer of the example.
    pub pointer: String,
    /// The example itself.
    pub value: Value,
}

/// Collects the JSON examples of successes. Files that are not YAML have none.
#[must_use]
pub fn collect_examples(sources: &Sources) -> Vec<Example> {
    let mut examples = Vec::new();
    let replaced: Vec<String> = sources.program.iter().flat_map(SourceFile::operations).collect();
    let documents = sources.documents.iter().map(|file| (file, true));
    for (file, is_vendored) in documents.chain(sources.program.iter().map(|file| (file, false))) {
        let document: Value = serde_yaml::from_slice(&file.bytes).unwrap_or_default();
        for (path, method, described) in list_operations(&document) {
            if is_vendored && replaced.contains(&format!("{path} {method}")) {
                continue;
            }
            for (pointer, value) in examples_of(&document, described) {
                let pointer = format!("/paths/{}/{method}{pointer}", escape(path));
                let operation = format!("{} {path}", method.to_uppercase());
                examples.push(Example { file: file.name.clone(), operation, pointer, value });
            }
        }
    }
    examples
}

fn list_operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    members(&document["paths"]).flat_map(|(path, item)| {
        members(item).map(move |(method, described)| (path, method, described))
    })
}

/// Returns the examples of an operation's successes, with their pointers from the operation.
fn examples_of(document: &Value, described: &Value) -> Vec<(String, Value)> {
    let successes = members(&described["responses"]).filter(|(status, _)| status.starts_with('2'));
    let content = successes.flat_map(|(status, response)| {
        let content = members(&resolve(document, response)["content"]);
        content.map(move |(media_type, content)| (status, media_type, content))
    });
    let json = content.filter(|(_, media_type, _)| media_type.contains("json"));
    let examples = json.flat_map(|(status, media_type, content)| {
        let place = format!("/responses/{status}/content/{}", escape(media_type));
        let one = content.get("example").map(|value| (format!("{place}/example"), value.clone()));
        let named = members(&content["examples"]).filter_map(move |(name, example)| {
            let value = resolve(document, example).get("value")?;
            Some((format!("{place}/examples/{}/value", escape(name)), value.clone()))
        });
        one.into_iter().chain(named)
    });
    examples.collect()
}

/// Follows the references of a value.
pub fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(reference) = value["$ref"].as_str() else {
        return value;
    };
    let pointer = percent_decode_str(reference.trim_start_matches('#')).decode_utf8_lossy();
    document.pointer(&pointer).map_or(&Value::Null, |target| resolve(document, target))
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}
