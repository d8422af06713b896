//! The one path of a request: authorization, deadline, rate limit, attempts, and a bounded response.

pub(crate) mod attempt;
pub(crate) mod body;
pub(crate) mod operation;
#[cfg(any(test, argyle_spec = "parameters"))]
#[allow(dead_code, reason = "of what it has, a document may ask for a part")]
pub(crate) mod parameters;
mod retry_loop;
mod runtime;
#[cfg_attr(not(feature = "tracing"), path = "call/telemetry/off.rs")]
mod telemetry;

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, USER_AGENT};

use crate::error::Error;
use crate::generated::Client;
use crate::response::Response;
use body::{Decode, Take};
use operation::Operation;
use retry_loop::RetryLoop;
use telemetry::CallSpan;

impl Client {
    /// Sends a request of a generated operation, as often as it takes, and decodes what it is answered with.
    pub(crate) async fn call<T>(
        &self,
        request: Request,
        operation: Operation,
        decode: Decode<T>,
    ) -> Result<Response<T>, Error> {
        self.call_taking(request, operation, Take::Whole(decode)).await
    }

    /// The same, with another thing made of the success.
    pub(crate) async fn call_taking<T>(
        &self,
        mut request: Request,
        operation: Operation,
        take: Take<T>,
    ) -> Result<Response<T>, Error> {
        let headers = request.headers_mut();
        if operation.authorized {
            headers.insert(AUTHORIZATION, self.inner.credentials.authorization());
        }
        headers.insert(USER_AGENT, self.inner.settings.user_agent.clone());

        let span = CallSpan::start(operation, &request, self.inner.credentials.known_secrets());
        let retry_loop = RetryLoop::start(self, operation, &request, &span);
        let attempt = |request, deadline| self.attempt(request, deadline, take);
        let result = span.within(retry_loop.run(request, attempt)).await;
        span.end(&result);
        result
    }
}
