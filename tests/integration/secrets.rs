//! No printable value contains a secret, a header or a token.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::fmt::Debug;

use argyle_user_tokens::mock::Argyle;
use argyle_user_tokens::{
    Claims, ClaimsError, Client, ClientBuilder, ConfigError, Credentials, Environment, Error,
    ErrorKind, RetryPolicy, UserToken, types,
};

use argyle_user_tokens_codegen::generate;

use crate::server::{
    AUTHORIZATION, Address, KEY_SECRET, Server, TOKEN, USER, credentials, failure, minted, reply,
};
use crate::vendored;

/// The printed public types, by name.
#[derive(Default)]
pub(crate) struct Printed(Vec<(String, String)>);

impl Printed {
    pub(crate) fn value(&mut self, name: &str, value: &impl Debug) {
        self.0.push((name.to_owned(), format!("{value:?}\n{value:#?}")));
    }

    /// Adds an error, with everything that a report prints of it.
    pub(crate) fn error(&mut self, name: &str, error: &(dyn StdError + 'static)) {
        let mut text = format!("{error}\n{error:#}\n{error:?}\n{error:#?}");
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(&format!("\n{cause}\n{cause:?}\n{cause:#?}"));
            source = cause.source();
        }
        self.0.push((name.to_owned(), text));
    }

    pub(crate) fn assert_no_secret(&self) {
        for (name, text) in &self.0 {
            for secret in secrets() {
                assert!(!text.contains(secret), "{name} shows {secret}:\n{text}");
            }
        }
    }

    /// The same for other secrets. Returns everything that was printed.
    pub(crate) fn assert_none_of(&self, secrets: &[String]) -> String {
        let texts: Vec<&str> = self.0.iter().map(|(_, text)| text.as_str()).collect();
        let text = texts.join("\n");
        for secret in secrets {
            assert!(!text.contains(secret), "the output shows {secret}:\n{text}");
        }
        text
    }

