//! The runtime that progenitor's client is written against: the names of its crate `progenitor_client`, in terms of this
//! crate. `ClientHooks::exec` is the one path of a request.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures_util::future::{Either, TryFutureExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::Operation;
use crate::call::parameters::path_segment;
use crate::call::request::{RequestParts, Requests};
use crate::decode;
use crate::error::Unexpected;
use crate::generated::Client;
use crate::response::Received;
pub(crate) use crate::response::Response as ResponseValue;

/// Why an operation has no response: `E` is what progenitor reads of an error, and no document has one when it gets there.
pub(crate) enum Error<E> {
    /// A value is missing or does not convert.
    InvalidRequest(String),
    Call(crate::Error),
    /// The client hands its request back and does not send it.
    Captured(Box<RequestParts>),
    #[allow(dead_code, reason = "`E` has to stand somewhere")]
    Never(Infallible, PhantomData<E>),
}

impl<E> Error<E> {
    /// A success with a status that the document does not have.
    #[allow(non_snake_case, reason = "progenitor names a variant")]
    pub(crate) fn UnexpectedResponse(received: Received<'_>) -> Self {
        Self::Call(received.fail(Unexpected::Status))
    }

    fn of(self, operation: &'static str) -> crate::Error {
        match self {
            Self::InvalidRequest(problem) => {
                crate::Error::invalid_request(without_modules(&problem)).of(operation)
            }
            Self::Call(error) => error.of(operation),
            Self::Captured(_) | Self::Never(..) => {
                crate::Error::invalid_request("the request was not sent").of(operation)
            }
        }
    }
}

impl<E> From<crate::Error> for Error<E> {
    fn from(error: crate::Error) -> Self {
        Self::Call(error)
    }
}

impl<E> From<reqwest::header::InvalidHeaderValue> for Error<E> {
    fn from(error: reqwest::header::InvalidHeaderValue) -> Self {
        Self::Call(crate::Error::unsendable(error))
    }
}

/// ``conversion to `:: uuid :: Uuid` for item failed`` → ``conversion to `Uuid` for item failed``
fn without_modules(problem: &str) -> String {
    let Some((before, (r#type, after))) =
        problem.split_once('`').and_then(|(before, rest)| Some((before, rest.split_once('`')?)))
    else {
        return problem.to_owned();
    };
    let words = r#type.split(' ').filter(|word| *word != "::").collect::<Vec<_>>();
    // Of a path, the last name stays: the one that no other name follows.
    let is_name = |word: &&str| word.starts_with(char::is_alphabetic);
    let next_is_name = |index: usize| words.get(index + 1).is_some_and(is_name);
    let kept =
        words.iter().enumerate().filter(|(index, word)| !is_name(word) || !next_is_name(*index));
    let short: String = kept.map(|(_, word)| *word).collect();
    format!("{before}`{short}`{after}")
}

/// Names the operation in the errors of its request.
pub(crate) fn send<T, E>(
    operation: &'static str,
    request: impl Future<Output = Result<ResponseValue<T>, Error<E>>> + Send,
) -> impl Future<Output = Result<ResponseValue<T>, crate::Error>> + Send {
    request.map_err(move |error| error.of(operation))
}

/// The response with a body that is not JSON as a whole.
#[allow(dead_code, reason = "a document may have no such response")]
pub(crate) fn whole(
    sent: impl Future<Output = Result<ResponseValue<ByteStream>, crate::Error>> + Send,
) -> impl Future<Output = Result<ResponseValue<bytes::Bytes>, crate::Error>> + Send {
    sent.map_ok(|response| response.map(|ByteStream(body)| body))
}

/// The request that an operation makes with a client that captures it.
pub(crate) fn capture<T, E>(
    operation: &'static str,
    request: impl Future<Output = Result<ResponseValue<T>, Error<E>>>,
) -> Result<Box<RequestParts>, crate::Error> {
    match pin!(request).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Err(Error::Captured(parts))) => Ok(parts),
        Poll::Ready(Err(error)) => Err(error.of(operation)),
        // Nothing in it waits.
        Poll::Ready(Ok(_)) | Poll::Pending => {
            Err(crate::Error::invalid_request("the request was not made").of(operation))
        }
    }
}

/// Names an operation.
pub(crate) struct OperationInfo {
    pub(crate) operation_id: &'static str,
}

/// What progenitor knows of a client.
pub(crate) trait ClientInfo {
    /// The version of the document, which is not sent.
    fn api_version() -> &'static str {
        ""
    }
}

