//! The one path of a request: authorization, deadline, rate limit, attempts, and a bounded response.

pub(crate) mod attempt;
pub(crate) mod body;
pub(crate) mod connection;
pub(crate) mod operation;
#[cfg(any(test, argyle_spec = "parameters"))]
#[allow(dead_code, reason = "of what it has, a document may ask for a part")]
pub(crate) mod parameters;
mod proxy;
pub(crate) mod request_parts;
mod retry_loop;
pub(crate) mod runtime;
mod telemetry;

use crate::error::Error;
use crate::generated::Client;
use crate::response::Response;
use body::{Decode, Take};
use operation::Operation;
use request_parts::RequestParts;
use retry_loop::RetryLoop;
use telemetry::CallSpan;

impl Client {
    /// Sends a request of a generated operation, as often as it takes, and decodes what it is answered with.
    pub(crate) fn call<T>(
        &self,
        parts: RequestParts,
        operation: Operation,
        decode: Decode<T>,
    ) -> impl Future<Output = Result<Response<T>, Error>> {
        self.call_taking(parts, operation, Take::Whole(decode))
    }

    /// The same, with another thing made of the success.
    ///
    /// What an asynchronous function is given, its future holds twice. Calls wait by the thousands, so here and below
    /// it is put where it stays before anything waits.
    pub(crate) fn call_taking<T>(
        &self,
        parts: RequestParts,
        operation: Operation,
        take: Take<T>,
    ) -> impl Future<Output = Result<Response<T>, Error>> {
        let span = CallSpan::start(operation, parts.method(), &self.inner);
        let mut retry_loop = RetryLoop::start(self, operation, parts);
        async move {
            let attempt = |request, deadline| self.attempt(request, deadline, take);
            let result = span.within(retry_loop.run(&span, attempt)).await;
            span.end(&result);
            result
        }
    }
}
