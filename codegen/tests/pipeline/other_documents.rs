//! Generates clients of Argyle's other documents, if they are available, each alone and all together.

use argyle_user_tokens_codegen::generate;
use argyle_user_tokens_codegen::source::file::SourceFile;
use client_review::outline;

use crate::{file, vendored};

fn available_documents() -> Vec<SourceFile> {
    let directory = test_inputs::at_hand("../shared/argyle/pages", "Argyle's other documents");
    let mut documents: Vec<SourceFile> = directory
        .into_iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| {
            let entry = entry.unwrap();
            let name = format!("spec/{}", entry.file_name().to_string_lossy());
            file(&name, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    documents.sort_by(|left, right| left.name.cmp(&right.name));
    documents
}

/// Generates a client of the vendored and these documents, and returns the names of its operations.
fn generate_operations(documents: Vec<SourceFile>) -> Vec<String> {
    let mut sources = vendored();
    let names: Vec<String> = documents.iter().map(|document| document.name.clone()).collect();
    sources.documents.extend(documents);
    let generated = generate(&sources).unwrap_or_else(|errors| panic!("{names:?}: {errors:#?}"));
    assert!(
        generated.warnings.iter().all(|warning| warning.to_string().contains("has no target")),
        "{:#?}",
        generated.warnings
    );
    let outline = outline(&generated);
    let names =
        outline.lines().filter_map(|line| line.strip_prefix("fn Client::")?.split('(').next());
    names.map(str::to_owned).collect()
}

#[test]
fn every_document_becomes_a_client_alone_and_together() {
    let documents = available_documents();
    if documents.is_empty() {
        return;
    }
    let mut alone: Vec<String> = available_documents()
        .into_iter()
        .flat_map(|document| generate_operations(vec![document]))
        .collect();
    alone.sort_unstable();
    alone.dedup();
    assert_eq!(generate_operations(documents), alone);
}

#[test]
fn a_document_with_many_problems_becomes_a_client_with_warnings() {
    let mut sources = vendored();
    sources
        .documents
        .push(file("spec/trouble.yaml", include_str!("../../../tests/documents/trouble.yaml")));
    let generated = generate(&sources).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let warned: Vec<String> = generated.warnings.iter().map(ToString::to_string).collect();
    for property in ["@id", "a.b"] {
        assert!(
            warned
                .iter()
                .any(|warning| warning.contains(&format!("/properties/{property}: it is skipped"))),
            "{warned:#?}"
        );
    }
    let outline = outline(&generated);
    for line in [
        "fn Client::move_(&self) -> builder::Move<'_>",
        "fn builder::ListWidgets<'a>::api_version<V, F>(mut self, value: V) -> Self where V: crate::types::values::IntoOptional<Option<String>, F>",
        "fn builder::ListWidgets<'a>::stream(self) -> impl ::futures_util::Stream<Item = Result<types::Result, Error>> + Send + 'a",
        "field types::UploadWidgetBody.file: crate::types::values::Upload",
        "variant types::ResultStatus::UnrecognizedValue(String)",
    ] {
        assert!(outline.lines().any(|found| found == line), "{line}\n{outline}");
    }
}

#[test]
fn tokens_and_files_keep_their_types_in_references_and_objects() {
    let document = "openapi: 3.0.3\ninfo: {title: Nests, version: '1'}\nsecurity: [{basicAuth: []}]\npaths:\n  \
         /v2/nests: {post: {requestBody: {content: {multipart/form-data: {schema: {type: object, properties: \
         {inner: {type: object, properties: {file: {type: string, format: binary}}}}}}}}, responses: {'204': {description: x}}}}\n  \
         /v2/keys: {get: {responses: {'200': {description: x, content: {application/json: {schema: {type: object, \
         properties: {session_key: {allOf: [{$ref: '#/components/schemas/Key'}], format: user-token}}}}}}}}}\n\
         components: {schemas: {Key: {type: string}}, securitySchemes: {basicAuth: {type: http, scheme: basic}}}\n";
    let mut sources = vendored();
    sources.documents.push(file("spec/nests.yaml", document));
    let outline = outline(&generate(&sources).unwrap_or_else(|errors| panic!("{errors:#?}")));
    for (field, r#type) in [(".file:", "values::Upload"), (".session_key:", "UserToken")] {
        let line = outline.lines().find(|line| line.contains(field)).unwrap_or(&outline);
        assert!(line.contains(r#type), "{line}");
    }
}

#[test]
fn a_list_with_a_next_page_has_a_stream() {
    for document in
        available_documents().into_iter().filter(|document| document.name.contains("accounts"))
    {
        let mut sources = vendored();
        sources.documents.push(document);
        let outline = outline(&generate(&sources).unwrap_or_else(|errors| panic!("{errors:#?}")));
        let stream = outline.lines().find(|line| line.contains("ListAccounts<'a>::stream"));
        assert!(
            stream.is_some_and(|line| line.contains("Result<types::Account, Error>")),
            "{outline}"
        );
    }
}

#[test]
fn a_value_in_another_script_is_sent_unchanged() {
    let text = include_str!("../../../tests/documents/composition.yaml");
    let mut sources = vendored();
    sources.documents.push(file("spec/composition.yaml", text));
    let client = generate(&sources).unwrap_or_else(|errors| panic!("{errors:#?}")).client;
    assert!(client.contains("=> \"あ\"") && !client.contains("\"u3042\""));
}

#[test]
fn no_word_of_a_description_is_lost() {
    let text = include_str!("../../../tests/documents/prose.yaml");
    let mut sources = vendored();
    sources.documents.push(file("spec/prose.yaml", text));
    let client = generate(&sources).unwrap_or_else(|errors| panic!("{errors:#?}")).client;
    let document: serde_json::Value = serde_yaml::from_str(text).unwrap();
    let properties = document["components"]["schemas"]["Prose"]["properties"].as_object().unwrap();
    let is_word = |letter: char| letter.is_ascii_alphabetic();
    for (name, property) in properties {
        let text = property["description"].as_str().unwrap_or_default();
        // Names of MDX components and of entities, and words of code attributes, are markup.
        let markup = [
            "Note", "Card", "title", "Unknown", "attr", "lt", "gt", "amp", "rust", "ignore",
            "should", "panic",
        ];
        for word in text.split(|letter| !is_word(letter)).filter(|word| !markup.contains(word)) {
            assert!(client.contains(word), "{name}: {word}");
        }
    }
}
