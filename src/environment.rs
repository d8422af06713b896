//! Reads and prints environments, and checks the address of a client.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use reqwest::Url;

use crate::config_error::ConfigError;
use crate::generated::Environment;
use crate::redaction::{if_names, redact_url};

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
        known.copied().ok_or_else(|| ConfigError::UnknownEnvironment { value: if_names(name) })
    }
}

/// A setting, and the setter or the variable that it comes from.
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) name: &'static str,
}

/// The target of a client: an environment or a base URL.
pub(crate) struct Target {
    /// None where the program gave a base URL.
    environment: Option<Environment>,
    /// The address in front of the paths, without the version that they start with.
    pub(crate) url: Url,
}

impl Target {
    /// Returns the target that one of the two settings names.
    pub(crate) fn choose(
        environment: Option<Setting<Environment>>,
        base_url: Option<Setting<String>>,
    ) -> Result<Self, ConfigError> {
        match (environment, base_url) {
            (Some(Setting { value, .. }), None) => Self::new(Some(value), value.base_url()),
            (None, Some(base_url)) => Self::new(None, &base_url.value),
            (None, None) => Err(ConfigError::MissingEnvironment),
            (Some(environment), Some(base_url)) => Err(ConfigError::ConflictingAddresses {
                environment: environment.name,
                base_url: base_url.name,
            }),
        }
    }

    /// Checks an address, that of an environment too: one rule decides where credentials may go.
    pub(crate) fn new(environment: Option<Environment>, text: &str) -> Result<Self, ConfigError> {
        let url = checked(text)
            .map_err(|problem| ConfigError::InvalidBaseUrl { value: redact_url(text), problem })?;
        Ok(Self { environment, url })
    }

    /// The address without a trailing slash.
    pub(crate) fn address(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.address();
        match self.environment {
            Some(environment) => write!(f, "the {environment} environment ({address})"),
            None => write!(f, "the base URL {address}"),
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A base URL without the version, or why credentials cannot go there.
fn checked(text: &str) -> Result<Url, &'static str> {
    let mut url =
        Url::parse(text).map_err(|_| "it is not an absolute URL, such as https://h.example")?;
    let beside = (url.username(), url.password(), url.query(), url.fragment());
    match url.scheme() {
        "https" | "http" if beside != ("", None, None, None) => {
            return Err("it holds user info, a query or a fragment, which belong into no address");
        }
        "http" if !is_loopback(&url) => {
            return Err("http:// sends the credentials unprotected; only loopback may use it");
        }
        "https" | "http" => {}
        _ => return Err("its scheme is not https"),
    }
    // The path alone: a host may be named `v2` too.
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/v2").unwrap_or(path).trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use test_inputs::BASE_URLS;

    use super::*;

    fn address(text: &str) -> Result<String, String> {
        let target = Target::new(None, text).map_err(|error| error.to_string())?;
        Ok(target.address().to_owned())
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
    fn a_refused_base_url_is_shown_without_secrets() {
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
