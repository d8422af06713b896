//! A client for synchronous code: every call blocks until it ends.
//!
//! ```no_run
//! use argyle_user_tokens::blocking;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let argyle = blocking::Client::from_env()?; // once: its clones share connections
//! let user = "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7".parse()?;
//! let token = argyle.user_token(user)?;
//! println!("a token of {} characters", token.expose_secret().len());
//! # Ok(())
//! # }
//! ```

mod worker;

use std::sync::Arc;

use uuid::Uuid;

use self::worker::Worker;
use crate::client::builder::{ClientBuilder, FromClient};
use crate::config_error::ConfigError;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::new_user::NewUser;
use crate::token::UserToken;

/// A client whose calls block the thread that makes them.
///
/// It does what [`crate::Client`] does, with the same settings and errors. Its connections and timers are in the
/// care of a Tokio runtime of its own with one thread, which ends with the last clone. Clones can be used on as
/// many threads as a program likes, and no call waits for another.
///
/// A forked process does not have that thread: calls of a client that it inherits never end, so build a new client
/// there.
///
/// It works, and can be made and dropped, on any thread: those of `spawn_blocking` and of a Tokio runtime
/// included. On a thread of a runtime, a call keeps the tasks of that thread waiting until it is over, so
/// prefer [`crate::Client`] there.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::generated::Client,
    worker: Arc<Worker>,
}

impl Client {
    /// Returns a builder with the default settings, which still needs credentials and an environment.
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::default()
    }

    /// Makes a client from the variables that [`crate::Client::from_env`] reads.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] says which variable is missing or refused.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder().from_env()?.build()
    }

    /// Mints a user token for an existing user; see [`crate::Client::user_token`].
    ///
    /// # Errors
    ///
    /// [`Error`] of every kind.
    pub fn user_token(&self, user: Uuid) -> Result<UserToken, Error> {
        self.call(|client| async move { client.user_token(user).await })
    }

    /// Creates a user; see [`crate::Client::new_user`].
    ///
    /// # Errors
    ///
    /// [`Error`] of every kind.
    pub fn new_user(&self, external_id: impl Into<String>) -> Result<NewUser, Error> {
        self.call(|client| async move { client.new_user(external_id).await })
    }

    /// Runs any operation, or several of them, and returns what the future does.
    ///
    /// ```no_run
    /// # use argyle_user_tokens::{Error, blocking};
    /// # fn example(argyle: blocking::Client, user: uuid::Uuid) -> Result<(), Error> {
    /// let response = argyle.call(|client| async move {
    ///     client.create_user_token().body_map(|body| body.user(user)).send().await
    /// })?;
    /// println!("status {}", response.status());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The future is polled by the thread that calls, so it may borrow what it likes, and its blocking delays
    /// nobody else. Inside, the runtime of this client is the current one: timers, sockets and spawned tasks
    /// belong to it. Spawned tasks run on its one thread and must not block that; a call of a blocking client
    /// is no harm there.
    ///
    /// Each operation of `client` ends within its deadline. What else the future waits for is up to its author.
    ///
    /// # Panics
    ///
    /// If `operation` or its future does. The client can be used afterwards as before.
    pub fn call<F, Fut, T>(&self, operation: F) -> T
    where
        F: FnOnce(crate::generated::Client) -> Fut,
        Fut: Future<Output = T>,
    {
        self.worker.run(|| operation(self.client.clone()))
    }

    /// Returns a client for another Argyle account; see [`crate::Client::with_credentials`].
    #[must_use]
    pub fn with_credentials(&self, credentials: Credentials) -> Self {
        let client = self.client.with_credentials(credentials);
        Self { client, worker: Arc::clone(&self.worker) }
    }

    /// Returns a client with another key of the same account; see [`crate::Client::with_rotated_credentials`].
    #[must_use]
    pub fn with_rotated_credentials(&self, credentials: Credentials) -> Self {
        let client = self.client.with_rotated_credentials(credentials);
        Self { client, worker: Arc::clone(&self.worker) }
    }
}

impl FromClient for Client {
    fn from_client(client: crate::generated::Client) -> Result<Self, ConfigError> {
        let worker = Worker::start().map_err(ConfigError::Runtime)?;
        Ok(Self { client, worker: Arc::new(worker) })
    }
}
