//! The embedded Argyle, a server on loopback.

use std::collections::BTreeSet;
use std::net::ToSocketAddrs;
use std::sync::{Arc, Mutex, PoisonError};
use std::{fmt, io, thread};

use httpmock::{HttpMockRequest, HttpMockResponse, Mock, MockServer};
use serde_json::{Map, Value, json};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::documented::{self, Documented, JSON, Reply};
use super::listener::Listener;
use super::token;
use crate::client::builder::ClientBuilder;
use crate::credentials::Credentials;
use crate::generated::Client;

/// A server on loopback that creates users and mints user tokens like Argyle.
///
/// | request | response |
/// | --- | --- |
/// | any, with other credentials than [`credentials`](Self::credentials) | 401, `{"detail": "Invalid username/password."}` |
/// | `POST /v2/users` | 201 with an id and a token of its own, and the texts that were sent |
/// | `POST /v2/users` with an email address or a phone number that is not valid | 400, `{"email": ["Enter a valid email address."]}`, `{"phone_number": ["Enter a valid phone number."]}` |
/// | `POST /v2/user-tokens` | 201 with a token for the user |
/// | `POST /v2/user-tokens` without a user, or with one that is no UUID | 400 with a map from field to messages |
/// | `POST /v2/user-tokens` for an unknown user, after [`add_user`](Self::add_user) | 400 with a map from field to messages |
/// | another operation of a document | the example of its success, whatever is asked |
/// | another list | its example, as the last page |
/// | another `POST`, if its example has an `id` or a token | its example with an id (a UUID) and a token of its own, and the texts that were sent |
/// | an operation without an example, or of no document | 404, with a `detail` that says so |
///
/// A token is a JWT with Argyle's claims that expires in an hour. Its signature is random, as only Argyle can make one.
/// Every response has an `X-Trace-Id`, and every server has an API key of its own.
///
/// The server runs on its own thread, without TLS, and stops when the value is dropped. `httpmock` pools at most 25 servers
/// (`HTTPMOCK_MAX_SERVERS` in the environment); a further one waits until one is dropped.
pub struct Argyle {
    /// In front of the server, where the address was chosen; it stops first.
    listener: Option<Listener>,
    server: MockServer,
    account: Account,
    /// The id of the mock that is Argyle's behaviour; it changes when other mocks are put in front.
    behaviour: Mutex<usize>,
}

