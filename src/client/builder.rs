//! The settings of a client: their defaults, and what is refused before the first call.

use std::env;
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;

use super::{Settings, State, http};
use crate::credentials::required_variable;
use crate::environment::Target;
use crate::transport::{Budget, Pacing};
use crate::{Client, ConfigError, Credentials, Environment, RetryPolicy};

/// What the crate calls itself in `User-Agent`.
const PRODUCT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Long enough for a slow network, and short enough to leave time for another attempt.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Half of the deadline, so that one attempt that hangs leaves time for another.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a person waits for a page: beyond it, an answer would come too late to matter.
const DEADLINE: Duration = Duration::from_secs(30);
/// 1 MiB: far above every documented response, far below what would hurt.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;

/// The variables that say what a client talks to.
const ENVIRONMENT_VARIABLE: &str = "ARGYLE_ENVIRONMENT";
const BASE_URL_VARIABLE: &str = "ARGYLE_BASE_URL";

/// Builds a client, `C`: a [`Client`], or a blocking one. It needs [`credentials`](Self::credentials) and
/// either an [`environment`](Self::environment) or a [`base_url`](Self::base_url); all else has a default.
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
#[derive(Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C = Client> {
    credentials: Option<Credentials>,
    environment: Option<Environment>,
    base_url: Option<String>,
    http_client: Option<reqwest::Client>,
    user_agent: Option<String>,
    connect_timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    deadline: Option<Duration>,
    max_response_bytes: Option<usize>,
    max_requests_per_second: Option<u32>,
    retry: RetryPolicy,
    client: PhantomData<fn() -> C>,
}

impl<C> ClientBuilder<C> {
    /// The API key that every request is sent with.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// The environment that the API key belongs to.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// An address to talk to instead of that of an environment: a gateway, or a server for tests.
    ///
    /// It is taken with or without `/v2` and a trailing slash, and with a path in front of that. It has
    /// to be `https://`, or `http://` to a loopback address, without user info, query and fragment.
    pub fn base_url(mut self, base_url: impl AsRef<str>) -> Self {
        self.base_url = Some(base_url.as_ref().to_owned());
        self
    }

    /// An HTTP client to send requests with, for a proxy, a certificate or a resolver of your own.
    ///
    /// Build it with `redirect(reqwest::redirect::Policy::none())`: the answer to a request that was
    /// redirected is refused. The connect timeout is that of the given client.
    pub fn http_client(mut self, http_client: reqwest::Client) -> Self {
        self.http_client = Some(http_client);
        self
    }