    fn names(&self) -> BTreeSet<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// Values that nothing may show: the API secret, its header, the token, and the payload of the token.
pub(crate) fn secrets() -> [&'static str; 4] {
    let payload = TOKEN.split('.').nth(1).unwrap();
    [KEY_SECRET, AUTHORIZATION.trim_start_matches("Basic "), TOKEN, payload]
}

/// Bodies that a damaged, careless or hostile server might send.
fn bodies() -> Vec<String> {
    vec![
        format!(r#"{{"user_token": {{"jwt": "{TOKEN}"}}}}"#),
        format!(r#"{{"user_token": ["{TOKEN}"]}}"#),
        format!(r#"{{"user_token": "{TOKEN}""#),
        format!(r#"{{"user_token": "{TOKEN}", "user_token": "{TOKEN}"}}"#),
        format!(r#"{{"user_token": "{TOKEN}"}} {TOKEN}"#),
        format!(r#""{TOKEN}""#),
        format!(r#"["{TOKEN}"]"#),
        TOKEN.to_owned(),
        format!(r#"{{"detail": "{AUTHORIZATION} {KEY_SECRET} {TOKEN}"}}"#),
        format!(r#"{{"authorization": ["{AUTHORIZATION}", {{"secret": "{KEY_SECRET}"}}]}}"#),
        format!("<html>authorization: {AUTHORIZATION} {KEY_SECRET} {TOKEN}</html>"),
    ]
}

/// A client without retries, because every response must become an error.
pub(crate) fn client(server: &Server) -> ClientBuilder {
    server.client().retry(RetryPolicy::none())
}

/// Returns the errors of responses with each of [`bodies`], at every kind of status.
async fn errors_of_responses() -> Vec<Error> {
    let mut errors = Vec::new();
    let headers = format!(
        "x-trace-id: {AUTHORIZATION}\r\nset-cookie: token={TOKEN}\r\nlocation: /{TOKEN}\r\n"
    );
    for status in [
        "200 OK",
        "201 Created",
        "302 Found",
        "400 Bad",
        "401 No",
        "403 No",
        "429 Wait",
        "500 Oh",
        "503 Oh",
    ] {
        for body in bodies() {
            let server = Server::answering(reply(status, &headers, body)).await;
            errors.extend(client(&server).build().unwrap().user_token(USER).await.err());
        }
    }
    let cut =
        format!("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{{\"user_token\": \"{TOKEN}\"");
    for bytes in [cut, format!("{TOKEN}\r\n\r\n"), String::new()] {
        let server = Server::answering(bytes.into_bytes()).await;
        errors.push(failure(client(&server)).await);
    }
    let server = Server::answering(minted()).await;
    let client = server.client().max_response_bytes(50).build().unwrap();
    errors.push(client.user_token(USER).await.unwrap_err());
    errors
}

/// Returns the errors of calls without a response.
async fn errors_without_response() -> Vec<Error> {
    let silent = Server::silent().await;
    let vacant = Address::taken();
    let brief = std::time::Duration::from_millis(1);
    let mut errors = Vec::new();
    for builder in [
        silent.client().attempt_timeout(brief),
        silent.client().deadline(brief),
        client(&silent).base_url(format!("http://{}", vacant.get())),
    ] {
        errors.push(failure(builder).await);
    }
    let client = silent.client().build().unwrap();
    errors.push(client.create_user_token().send().await.unwrap_err());
    errors
}

async fn print_values(printed: &mut Printed) {
    let server = Server::answering(minted()).await;
    let argyle = Argyle::start_async().await;
    let client = server.client().build().unwrap();
    let token = UserToken::try_from(TOKEN.to_owned()).unwrap();
    let response =
        client.create_user_token().body_map(|body| body.user(USER)).send().await.unwrap();
    let more = format!(r#"{{"user_token": "{TOKEN}", "copy": "{TOKEN}"}}"#);
    let careless = Server::answering(reply("201 Created", "", more)).await;
    let more = careless.client().build().unwrap();
    let more = more.create_user_token().body_map(|body| body.user(USER)).send().await.unwrap();
    printed.value("Response", &more);
    printed.value("Argyle", &argyle);
    printed.value("Client", &client);
    printed.value("Client", &client.with_credentials(credentials()));
    printed.value("ClientBuilder", &server.client());
    printed.value("Credentials", &credentials());
    printed.value("Environment", &Environment::Sandbox);
    printed.value("ErrorKind", &ErrorKind::Api);
    printed.value("RetryPolicy", &RetryPolicy::default());
    printed.value("Response", &response);
    printed.value("UserToken", &token);
    printed.value("Claims", &token.claims().unwrap());
    printed.value("Claims", &Claims::default());
    printed.value("builder::CreateUserToken", &client.create_user_token());
    printed.value("types::CreateUserTokenRequest", &request());
    let mut body = types::CreateUserTokenResponse::default();
    body.user_token = Some(token.clone());
    printed.value("types::CreateUserTokenResponse", &body);
    let body = types::CreateUserTokenRequest::builder();
    printed.value("types::builder::CreateUserTokenRequest", &body);
    let error = types::CreateUserTokenRequest::try_from(body).unwrap_err();
    printed.error("types::error::ConversionError", &error);
    print_users(printed, &argyle, token).await;
}

async fn print_users(printed: &mut Printed, argyle: &Argyle, token: UserToken) {
    let client = argyle.client().build().unwrap();
    let mut user = client.new_user("customer-7").await.unwrap();
    user.user_token = token.clone();
    printed.value("NewUser", &user);
    printed.value("builder::CreateUser", &client.create_user());
    let body = types::CreateUserBody::builder().external_id("customer-7").ssn(KEY_SECRET);
    printed.value("types::builder::CreateUserBody", &body);
    printed.value("types::CreateUserBody", &body.build().unwrap());
    let address = types::CreateUserBodyAddress::builder();
    printed.value("types::builder::CreateUserBodyAddress", &address);
    printed.value("types::CreateUserBodyAddress", &address.build().unwrap());
    let birth_date = types::CreateUserBodyBirthDate::builder();
    printed.value("types::builder::CreateUserBodyBirthDate", &birth_date);
    printed.value("types::CreateUserBodyBirthDate", &birth_date.build().unwrap());
    let mut response = types::CreateUserResponse::default();
    response.user_token = Some(token);
    printed.value("types::CreateUserResponse", &response);
}

fn print_refusals(printed: &mut Printed) {
    for token in [TOKEN, "", "x.y", &format!("a.{KEY_SECRET}.c"), &format!("{TOKEN}.{TOKEN}")] {
        let claims = UserToken::try_from(token.to_owned()).and_then(|token| token.claims());
        printed.value("ClaimsError", &claims.as_ref().err());
        if let Err(error) = claims {
            printed.error("ClaimsError", &error);
        }
    }
    printed.error("ClaimsError", &ClaimsError::NotBase64);
    let with =
        |base_url: &str| Client::builder().credentials(credentials()).base_url(base_url).build();
    let refusals: Vec<ConfigError> = [
        Credentials::new(KEY_SECRET.to_owned() + ":", KEY_SECRET).map(drop),
        Credentials::new("id", KEY_SECRET.to_owned() + "\n").map(drop),
        with(&format!("https://id:{KEY_SECRET}@api.argyle.com")).map(drop),
        with(&format!("https://api.argyle.com/?key={KEY_SECRET}")).map(drop),
        with(&format!("https://api.argyle.com/#{TOKEN}")).map(drop),
    ]
    .into_iter()
    .map(Result::unwrap_err)
    .collect();
    for refusal in &refusals {
        printed.error("ConfigError", refusal);
    }
}

#[tokio::test]
async fn no_printable_value_contains_a_secret() {
    let mut printed = Printed::default();
    print_values(&mut printed).await;
    print_refusals(&mut printed);
    let mut kinds = BTreeSet::new();
    for error in errors_of_responses().await.iter().chain(&errors_without_response().await) {
        kinds.insert(format!("{:?}", error.kind()));
        printed.error("Error", error);
        if let Some(api) = error.api() {
            printed.value("ApiError", api);
            printed.value("ApiError::body", &api.body());
        }
    }
    assert_eq!(kinds.len(), 6, "every kind of error is printed: {kinds:?}");
    printed.assert_no_secret();
    assert_all_public_types_are_printed(&printed);
}

/// Fails if a public type is not printed above, whether generated or handwritten.
fn assert_all_public_types_are_printed(printed: &Printed) {
    let outline = client_review::outline(&generate(&vendored()).unwrap());
    let generated = outline.lines().filter_map(|line| {
        let name = line.strip_prefix("struct ").or_else(|| line.strip_prefix("enum "))?;
        Some(name.split('<').next().unwrap_or(name).to_owned())
    });
    let library = syn::parse_file(include_str!("../../src/lib.rs")).unwrap();
    let exports = library.items.into_iter().filter_map(|item| match item {
        syn::Item::Use(item) => Some(quote::quote!(#item).to_string()),
        _ => None,
    });
    let exports = exports.flat_map(|text| {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words
            .filter(|word| word.starts_with(|first: char| first.is_uppercase()))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let names = printed.names();
    for name in generated.chain(exports).filter(|name| !name.starts_with("mock::")) {
        assert!(names.contains(name.as_str()), "{name} is public, and this test does not print it");
    }
}

#[test]
fn the_token_serializes_as_text_and_is_never_empty() {
    let token: UserToken = serde_json::from_str(&format!("\"{TOKEN}\"")).unwrap();
    assert_eq!(serde_json::to_string(&token).unwrap(), format!("\"{TOKEN}\""));
    assert!(serde_json::from_str::<UserToken>("\"\"").is_err());
    assert!(UserToken::try_from(String::new()).is_err());
}

fn request() -> types::CreateUserTokenRequest {
    types::CreateUserTokenRequest::builder().user(USER).try_into().unwrap()
}
