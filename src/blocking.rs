//! A client for programs without a runtime: every call waits until it is over.
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

use std::sync::Arc;

use tokio::runtime::{Builder, Handle, Runtime};
use uuid::Uuid;

use crate::client::builder::Finish;
use crate::{ClientBuilder, ConfigError, Credentials, Error, UserToken};

/// How many threads drive the connections, beside those that call: they only move bytes.
const THREADS: usize = 1;

/// A client whose calls block the thread that makes them.
///
/// It does what [`crate::Client`] does, with the same settings and errors, and works on a thread of its own,
/// which ends with the last clone. Clones can be used on as many threads as a program likes.
///
/// Inside a Tokio runtime a call would stop everything else there, so it is an error of the kind
/// [`InvalidRequest`](crate::ErrorKind::InvalidRequest), also on a thread of `spawn_blocking`: use
/// [`crate::Client`] there. Making and dropping a blocking client is fine everywhere.
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    worker: Arc<Worker>,
}

/// The runtime of a client and its clones.
#[derive(Debug)]
struct Worker(Option<Runtime>);

impl Client {
    /// A builder with the default settings, which still needs credentials and an environment.
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new()
    }

    /// Makes a client from the variables that [`crate::Client::from_env`] reads.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] says which variable is missing or refused.
    pub fn from_env() -> Result<Self, ConfigError> {
        ClientBuilder::<Self>::from_env()?.build()
    }

    /// Mints a user token for an existing user; see [`crate::Client::user_token`].
    ///
    /// # Errors
    ///
    /// [`Error`] of every kind. Inside a Tokio runtime nothing is sent.
    pub fn user_token(&self, user: Uuid) -> Result<UserToken, Error> {
        // Tokio panics where a runtime is entered inside another.
        match (&self.worker.0, Handle::try_current()) {
            (Some(runtime), Err(_)) => runtime.block_on(self.client.user_token(user)),
            _ => Err(Error::inside_runtime()),
        }
    }

    /// A client for another Argyle account; see [`crate::Client::with_credentials`].
    #[must_use]
    pub fn with_credentials(&self, credentials: Credentials) -> Self {
        let client = self.client.with_credentials(credentials);
        Self { client, worker: Arc::clone(&self.worker) }
    }
}

impl Finish for Client {
    fn finish(builder: ClientBuilder<Self>) -> Result<Self, ConfigError> {
        let client = builder.asynchronous()?;
        let mut runtime = Builder::new_multi_thread();
        runtime.worker_threads(THREADS).thread_name("argyle-user-tokens").enable_all();
        let runtime = runtime.build().map_err(ConfigError::Runtime)?;
        Ok(Self { client, worker: Arc::new(Worker(Some(runtime))) })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // To wait for the thread, as dropping the runtime would, is a panic inside another runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
