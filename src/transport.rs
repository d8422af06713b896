//! The one path of a request: authorization, deadline, attempt, and a bounded response.

mod attempt;
mod body;
pub(crate) mod head;
pub(crate) mod response;

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, USER_AGENT};
use tokio::time::timeout;

use crate::error::{Failure, TimeLimit};
use crate::{Client, Error};

use response::Response;

/// What generated code tells the transport about an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// The name of the operation, as its method has it.
    pub(crate) name: &'static str,
    /// Whether the overlay marks it as safe to send twice, although its method is not idempotent.
    pub(crate) safe_to_repeat: bool,
}

impl Client {
    /// Sends a request of a generated operation, and reads what it is answered with.
    pub(crate) async fn call(
        &self,
        mut request: Request,
        operation: Operation,
    ) -> Result<Response, Error> {
        let settings = &self.inner.settings;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.inner.credentials.authorization());
        headers.insert(USER_AGENT, settings.user_agent.clone());

        let repeatable = operation.safe_to_repeat || request.method().is_idempotent();
        let fail = |attempts, failure| Error::new(operation.name, attempts, repeatable, failure);
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(fail(0, Failure::NoRuntime));
        }
        match timeout(settings.deadline, self.attempt(request)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(failure)) => Err(fail(1, failure)),
            Err(_) => Err(fail(1, Failure::Timeout(TimeLimit::Deadline(settings.deadline)))),
        }
    }
}
