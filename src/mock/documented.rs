//! How the embedded Argyle answers the operations of other documents: with their examples.

use httpmock::{HttpMockRequest, HttpMockResponse};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use uuid::Uuid;

use super::generated::DOCUMENTED;

/// An operation that only its document tells of.
pub(super) struct Documented {
    pub(super) method: &'static str,
    /// With the names of parameters in braces, as the document has it.
    pub(super) path: &'static str,
    /// Whether it asks for credentials.
    pub(super) authorized: bool,
    /// None where the document has no example.
    pub(super) answer: Option<Answer>,
}

/// A success, as the document has it.
pub(super) struct Answer {
    pub(super) status: u16,
    /// The media type and the text of the body.
    pub(super) body: Option<(&'static str, &'static str)>,
}

/// The operation that a request is of; of several, the one whose path says most.
pub(super) fn operation_of(request: &HttpMockRequest) -> Option<&'static Documented> {
    let (method, uri) = (request.method(), request.uri());
    let matching =
        DOCUMENTED.iter().filter(|it| method.as_str() == it.method && matches(it.path, uri.path()));
    matching.min_by_key(|it| it.path.matches('{').count())
}

/// Whether a path is of a template, in which a name in braces stands for anything but a slash.
fn matches(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template.zip(path).all(|(template, segment)| {
            segment_matches(template, &percent_decode_str(segment).decode_utf8_lossy())
        })
}

fn segment_matches(template: &str, segment: &str) -> bool {
    let Some((start, rest)) = template.split_once('{') else {
        return template == segment;
    };
    // Of several names in one segment, what is between them is not looked at.
    let end = rest.rsplit_once('}').map_or("", |(_, end)| end);
    segment.len() > start.len() + end.len() && segment.starts_with(start) && segment.ends_with(end)
}

/// What a request of the operation is answered with.
pub(super) fn respond(operation: &Documented) -> HttpMockResponse {
    let response = HttpMockResponse::builder();
    match &operation.answer {
        Some(Answer { status, body: None }) => response.status(*status).build(),
        Some(Answer { status, body: Some((media_type, text)) }) => response
            .status(*status)
            .header("content-type", *media_type)
            .body(last_page(text).unwrap_or_else(|| (*text).to_owned()))
            .build(),
        None => {
            let problem = format!(
                "The document has no example of what {} {} answers. Say it with `Argyle::answer_first`.",
                operation.method, operation.path
            );
            response
                .status(404u16)
                .header("content-type", "application/json")
                .body(json!({ "detail": problem }).to_string())
                .build()
        }
    }
}

/// The user that the operation creates, by its answer.
pub(super) fn created_user(operation: &Documented) -> Option<Uuid> {
    if operation.method != "POST" || !operation.path.ends_with("/users") {
        return None;
    }
    let (_, text) = operation.answer.as_ref()?.body?;
    let body: Value = serde_json::from_str(text).ok()?;
    body.get("id")?.as_str()?.parse().ok()
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
    fn a_path_is_of_the_template_whose_names_stand_for_segments() {
        for (template, path, is) in [
            ("/v2/users", "/v2/users", true),
            ("/v2/users/{id}", "/v2/users/5", true),
            ("/v2/users/{id}", "/v2/users/", false),
            ("/v2/users/{id}", "/v2/users/5/forms", false),
            ("/v2/users/{id}/forms", "/v2/users/5/forms", true),
            ("/v2/users/{id}.pdf", "/v2/users/5.pdf", true),
            ("/v2/users/{id}.pdf", "/v2/users/.pdf", false),
            ("/v2/users", "/v2/user", false),
            ("/v2/{a}-{b}/x", "/v2/1-2/x", true),
            ("/v2/\u{fc}/{id}", "/v2/%C3%BC/5", true),
            ("/v2/users/{id}", "/v2/users/a%2Fb", true),
        ] {
            assert_eq!(matches(template, path), is, "{template} {path}");
        }
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
