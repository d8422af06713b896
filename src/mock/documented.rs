//! Answers the operations of other documents with their examples.

use httpmock::HttpMockRequest;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::generated::DOCUMENTED;
use super::token;

/// The media type of Argyle's bodies.
pub(super) const JSON: &str = "application/json";

/// An operation that only its document tells of.
pub(super) struct Documented {
    pub(super) method: &'static str,
    /// With the names of parameters in braces, as the document has it.
    pub(super) path: &'static str,
    /// True if it requires credentials.
    pub(super) authorized: bool,
    /// None where the document has no example.
    pub(super) answer: Option<Answer>,
}

/// A success, as the document has it.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Empty where there is no body.
    pub(super) media_type: &'static str,
    pub(super) text: &'static str,
}

/// The operation that a request is of; of several, the one whose path says most.
pub(super) fn operation_of(request: &HttpMockRequest) -> Option<&'static Documented> {
    let (method, uri) = (request.method(), request.uri());
    let matching = DOCUMENTED.iter().filter(|operation| {
        method.as_str() == operation.method && matches(operation.path, uri.path())
    });
    matching.min_by_key(|operation| operation.path.matches('{').count())
}

/// Returns true if a path is of a template, in which a segment in braces stands for any text.
fn matches(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template.zip(path).all(|(template, segment)| {
            template == segment || template.starts_with('{') && !segment.is_empty()
        })
}

/// A status, and the media type and the text of a body. Without a body, both are empty.
pub(super) type Reply = (u16, &'static str, String);

impl Documented {
    /// Returns the response: the example of the document, or `body` in its place.
    pub(super) fn reply(&self, body: Option<String>) -> Reply {
        let Some(Answer { status, media_type, text }) = &self.answer else {
            let problem = format!(
                "The document has no example of what {} {} answers. Say it with `Argyle::answer_first`.",
                self.method, self.path
            );
            return (404, JSON, json!({ "detail": problem }).to_string());
        };
        let body = body.or_else(|| last_page(text)).unwrap_or_else(|| (*text).to_owned());
        (*status, media_type, body)
    }

    /// What a creation is answered with, and the id of what it creates: the example with an id and a token of its own,
    /// and with the texts that were sent. None for other operations.
    pub(super) fn creation(&self, sent: &[u8], account: Uuid) -> Option<(Uuid, String)> {
        let example = self.example()?;
        let creates = example.keys().any(|name| name == "id" || is_token(name));
        if self.method != "POST" || self.path.ends_with('}') || !creates {
            return None;
        }
        Some(create(example, &serde_json::from_slice(sent).unwrap_or_default(), account))
    }

    /// The example, if it is an object.
    pub(super) fn example(&self) -> Option<Map<String, Value>> {
        serde_json::from_str(self.answer.as_ref()?.text).ok()
    }
}

fn is_token(name: &str) -> bool {
    name.ends_with("token")
}

/// Makes something by an example: gives it an id and a token of its own, and the texts that were sent.
pub(super) fn create(
    mut body: Map<String, Value>,
    sent: &Map<String, Value>,
    account: Uuid,
) -> (Uuid, String) {
    let id = Uuid::new_v4();
    let user = sent.get("user").and_then(|user| user.as_str()?.parse().ok()).unwrap_or(id);
    for (name, value) in &mut body {
        match sent.get(name) {
            _ if name == "id" && value.is_string() => *value = json!(id),
            _ if is_token(name) && value.is_string() => *value = token::mint(user, account).into(),
            Some(sent) if value.is_string() || value.is_null() => value.clone_from(sent),
            _ => {}
        }
    }
    (id, Value::Object(body).to_string())
}

/// The example of a list, as the only page that there is: what it says of the next one leads to Argyle's own server.
fn last_page(text: &str) -> Option<String> {
    let mut page: Value = serde_json::from_str(text).ok()?;
    page.get("results")?.as_array()?;
    *page.get_mut("next")? = Value::Null;
    Some(page.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_matches_the_template_with_its_segments() {
        for (template, path, is) in [
            ("/v2/users", "/v2/users", true),
            ("/v2/users/{id}", "/v2/users/5", true),
            ("/v2/users/{id}", "/v2/users/", false),
            ("/v2/users/{id}", "/v2/users/5/forms", false),
            ("/v2/users/{id}/forms", "/v2/users/5/forms", true),
            ("/v2/users", "/v2/user", false),
            ("/v2/users/{id}", "/v2/users/a%2Fb", true),
        ] {
            assert_eq!(matches(template, path), is, "{template} {path}");
        }
    }

    /// What `POST /v2/things` answers to `sent`, by its example.
    fn created(example: &'static str, sent: &str) -> Option<Value> {
        let operation = Documented {
            method: "POST",
            path: "/v2/things",
            authorized: true,
            answer: Some(Answer { status: 201, media_type: JSON, text: example }),
        };
        let (_, body) = operation.creation(sent.as_bytes(), Uuid::nil())?;
        Some(serde_json::from_str(&body).unwrap())
    }

    #[test]
    fn each_creation_has_an_id_of_its_own() {
        for example in
            [r#"{"id": "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7"}"#, r#"{"link_token": "x"}"#]
        {
            let [first, second] = [created(example, "{}"), created(example, "not JSON")];
            assert!(first.is_some() && first != second, "{first:?}");
        }
        for other in [r#"{"name": "x"}"#, r#"[{"id": 7}]"#, "null", ""] {
            assert_eq!(created(other, "{}"), None, "{other}");
        }
    }

    #[test]
    fn a_creation_answers_with_what_was_sent() {
        let example =
            r#"{"id": "7", "name": "x", "email": null, "tags": [{}], "size": 5, "other": true}"#;
        let sent = r#"{"id": "8", "name": "y", "email": "e", "tags": ["t"], "size": 6, "more": 1}"#;
        let mut body = created(example, sent).unwrap();
        assert_ne!(body["id"].take(), json!("8"));
        let expected =
            json!({"id": null, "name": "y", "email": "e", "tags": [{}], "size": 5, "other": true});
        assert_eq!(body, expected);
    }

    #[test]
    fn the_example_of_a_list_has_no_next_page() {
        let page = last_page(r#"{"next": "https://argyle.example/2", "results": []}"#).unwrap();
        assert_eq!(page, r#"{"next":null,"results":[]}"#);
        for other in
            [r#"{"next": "a"}"#, r#"{"results": []}"#, r#"{"next": "a", "results": 5}"#, "a"]
        {
            assert_eq!(last_page(other), None, "{other}");
        }
    }
}
