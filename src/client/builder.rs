//! The settings of a client: their defaults, and what is refused before the first call.

use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::header::HeaderValue;

use super::http;
use super::{Settings, State};
use crate::call::connection::Connections;
use crate::call::request::Requests;
use crate::config_error::ConfigError;
use crate::credentials::Credentials;
use crate::environment::{Setting, Target};
use crate::generated::{Client, Environment};
use crate::process_environment::{BASE_URL, ENVIRONMENT, optional};
use crate::redaction::{if_names, redact_url};
use crate::retry::{Budget, RetryPolicy};

/// The name of the crate in `User-Agent`.
const PRODUCT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Long enough for a slow network, and short enough to leave time for another attempt.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Half of the deadline, so that one attempt that hangs leaves time for another.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a person waits for a page: beyond it, an answer would come too late to matter.
const DEADLINE: Duration = Duration::from_secs(30);
/// 1 MiB: far above every documented response, far below what would hurt.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// Builds a client, `C`: a [`Client`], or a blocking one. It needs [`credentials`](Self::credentials) and
/// either an [`environment`](Self::environment) or a [`base_url`](Self::base_url); all else has a default. Of a setter that
/// is called twice, the last call counts.
///
/// ```
/// use std::time::Duration;
///
/// use argyle_user_tokens::{Client, Credentials, Environment};
///
/// # if cfg!(not(any(feature = "rustls", feature = "native-tls"))) { return Ok(()); } // https needs TLS
/// let client = Client::builder()
///     .credentials(Credentials::new("key-id", "key-secret")?)
///     .environment(Environment::Sandbox)
///     .user_agent("loan-origination/4.2")
///     .deadline(Duration::from_secs(10))
///     .build()?;
/// # let _ = client;
/// # Ok::<(), argyle_user_tokens::ConfigError>(())
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C = Client> {
    credentials: Option<Credentials>,
    environment: Option<Setting<Environment>>,
    base_url: Option<Setting<String>>,
    http: Option<reqwest::ClientBuilder>,
    user_agent: String,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    deadline: Duration,
    max_response_bytes: usize,
    max_requests_per_second: Option<NonZeroU32>,
    retry: RetryPolicy,
    client: PhantomData<fn() -> C>,
}

