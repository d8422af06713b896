//! The claims of a user token, read without verifying it.

use std::fmt;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The claims of a user token. **Nothing here is verified.**
///
/// A claim that is missing, damaged or of another type than documented is `None`. What has no field
/// here, or did not fit into it, stands in [`other`](Self::other); U+FFFD takes the place of damaged bytes.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Claims {
    /// `user_id`: the user that the token was minted for.
    pub user_id: Option<Uuid>,
    /// `client_id`: the Argyle account that minted it.
    pub client_id: Option<Uuid>,
    /// `sub`: the subject, at present the user again.
    pub subject: Option<String>,
    /// `iss`: who issued the token.
    pub issuer: Option<String>,
    /// `jti`: the id of the token itself.
    pub id: Option<String>,
    /// `iat`: when the token was issued.
    pub issued_at: Option<SystemTime>,
    /// `exp`: when the token ends, at present an hour after it was issued.
    pub expires_at: Option<SystemTime>,
    /// All other claims, under their names in the token.
    pub other: Map<String, Value>,
}

/// Why the claims of a token cannot be read. No message holds a part of the token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClaimsError {
    /// The token is empty.
    Empty,
    /// The token does not consist of three parts with dots between them.
    NotJwt {
        /// The number of parts.
        parts: usize,
    },
    /// The payload is not base64.
    NotBase64,
    /// The payload is not a JSON object.
    NotJson {
        /// The line in the decoded payload, from 1; 0 if it is JSON of another kind.
        line: usize,
        /// The column in that line.
        column: usize,
    },
}

impl fmt::Display for ClaimsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the token is empty"),
            Self::NotJwt { parts } => {
                write!(f, "the token is not a JWT: it has {parts} parts between dots, not 3")
            }
            Self::NotBase64 => f.write_str("the payload of the token is not base64"),
            Self::NotJson { line: 0, .. } => {
                f.write_str("the payload of the token is JSON, but not an object")
            }
            Self::NotJson { line, column } => {
                write!(f, "the payload of the token is not JSON at line {line} column {column}")
            }
        }
    }
}

impl std::error::Error for ClaimsError {}

/// Reads the claims of `token`.
pub(crate) fn decode(token: &str) -> Result<Claims, ClaimsError> {
    let parts: Vec<&str> = token.split('.').collect();
    let &[_, payload, _] = parts.as_slice() else {
        return Err(ClaimsError::NotJwt { parts: parts.len() });
    };
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('='));
    let payload = Zeroizing::new(payload.map_err(|_| ClaimsError::NotBase64)?);
    // A damaged byte costs the claim that it is in, and not the others.
    let value = serde_json::from_str(&String::from_utf8_lossy(&payload))
        .map_err(|error| ClaimsError::NotJson { line: error.line(), column: error.column() })?;
    let Value::Object(mut claims) = value else {
        return Err(ClaimsError::NotJson { line: 0, column: 0 });
    };
    Ok(Claims {
        user_id: take(&mut claims, "user_id", |value| value.as_str()?.parse().ok()),
        client_id: take(&mut claims, "client_id", |value| value.as_str()?.parse().ok()),
        subject: take(&mut claims, "sub", text_of),
        issuer: take(&mut claims, "iss", text_of),
        id: take(&mut claims, "jti", text_of),
        issued_at: take(&mut claims, "iat", time_of),
        expires_at: take(&mut claims, "exp", time_of),
        other: claims,
    })
}

/// Takes a claim out where it can be read, and leaves it where it is otherwise.
fn take<T>(
    claims: &mut Map<String, Value>,
    name: &str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Option<T> {
    let claim = read(claims.get(name)?)?;
    claims.remove(name);
    Some(claim)
}

fn text_of(value: &Value) -> Option<String> {
    let is_damaged = |text: &&str| text.contains(char::REPLACEMENT_CHARACTER);
    value.as_str().filter(|text| !is_damaged(text)).map(str::to_owned)
}

/// Seconds since the epoch, with a fraction if need be, as RFC 7519 writes a time.
fn time_of(value: &Value) -> Option<SystemTime> {
    let since = match value.as_u64() {
        Some(seconds) => Duration::from_secs(seconds),
        None => Duration::try_from_secs_f64(value.as_f64()?).ok()?,
    };
    SystemTime::UNIX_EPOCH.checked_add(since)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(payload: &[u8]) -> Result<Claims, ClaimsError> {
        decode(&format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload)))
    }

    #[test]
    fn documented_claims_have_fields_and_unknown_ones_are_kept() {
        let claims = decoded(
            br#"{"user_id":"0186c4b8-8fa1-62b3-49df-94b3e18ca8a7","exp":1678395011,"iat":1.5,
                "sub":"s","iss":"i","jti":"j","fid":"f","new":[1]}"#,
        );
        let claims = claims.unwrap();
        assert_eq!(claims.user_id, Some(Uuid::from_u128(0x0186c4b8_8fa1_62b3_49df_94b3e18ca8a7)));
        assert_eq!(claims.client_id, None);
        let after = |millis| Some(SystemTime::UNIX_EPOCH + Duration::from_millis(millis));
        assert_eq!((claims.expires_at, claims.issued_at), (after(1_678_395_011_000), after(1_500)));
        let texts = [claims.subject, claims.issuer, claims.id].map(Option::unwrap);
        assert_eq!(texts, ["s", "i", "j"]);
        assert_eq!(Value::Object(claims.other), serde_json::json!({"fid": "f", "new": [1]}));
    }

    #[test]
    fn a_claim_of_another_type_is_none_and_kept() {
        let claims =
            decoded(br#"{"user_id":5,"client_id":"x","exp":-1,"iat":1e300,"sub":{}}"#).unwrap();
        assert_eq!(claims.other.len(), 5);
        assert_eq!(Claims { other: Map::new(), ..claims }, Claims::default());
    }

    #[test]
    fn a_damaged_byte_costs_only_its_own_claim() {
        let claims = decoded(b"{\"client_id\":\"1\x9d2\",\"iss\":\"i\",\"sub\":\"\x9d\"}").unwrap();
        assert_eq!((claims.client_id, claims.subject), (None, None));
        assert_eq!(claims.issuer.as_deref(), Some("i"));
        let other = serde_json::json!({"client_id": "1\u{fffd}2", "sub": "\u{fffd}"});
        assert_eq!(Value::Object(claims.other), other);
    }

    #[test]
    fn garbage_gets_an_error_that_does_not_repeat_it() {
        for (token, expected) in [
            ("", ClaimsError::NotJwt { parts: 1 }),
            ("hunter2", ClaimsError::NotJwt { parts: 1 }),
            ("a.b.c.d", ClaimsError::NotJwt { parts: 4 }),
            ("a.!hunter2!.c", ClaimsError::NotBase64),
            ("a..c", ClaimsError::NotJson { line: 1, column: 0 }),
            ("a.W10.c", ClaimsError::NotJson { line: 0, column: 0 }),
        ] {
            let error = decode(token).unwrap_err();
            assert_eq!(error, expected);
            assert!(!error.to_string().contains("hunter2"));
        }
    }
}
