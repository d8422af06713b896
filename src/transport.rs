//! The one path of a request: authorization, deadline, rate limit, attempts, and a bounded response.

mod attempt;
mod backoff;
pub(crate) mod body;
mod budget;
mod course;
pub(crate) mod deadline;
pub(crate) mod head;
pub(crate) mod response;
mod retry;
mod runtime;
#[cfg_attr(not(feature = "tracing"), path = "transport/telemetry/off.rs")]
mod telemetry;

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, USER_AGENT};

use crate::{Client, Error, ResponseValue};

pub(crate) use budget::Budget;
use course::Course;
use response::Decoder;

/// What generated code tells the transport about an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// The name of the operation, as its method has it.
    pub(crate) name: &'static str,
    /// Whether the overlay marks it as safe to send twice, although its method is not idempotent.
    pub(crate) safe_to_repeat: bool,
}

impl Client {
    /// Sends a request of a generated operation, as often as it takes, and decodes what it is answered with.
    pub(crate) async fn call<T>(
        &self,
        mut request: Request,
        operation: Operation,
        decode: Decoder<T>,
    ) -> Result<ResponseValue<T>, Error> {
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.inner.credentials.authorization());
        headers.insert(USER_AGENT, self.inner.settings.user_agent.clone());

        let call = telemetry::Call::start(operation, &request);
        let course = Course::start(self, operation, &request, &call);
        let attempt = |request, deadline| self.attempt(request, deadline, decode);
        let result = call.within(course.run(request, attempt)).await;
        call.end(&result);
        result.map(|response| {
            ResponseValue::new(response.value, response.head.status, response.headers)
        })
    }
}
