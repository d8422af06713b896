//! The settings and the state of the generated client, and its handwritten methods.

pub(crate) mod builder;
mod http;
mod proxy_variables;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::future::TryFutureExt as _;
use reqwest::Url;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use uuid::Uuid;

use crate::call::Operation;
use crate::call::connection::Connections;
use crate::client::builder::ClientBuilder;
use crate::config_error::ConfigError;
use crate::credentials::Credentials;
use crate::decode::{self, Decoded};
use crate::environment::Target;
use crate::error::Error;
use crate::generated::Client;
use crate::new_user::{self, CREATE_USER, NewUser};
use crate::progenitor_client::{self, capture};
use crate::rate_limit::RateLimit;
use crate::response::Response;
use crate::retry::{Budget, RetryPolicy};
use crate::token::UserToken;

/// The state behind the generated client, shared by its clones.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) credentials: Credentials,
    pub(crate) settings: Arc<Settings>,
    /// The retry budget, shared by all accounts, because a dead server is dead for all of them.
    pub(crate) budget: Arc<Budget>,
    /// The rate limit of this account, shared by its keys, because Argyle limits each account.
    pub(crate) rate_limit: Option<Arc<RateLimit>>,
    /// The connections, which all accounts share.
    pub(crate) connections: Arc<Connections>,
}

/// The settings that calls read.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) target: Target,
    /// The path of the first request without a query, and its URL. Most programs call one operation, so its path is
    /// parsed once.
    pub(crate) first_url: OnceLock<(String, Url)>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) max_requests_per_second: Option<NonZeroU32>,
    pub(crate) retry: RetryPolicy,
}

impl Settings {
    /// A rate limit for an account.
    fn rate_limit(&self) -> Option<Arc<RateLimit>> {
        self.max_requests_per_second.map(|most| Arc::new(RateLimit::new(most)))
    }
}

