//! The runtime of progenitor's client: provides the names of the crate `progenitor_client`. `ClientHooks::exec` is the one
//! request path.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures_util::future::{Either, TryFutureExt as _};
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::Operation;
use crate::call::parameters::path_segment;
use crate::call::request::RequestParts;
use crate::decode::{self, Decoded};
use crate::generated::Client;
use crate::response::Received;
pub(crate) use crate::response::Response as ResponseValue;

/// The error of a generated request. `E` is the type of documented errors, of which normalized documents have none.
pub(crate) enum Error<E> {
    /// A value is missing or does not convert.
    InvalidRequest(String),
    Call(crate::Error),
    /// The client captures its requests and does not send them.
    Captured(Box<RequestParts>, PhantomData<E>),
}

impl<E> Error<E> {
    /// Reports an undocumented success status.
    #[allow(non_snake_case, reason = "progenitor's code names a variant")]
    pub(crate) fn UnexpectedResponse(received: Received<'_>) -> Self {
        Self::Call(received.fail(""))
    }

    fn name_operation(self, operation: &'static str) -> crate::Error {
        let error = match self {
            Self::InvalidRequest(problem) => crate::Error::invalid_request(without_spaces(problem)),
            Self::Call(error) => error,
            Self::Captured(..) => crate::Error::invalid_request("the request was not sent"),
        };
        error.name_operation(operation)
    }
}

impl<E> From<crate::Error> for Error<E> {
    fn from(error: crate::Error) -> Self {
        Self::Call(error)
    }
}

impl<E> From<reqwest::header::InvalidHeaderValue> for Error<E> {
    fn from(_: reqwest::header::InvalidHeaderValue) -> Self {
        Self::InvalidRequest(
            "a header parameter contains a control character, such as a line break, which HTTP does not permit there"
                .to_owned(),
        )
    }
}

/// ``conversion to `:: uuid :: Uuid` for item failed`` → ``conversion to `::uuid::Uuid` for item failed``
fn without_spaces(problem: String) -> String {
    if problem.starts_with("conversion to `") {
        problem.replace(" :: ", "::").replace(":: ", "::")
    } else {
        problem
    }
}

/// Sends a generated request, and names the operation in its error.
pub(crate) fn send<T, E>(
    operation: &'static str,
    request: impl Future<Output = Result<ResponseValue<T>, Error<E>>> + Send,
) -> impl Future<Output = Result<ResponseValue<T>, crate::Error>> + Send {
    request.map_err(move |error| error.name_operation(operation))
}

/// Returns a body that is not JSON as bytes.
pub(crate) fn whole(
    sent: impl Future<Output = Result<ResponseValue<ByteStream>, crate::Error>> + Send,
) -> impl Future<Output = Result<ResponseValue<bytes::Bytes>, crate::Error>> + Send {
    sent.map_ok(|response| response.map(|ByteStream(body)| body))
}

/// Returns the request that an operation builds, given the future of a capturing client.
pub(crate) fn capture<T, E>(
    operation: &'static str,
    request: impl Future<Output = Result<ResponseValue<T>, Error<E>>>,
) -> Result<Box<RequestParts>, crate::Error> {
    match pin!(request).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Err(Error::Captured(parts, _))) => Ok(parts),
        Poll::Ready(Err(error)) => Err(error.name_operation(operation)),
        // A capturing client fails before it waits.
        Poll::Ready(Ok(_)) | Poll::Pending => {
            let error = crate::Error::invalid_request("the request was not made");
            Err(error.name_operation(operation))
        }
    }
}

/// Names an operation.
pub(crate) struct OperationInfo {
    pub(crate) operation_id: &'static str,
}

/// Progenitor's constants of a client.
pub(crate) trait ClientInfo {
    /// The version of the document; the request builder discards it.
    fn api_version() -> &'static str {
        ""
    }
}

impl ClientInfo for Client {}

impl Client {
    /// Returns a client that captures its requests.
    pub(crate) fn capturing(&self) -> Self {
        Self { client: Requests { captures: true }, ..self.clone() }
    }
}