impl<C> ClientBuilder<C> {
    /// Sets the API key of every request.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// The environment that the API key belongs to. A builder with a [`base_url`](Self::base_url) too is refused by
    /// [`build`](Self::build).
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(Setting { value: environment, name: "environment" });
        self
    }

    /// An address to talk to instead of that of an environment: a gateway, or a server for tests.
    ///
    /// It is accepted with or without `/v2` and a trailing slash, and with a path in front of that. It has
    /// to be `https://`, or `http://` to a loopback address, without user info, query and fragment. A builder with an
    /// [`environment`](Self::environment) too is refused by [`build`](Self::build).
    pub fn base_url(mut self, base_url: impl AsRef<str>) -> Self {
        self.base_url = Some(Setting { value: base_url.as_ref().to_owned(), name: "base_url" });
        self
    }

    /// Reads what is not set yet from the variables that [`Client::from_env`] reads, and keeps all other settings.
    ///
    /// What the program sets goes first: the variables of the API key are read only if there are no
    /// [`credentials`](Self::credentials), and `ARGYLE_BASE_URL` and `ARGYLE_ENVIRONMENT` only if there is neither a
    /// [`base_url`](Self::base_url) nor an [`environment`](Self::environment). A setter that is called later replaces
    /// what its variable said.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use argyle_user_tokens::Client;
    ///
    /// let client = Client::builder().from_env()?.deadline(Duration::from_secs(10)).build()?;
    /// # let _ = client;
    /// # Ok::<(), argyle_user_tokens::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ConfigError`] says which variable is missing or refused. If no variable names an environment or a base URL, or
    /// both are named, [`build`](Self::build) says so.
    pub fn from_env(mut self) -> Result<Self, ConfigError> {
        if self.credentials.is_none() {
            self.credentials = Some(Credentials::from_env()?);
        }
        if self.base_url.is_none() && self.environment.is_none() {
            let environment = optional(ENVIRONMENT)?.map(|name| name.parse()).transpose()?;
            self.environment = environment.map(|value| Setting { value, name: ENVIRONMENT });
            self.base_url = optional(BASE_URL)?.map(|value| Setting { value, name: BASE_URL });
        }
        Ok(self)
    }

    /// Sets something in the HTTP client under this one: a proxy, a certificate authority or an identity
    /// of your own, a resolver, or how connections are kept. A second call goes on where the first ended.
    ///
    /// ```
    /// use argyle_user_tokens::{Client, Credentials, Environment, reqwest};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # if cfg!(not(any(feature = "rustls", feature = "native-tls"))) { return Ok(()); } // https needs TLS
    /// let proxy = reqwest::Proxy::https("http://proxy.example:3128")?;
    /// let client = Client::builder()
    ///     .credentials(Credentials::new("key-id", "key-secret")?)
    ///     .environment(Environment::Sandbox)
    ///     .configure_http(|http| http.proxy(proxy).pool_max_idle_per_host(8))
    ///     .build()?;
    /// # let _ = client;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// What this crate promises is set after all that, and holds whatever was set here:
    ///
    /// - No redirect is followed, and reqwest repeats nothing by itself: [`retry`](Self::retry) says what is.
    /// - No response is unpacked, so no compression is asked for. A response over HTTP/1 has at most 100
    ///   headers, one over HTTP/2 at most 16 KiB of them.
    /// - Certificates and host names are verified, and TLS starts at version 1.2, or at 1.3 if that was set.
    ///   A `tls_backend_preconfigured` is not taken, because its verification is unknown. Where both `rustls`
    ///   and `native-tls` are enabled, `tls_backend_rustls` chooses the first.
    /// - No bytes of a connection are logged (`connection_verbose`), and no keys of TLS (`tls_sslkeylogfile`).
    /// - To an `http://` address, which is always one of loopback, there is no proxy, neither one given here nor
    ///   one of the system, and `localhost` is loopback whatever a resolver says.
    /// - Over HTTP/2, PING finds a connection that is dead: it is sent after a quarter of
    ///   [`attempt_timeout`](Self::attempt_timeout) without a frame, and closes the connection if half of that
    ///   passes without an answer. The [`deadline`](Self::deadline) counts instead where it is shorter, and a minute
    ///   where both are longer.
    /// - The time for a connection is that of [`connect_timeout`](Self::connect_timeout), the headers
    ///   `Authorization` and `User-Agent` are those of this crate. Other default headers are sent.
    ///
    /// A `timeout` or `read_timeout` that is set here ends an attempt in addition to
    /// [`attempt_timeout`](Self::attempt_timeout). A `unix_socket` takes the place of the network and of a
    /// proxy, and not that of TLS. A default header `Accept-Encoding` asks for what cannot be read then. A
    /// cookie store is shared by all accounts of [`with_credentials`](crate::Client::with_credentials). What
    /// reqwest cannot do, such as an identity of a kind that the TLS backend does not take, is an error of
    /// [`build`](Self::build).
    pub fn configure_http(
        mut self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Self {
        self.http = Some(configure(self.http.unwrap_or_else(http::start)));
        self
    }

    /// Sets the name of the program in `User-Agent`, in front of the name of this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Sets the time limit for connecting, TLS included; 5 s by default.
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// Sets the time limit of one attempt, from connecting to the last byte of the body; 15 s by default.
    ///
    /// The connection of an attempt that takes longer gets no further request. Leave time for another attempt: half of
    /// the [`deadline`](Self::deadline) or less.
    pub fn attempt_timeout(mut self, attempt_timeout: Duration) -> Self {
        self.attempt_timeout = attempt_timeout;
        self
    }

    /// Sets the time limit of a call, with all attempts and the waits between them; 30 s by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets the number of attempts and the delays between them; up to four attempts by default.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Sets the rate limit of the client and its clones, in requests per second with all attempts; unlimited by
    /// default.
    ///
    /// A call reserves a place when it is made; places are spread evenly over the second. A call whose place
    /// comes too late for its deadline fails at once with [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited), and
    /// nothing is sent. The client learns how long a response takes, and leaves that time.
    ///
    /// A busy runtime polls waiting calls late and sends them as it polls them, so several requests may start
    /// together. No second sees more than one request above the rate limit. If the runtime stands still for so long that a waiting
    /// call can no longer start before its deadline, that call ends with
    /// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) at the deadline.
    ///
    /// ```
    /// use std::num::NonZeroU32;
    ///
    /// use argyle_user_tokens::Client;
    ///
    /// const LIMIT: NonZeroU32 = NonZeroU32::new(50).unwrap();
    ///
    /// let builder = Client::builder().max_requests_per_second(LIMIT);
    /// # let _ = builder;
    /// ```
    pub fn max_requests_per_second(mut self, max_requests_per_second: NonZeroU32) -> Self {
        self.max_requests_per_second = Some(max_requests_per_second);
        self
    }

    /// Sets the maximum size of a response body in bytes, after decompression; 1 MiB by default.
    pub fn max_response_bytes(mut self, max_response_bytes: usize) -> Self {
        self.max_response_bytes = max_response_bytes;
        self
    }

    /// The first setting that is zero, with which no call could succeed.
    fn zero(&self) -> Option<&'static str> {
        let settings = [
            ("connect_timeout", self.connect_timeout.is_zero()),
            ("attempt_timeout", self.attempt_timeout.is_zero()),
            ("deadline", self.deadline.is_zero()),
            ("max_response_bytes", self.max_response_bytes == 0),
        ];
        settings.into_iter().find(|(_, is_zero)| *is_zero).map(|(setting, _)| setting)
    }
}

