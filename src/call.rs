//! The one path of a request: authorization, deadline, rate limit, attempts, and a bounded response.

pub(crate) mod attempt;
pub(crate) mod body;
pub(crate) mod connection;
pub(crate) mod operation;
#[allow(dead_code, reason = "of what it has, a document may ask for a part")]
pub(crate) mod parameters;
mod proxy;
mod received;
pub(crate) mod request;
mod retry_loop;
pub(crate) mod runtime;
mod telemetry;

use crate::error::Error;
use crate::generated::Client;
use body::Take;
use operation::Operation;
pub(crate) use received::Received;
use request::RequestParts;
use retry_loop::RetryLoop;
use telemetry::CallSpan;

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