/// The hooks that progenitor's code calls around a request.
pub(crate) trait ClientHooks {
    fn pre(&self, _: &mut Box<RequestParts>, _: &OperationInfo) -> Ready<Result<(), Error<()>>> {
        ready(Ok(()))
    }

    fn post<T>(&self, _: &T, _: &OperationInfo) -> Ready<Result<(), Error<()>>> {
        ready(Ok(()))
    }

    /// Sends a request, repeats it as the retry policy allows, and returns the success.
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
            Ok(()) if request.captured => Error::Captured(request, PhantomData),
            Ok(()) => return Either::Right(self.call(request, operation).map_err(Error::Call)),
        };
        Either::Left(ready(Err(problem)))
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    /// Decodes the body as JSON.
    pub(crate) fn from_response(received: Received<'_>) -> Ready<Result<Self, Error<()>>> {
        ready(received.decode(decode::json).map_err(Error::Call))
    }
}

impl ResponseValue<()> {
    /// Discards the body, as none is documented.
    pub(crate) fn empty(received: Received<'_>) -> Self {
        received.succeed(Decoded::whole(()))
    }
}

/// The bytes of a body that is not JSON.
pub(crate) struct ByteStream(pub(crate) bytes::Bytes);

impl ResponseValue<ByteStream> {
    pub(crate) fn stream(received: Received<'_>) -> Self {
        let body = ByteStream(received.reply.body.clone());
        received.succeed(Decoded::whole(body))
    }
}

/// Creates request builders for paths below the base URL.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requests {
    /// The client returns its requests and does not send them.
    pub(crate) captures: bool,
}

impl Requests {
    pub(crate) fn delete(self, path: String) -> Box<RequestParts> {
        self.request(Method::DELETE, path)
    }

    pub(crate) fn get(self, path: String) -> Box<RequestParts> {
        self.request(Method::GET, path)
    }

    pub(crate) fn head(self, path: String) -> Box<RequestParts> {
        self.request(Method::HEAD, path)
    }

    pub(crate) fn options(self, path: String) -> Box<RequestParts> {
        self.request(Method::OPTIONS, path)
    }

    pub(crate) fn patch(self, path: String) -> Box<RequestParts> {
        self.request(Method::PATCH, path)
    }

    pub(crate) fn post(self, path: String) -> Box<RequestParts> {
        self.request(Method::POST, path)
    }

    pub(crate) fn put(self, path: String) -> Box<RequestParts> {
        self.request(Method::PUT, path)
    }

    pub(crate) fn trace(self, path: String) -> Box<RequestParts> {
        self.request(Method::TRACE, path)
    }

    pub(crate) fn request(self, method: Method, path: String) -> Box<RequestParts> {
        let mut parts = Box::new(RequestParts::new(method, path));
        parts.captured = self.captures;
        parts
    }
}

/// A query parameter.
pub(crate) struct QueryParam<'a, T> {
    pub(crate) name: &'static str,
    pub(crate) value: &'a T,
}

impl<'a, T: Serialize> QueryParam<'a, T> {
    pub(crate) fn new(name: &'static str, value: &'a T) -> Self {
        Self { name, value }
    }
}

/// Percent-encodes a path parameter.
pub(crate) fn encode_path(value: &str) -> String {
    path_segment(value)
}

/// The extension of the request builder that progenitor's code imports.
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
    use super::{Error, without_spaces};

    #[test]
    fn a_header_value_that_http_forbids_says_so() {
        let refused = reqwest::header::HeaderValue::try_from("a\nb").unwrap_err();
        let error = Error::<()>::from(refused).name_operation("list_things");
        assert_eq!(error.kind(), crate::ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("a control character, such as a line break"), "{error}");
    }

    #[test]
    fn a_message_names_types_as_programs_write_them() {
        for (problem, expected) in [
            (
                "conversion to `:: uuid :: Uuid` for item failed",
                "conversion to `::uuid::Uuid` for item failed",
            ),
            (
                "error converting supplied value for a: b :: c",
                "error converting supplied value for a: b :: c",
            ),
        ] {
            assert_eq!(without_spaces(problem.to_owned()), expected);
        }
    }
}
