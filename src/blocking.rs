//! A client for code without `async`: every call blocks.
//!
//! ```no_run
//! use argyle_user_tokens::blocking;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let argyle = blocking::Client::from_env()?; // once: clones share connections
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
/// It has the settings and errors of [`crate::Client`]. A Tokio runtime with one thread drives its connections and timers, and
/// ends with the last clone. Any number of threads can use clones, and no call waits for another.
///
/// A forked process lacks that thread, so calls of an inherited client never end: build a new client there.
///
/// The client works on any thread, including those of `spawn_blocking` and of a Tokio runtime. On a runtime's thread, a call
/// blocks the other tasks of that thread, so prefer [`crate::Client`] there.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::generated::Client,
    worker: Arc<Worker>,
}

impl Client {
    /// Returns a builder with the default settings. It needs credentials, and an environment or a base URL.
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::default()
    }

    /// Builds a client from the variables of [`crate::Client::from_env`].
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable that is missing or refused.
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

    /// Runs any operation, or several, and returns the output of the future.
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
    /// The calling thread polls the future, so the future may borrow, and may block without delaying other calls. Inside, the
    /// runtime of this client is the current one: timers, sockets and spawned tasks belong to it. Spawned tasks run on its one
    /// thread and must not block it, but may call a blocking client.
    ///
    /// Each operation of `client` ends within its deadline. The author of the future bounds its other waits.
    ///
    /// # Panics
    ///
    /// Panics if `operation` or its future panics. The client remains usable.
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