impl ClientInfo for Client {}

#[allow(dead_code, reason = "a document may have no list and no body of bytes")]
impl Client {
    /// A client that hands requests back and does not send them.
    pub(crate) fn capturing(&self) -> Self {
        Self { client: Requests { captures: true }, ..self.clone() }
    }
}

/// What progenitor does around a request, and the request.
pub(crate) trait ClientHooks {
    fn pre(&self, _: &mut Box<RequestParts>, _: &OperationInfo) -> Ready<Result<(), Error<()>>> {
        ready(Ok(()))
    }

    fn post<T>(&self, _: &T, _: &OperationInfo) -> Ready<Result<(), Error<()>>> {
        ready(Ok(()))
    }

    /// Sends a request as often as it takes, and returns a success.
    fn exec<'a>(
        &'a self,
        request: Box<RequestParts>,
        info: &OperationInfo,
    ) -> impl Future<Output = Result<Received<'a>, Error<()>>> + Send;
}

impl ClientHooks for Client {
    fn exec<'a>(
        &'a self,
        mut request: Box<RequestParts>,
        info: &OperationInfo,
    ) -> impl Future<Output = Result<Received<'a>, Error<()>>> + Send {
        let operation = Operation::named(info.operation_id);
        let problem = match request.finish(operation, &self.http) {
            Err(error) => Error::Call(error),
            Ok(()) if request.captured => Error::Captured(request),
            Ok(()) => return Either::Right(self.call(request, operation).map_err(Error::Call)),
        };
        Either::Left(ready(Err(problem)))
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    /// Decodes the body.
    pub(crate) fn from_response(received: Received<'_>) -> Ready<Result<Self, Error<()>>> {
        ready(received.decode(decode::json).map_err(Error::Call))
    }
}

#[allow(dead_code, reason = "a document may have no such response")]
impl ResponseValue<()> {
    /// A success without a documented body; one that came along is not looked at.
    pub(crate) fn empty(received: Received<'_>) -> Self {
        received.with(())
    }
}

/// A body that is not JSON, as it came.
#[allow(dead_code, reason = "a document may have no such response")]
pub(crate) struct ByteStream(pub(crate) bytes::Bytes);

#[allow(dead_code, reason = "a document may have no such response")]
impl ResponseValue<ByteStream> {
    pub(crate) fn stream(mut received: Received<'_>) -> Self {
        let body = ByteStream(bytes::Bytes::from(std::mem::take(&mut *received.reply.body)));
        received.with(body)
    }
}

/// A query parameter.
#[allow(dead_code, reason = "a document may have no parameters")]
pub(crate) struct QueryParam<'a, T> {
    pub(crate) name: &'static str,
    pub(crate) value: &'a T,
}

#[allow(dead_code, reason = "a document may have no parameters")]
impl<'a, T: Serialize> QueryParam<'a, T> {
    pub(crate) fn new(name: &'static str, value: &'a T) -> Self {
        Self { name, value }
    }
}

/// Writes a path parameter.
#[allow(dead_code, reason = "a document may have no parameters")]
pub(crate) fn encode_path(value: &str) -> String {
    path_segment(value)
}

/// What progenitor adds to a request builder.
#[allow(dead_code, reason = "a document may have no forms")]
pub(crate) trait RequestBuilderExt: Sized {
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, Error<()>>;
}

impl RequestBuilderExt for Box<RequestParts> {
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<Self, Error<()>> {
        Ok(self.form(body))
    }
}

#[cfg(test)]
mod tests {
    use super::without_modules;

    #[test]
    fn a_message_names_types_without_their_modules() {
        for (problem, expected) in [
            (
                "conversion to `:: uuid :: Uuid` for item failed",
                "conversion to `Uuid` for item failed",
            ),
            (
                "to `:: std :: vec :: Vec < :: std :: string :: String >` for a",
                "to `Vec<String>` for a",
            ),
            (
                "error converting supplied value for a: b :: c",
                "error converting supplied value for a: b :: c",
            ),
            ("user was not initialized", "user was not initialized"),
        ] {
            assert_eq!(without_modules(problem), expected);
        }
    }
}
