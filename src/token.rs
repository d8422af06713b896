//! The user token, a secret that programs pass on and that is never printed.

pub(crate) mod claims;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::personal::Personal;
use claims::{Claims, ClaimsError};

/// A user token, with which Argyle Link opens for one user. It expires after about an hour.
///
/// The token gives access to the user's data. So `Debug` does not show it, there is no `Display`, and its memory is wiped on
/// drop. It serializes as its text, which Link needs. Argyle advises to mint a token each time Link is initialized, and to
/// store none.
///
/// ```
/// use argyle_user_tokens::UserToken;
///
/// let token: UserToken = serde_json::from_str(r#""eyJhbGciOiJIUzI1NiJ9.e30.c2ln""#)?;
/// assert_eq!(format!("{token:?}"), "UserToken([REDACTED])");
/// assert_eq!(token.expose_secret(), "eyJhbGciOiJIUzI1NiJ9.e30.c2ln");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct UserToken(Personal);

impl UserToken {
    /// Returns the token itself, to pass to Link. Do not log it.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the token for a path or a header. There is no `Display`, so that no program prints it by accident.
    #[allow(dead_code, clippy::inherent_to_string, reason = "progenitor calls it")]
    pub(crate) fn to_string(&self) -> String {
        self.0.to_string()
    }

    /// Reads what the token says about itself, **without verifying** that Argyle signed it.
    ///
    /// Use the claims for troubleshooting only: the user, the environment, the expiry. Argyle may change the length and the
    /// claims of tokens at any time. Do not watch the expiry; mint a new token instead.
    ///
    /// A damaged byte, as in the token of Argyle's page, costs only the claim that contains it. Other readers refuse that token
    /// (PyJWT 2.15.1, jose 6.2.17 of npm, jsonwebtoken 12.0.0 of Rust), or return a `client_id` that nobody wrote (jsonwebtoken
    /// 9.0.3 and jwt-decode 4.0.0 of npm).
    ///
    /// # Errors
    ///
    /// [`ClaimsError`] if the token is not a JWT with a JSON object as its payload.
    pub fn claims(&self) -> Result<Claims, ClaimsError> {
        claims::decode(self.expose_secret())
    }
}

impl fmt::Debug for UserToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserToken([REDACTED])")
    }
}

impl TryFrom<String> for UserToken {
    type Error = ClaimsError;

    /// Wraps an existing token, for example for a response in a test.
    ///
    /// # Errors
    ///
    /// [`ClaimsError::Empty`] if it is empty.
    fn try_from(token: String) -> Result<Self, ClaimsError> {
        // Wiped from here on, also if refused. Moving the text into smaller memory would leave a copy behind.
        let token = Personal::from(token);
        if token.as_str().trim().is_empty() { Err(ClaimsError::Empty) } else { Ok(Self(token)) }
    }
}

impl TryFrom<&str> for UserToken {
    type Error = ClaimsError;

    /// Copies a token. The original text is not wiped.
    ///
    /// # Errors
    ///
    /// [`ClaimsError::Empty`] if it is empty.
    fn try_from(token: &str) -> Result<Self, ClaimsError> {
        Self::try_from(token.to_owned())
    }
}
