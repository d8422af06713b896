//! API keys, and the `Authorization` header.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::config_error::ConfigError;
use crate::process_environment::{KEY_ID, KEY_SECRET, required};
use crate::redaction::{KnownSecrets, REDACTED, is_invisible};

/// The scheme in the header.
const SCHEME: &str = "Basic ";

/// An API key: its id and its secret.
///
/// The crate computes the `Authorization` header once, marks it as sensitive, and wipes it from memory when the last clone is
/// dropped. `Debug` shows the id, never the secret.
///
/// ```
/// use argyle_user_tokens::Credentials;
///
/// let credentials = Credentials::new("key-id", "key-secret")?;
/// assert!(!format!("{credentials:?}").contains("key-secret"));
/// # Ok::<(), argyle_user_tokens::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    api_key_id: String,
    authorization: HeaderValue,
    known_secrets: KnownSecrets,
}

impl Credentials {
    /// Creates credentials after checking them by RFC 7617, which defines HTTP basic authentication.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidCredentials`] if a part is empty, contains a control character (such as a copied line break),
    /// or starts or ends with an invisible character (a blank, a byte order mark, a zero-width space), or if the id contains
    /// a colon. A blank inside a part is valid.
    pub fn new(
        api_key_id: impl Into<String>,
        api_key_secret: impl Into<String>,
    ) -> Result<Self, ConfigError> {
        let api_key_id = api_key_id.into();
        let api_key_secret = Zeroizing::new(api_key_secret.into());
        check("API key id", &api_key_id)?;
        check("API key secret", &api_key_secret)?;
        if api_key_id.contains(':') {
            return Err(invalid(
                "API key id",
                "it holds a colon, which ends the id in the header".into(),
            ));
        }
        let authorization = authorization(&api_key_id, &api_key_secret)?;
        let encoded = authorization.as_bytes().strip_prefix(SCHEME.as_bytes()).unwrap_or_default();
        let known_secrets = KnownSecrets::new(api_key_secret.as_bytes(), encoded);
        Ok(Self { api_key_id, authorization, known_secrets })
    }

    /// Reads `ARGYLE_API_KEY_ID` and `ARGYLE_API_KEY_SECRET`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::MissingVariable`] if a variable is not set, and the errors of [`new`](Self::new).
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::new(required(KEY_ID)?, required(KEY_SECRET)?)
    }

    /// Returns the value of the `Authorization` header, marked as sensitive.
    pub(crate) fn authorization(&self) -> HeaderValue {
        self.authorization.clone()
    }

    /// Returns the secrets that are removed from every text of a server.
    pub(crate) fn known_secrets(&self) -> &KnownSecrets {
        &self.known_secrets
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("api_key_id", &self.api_key_id)
            .field("api_key_secret", &format_args!("{REDACTED}"))
            .finish()
    }
}

fn check(part: &'static str, value: &str) -> Result<(), ConfigError> {
    let control = value.chars().find(|letter| letter.is_control());
    let first = value.chars().next().filter(|letter| is_invisible(*letter));
    let last = value.chars().next_back().filter(|letter| is_invisible(*letter));
    let (place, letter) = match (control, first, last) {
        _ if value.is_empty() => return Err(invalid(part, "it is empty".into())),
        (Some(control), ..) => ("holds the control character", control),
        (_, Some(first), _) => ("starts with the invisible", first),
        (.., Some(last)) => ("ends with the invisible", last),
        _ => return Ok(()),
    };
    Err(invalid(part, format!("it {place} {letter:?}; was it copied along?")))
}

fn invalid(part: &'static str, problem: String) -> ConfigError {
    ConfigError::InvalidCredentials { part, problem }
}

/// `Basic` and the encoded pair, in memory that is wiped when the last clone of the header is gone.
fn authorization(api_key_id: &str, api_key_secret: &str) -> Result<HeaderValue, ConfigError> {
    let length = api_key_id.len() + 1 + api_key_secret.len();
    // Full capacity from the start: a buffer that grows leaves copies behind.
    let mut pair = Zeroizing::new(Vec::with_capacity(length));
    pair.extend_from_slice(api_key_id.as_bytes());
    pair.push(b':');
    pair.extend_from_slice(api_key_secret.as_bytes());
    let mut value = Zeroizing::new(String::with_capacity(SCHEME.len() + length.div_ceil(3) * 4));
    value.push_str(SCHEME);
    STANDARD.encode_string(pair.as_slice(), &mut value);
    let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(value))
        .map_err(|_| invalid("API key", "it cannot be sent in a header".into()))?;
    header.set_sensitive(true);
    Ok(header)
}
