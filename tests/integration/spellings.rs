//! A server sends back what it knows of an API key and of tokens, in whatever spelling and place: nothing of it
//! is in an error.

use std::sync::atomic::{AtomicUsize, Ordering};

use argyle_user_tokens::{Credentials, Error};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use crate::secrets::{Printed, client};
use crate::server::{Server, TOKEN, USER, reply};

/// Secrets whose base64 has all signs in which the alphabets differ, with and without padding; one of digits,
/// as a number; one that looks like an id; and one of few letters.
const API_SECRETS: [&str; 5] = [
    "hunter3?>~/secret ü",
    "hunter3-secret",
    "123456789012345678901234567890",
    "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7",
    "p?n>4",
];

/// What a server may know of an API key with `secret`.
fn known_to_the_server(secret: &str) -> Vec<String> {
    let pair = format!("key-id:{secret}");
    let header = STANDARD.encode(&pair);
    let cut = header[..header.len() - 5].to_owned();
    vec![
        secret.to_owned(),
        header.trim_end_matches('=').to_owned(),
        URL_SAFE.encode(&pair),
        STANDARD.encode(&header),
        cut,
    ]
}

/// Tokens, the last two of which are cut off.
fn tokens() -> Vec<String> {
    vec![TOKEN.to_owned(), TOKEN[..30].to_owned(), TOKEN[..12].to_owned()]
}

/// `text` as it may stand in the body of a response, or in a header.
fn spellings(text: &str) -> Vec<String> {
    let each = |write: fn(u8) -> String| text.bytes().map(write).collect::<String>();
    let json = |write: fn(u32) -> String| text.chars().map(|it| write(u32::from(it))).collect();
    let percent = each(|byte| format!("%{byte:02X}"));
    let unicode: String = json(|letter| format!("\\u{letter:04x}"));
    vec![
        text.to_owned(),
        text.replace('/', "\\/"),
        text.replace('e', "\\u0065"),
        unicode.to_uppercase().replace("\\U", "\\u"),
        unicode.replace('\\', "\\\\"),
        percent.to_lowercase(),
        percent.replace('%', "%25"),
        percent,
        text.replace('&', "&amp;")
            .replace('>', "&gt;")
            .replace('e', "&#101;")
            .replace('=', "&#x3D;"),
    ]
}

/// Bodies with `secret` in every place of either shape of errors, and in other shapes.
fn bodies_with(secret: &str) -> Vec<String> {
    vec![
        format!(r#"{{"detail": "it is {secret}", "{secret}": "{secret}"}}"#),
        format!(r#"{{"a": {{"b {secret}": ["no", "{secret}", {{"{secret} c": ["{secret}"]}}]}}}}"#),
        format!(r#"["it is {secret}", {{"a": "{secret}"}}]"#),
        format!(r#"{{"a": [{secret}, -{secret}, {{"b": {secret}}}]}}"#),
        format!(r#""{secret}""#),
        format!("<p>Authorization: Basic {secret}</p>"),
        format!(r#"{{"detail": "it is {secret}"#),
    ]
}

/// Everything that an error and what is in it say.
fn said(error: &Error) -> String {
    let mut printed = Printed::default();
    printed.error("Error", error);
    let mut text = printed.assert_none_of(&[]);
    text.push_str(error.trace_id().unwrap_or_default());
    if let Some(api) = error.api() {
        text.push_str(&format!("{api} {api:?} {} {:?}", api.body(), api.message()));
        for (field, messages) in api.fields() {
            text.push_str(&format!(" {field} {}", messages.join(" ")));
        }
    }
    text
}

/// A secret, as it is spelled, in a body.
type Answer = (String, String, String);

/// Every spelling in every body.
fn answers(secrets: Vec<String>) -> Vec<Answer> {
    let mut answers = Vec::new();
    for secret in secrets {
        for spelling in spellings(&secret) {
            let with = |body| (secret.clone(), spelling.clone(), body);
            answers.extend(bodies_with(&spelling).into_iter().map(with));
        }
    }
    answers
}

/// A server that gives one answer after the other, each with another status.
async fn serve(answers: &[Answer]) -> Server {
    let statuses = ["200 OK", "302 Found", "400 Bad", "503 Oh"].iter().cycle();
    let replies = answers.iter().zip(statuses).map(|((_, spelling, body), status)| {
        let header = if spelling.is_ascii() { spelling } else { "none" };
        reply(status, &format!("x-trace-id: {header}\r\n"), body)
    });
    let replies: Vec<Vec<u8>> = replies.collect();
    let next = AtomicUsize::new(0);
    Server::answering_each(move |_| replies[next.fetch_add(1, Ordering::SeqCst)].clone()).await
}

#[tokio::test]
async fn no_spelling_of_a_secret_gets_through_in_any_place() {
    let of_keys = API_SECRETS.iter().map(|secret| (*secret, known_to_the_server(secret)));
    for (api_secret, secrets) in of_keys.chain([("hunter3", tokens())]) {
        let answers = answers(secrets);
        let server = serve(&answers).await;
        let credentials = Credentials::new("key-id", api_secret).unwrap();
        let client = client(&server).credentials(credentials).build().unwrap();
        for (secret, spelling, body) in &answers {
            let text = said(&client.user_token(USER).await.unwrap_err());
            for start in [secret, spelling, &spelling[..spelling.len() - spelling.len() / 3]] {
                assert!(!text.contains(start), "{body} shows {start}:\n{text}");
            }
        }
    }
}
