//! The request path of every operation: authorization, deadline, rate limit, attempts, and a bounded response.

pub(crate) mod attempt;
pub(crate) mod body;
pub(crate) mod connection;
#[allow(dead_code, reason = "of what it has, a document may ask for a part")]
pub(crate) mod parameters;
mod proxy;
pub(crate) mod request;
mod retry_loop;
pub(crate) mod runtime;
pub(crate) mod telemetry;

use crate::error::Error;
use crate::generated::{Client, OPERATIONS};
use crate::response::Received;
use body::ResponseMode;
use parameters::Style;
use request::RequestParts;
use retry_loop::RetryLoop;
use telemetry::CallSpan;

/// Properties of an operation that progenitor's code does not contain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// The name of the operation, as its method has it.
    pub(crate) name: &'static str,
    /// The path template, with parameter names in braces.
    pub(crate) path: &'static str,
    /// The request carries the credentials.
    pub(crate) authorized: bool,
    /// The overlay marks the operation as safe to send twice, although its method is not idempotent.
    pub(crate) safe_to_repeat: bool,
    /// The media type of a JSON body, unless it is `application/json`.
    pub(crate) media_type: Option<&'static str>,
    /// The body is sent as `multipart/form-data`.
    #[cfg_attr(
        not(argyle_spec = "forms"),
        allow(dead_code, reason = "a document may have no files")
    )]
    pub(crate) multipart: bool,
    /// The styles of query parameters and form properties that differ from the default, by name.
    pub(crate) styles: &'static [(&'static str, Style)],
}

impl Operation {
    /// The defaults.
    pub(crate) const UNKNOWN: Self = Self {
        name: "operation",
        path: "",
        authorized: false,
        safe_to_repeat: false,
        media_type: None,
        multipart: false,
        styles: &[],
    };

    /// Looks an operation up; the table is sorted by name.
    pub(crate) fn named(name: &str) -> &'static Self {
        let found = OPERATIONS.binary_search_by_key(&name, |operation| operation.name);
        found.ok().and_then(|index| OPERATIONS.get(index)).unwrap_or(&Self::UNKNOWN)
    }

    /// Returns the style of a query parameter or a form property.
    pub(crate) fn style(&self, name: &str) -> Option<Style> {
        self.styles.iter().find(|(styled, _)| *styled == name).map(|(_, style)| *style)
    }
}

impl Client {
    /// Sends the request of an operation, and repeats it as the retry policy allows.
    pub(crate) fn call(
        &self,
        parts: Box<RequestParts>,
        operation: &'static Operation,
    ) -> impl Future<Output = Result<Received<'_>, Error>> + Send {
        self.call_in_mode(parts, operation, ResponseMode::Buffered)
    }

    /// Sends the request, and buffers or streams the body of a success.
    ///
    /// Async fn arguments occupy the future twice, and calls wait by the thousands. So this is a plain function, which moves
    /// them into place before anything waits.
    pub(crate) fn call_in_mode(
        &self,
        parts: Box<RequestParts>,
        operation: &'static Operation,
        mode: ResponseMode,
    ) -> impl Future<Output = Result<Received<'_>, Error>> + Send {
        let span = CallSpan::start(operation, parts.method(), &self.inner);
        let mut retry_loop = RetryLoop::start(self, operation, parts);
        async move {
            let attempt = |request, deadline| self.attempt(request, deadline, mode);
            match span.within(retry_loop.run(&span, attempt)).await {
                Ok(reply) => Ok(retry_loop.received(reply, span)),
                Err(error) => {
                    span.end::<()>(Err(&error));
                    Err(error)
                }
            }
        }
    }
}
