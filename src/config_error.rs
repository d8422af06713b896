//! Errors of settings.

use std::fmt;

use crate::error::write_causes;
use crate::generated::Environment;
use crate::process_environment::{BASE_URL, ENVIRONMENT, KEY_ID, KEY_SECRET};

/// A setting is missing or refused. No message contains a secret; `{:#}` prints the causes in the same line.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// A variable of the process environment is not set, or is empty.
    MissingVariable {
        /// The variable.
        name: &'static str,
    },
    /// A variable of the process environment is not Unicode.
    VariableNotUnicode {
        /// The variable.
        name: &'static str,
    },
    /// No credentials are set.
    MissingCredentials,
    /// The id or the secret of an API key cannot be sent as RFC 7617 requires.
    InvalidCredentials {
        /// The part: id or secret.
        part: &'static str,
        /// The problem, without the value.
        problem: String,
    },
    /// Neither an environment nor a base URL is set. There is no default, because an API key belongs to one environment.
    MissingEnvironment,
    /// An environment and a base URL are both set.
    ConflictingAddresses {
        /// The method of the builder or the variable that sets the environment.
        environment: &'static str,
        /// The method of the builder or the variable that sets the base URL.
        base_url: &'static str,
    },
    /// No environment has this name.
    UnknownEnvironment {
        /// The name, or `[REDACTED]` if it does not look like one, because it may be a misplaced key.
        value: String,
    },
    /// The base URL is invalid, or could leak credentials.
    InvalidBaseUrl {
        /// Scheme, host and port of the base URL, or `[REDACTED]` if it is no URL, or has user info, a query or a fragment,
        /// which could contain a key or a password.
        value: String,
        /// The problem.
        problem: &'static str,
    },
    /// The user agent cannot be sent in a header.
    InvalidUserAgent {
        /// The user agent, or `[REDACTED]` if it does not look like names and versions.
        value: String,
    },
    /// A duration or a size is zero, so no call could succeed. Counts have the type `NonZeroU32` instead.
    ZeroSetting {
        /// The method of the builder.
        setting: &'static str,
    },
    /// The address starts with `https://`, but the crate was built without TLS.
    TlsMissing,
    /// The HTTP client cannot be built, for example because the system has no root certificates, or because of a setting of
    /// `configure_http`.
    HttpClient(reqwest::Error),
    /// The thread of a blocking client cannot be started.
    #[cfg(feature = "blocking")]
    Runtime(std::io::Error),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingVariable { name } => {
                write!(f, "the environment variable {name} is not set, or empty")
            }
            Self::VariableNotUnicode { name } => {
                write!(f, "the environment variable {name} is not Unicode")
            }
            Self::MissingCredentials => write!(
                f,
                "no credentials are set; call `credentials`, or set {KEY_ID} and \
                 {KEY_SECRET} and use `Client::from_env`"
            ),
            Self::InvalidCredentials { part, problem } => {
                write!(f, "the {part} is refused: {problem}")
            }
            Self::MissingEnvironment => write!(
                f,
                "neither an environment nor a base URL is set, and there is no default because an API \
                 key belongs to one environment; call `environment` or `base_url`, or set \
                 {ENVIRONMENT} or {BASE_URL} and use `Client::from_env`"
            ),
            Self::ConflictingAddresses { environment, base_url } => write!(
                f,
                "`{environment}` and `{base_url}` are both set, and a client talks to one address; keep \
                 `{environment}` for Argyle itself, or `{base_url}` for a gateway or a server for tests"
            ),
            Self::UnknownEnvironment { value } => {
                let names: Vec<&str> =
                    Environment::ALL.iter().map(|environment| environment.name()).collect();
                write!(f, "{value:?} is no environment; use one of {}", names.join(", "))
            }
            Self::InvalidBaseUrl { value, problem } => {
                write!(f, "the base URL {value:?} is refused: {problem}")
            }
            Self::InvalidUserAgent { value } => {
                write!(f, "the user agent {value:?} cannot be sent in a header")
            }
            Self::ZeroSetting { setting } => {
                write!(f, "`{setting}` is zero, so no call could succeed; set a larger value")
            }
            Self::TlsMissing => f.write_str(
                "the address is https:// and the crate was built without TLS; enable its feature \
                 `rustls` or `native-tls`",
            ),
            Self::HttpClient(_) => f.write_str("the HTTP client cannot be built"),
            #[cfg(feature = "blocking")]
            Self::Runtime(_) => {
                f.write_str("the thread that a blocking client works on cannot be started")
            }
        }?;
        if f.alternate() { write_causes(f, self) } else { Ok(()) }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::HttpClient(error) => Some(error),
            #[cfg(feature = "blocking")]
            Self::Runtime(error) => Some(error),
            _ => None,
        }
    }
}
