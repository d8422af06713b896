//! A success, and how its body is decoded.

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::body::Body;
use super::head::Head;
use crate::error::{Mismatch, Unexpected};

/// A response of the class 2xx, read to its end and decoded.
pub(crate) struct Response<T> {
    pub(crate) head: Head,
    pub(crate) headers: HeaderMap,
    pub(crate) value: T,
    /// How often the request was sent.
    pub(super) attempts: u32,
}

impl<T> Response<T> {
    /// The response to a request that was sent once.
    pub(super) fn new(head: Head, headers: HeaderMap, value: T) -> Self {
        Self { head, headers, value, attempts: 1 }
    }
}

/// How the body of a success becomes a value.
pub(crate) type Decoder<T> = fn(&mut Body) -> Result<T, Unexpected>;

/// The decoders that generated code names.
pub(crate) struct Decode;

impl Decode {
    /// The type that the document gives the body.
    pub(crate) fn json<T: DeserializeOwned>(body: &mut Body) -> Result<T, Unexpected> {
        serde_json::from_slice(body)
            .map_err(|error| Unexpected::Body(Mismatch::of(&error, body.is_empty())))
    }

    /// Nothing; a body that came along is not looked at.
    #[cfg(argyle_spec = "empty")]
    pub(crate) fn empty(_: &mut Body) -> Result<(), Unexpected> {
        Ok(())
    }

    /// The body as it came.
    #[cfg(argyle_spec = "bytes")]
    pub(crate) fn bytes(body: &mut Body) -> Result<bytes::Bytes, Unexpected> {
        Ok(bytes::Bytes::from(std::mem::take(&mut **body)))
    }
}
