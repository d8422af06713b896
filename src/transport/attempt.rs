//! One attempt: send a request, and read its response within time and size.

use reqwest::Request;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use super::body::{self, Body, End};
use super::deadline::Deadline;
use super::head::Head;
use super::response::Response;
use crate::Client;
use crate::error::{ApiError, Failure, READ_LIMIT, TimeLimit, Unexpected};

impl Client {
    /// Sends `request` once. A success comes with its whole body, anything else is a failure.
    pub(super) async fn attempt(
        &self,
        request: Request,
        deadline: &Deadline,
    ) -> Result<Response, Failure> {
        let attempt = self.inner.settings.attempt_timeout;
        let left = deadline.left();
        let ends = Instant::now() + attempt.min(left);
        // On the heap, so that a call which waits for its turn or its next attempt takes little memory.
        match Box::pin(self.exchange(request, ends)).await {
            Ok(result) => result,
            Err(_) if left < attempt => Err(Failure::Timeout(TimeLimit::Deadline(deadline.limit))),
            Err(_) => Err(Failure::Timeout(TimeLimit::Attempt(attempt))),
        }
    }

    /// Sends `request` and reads what it is answered with, or stops at `ends`.
    async fn exchange(
        &self,
        request: Request,
        ends: Instant,
    ) -> Result<Result<Response, Failure>, Elapsed> {
        let mut response = match timeout_at(ends, self.client.execute(request)).await? {
            Ok(response) => response,
            Err(error) => return Ok(Err(self.failure(error))),
        };
        let headers = std::mem::take(response.headers_mut());
        let head = Head::new(response.status(), &headers, &self.inner.credentials);
        let limit = self.inner.settings.max_response_bytes;
        let mut body = Body::default();
        if head.status.is_success() {
            let read = body::read(&mut response, limit, &mut body);
            return Ok(match timeout_at(ends, read).await? {
                Ok(End::Whole) => Ok(Response { head, headers, body, attempts: 1 }),
                Ok(End::Cut) => Err(Failure::Unexpected(head, Unexpected::TooLarge { limit })),
                Err(error) => Err(self.failure(error)),
            });
        }
        if head.status.is_client_error() || head.status.is_server_error() {
            // An error tells enough by its head: of a body that breaks off or does not come, what came is used.
            let read = body::read(&mut response, limit.min(READ_LIMIT), &mut body);
            let _ = timeout_at(ends, read).await;
            return Ok(Err(Failure::Api {
                api: ApiError::new(head, &body, &self.inner.credentials),
                talks_to: self.inner.settings.target.to_string(),
            }));
        }
        Ok(Err(Failure::Unexpected(head, Unexpected::Status)))
    }

    /// What an error of the HTTP client means for the request.
    fn failure(&self, error: reqwest::Error) -> Failure {
        let error = error.without_url();
        if error.is_connect() && error.is_timeout() {
            Failure::Timeout(TimeLimit::Connect(error))
        } else if error.is_connect() {
            Failure::Connect { error, to: self.baseurl.clone() }
        } else if error.is_timeout() {
            Failure::Timeout(TimeLimit::HttpClient(error))
        } else if error.is_builder() {
            Failure::Unsendable(error.into())
        } else {
            Failure::Transport(error)
        }
    }
}
