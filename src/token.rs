//! The user token: a secret that is handed on and never shown.

pub(crate) mod claims;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::personal::Personal;
use claims::{Claims, ClaimsError};

/// A user token, which opens Argyle Link for one user, for about an hour.
///
/// Whoever has it can act for that user, so `Debug` does not show it, there is no `Display`, and its
/// memory is wiped on drop. It serialises as the string that it is, because handing it to Link is what
/// it is for. Argyle advises to mint a new one every time Link is initialised, and to keep none.
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
    /// The token itself, to hand to Link. Do not log it.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        self.0.as_str()
    }

    /// The token, for a path or a header. There is no `Display`, so that no program prints it by accident.
    #[allow(dead_code, clippy::inherent_to_string, reason = "progenitor calls it")]
    pub(crate) fn to_string(&self) -> String {
        self.0.to_string()
    }

    /// Reads what the token says about itself, **without verifying** that Argyle signed it.
    ///
    /// This is for troubleshooting: which user, which environment, when it ends. Argyle may change
    /// length and claims of its tokens at any time, so take no decision on them, and do not watch the
    /// expiry: mint a new token instead.
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

    /// Takes a token from elsewhere, for example to answer with it in a test.
    ///
    /// # Errors
    ///
    /// [`ClaimsError::Empty`] if it is empty.
    fn try_from(token: String) -> Result<Self, ClaimsError> {
        // From here on it is wiped, also where it is refused; in a smaller place, a copy would be left behind.
        let token = Personal::from(token);
        if token.as_str().trim().is_empty() { Err(ClaimsError::Empty) } else { Ok(Self(token)) }
    }
}

impl TryFrom<&str> for UserToken {
    type Error = ClaimsError;

    /// Copies a token; the text itself is not wiped.
    ///
    /// # Errors
    ///
    /// [`ClaimsError::Empty`] if it is empty.
    fn try_from(token: &str) -> Result<Self, ClaimsError> {
        Self::try_from(token.to_owned())
    }
}
