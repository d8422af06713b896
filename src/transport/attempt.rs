//! One attempt: send a request, and read its response within time and size.

use reqwest::{Request, Url};
use tokio::time::timeout;

use super::body::{self, Body, Read};
use super::deadline::Deadline;
use super::head::Head;
use super::response::Response;
use crate::Client;
use crate::error::{ApiError, BODY_LIMIT, Failure, TimeLimit, Unexpected};

impl Client {
    /// Sends `request` once. A success comes with its whole body, anything else is a failure.
    pub(super) async fn attempt(
        &self,
        request: Request,
        deadline: &Deadline,
    ) -> Result<Response, Failure> {
        let attempt = self.inner.settings.attempt_timeout;
        let left = deadline.left();
        // On the heap, so that a call which waits for its turn or its next attempt takes little memory.
        let exchange = Box::pin(self.exchange(request));
        match timeout(attempt.min(left), exchange).await {
            Ok(result) => result,
            Err(_) if left < attempt => Err(Failure::Timeout(TimeLimit::Deadline(deadline.limit))),
            Err(_) => Err(Failure::Timeout(TimeLimit::Attempt(attempt))),
        }
    }

    async fn exchange(&self, request: Request) -> Result<Response, Failure> {
        let url = request.url().clone();
        let response = self.client.execute(request).await;
        let mut response = response.map_err(|error| self.failure(error))?;
        let followed = is_elsewhere(&url, response.url());
        let headers = std::mem::take(response.headers_mut());
        let head = Head::new(response.status(), &headers, &self.inner.credentials);
        let unexpected = |head, reason| Failure::Unexpected(head, reason);
        if followed {
            return Err(unexpected(head, Unexpected::FollowedRedirect));
        }
        let limit = self.inner.settings.max_response_bytes;
        if head.status.is_success() {
            return match body::read(&mut response, limit).await {
                Ok(Read::Whole(body)) => Ok(Response { head, headers, body, attempts: 1 }),
                Ok(Read::Cut(_)) => Err(unexpected(head, Unexpected::TooLarge { limit })),
                Err(error) => Err(self.failure(error)),
            };
        }
        if head.status.is_client_error() || head.status.is_server_error() {
            // An error tells enough by its head: a body that breaks off is used as far as it came.
            let body = body::read(&mut response, limit.min(BODY_LIMIT)).await;
            let body = match body {
                Ok(Read::Whole(body) | Read::Cut(body)) => body,
                Err(_) => Body::default(),
            };
            return Err(Failure::Api {
                api: ApiError::new(head, &body, &self.inner.credentials),
                talks_to: self.inner.settings.target.to_string(),
            });
        }
        Err(unexpected(head, Unexpected::Status))
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

/// Whether an HTTP client of the caller's own followed a redirect.
fn is_elsewhere(requested: &Url, answered: &Url) -> bool {
    let whole = |url: &Url| url.as_str().split('#').next().map(str::to_owned);
    whole(requested) != whole(answered)
}
