//! The embedded Argyle, a server on loopback.

use std::net::ToSocketAddrs;
use std::sync::{Mutex, PoisonError};
use std::{fmt, io, thread};

use httpmock::{Mock, MockServer};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::account::Account;
use super::listener::Listener;
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
        let account = Account::new();
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

/// Lets `server` answer for `account` like Argyle, and returns the id of the mock that does so.
fn behave(server: &MockServer, account: Account) -> usize {
    let mock = server.mock(|_when, then| {
        then.respond_with(move |request| account.respond(request));
    });
    mock.id()
}
