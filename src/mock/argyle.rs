//! The embedded Argyle: what is known about the behaviour of the API, on loopback.

use std::collections::BTreeSet;
use std::net::ToSocketAddrs;
use std::sync::{Arc, Mutex, PoisonError};
use std::{fmt, io, thread};

use httpmock::{HttpMockRequest, HttpMockResponse, Mock, MockServer};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::documented::{self, Documented, JSON, Reply};
use super::listener::Listener;
use super::token;
use crate::client::builder::ClientBuilder;
use crate::credentials::Credentials;
use crate::generated::Client;

/// A server on loopback that mints user tokens as Argyle does.
///
/// - With other credentials than [`credentials`](Self::credentials) it answers 401 with
///   `{"detail": "Invalid username/password."}`.
/// - A body that breaks the schema gets 400 with a map from field to messages, and so does a user that it does not
///   know, once it was told of one with [`add_user`](Self::add_user).
/// - Otherwise it answers 201 with a JWT that carries Argyle's claims and expires in an hour. Its
///   signature is random, as only Argyle can make one.
/// - The operations of documents beside the vendored one are answered with the examples that these have of a success,
///   whatever is asked. A list ends with the page of its example. A `POST` whose example has an `id` or a token creates
///   something: each answer has an id (a UUID, where it is text) and a token of its own, and repeats the texts that were
///   sent.
/// - Every answer has an `X-Trace-Id`, and every server has an API key of its own.
///
/// It runs on a thread of its own, without TLS, and knows nothing any more when the value is dropped. `httpmock` keeps its
/// servers for the next one, and has 25 of them at most (`HTTPMOCK_MAX_SERVERS` in the environment): another one waits
/// until one is dropped.
pub struct Argyle {
    /// In front of the server, where the address was chosen; it stops first.
    listener: Option<Listener>,
    server: MockServer,
    account: Account,
    /// The id of the mock that is Argyle's behaviour; it changes when other mocks are put in front.
    behaviour: Mutex<usize>,
}

/// What the server knows of an account of Argyle's.
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
        // Where that thread panicked, this one does with the same message.
        Self::on(server.await.unwrap_or_else(|_| MockServer::start()))
    }

    /// Starts a server that listens on `address`, for tests in several processes: one starts it, and gives the others its
    /// [`environment`](Self::environment). Port 0 is one that is free, and [`base_url`](Self::base_url) says which.
    ///
    /// The thread waits until it listens, which takes no longer inside a runtime.
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
    /// What the system says where the address is taken, or is none of this machine's.
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

    /// Tells the server of a user of the account. From the first one on, it knows no others but those whose creation it
    /// answers (`POST /v2/users`, where that page is part of the client), and refuses to mint tokens for them with 400 and a
    /// message about the field `user`.
    ///
    /// With which status and which message the live API refuses them is not known: a program should rely on neither.
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

    /// The address of the server, to be given to [`ClientBuilder::base_url`].
    #[must_use]
    pub fn base_url(&self) -> String {
        match &self.listener {
            Some(listener) => format!("http://{}", listener.address()),
            None => self.server.base_url(),
        }
    }

    /// The API key that the server accepts. Every embedded Argyle has another one, so a client that outlives its server
    /// gets a 401 from the next one on the same address.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        self.account.credentials()
    }

    /// The variables that make [`Client::from_env`] in another process talk to this server: its address, and its API key.
    /// `ARGYLE_ENVIRONMENT` is empty, as the other process may have inherited it, and it contradicts an address.
    #[must_use]
    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("ARGYLE_API_KEY_ID", self.account.key_id.clone()),
            ("ARGYLE_API_KEY_SECRET", self.account.key_secret.clone()),
            ("ARGYLE_BASE_URL", self.base_url()),
            ("ARGYLE_ENVIRONMENT", String::new()),
        ]
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

    /// What an operation of another document is answered with. A user that it creates is known from here on, where users
    /// are named.
    fn documented(&self, operation: &Documented, sent: &[u8]) -> Reply {
        let (id, body) = operation.creation(sent, self.id).unzip();
        let mut users = self.users();
        if operation.path.ends_with("/users") && !users.is_empty() {
            users.extend(id);
        }
        operation.reply(body)
    }

    /// The token that a request asks for, or what is wrong with the request.
    fn token(&self, sent: &[u8]) -> Result<Value, Value> {
        let sent: Value = serde_json::from_slice(sent)
            .map_err(|_| json!({"detail": "The body of the request is not JSON."}))?;
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

/// Makes `server` behave as Argyle towards `account`, and returns the id of the mock that does.
fn behave(server: &MockServer, account: Account) -> usize {
    let mock = server.mock(|_when, then| {
        then.respond_with(move |request| account.respond(request));
    });
    mock.id()
}
