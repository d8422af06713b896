//! API keys, and the one header that is made of them.

use std::{env, fmt};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use crate::ConfigError;

/// The variable that holds the API key id.
pub(crate) const KEY_ID_VARIABLE: &str = "ARGYLE_API_KEY_ID";
/// The variable that holds the API key secret.
pub(crate) const KEY_SECRET_VARIABLE: &str = "ARGYLE_API_KEY_SECRET";

/// An API key: its id and its secret, checked and ready to be sent.
///
/// The value of the `Authorization` header is computed once, marked as sensitive, and wiped from
/// memory when the last clone of it is dropped. `Debug` shows the id and never the secret.
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
}

impl Credentials {
    /// Checks an API key by the rules of RFC 7617, which defines HTTP basic authentication.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidCredentials`] if either part is empty or holds a control character
    /// (a line break that was copied along, for example), or if the id holds a colon.
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
        Ok(Self { api_key_id, authorization })
    }

    /// Reads `ARGYLE_API_KEY_ID` and `ARGYLE_API_KEY_SECRET`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::MissingVariable`] if one of them is not set, and the errors of [`new`](Self::new).
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::new(required_variable(KEY_ID_VARIABLE)?, required_variable(KEY_SECRET_VARIABLE)?)
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn authorization(&self) -> HeaderValue {
        self.authorization.clone()
    }

    /// `text` without the secret and the header, should a server have sent them back.
    pub(crate) fn conceal(&self, text: &str) -> String {
        let encoded = self.authorization.as_bytes().strip_prefix(b"Basic ").unwrap_or_default();
        let decoded = Zeroizing::new(STANDARD.decode(encoded).unwrap_or_default());
        let secret = decoded.get(self.api_key_id.len() + 1..).unwrap_or_default();
        [encoded, secret].into_iter().fold(
            text.to_owned(),
            |text, secret| match std::str::from_utf8(secret) {
                Ok(secret) if !secret.is_empty() => text.replace(secret, "[REDACTED]"),
                _ => text,
            },
        )
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("api_key_id", &self.api_key_id)
            .field("api_key_secret", &format_args!("[REDACTED]"))
            .finish()
    }
}

/// A variable that has to be set.
pub(crate) fn required_variable(name: &'static str) -> Result<String, ConfigError> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        Ok(_) | Err(env::VarError::NotPresent) => Err(ConfigError::MissingVariable { name }),
        Err(env::VarError::NotUnicode(_)) => Err(ConfigError::VariableNotUnicode { name }),
    }
}

fn check(part: &'static str, value: &str) -> Result<(), ConfigError> {
    if value.is_empty() {
        return Err(invalid(part, "it is empty".into()));
    }
    match value.chars().find(|letter| letter.is_control()) {
        Some(control) => Err(invalid(
            part,
            format!(
                "it holds the control character U+{:04X}; was a line break copied along?",
                u32::from(control)
            ),
        )),
        None => Ok(()),
    }
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
    let mut value = Zeroizing::new(String::with_capacity("Basic ".len() + length.div_ceil(3) * 4));
    value.push_str("Basic ");
    STANDARD.encode_string(pair.as_slice(), &mut value);
    let mut header = HeaderValue::from_maybe_shared(Bytes::from_owner(WipedText(value)))
        .map_err(|_| invalid("API key", "it cannot be sent in a header".into()))?;
    header.set_sensitive(true);
    Ok(header)
}

/// The owner of the header's bytes.
struct WipedText(Zeroizing<String>);

impl AsRef<[u8]> for WipedText {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}