/// The state of an account.
#[derive(Clone)]
struct Account {
    id: Uuid,
    key_id: String,
    /// Its own, so that no client of a server that was dropped is answered by the next one on the same address.
    key_secret: String,
    /// Its users; every id is one of them as long as none is named.
    users: Arc<Mutex<BTreeSet<Uuid>>>,
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
        let (started, server) = oneshot::channel();
        // On a thread of its own: the future of `httpmock` is not `Send`.
        thread::spawn(move || started.send(MockServer::start()));
        // Panics with the message of a thread that panicked.
        Self::on(server.await.unwrap_or_else(|_| MockServer::start()))
    }

    /// Starts a server that listens on `address`, for tests in several processes: one process starts the server, and passes
    /// its [`environment`](Self::environment) to the others. With port 0 the system chooses a port, which
    /// [`base_url`](Self::base_url) contains.
    ///
    /// The function blocks until the server listens.
    ///
    /// ```no_run
    /// use argyle_user_tokens::mock::Argyle;
    /// use std::process::Command;
    ///
    /// let argyle = Argyle::start_on("127.0.0.1:0")?;
    /// // A program whose client is that of `Client::from_env`.
    /// let service = Command::new("my-service").envs(argyle.environment()).spawn()?;
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the system if the address is in use, or does not belong to this machine.
    pub fn start_on(address: impl ToSocketAddrs) -> io::Result<Self> {
        // On a thread of its own, as it waits, which a runtime would not have.
        let server = thread::spawn(MockServer::start).join();
        let server = server.map_err(|_| io::Error::other("the server did not start"))?;
        let listener = Listener::start(address, *server.address())?;
        let mut argyle = Self::on(server);
        argyle.listener = Some(listener);
        Ok(argyle)
    }

    fn on(server: MockServer) -> Self {
        let [id, key_id, key_secret] = std::array::from_fn(|_| Uuid::new_v4());
        let account = Account {
            id,
            key_id: format!("embedded-key-id-{key_id}"),
            key_secret: format!("embedded-key-secret-{key_secret}"),
            users: Arc::default(),
        };
        let behaviour = Mutex::new(behave(&server, account.clone()));
        Self { server, listener: None, account, behaviour }
    }

    /// Adds a user to the account. Once a user is added, the server knows the added users and those that it creates
    /// (`POST /v2/users`). For other users it answers 400, with a message about the field `user`.
    ///
    /// The status and the message of the live API are unknown, so do not rely on them.
    ///
    /// ```
    /// # use argyle_user_tokens::mock::Argyle;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let argyle = Argyle::start_async().await;
    /// let client = argyle.client().build()?;
    /// let (known, other) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));
    /// argyle.add_user(known);
    /// assert!(client.user_token(known).await.is_ok());
    /// assert!(client.user_token(other).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_user(&self, user: Uuid) {
        self.account.users().insert(user);
    }

    /// Returns the address of the server, for [`ClientBuilder::base_url`].
    #[must_use]
    pub fn base_url(&self) -> String {
        match &self.listener {
            Some(listener) => format!("http://{}", listener.address()),
            None => self.server.base_url(),
        }
    }

    /// Returns the API key that the server accepts. Every embedded Argyle has its own, so a client that outlives its server gets
    /// a 401 from the next server on the same address.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        self.account.credentials()
    }

    /// Returns the environment variables with which [`Client::from_env`] in another process calls this server: its address and
    /// its API key. `ARGYLE_ENVIRONMENT` is empty, because an inherited value would contradict the address.
    #[must_use]
    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("ARGYLE_API_KEY_ID", self.account.key_id.clone()),
            ("ARGYLE_API_KEY_SECRET", self.account.key_secret.clone()),
            ("ARGYLE_BASE_URL", self.base_url()),
            ("ARGYLE_ENVIRONMENT", String::new()),
        ]
    }

    /// Returns a builder of clients that call this server with its API key.
    pub fn client(&self) -> ClientBuilder {
        Client::builder().credentials(self.credentials()).base_url(self.base_url())
    }

    /// Adds mocks that answer in place of Argyle wherever they match. Mocks of earlier calls take precedence.
    ///
    /// The mocks take effect together, when `configure` returns; until then Argyle answers. If `configure` panics, its mocks
    /// take effect with the next call of this method. The account of the tokens stays the same.
    ///
    /// Several threads may call this method at once, also inside of `configure`.
    pub fn answer_first<'a, T>(&'a self, configure: impl FnOnce(&'a MockServer) -> T) -> T {
        // Not under the lock: `configure` may wait for another thread that is here too.
        let configured = configure(&self.server);
        // The server asks its mocks in the order in which they came. The new behaviour comes before the old one goes, so
        // there is always one that answers.
        let mut behaviour = self.behaviour.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *behaviour, behave(&self.server, self.account.clone()));
        Mock::new(before, &self.server).delete();
        configured
    }
}

impl Drop for Argyle {
    /// `httpmock` gives the server to somebody else, who would be answered as from here until then.
    fn drop(&mut self) {
        drop(self.listener.take());
        self.server.reset();
    }
}

impl fmt::Debug for Argyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Argyle").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

impl Account {
    #[allow(
        clippy::expect_used,
        reason = "both are made of UUIDs above, and this code only serves tests"
    )]
    fn credentials(&self) -> Credentials {
        Credentials::new(&*self.key_id, &*self.key_secret).expect("the embedded keys are valid")
    }

    fn users(&self) -> std::sync::MutexGuard<'_, BTreeSet<Uuid>> {
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

    /// Creates a user, or returns what is wrong with the request. It has an id and a token whatever a document says, as
    /// `Client::new_user` reads both.
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

    /// The token that a request asks for, or what is wrong with the request.
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

    /// Answers a request as Argyle does.
    fn respond(&self, request: &HttpMockRequest) -> HttpMockResponse {
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

/// The messages about an email address and a phone number that Argyle would refuse. With which rules it does is not known:
/// these refuse what is clearly neither.
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

/// Makes `server` behave as Argyle towards `account`, and returns the id of the mock that does.
fn behave(server: &MockServer, account: Account) -> usize {
    let mock = server.mock(|_when, then| {
        then.respond_with(move |request| account.respond(request));
    });
    mock.id()
}