impl Client {
    /// Returns a builder with the default settings. It needs credentials, and an environment or a base URL.
    ///
    /// # Runtimes and processes
    ///
    /// Make all calls of a client and its clones in one Tokio runtime that keeps running. Over HTTP/2 they share one
    /// connection, which belongs to the runtime that opened it. When that runtime ends, calls in flight from other
    /// runtimes fail; while nothing drives it, such as a current-thread runtime between two `block_on`, they time out.
    /// The error names this cause. A program without such a runtime uses `blocking::Client`, which has its own.
    ///
    /// In a forked process, build a new client: the connections of the old one belong to the parent.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Builds a client from the environment variables `ARGYLE_API_KEY_ID`, `ARGYLE_API_KEY_SECRET`, and either
    /// `ARGYLE_ENVIRONMENT` (`sandbox` or `production`) or `ARGYLE_BASE_URL`.
    ///
    /// [`ClientBuilder::from_env`] combines these variables with other settings. [`builder`](Self::builder) explains which
    /// runtime a call needs.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable that is missing or refused. There is no default environment.
    /// `ARGYLE_ENVIRONMENT` and `ARGYLE_BASE_URL` together are refused.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder().from_env()?.build()
    }

    /// Mints a user token for an existing user. Argyle Link opens with it.
    ///
    /// `user` is *Argyle's* id of the user, not the id of your own system. [`new_user`](Self::new_user) returns it.
    ///
    /// A token expires after about an hour. Mint a token each time Link opens, as Argyle advises, and do not store it.
    ///
    /// The client retries as its [`RetryPolicy`](crate::RetryPolicy) says, even if Argyle may have seen the request. Argyle
    /// may then mint two tokens; the first one is discarded and expires. With
    /// [`RetryPolicy::none`](crate::RetryPolicy::none), the client sends the request once.
    ///
    /// ```no_run
    /// # async fn example(client: argyle_user_tokens::Client) -> Result<(), argyle_user_tokens::Error> {
    /// let user = uuid::uuid!("0186c4b8-8fa1-62b3-49df-94b3e18ca8a7");
    /// let token = client.user_token(user).await?;
    /// let page = serde_json::json!({ "userToken": token });
    /// # let _ = page;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error`] of every kind; a success without a token is
    /// [`UnexpectedResponse`](crate::ErrorKind::UnexpectedResponse). A call polled outside of a Tokio runtime fails with
    /// [`NoRuntime`](crate::ErrorKind::NoRuntime).
    ///
    /// # Panics
    ///
    /// Tokio panics if the runtime was built without `enable_time` or `enable_io`, or is shutting down. This holds for every
    /// operation, because Tokio offers no way to check.
    pub async fn user_token(&self, user: Uuid) -> Result<UserToken, Error> {
        const NAME: &str = "create_user_token";
        let request = {
            let client = self.capturing();
            let request = client.create_user_token().body_map(|body| body.user(user));
            capture(NAME, request.send_request())?
        };
        // A success without a token is an error of this call, like one that does not decode.
        let token = |body: &[u8]| {
            let Decoded { value: Minted { user_token }, .. } = decode::json(body)?;
            Ok(Decoded::whole(user_token.ok_or("has no field `user_token`")?))
        };
        let received = self.call(request, Operation::named(NAME)).await?;
        Ok(received.decode(token)?.into_inner())
    }

    /// Creates a user, and returns Argyle's id of the user with a first token.
    ///
    /// `external_id` is the user's id in your own system, at most 100 characters. Store the returned [`id`](NewUser::id):
    /// [`user_token`](Self::user_token) takes it. `create_user` sends other properties of a user.
    ///
    /// Argyle accepts several users with the same external id, so a repeat may create a second user. The client retries only
    /// if the server cannot have seen the request. After an error, the user may exist if [`Error::maybe_sent`] is `true`:
    /// look for the external id in Argyle before you call again.
    ///
    /// ```
    /// # #[cfg(feature = "mock")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let argyle = argyle_user_tokens::mock::Argyle::start_async().await;
    /// # let client = argyle.client().build()?;
    /// let user = client.new_user("customer-7").await?;
    /// println!("store {} with your customer 7", user.id);
    /// let page = serde_json::json!({ "userToken": user.user_token });
    /// # assert!(page["userToken"].is_string());
    /// # assert!(client.user_token(user.id).await.is_ok());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "mock"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error`] of every kind; a success without an id or a token is
    /// [`UnexpectedResponse`](crate::ErrorKind::UnexpectedResponse).
    pub fn new_user(
        &self,
        external_id: impl Into<String>,
    ) -> impl Future<Output = Result<NewUser, Error>> + Send {
        let request = new_user::request(external_id.into());
        let sent = async move {
            let received = self.call(request.build()?, &CREATE_USER).await?;
            Ok::<_, progenitor_client::Error<()>>(received.decode(new_user::read)?)
        };
        progenitor_client::send(CREATE_USER.name, sent).map_ok(Response::into_inner)
    }

    /// Returns a client for another Argyle account, with the same connections and settings.
    ///
    /// The new client has its own rate limit, because Argyle limits each account. Keep the client as long as you use the
    /// account. For another key of the same account, use [`with_rotated_credentials`](Self::with_rotated_credentials).
    ///
    /// ```
    /// use argyle_user_tokens::{Client, Credentials, Environment};
    ///
    /// # fn main() -> Result<(), argyle_user_tokens::ConfigError> {
    /// # if cfg!(not(any(feature = "rustls", feature = "native-tls"))) { return Ok(()); } // https needs TLS
    /// let client = Client::builder()
    ///     .credentials(Credentials::new("first-id", "first-secret")?)
    ///     .environment(Environment::Sandbox)
    ///     .build()?;
    /// let other = client.with_credentials(Credentials::new("second-id", "second-secret")?);
    /// # let _ = other;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_credentials(&self, credentials: Credentials) -> Self {
        self.with(credentials, self.inner.settings.rate_limit())
    }

    /// Returns a client with another key of the same account, with the same connections, settings and rate limit. This client
    /// keeps its own key.
    ///
    /// ```
    /// use argyle_user_tokens::{Client, ConfigError, Credentials};
    ///
    /// /// Later calls use the new key.
    /// fn rotate(argyle: &mut Client, id: &str, secret: &str) -> Result<(), ConfigError> {
    ///     *argyle = argyle.with_rotated_credentials(Credentials::new(id, secret)?);
    ///     Ok(())
    /// }
    /// ```
    #[must_use]
    pub fn with_rotated_credentials(&self, credentials: Credentials) -> Self {
        self.with(credentials, self.inner.rate_limit.clone())
    }

    fn with(&self, credentials: Credentials, rate_limit: Option<Arc<RateLimit>>) -> Self {
        let state = State { credentials, rate_limit, ..State::clone(&self.inner) };
        Self { http: self.http.clone(), inner: Arc::new(state), ..*self }
    }
}

/// The response of `user_token`. It has no generated type, because a program's document may name it otherwise, and may
/// require other properties.
#[derive(Deserialize)]
struct Minted {
    user_token: Option<UserToken>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("credentials", &self.inner.credentials)
            .field("settings", &self.inner.settings)
            .finish_non_exhaustive()
    }
}