impl<C: FromClient> ClientBuilder<C> {
    /// Checks the settings and makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] says which setting is missing or refused, and with which value.
    pub fn build(self) -> Result<C, ConfigError> {
        if let Some(setting) = self.zero() {
            return Err(ConfigError::ZeroSetting { setting });
        }
        let credentials = self.credentials.ok_or(ConfigError::MissingCredentials)?;
        let user_agent = format!("{} {PRODUCT}", self.user_agent);
        let user_agent = HeaderValue::try_from(user_agent.trim())
            .map_err(|_| ConfigError::InvalidUserAgent { value: if_names(&self.user_agent) })?;
        let settings = Settings {
            target: Target::choose(self.environment, self.base_url)?,
            first_url: OnceLock::new(),
            user_agent,
            attempt_timeout: self.attempt_timeout,
            deadline: self.deadline,
            max_response_bytes: self.max_response_bytes,
            max_requests_per_second: self.max_requests_per_second,
            retry: self.retry,
        };
        let http = self.http.unwrap_or_else(http::start);
        let http = http::finish(http, &settings, self.connect_timeout)?;
        let inner = Arc::new(State {
            credentials,
            budget: Arc::new(Budget::full()),
            rate_limit: settings.rate_limit(),
            connections: Arc::new(Connections::default()),
            settings: Arc::new(settings),
        });
        C::from_client(Client { baseurl: "", client: Requests::default(), http, inner })
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    /// Without what may be a secret: a base URL that is refused later may hold a password, and what a program set in
    /// the HTTP client may hold headers, proxies and keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("environment", &self.environment.as_ref().map(|setting| setting.value))
            .field("base_url", &self.base_url.as_ref().map(|setting| redact_url(&setting.value)))
            .field("http_is_configured", &self.http.is_some())
            .finish_non_exhaustive()
    }
}

/// The clients that a builder makes. Programs cannot name it, so that there are no others.
pub trait FromClient: Sized {
    /// Makes the client of the one that does the work.
    fn from_client(client: Client) -> Result<Self, ConfigError>;
}

impl FromClient for Client {
    fn from_client(client: Client) -> Result<Self, ConfigError> {
        Ok(client)
    }
}

impl<C> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self {
            credentials: None,
            environment: None,
            base_url: None,
            http: None,
            user_agent: String::new(),
            connect_timeout: CONNECT_TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            deadline: DEADLINE,
            max_response_bytes: MAX_RESPONSE_BYTES,
            max_requests_per_second: None,
            retry: RetryPolicy::default(),
            client: PhantomData,
        }
    }
}
