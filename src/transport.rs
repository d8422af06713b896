//! The one path of a request: authorization, deadline, pacing, attempts, and a bounded response.

mod attempt;
mod backoff;
mod body;
mod budget;
mod course;
mod deadline;
pub(crate) mod head;
mod pace;
mod pacing;
pub(crate) mod response;
mod retry;
mod runtime;
#[cfg_attr(not(feature = "tracing"), path = "transport/telemetry/off.rs")]
mod telemetry;

use std::cell::Cell;

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, USER_AGENT};
use tokio::runtime::Handle;

use crate::error::Failure;
use crate::{Client, Error};

pub(crate) use budget::Budget;
use course::Course;
pub(crate) use pacing::Pacing;
use response::Response;
#[cfg(any(test, fuzzing))]
pub(crate) use response::decode;

/// What generated code tells the transport about an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// The name of the operation, as its method has it.
    pub(crate) name: &'static str,
    /// Whether the overlay marks it as safe to send twice, although its method is not idempotent.
    pub(crate) safe_to_repeat: bool,
}

tokio::task_local! {
    /// How often the request of a call was sent, for a wrapper around a generated operation: what that
    /// returns says it only where it fails.
    static ATTEMPTS: Cell<u32>;
}

/// Runs the one call of a wrapper, which can ask [`attempts_of_call`] afterwards.
pub(crate) fn with_attempts<F: Future>(wrapper: F) -> impl Future<Output = F::Output> {
    ATTEMPTS.scope(Cell::default(), wrapper)
}

/// How often the request of the present wrapper's call was sent.
fn attempts_of_call() -> u32 {
    ATTEMPTS.try_with(Cell::get).unwrap_or_default()
}

impl Client {
    /// Sends a request of a generated operation, as often as it takes, and reads what it is answered with.
    pub(crate) async fn call(
        &self,
        mut request: Request,
        operation: Operation,
    ) -> Result<Response, Error> {
        if Handle::try_current().is_err() {
            return Err(Error::new(operation.name, 0, false, Failure::NoRuntime));
        }
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.inner.credentials.authorization());
        headers.insert(USER_AGENT, self.inner.settings.user_agent.clone());

        let call = telemetry::Call::start(operation, &request);
        let course = Course::start(self, operation, &request, &call);
        let result = call.within(course.run(request)).await;
        let attempts = match &result {
            Ok(response) => response.attempts,
            Err(error) => error.attempts(),
        };
        // Outside a wrapper nobody asks.
        let _ = ATTEMPTS.try_with(|cell| cell.set(attempts));
        call.end(&result);
        result
    }
}
