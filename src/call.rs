//! The one path of a request: what is known of its operation, and authorization, deadline, rate limit, attempts, and a
//! bounded response.

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
use body::Take;
use parameters::Style;
use request::RequestParts;
use retry_loop::RetryLoop;
use telemetry::CallSpan;

/// What the documents say of an operation and progenitor does not pass on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// The name of the operation, as its method has it.
    pub(crate) name: &'static str,
    /// The path, with a name in braces for each parameter.
    pub(crate) path: &'static str,
    /// Whether it is sent the credentials.
    pub(crate) authorized: bool,
    /// Whether the overlay marks it as safe to send twice, although its method is not idempotent.
    pub(crate) safe_to_repeat: bool,
    /// The media type of a JSON body that is not called JSON.
    pub(crate) media_type: Option<&'static str>,
    /// Whether the body is sent as a form with files.
    #[cfg_attr(
        not(argyle_spec = "forms"),
        allow(dead_code, reason = "a document may have no files")
    )]
    pub(crate) multipart: bool,
    /// The styles of query parameters and properties of a form that are not written as usual, by name.
    pub(crate) styles: &'static [(&'static str, Style)],
}

impl Operation {
    /// An operation of which nothing is said.
    pub(crate) const UNKNOWN: Self = Self {
        name: "operation",
        path: "",
        authorized: false,
        safe_to_repeat: false,
        media_type: None,
        multipart: false,
        styles: &[],
    };

    /// The operation of this name; the table is sorted by names.
    pub(crate) fn named(name: &str) -> &'static Self {
        let found = OPERATIONS.binary_search_by_key(&name, |operation| operation.name);
        found.ok().and_then(|index| OPERATIONS.get(index)).unwrap_or(&Self::UNKNOWN)
    }

    /// The style of a query parameter, or of a property of a form.
    pub(crate) fn style(&self, name: &str) -> Option<Style> {
        self.styles.iter().find(|(styled, _)| *styled == name).map(|(_, style)| *style)
    }
}

impl Client {
    /// Sends the request of an operation, as often as it takes.
    pub(crate) fn call(
        &self,
        parts: Box<RequestParts>,
        operation: &'static Operation,
    ) -> impl Future<Output = Result<Received<'_>, Error>> + Send {
        self.call_taking(parts, operation, Take::Whole)
    }

    /// The same, with less taken of the body of a success.
    ///
    /// What an asynchronous function is given, its future holds twice. Calls wait by the thousands, so here and below
    /// it is put where it stays before anything waits.
    pub(crate) fn call_taking(
        &self,
        parts: Box<RequestParts>,
        operation: &'static Operation,
        take: Take,
    ) -> impl Future<Output = Result<Received<'_>, Error>> + Send {
        let span = CallSpan::start(operation, parts.method(), &self.inner);
        let mut retry_loop = RetryLoop::start(self, operation, parts);
        async move {
            let attempt = |request, deadline| self.attempt(request, deadline, take);
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
