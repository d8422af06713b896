//! Decoding what the API really sends, which is not always what its documents say.

mod repair;

use serde::de::DeserializeOwned;

use crate::call::body::Body;
use crate::error::Unexpected;
pub(crate) use repair::Decoded;

/// The body of a success as the type that the document gives it. What differs from that is repaired or left out. No body
/// is null, which is a value of some types.
pub(crate) fn json<T: DeserializeOwned>(body: &mut Body) -> Result<Decoded<T>, Unexpected> {
    let error = match serde_json::from_slice(body) {
        Ok(value) => return Ok(Decoded::whole(value)),
        Err(error) => error,
    };
    let other = if body.is_empty() {
        serde_json::from_slice(b"null").ok().map(Decoded::whole)
    } else if error.is_data() {
        repair::read(body)
    } else {
        None
    };
    other.ok_or_else(|| Unexpected::body(&error, body.is_empty()))
}
