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

/// The product name in `User-Agent`.
const PRODUCT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Long enough for a slow network, and short enough to leave time for another attempt.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Half of the deadline, so that one attempt that hangs leaves time for another.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);
/// The time that a person waits for a page.
const DEADLINE: Duration = Duration::from_secs(30);
/// 1 MiB: far above every documented response, far below what would hurt.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// Builds a client, `C`: a [`Client`] or a blocking one.
///
/// It needs [`credentials`](Self::credentials), and either an [`environment`](Self::environment) or a
/// [`base_url`](Self::base_url). Every other setting has a default. If a setter is called twice, the last call counts.
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
    /// Sets the API key of all requests.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the environment, which the API key belongs to. [`build`](Self::build) refuses an environment together with a
    /// [`base_url`](Self::base_url).
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(Setting { value: environment, name: "environment" });
        self
    }

    /// Sets an address in place of an environment's, such as a gateway's or a test server's.
    ///
    /// The address starts with `https://`, or with `http://` for a loopback address. It may have a path, and may end with
    /// `/v2` or a slash. It has no user info, query or fragment. [`build`](Self::build) refuses a base URL together with an
    /// [`environment`](Self::environment).
    pub fn base_url(mut self, base_url: impl AsRef<str>) -> Self {
        self.base_url = Some(Setting { value: base_url.as_ref().to_owned(), name: "base_url" });
        self
    }

    /// Reads the settings that are still missing from the variables of [`Client::from_env`].
    ///
    /// The variables of the API key are read only if no [`credentials`](Self::credentials) are set. `ARGYLE_BASE_URL` and
    /// `ARGYLE_ENVIRONMENT` are read only if neither a [`base_url`](Self::base_url) nor an
    /// [`environment`](Self::environment) is set. A later call of a setter replaces the value of its variable.
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
    /// [`ConfigError`] names the variable that is missing or refused. [`build`](Self::build) fails if the variables name
    /// neither an environment nor a base URL, or both.
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

    /// Configures the underlying HTTP client: a proxy, a certificate authority, a client certificate, a resolver, or the
    /// connection pool. Further calls add to earlier ones.
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
    /// This crate sets the following afterwards, so it holds whatever you configure:
    ///
    /// - The client follows no redirect, and reqwest retries nothing: [`retry`](Self::retry) decides.
    /// - The client neither requests nor decodes compressed responses. It accepts at most 100 headers over HTTP/1, and 16 KiB
    ///   of headers over HTTP/2.
    /// - The client verifies certificates and host names. The lowest TLS version is 1.2, or 1.3 if you set it. A
    ///   `tls_backend_preconfigured` is ignored, because its verification is unknown. If both `rustls` and `native-tls` are
    ///   enabled, `tls_backend_rustls` selects `rustls`.
    /// - The client logs neither the bytes of a connection (`connection_verbose`) nor TLS keys (`tls_sslkeylogfile`).
    /// - Requests to `http://` addresses, which are always loopback, use no proxy. `localhost` is loopback, whatever a resolver
    ///   says.
    /// - Over HTTP/2, the client sends PING after a quarter of [`attempt_timeout`](Self::attempt_timeout) without a frame, and
    ///   closes the connection after half of it without an answer. A shorter [`deadline`](Self::deadline) replaces the attempt
    ///   timeout here; the longest interval is a minute.
    /// - [`connect_timeout`](Self::connect_timeout) limits the time to connect. The headers `Authorization` and `User-Agent`
    ///   are this crate's. Other default headers are sent.
    ///
    /// A `timeout` or `read_timeout` limits an attempt in addition to [`attempt_timeout`](Self::attempt_timeout). A
    /// `unix_socket` replaces the network and a proxy, but not TLS. With a default header `Accept-Encoding`, the client cannot
    /// read the responses. All accounts of [`with_credentials`](crate::Client::with_credentials) share a cookie store. If
    /// reqwest does not support a setting, such as a client certificate of another TLS backend, [`build`](Self::build) fails.
    pub fn configure_http(
        mut self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Self {
        self.http = Some(configure(self.http.unwrap_or_else(http::start)));
        self
    }

    /// Sets the product name of the program in `User-Agent`, which precedes this crate's name.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Limits the time to connect, including a proxy's tunnel and TLS; 5 s by default.
    ///
    /// If the host has several addresses, each IPv6 address gets an equal part of this time, and so does each IPv4 address. The
    /// client tries them in the resolver's order, and the other family after 300 ms.
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = connect_timeout;
        self
    }

    /// Limits the time of one attempt, from connecting to the last byte of the body; 15 s by default.
    ///
    /// After a timeout, the client sends no further request over that connection. Set at most half of the
    /// [`deadline`](Self::deadline), which leaves time for another attempt.
    pub fn attempt_timeout(mut self, attempt_timeout: Duration) -> Self {
        self.attempt_timeout = attempt_timeout;
        self
    }

    /// Limits the time of a call, including all attempts and waits; 30 s by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets the number of attempts and the delays between them; up to four attempts by default.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Limits the requests per second of the client and its clones, counting every attempt; unlimited by default.
    ///
    /// A call reserves a slot when it starts; slots are spread evenly over the second. A call whose slot comes too late for its
    /// deadline fails at once with [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited), and sends nothing. The client
    /// learns how long a response takes, and leaves that time.
    ///
    /// A busy runtime polls waiting calls late, so several requests may start together. No second sees more requests than
    /// the limit and one. If tasks block the runtime for more than 50 ms at a time, requests leave the process later than they
    /// start, and a second may see one more. If the runtime stalls until a waiting call is past its deadline, that call fails
    /// with [`ErrorKind::Timeout`](crate::ErrorKind::Timeout).
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

    /// Limits the body of a response, in bytes; 1 MiB by default.
    pub fn max_response_bytes(mut self, max_response_bytes: usize) -> Self {
        self.max_response_bytes = max_response_bytes;
        self
    }

    /// Returns the first setting that is zero. No call could succeed with it.
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
    /// Checks the settings and builds the client. Nothing is sent.
    ///
    /// With the feature `tracing`, an event at WARN names a variable such as `HTTPS_PROXY` if it has no effect, and the reason.
    /// [`recipes::proxy_and_private_ca`](crate::recipes::proxy_and_private_ca) explains the variables.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the setting that is missing or refused, and its value.
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
    /// Omits possible secrets: a base URL may contain a password, and the HTTP client headers, proxies and keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("environment", &self.environment.as_ref().map(|setting| setting.value))
            .field("base_url", &self.base_url.as_ref().map(|setting| redact_url(&setting.value)))
            .field("http_is_configured", &self.http.is_some())
            .finish_non_exhaustive()
    }
}

/// The clients that a builder can build. Programs cannot name this trait, so they cannot implement it.
pub trait FromClient: Sized {
    /// Wraps the asynchronous client.
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