    /// What the program calls itself in `User-Agent`, in front of the name of this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// How long a connection may take to be made, TLS included; 5 s by default.
    pub fn connect_timeout(mut self, connect_timeout: Duration) -> Self {
        self.connect_timeout = Some(connect_timeout);
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the body; 15 s by default.
    pub fn attempt_timeout(mut self, attempt_timeout: Duration) -> Self {
        self.attempt_timeout = Some(attempt_timeout);
        self
    }

    /// How long a whole call may take, with all attempts and the waits between them; 30 s by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How often, and after which delays, a request is sent again; up to four attempts by default.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// How many requests a second the client and its clones send at most, all attempts counted; without
    /// a ceiling by default. They are spread evenly over the second, and wait for their turn in the order
    /// in which they come.
    ///
    /// Without it, a client slows down when the API answers 429, and speeds up again by itself.
    pub fn max_requests_per_second(mut self, max_requests_per_second: u32) -> Self {
        self.max_requests_per_second = Some(max_requests_per_second);
        self
    }

    /// How many bytes the body of a response may have, unpacked; 1 MiB by default.
    pub fn max_response_bytes(mut self, max_response_bytes: usize) -> Self {
        self.max_response_bytes = Some(max_response_bytes);
        self
    }

    /// A builder with the default settings.
    pub(crate) fn new() -> Self {
        Self {
            credentials: None,
            environment: None,
            base_url: None,
            http_client: None,
            user_agent: None,
            connect_timeout: None,
            attempt_timeout: None,
            deadline: None,
            max_response_bytes: None,
            max_requests_per_second: None,
            retry: RetryPolicy::default(),
            client: PhantomData,
        }
    }

    /// Takes credentials and target from the environment variables of the process.
    pub(crate) fn from_env() -> Result<Self, ConfigError> {
        let builder = Self::new().credentials(Credentials::from_env()?);
        match optional_variable(BASE_URL_VARIABLE)? {
            Some(base_url) => Ok(builder.base_url(base_url)),
            None => match optional_variable(ENVIRONMENT_VARIABLE)? {
                Some(environment) => Ok(builder.environment(environment.parse()?)),
                None => Ok(builder),
            },
        }
    }

    /// Checks the settings and makes the client that does the work.
    pub(crate) fn asynchronous(self) -> Result<Client, ConfigError> {
        let credentials = self.credentials.ok_or(ConfigError::MissingCredentials)?;
        let target = target(self.environment, self.base_url.as_deref())?;
        let settings = Settings {
            user_agent: user_agent(self.user_agent)?,
            attempt_timeout: positive("attempt_timeout", self.attempt_timeout, ATTEMPT_TIMEOUT)?,
            deadline: positive("deadline", self.deadline, DEADLINE)?,
            max_response_bytes: positive(
                "max_response_bytes",
                self.max_response_bytes,
                MAX_RESPONSE_BYTES,
            )?,
            max_requests_per_second: ceiling(self.max_requests_per_second)?,
            retry: self.retry.checked()?,
            target,
        };
        let address = settings.target.address().to_owned();
        let client = match (self.http_client, self.connect_timeout) {
            (Some(client), None) => client,
            (Some(_), Some(_)) => {
                return Err(ConfigError::SettingOfHttpClient { setting: "connect_timeout" });
            }
            (None, timeout) => {
                http::client(&address, positive("connect_timeout", timeout, CONNECT_TIMEOUT)?)?
            }
        };
        let inner = Arc::new(State {
            credentials,
            budget: Arc::new(Budget::full()),
            pacing: Pacing::new(settings.max_requests_per_second),
            settings: Arc::new(settings),
        });
        Ok(Client { baseurl: address, client, inner })
    }
}

impl<C: Finish> ClientBuilder<C> {
    /// Checks the settings and makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] says which setting is missing or refused, and with which value.
    pub fn build(self) -> Result<C, ConfigError> {
        C::finish(self)
    }
}

/// The clients that a builder makes. Programs cannot name it, so that there are no others.
pub trait Finish: Sized {
    /// Makes the client.
    fn finish(builder: ClientBuilder<Self>) -> Result<Self, ConfigError>;
}

impl Finish for Client {
    fn finish(builder: ClientBuilder<Self>) -> Result<Self, ConfigError> {
        builder.asynchronous()
    }
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self::new()
    }
}

fn target(environment: Option<Environment>, base_url: Option<&str>) -> Result<Target, ConfigError> {
    match (base_url, environment) {
        (Some(base_url), _) => Ok(Target::BaseUrl(base_url.parse()?)),
        (None, Some(environment)) => Ok(Target::Environment(environment)),
        (None, None) => Err(ConfigError::MissingEnvironment),
    }
}

fn user_agent(program: Option<String>) -> Result<HeaderValue, ConfigError> {
    let Some(program) = program else {
        return Ok(HeaderValue::from_static(PRODUCT));
    };
    let value = format!("{program} {PRODUCT}");
    HeaderValue::try_from(value.trim())
        .map_err(|_| ConfigError::InvalidUserAgent { value: program })
}

/// A setting or its default; zero would make every call fail.
fn positive<T: Default + PartialEq>(
    setting: &'static str,
    value: Option<T>,
    default: T,
) -> Result<T, ConfigError> {
    match value {
        Some(value) if value == T::default() => Err(ConfigError::ZeroSetting { setting }),
        Some(value) => Ok(value),
        None => Ok(default),
    }
}

/// A ceiling of zero would let no request through.
fn ceiling(most: Option<u32>) -> Result<Option<NonZeroU32>, ConfigError> {
    let zero = ConfigError::ZeroSetting { setting: "max_requests_per_second" };
    most.map(|most| NonZeroU32::new(most).ok_or(zero)).transpose()
}

fn optional_variable(name: &'static str) -> Result<Option<String>, ConfigError> {
    match required_variable(name) {
        Ok(value) => Ok(Some(value)),
        Err(ConfigError::MissingVariable { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
