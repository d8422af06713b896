//! A success with its body, on the way into its documented type.

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::Operation;
use super::body::Body;
use super::head::Head;
use crate::error::{Failure, Mismatch, Unexpected};
use crate::{Client, Error, ResponseValue};

/// A response of the class 2xx, read to its end.
pub(crate) struct Response {
    pub(crate) head: Head,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// How often the request was sent.
    pub(super) attempts: u32,
}

impl Response {
    /// The body in the type that the document gives it.
    pub(crate) fn json<T: DeserializeOwned>(
        self,
        operation: Operation,
    ) -> Result<ResponseValue<T>, Error> {
        match serde_json::from_slice(&self.body) {
            Ok(value) => Ok(ResponseValue::new(value, self.head.status, self.headers)),
            Err(error) => {
                let mismatch = Mismatch::of(&error, self.body.is_empty());
                let failure = Failure::Unexpected(self.head, Unexpected::Body(mismatch));
                Err(Error::new(operation.name, self.attempts, false, failure))
            }
        }
    }
}

/// A response of one attempt, decoded: what the fuzzer gets at.
#[cfg(any(test, fuzzing))]
pub(crate) fn decode<T: DeserializeOwned>(
    head: Head,
    headers: HeaderMap,
    body: Vec<u8>,
    operation: Operation,
) -> Result<ResponseValue<T>, Error> {
    Response { head, headers, body: body.into(), attempts: 1 }.json(operation)
}

impl Client {
    /// The error for a success without a field that a wrapper cannot do without.
    pub(crate) fn missing_field<T>(
        &self,
        response: &ResponseValue<T>,
        operation: &'static str,
        field: &'static str,
    ) -> Error {
        let head = Head::new(response.status(), response.headers(), &self.inner.credentials);
        Error::new(
            operation,
            super::attempts_of_call(),
            false,
            Failure::Unexpected(head, Unexpected::MissingField(field)),
        )
    }
}
