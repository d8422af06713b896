//! The account of the embedded Argyle: its API key and its users, and how it answers requests.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use httpmock::{HttpMockRequest, HttpMockResponse};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::documented::{self, Documented, JSON, Reply};
use super::token;
use crate::credentials::Credentials;

/// An account with its API key and its users.
#[derive(Clone)]
pub(super) struct Account {
    id: Uuid,
    pub(super) key_id: String,
    /// Differs for each server, so that a server never answers clients of a dropped server on the same address.
    pub(super) key_secret: String,
    /// The known users. If there are none, every id is a user.
    users: Arc<Mutex<BTreeSet<Uuid>>>,
}

impl Account {
    /// Creates an account with a random API key and without known users.
    pub(super) fn new() -> Self {
        let [id, key_id, key_secret] = std::array::from_fn(|_| Uuid::new_v4());
        Self {
            id,
            key_id: format!("embedded-key-id-{key_id}"),
            key_secret: format!("embedded-key-secret-{key_secret}"),
            users: Arc::default(),
        }
    }

    #[allow(clippy::expect_used, reason = "both contain a UUID, and this code only serves tests")]
    pub(super) fn credentials(&self) -> Credentials {
        Credentials::new(&*self.key_id, &*self.key_secret).expect("the embedded keys are valid")
    }

    pub(super) fn users(&self) -> MutexGuard<'_, BTreeSet<Uuid>> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers an operation with its example.
    fn documented(&self, operation: &Documented, sent: &[u8]) -> Reply {
        let (id, body) = operation.creation(sent, self.id).unzip();
        if operation.path.ends_with("/users") {
            self.learn(id);
        }
        operation.reply(body)
    }

    /// Adds a created user to the known users, if there are any.
    fn learn(&self, user: Option<Uuid>) {
        let mut users = self.users();
        if !users.is_empty() {
            users.extend(user);
        }
    }

    /// Creates a user, or returns the problems of the request. The user has an id and a token whatever a document says,
    /// because `Client::new_user` reads both.
    fn create_user(&self, operation: &Documented, sent: &[u8]) -> Result<String, Value> {
        let sent: Map<String, Value> = match sent {
            [] => Map::new(),
            sent => serde_json::from_slice(sent).map_err(|_| not_json())?,
        };
        let problems = invalid_contacts(&sent);
        if !problems.is_empty() {
            return Err(problems.into());
        }
        let mut body = operation.example().unwrap_or_default();
        body.extend(["id", "user_token"].map(|name| (name.to_owned(), "".into())));
        let (id, body) = documented::create(body, &sent, self.id);
        self.learn(Some(id));
        Ok(body)
    }

    /// Mints the token that a request asks for, or returns the problem of the request.
    fn token(&self, sent: &[u8]) -> Result<Value, Value> {
        let sent: Value = serde_json::from_slice(sent).map_err(|_| not_json())?;
        let user = sent.get("user").ok_or_else(|| json!({"user": ["This field is required."]}))?;
        let user = user.as_str().and_then(|user| user.parse().ok());
        let user = user.ok_or_else(|| json!({"user": ["Must be a valid UUID."]}))?;
        let users = self.users();
        if !users.is_empty() && !users.contains(&user) {
            return Err(json!({"user": ["There is no user with this id."]}));
        }
        Ok(json!({"user_token": token::mint(user, self.id)}))
    }

    /// Answers a request like Argyle.
    pub(super) fn respond(&self, request: &HttpMockRequest) -> HttpMockResponse {
        let (method, uri, sent) = (request.method(), request.uri(), request.body_ref());
        let path = uri.path();
        let documented = documented::operation_of(request);
        let expected = self.credentials().authorization();
        let headers = request.headers();
        let is_authorized = headers.get("authorization") == Some(&expected);
        let json = |status: u16, body: Value| (status, JSON, body.to_string());
        let (status, media_type, body) = match documented {
            Some(operation) if is_authorized && method == "POST" && path == "/v2/users" => {
                match self.create_user(operation, sent) {
                    Ok(user) => (201, JSON, user),
                    Err(problem) => json(400, problem),
                }
            }
            Some(operation) if is_authorized || !operation.authorized => {
                self.documented(operation, sent)
            }
            _ if !is_authorized => json(401, json!({"detail": "Invalid username/password."})),
            _ if method == "POST" && path == "/v2/user-tokens" => match self.token(sent) {
                Ok(token) => json(201, token),
                Err(problem) => json(400, problem),
            },
            _ => {
                let problem = format!("The embedded Argyle has no operation {method} {path}.");
                json(404, json!({ "detail": problem }))
            }
        };
        let response = HttpMockResponse::builder()
            .status(status)
            .header("cache-control", "no-cache, no-store")
            .header("x-trace-id", Uuid::new_v4().to_string());
        match media_type {
            "" => response.build(),
            media_type => response.header("content-type", media_type).body(body).build(),
        }
    }
}

fn not_json() -> Value {
    json!({"detail": "The body of the request is not JSON."})
}

/// Returns the messages about an email address and a phone number that are clearly invalid. Argyle's own rules are unknown.
fn invalid_contacts(sent: &Map<String, Value>) -> Map<String, Value> {
    let is_email = |text: &str| {
        let parts = text.split_once('@');
        let is_whole =
            |(name, host): (&str, &str)| !name.is_empty() && host.trim_matches('.').contains('.');
        parts.is_some_and(is_whole) && !text.contains(char::is_whitespace)
    };
    let is_number = |text: &str| {
        let is_sign = |sign: char| sign.is_ascii_digit() || " +-.()".contains(sign);
        text.chars().all(is_sign) && text.contains(|sign: char| sign.is_ascii_digit())
    };
    let is_refused = |name: &str, is_valid: &dyn Fn(&str) -> bool| {
        sent.get(name).and_then(Value::as_str).is_some_and(|text| !is_valid(text))
    };
    let mut problems = Map::new();
    if is_refused("email", &is_email) {
        problems.insert("email".to_owned(), json!(["Enter a valid email address."]));
    }
    if is_refused("phone_number", &is_number) {
        problems.insert("phone_number".to_owned(), json!(["Enter a valid phone number."]));
    }
    problems
}
