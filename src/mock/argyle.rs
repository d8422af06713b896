//! The embedded Argyle: what is known about the behaviour of the API, on loopback.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use httpmock::{HttpMockRequest, HttpMockResponse, Mock, MockServer};
use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use uuid::Uuid;

use super::token;
use crate::client::builder::ClientBuilder;
use crate::credentials::Credentials;
use crate::generated::Client;

/// The keys that the embedded Argyle accepts.
const KEY_ID: &str = "embedded-key-id";
const KEY_SECRET: &str = "embedded-key-secret";

/// A server on loopback that mints user tokens as Argyle does.
///
/// - With other credentials than [`credentials`](Self::credentials) it answers 401 with
///   `{"detail": "Invalid username/password."}`.
/// - A body that breaks the schema gets 400 with a map from field to messages.
/// - Otherwise it answers 201 with a JWT that carries Argyle's claims and expires in an hour. Its
///   signature is random, as only Argyle can make one.
///
/// It runs on a thread of its own, without TLS, and stops with the value.
pub struct Argyle {
    server: MockServer,
    /// The account that the tokens are of.
    account: Uuid,
    /// The id of the mock that is Argyle's behaviour; it changes when other mocks are put in front.
    behaviour: Mutex<usize>,
}

impl Argyle {
    /// Starts a server, and waits until it listens. Inside a runtime, use
    /// [`start_async`](Self::start_async).
    #[must_use]
    pub fn start() -> Self {
        Self::on(MockServer::start())
    }

    /// Starts a server.
    pub async fn start_async() -> Self {
        Self::on(MockServer::start_async().await)
    }

    fn on(server: MockServer) -> Self {
        let account = Uuid::new_v4();
        let behaviour = Mutex::new(behave(&server, account));
        Self { server, account, behaviour }
    }

    /// The address of the server, to be given to [`ClientBuilder::base_url`].
    #[must_use]
    pub fn base_url(&self) -> String {
        self.server.base_url()
    }

    /// The API key that the server accepts.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        accepted()
    }

    /// A builder of clients that talk to this server with its credentials.
    pub fn client(&self) -> ClientBuilder {
        Client::builder().credentials(self.credentials()).base_url(self.base_url())
    }

    /// Adds mocks that answer before Argyle does, for as long as they match, and after those of earlier calls.
    ///
    /// They take effect together, when `configure` has returned; until then Argyle goes on answering. So it
    /// does where `configure` panics: mocks that were made until then stay behind Argyle, up to the next call
    /// of this method. The account that the tokens are of stays the same.
    ///
    /// It can be called on several threads at once, and inside of `configure`.
    pub fn answer_first<'a, T>(&'a self, configure: impl FnOnce(&'a MockServer) -> T) -> T {
        // Not under the lock: `configure` may wait for another thread that is here too.
        let configured = configure(&self.server);
        self.answer_last();
        configured
    }

    /// Puts Argyle's behaviour behind all mocks. The server asks them in the order in which they came, so the
    /// new one comes before the old one goes: there is always one that answers.
    fn answer_last(&self) {
        let mut behaviour = self.behaviour.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *behaviour, behave(&self.server, self.account));
        Mock::new(before, &self.server).delete();
    }
}

impl fmt::Debug for Argyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Argyle").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

#[allow(
    clippy::expect_used,
    reason = "both constants stand above, and this code only serves tests"
)]
fn accepted() -> Credentials {
    Credentials::new(KEY_ID, KEY_SECRET).expect("the embedded keys are valid")
}

/// Makes `server` behave as Argyle towards `account`, and returns the id of the mock that does.
fn behave(server: &MockServer, account: Uuid) -> usize {
    let expected = accepted().authorization();
    let mock = server.mock(|when, then| {
        when.method("POST").path("/v2/user-tokens");
        then.respond_with(move |request| respond(request, &expected, account));
    });
    mock.id()
}

fn respond(request: &HttpMockRequest, expected: &HeaderValue, account: Uuid) -> HttpMockResponse {
    let headers = request.headers();
    let (status, body) = if headers.get("authorization").is_none_or(|sent| sent != expected) {
        (401, json!({"detail": "Invalid username/password."}))
    } else {
        match user(request.body_ref()) {
            Ok(user) => (201, json!({"user_token": token::mint(user, account)})),
            Err(problems) => (400, problems),
        }
    };
    HttpMockResponse::builder()
        .status(status)
        .header("content-type", "application/json")
        .header("cache-control", "no-cache, no-store")
        .header("x-trace-id", Uuid::new_v4().to_string())
        .body(body.to_string())
        .build()
}

/// The user that a body asks for, or what is wrong with the body.
fn user(body: &[u8]) -> Result<Uuid, Value> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| json!({"detail": "The body of the request is not JSON."}))?;
    match body.get("user") {
        None => Err(json!({"user": ["This field is required."]})),
        Some(Value::Null) => Err(json!({"user": ["This field may not be null."]})),
        Some(user) => user
            .as_str()
            .and_then(|user| user.parse().ok())
            .ok_or_else(|| json!({"user": ["Must be a valid UUID."]})),
    }
}
