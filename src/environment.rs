//! How an environment is read and printed, and the address that a client talks to.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

use crate::config_error::ConfigError;
use crate::generated::Environment;
use crate::redaction::{if_one_name, redact_url};

const NOT_ABSOLUTE: &str = "it is not an absolute URL";

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Environment {
    type Err = ConfigError;

    /// Reads the name of an environment, in whatever case.
    fn from_str(name: &str) -> Result<Self, ConfigError> {
        let known = Self::ALL.iter().find(|environment| environment.name() == name.to_lowercase());
        known.copied().ok_or_else(|| ConfigError::UnknownEnvironment { value: if_one_name(name) })
    }
}

/// What a client talks to: an environment of Argyle's, or an address that stands for one.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Environment(Environment),
    BaseUrl(BaseUrl),
}

impl Target {
    /// The base URL, or else the environment. One rule decides for both where credentials may go.
    pub(crate) fn new(
        environment: Option<Environment>,
        base_url: Option<&str>,
    ) -> Result<Self, ConfigError> {
        match (base_url, environment) {
            (Some(base_url), _) => Ok(Self::BaseUrl(base_url.parse()?)),
            (None, Some(environment)) => {
                let _: BaseUrl = environment.base_url().parse()?;
                Ok(Self::Environment(environment))
            }
            (None, None) => Err(ConfigError::MissingEnvironment),
        }
    }

    /// The address in front of the paths, without a trailing slash and without the version.
    pub(crate) fn address(&self) -> &str {
        match self {
            Self::Environment(environment) => environment.base_url(),
            Self::BaseUrl(base_url) => base_url.as_str(),
        }
    }

    /// The same, parsed.
    pub(crate) fn url(&self) -> Result<Url, ConfigError> {
        Url::parse(self.address()).map_err(|_| ConfigError::InvalidBaseUrl {
            value: redact_url(self.address()),
            problem: NOT_ABSOLUTE,
        })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(environment) => {
                write!(f, "the {environment} environment ({})", environment.base_url())
            }
            Self::BaseUrl(base_url) => write!(f, "the base URL {}", base_url.as_str()),
        }
    }
}

/// A checked address in front of the paths, without a trailing slash and without the version.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl(String);

impl BaseUrl {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BaseUrl {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let refuse = |problem: &'static str| ConfigError::InvalidBaseUrl {
            value: redact_url(text),
            problem,
        };
        let url = Url::parse(text).map_err(|_| refuse(NOT_ABSOLUTE))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(refuse("its scheme is not https"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("it holds user info; credentials belong into `Credentials`"));
        }
        if url.query().is_some() {
            return Err(refuse("it has a query"));
        }
        if url.fragment().is_some() {
            return Err(refuse("it has a fragment"));
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(refuse(
                "http:// sends the credentials unprotected; only loopback may use it",
            ));
        }
        // The path alone: a host may be named `v2` too.
        let path = url.path().trim_end_matches('/');
        let path = path.strip_suffix("/v2").unwrap_or(path);
        let origin = url.origin().ascii_serialization();
        Ok(Self(origin + path.trim_end_matches('/')))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use test_inputs::BASE_URLS;

    use super::*;

    fn address(text: &str) -> Result<String, String> {
        text.parse::<BaseUrl>().map(|it| it.0).map_err(|error| error.to_string())
    }

    #[test]
    fn a_base_url_that_could_leak_credentials_is_refused() {
        for (text, expected) in BASE_URLS {
            match (address(text), expected) {
                (Ok(address), Ok(expected)) => assert_eq!(address, expected, "{text}"),
                (Err(message), Err(part)) => assert!(message.contains(part), "{text}: {message}"),
                (address, _) => panic!("{text}: {address:?}"),
            }
        }
        let message = address("ftp://127.0.0.1").unwrap_err();
        assert!(message.contains("ftp://127.0.0.1"), "{message}");
    }

    #[test]
    fn a_refused_base_url_is_shown_without_what_could_be_a_secret() {
        for text in [
            "https://id:hunter2@h.example",
            "hunter2@",
            "https://id:hunter2?@h.example",
            "https://id:?hunter2@h.example",
            "https://h.example?key=hunter2",
            "https://h.example#hunter2",
            "https://id:hunter2%40h.example",
            "https://id:hunter2",
            "id:hunter2://x@h.example",
            "https://id:hunter2\u{ff20}h.example",
            "hunter2",
        ] {
            let message = address(text).unwrap_err();
            assert!(!message.contains("hunter2"), "{message}");
        }
    }

    #[test]
    fn an_environment_reads_and_prints_as_its_name() {
        for environment in Environment::ALL {
            assert_eq!(environment.to_string().parse::<Environment>().ok(), Some(*environment));
        }
        assert_eq!("Sandbox".parse::<Environment>().ok(), Some(Environment::Sandbox));
        let message = "staging".parse::<Environment>().unwrap_err().to_string();
        assert!(message.contains("staging") && message.contains("sandbox"), "{message}");
    }
}
