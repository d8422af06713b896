//! A server repeats an API key and tokens in any spelling and location: plain, in base64 and percent-encoded. No error
//! contains a part of them.

use std::sync::atomic::{AtomicUsize, Ordering};

use argyle_user_tokens::{Credentials, Error};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use crate::secrets::{Printed, client};
use crate::server::{Server, TOKEN, USER, reply};

/// Secrets whose base64 holds padding, and all signs in which the alphabets differ. One is a number, one looks like an
/// id, one is short, and one of usual length has slashes in base64.
const API_SECRETS: [&str; 6] = [
    "hunter3?>~/secret ü",
    "hunter3-secret",
    "123456789012345678901234567890",
    "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7",
    "p?n>4",
    "a?Zb?Zc?Zd?Ze?Zf?Z",
];

/// Lists the strings that a server knows of an API key with `secret`.
fn known_to_the_server(secret: &str) -> Vec<String> {
    let pair = format!("key-id:{secret}");
    let header = STANDARD.encode(&pair);
    let cut = header[..header.len() - 5].to_owned();
    vec![
        secret.to_owned(),
        header.trim_end_matches('=').to_owned(),
        URL_SAFE.encode(&pair),
        STANDARD.encode(secret),
        URL_SAFE.encode(secret),
        cut,
    ]
}

/// Lists tokens, the last two of which are truncated.
fn tokens() -> Vec<String> {
    vec![TOKEN.to_owned(), TOKEN[..30].to_owned(), TOKEN[..12].to_owned()]
}

/// Spells `text` as the body of a response or a header may contain it.
fn spellings(text: &str) -> Vec<String> {
    let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let signs = |letter: char| match letter.is_ascii_alphanumeric() {
        true => letter.to_string(),
        false => utf8_percent_encode(letter),
    };
    vec![
        text.to_owned(),
        percent.to_lowercase(),
        percent,
        text.chars().map(signs).collect(),
        format!("{text} {text}"),
        format!("ä{text}ä"),
    ]
}

fn utf8_percent_encode(letter: char) -> String {
    letter.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// Builds bodies with `secret` in every location of both shapes of errors, and in other shapes.
fn bodies_with(secret: &str) -> Vec<String> {
    vec![
        format!(r#"{{"detail": "it is {secret}", "{secret}": "{secret}"}}"#),
        format!(r#"{{"a": {{"b {secret}": ["no", "{secret}", {{"{secret} c": ["{secret}"]}}]}}}}"#),
        format!(r#"["it is {secret}", {{"a": "{secret}"}}]"#),
        format!(r#"{{"a": [{secret}, -{secret}, {{"b": {secret}}}]}}"#),
        format!(r#""{secret}""#),
        format!("<p>Authorization: Basic {secret}</p>"),
        format!(r#"{{"detail": "it is {secret}"#),
        // The limits for showing and for reading cut this one.
        format!("{}{secret}", "x ".repeat(4096 - secret.len() / 4)),
        format!(r#"{{"detail": "{}{secret}"}}"#, "x ".repeat(8180 - secret.len() / 4)),
        format!("{secret} and {secret}"),
    ]
}

/// Collects all texts of an error.
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

/// A spelled secret, and a body that contains it.
type Answer = (String, String, String);

/// Puts every spelling into every body.
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

/// Starts a server that sends one response after the other, each with another status.
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
async fn no_spelling_of_a_secret_is_shown() {
    let of_keys = API_SECRETS.iter().map(|secret| (*secret, known_to_the_server(secret)));
    for (api_secret, secrets) in of_keys.chain([("hunter3", tokens())]) {
        let answers = answers(secrets);
        let server = serve(&answers).await;
        let credentials = Credentials::new("key-id", api_secret).unwrap();
        let client = client(&server).credentials(credentials).build().unwrap();
        for (secret, spelling, body) in &answers {
            let text = said(&client.user_token(USER).await.unwrap_err());
            let most = spelling.char_indices().map(|(at, _)| at);
            let most = most.take_while(|at| *at <= spelling.len() * 2 / 3).last().unwrap_or(0);
            for start in [secret, spelling, &spelling[..most]] {
                assert!(!text.contains(start), "{body} shows {start}:\n{text}");
            }
        }
    }
}
