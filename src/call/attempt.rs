//! One attempt: send a request, and read its response within time and size.

use std::pin::pin;
use std::time::Duration;

use reqwest::Request;
use tokio::time::{Instant, sleep_until};

use super::body::{self, Body, End, ResponseMode};
use super::connection::{Unanswered, is_of_connection, is_of_ended_runtime, is_unprocessed};
use super::proxy;
use super::runtime::{before, inside_runtime};
use crate::call::runtime::Deadline;
use crate::error::head::Head;
use crate::error::{ApiError, Cause, ErrorKind, Failure, READ_LIMIT, Unexpected};
use crate::generated::Client;
use crate::response::Reply;

/// How long the body of an error is waited for, counted from its head: the head says what matters.
const ERROR_BODY_TIME: Duration = Duration::from_secs(1);

impl Client {
    /// Sends `request` once. Anything but a success is a failure.
    pub(super) fn attempt(
        &self,
        request: Request,
        deadline: Deadline,
        mode: ResponseMode,
    ) -> impl Future<Output = Result<Reply, Failure>> {
        let attempt = self.inner.settings.attempt_timeout;
        let now = Instant::now();
        let ends = now.checked_add(attempt).map_or(deadline.at, |ends| ends.min(deadline.at));
        // On the heap, so that a call which waits for its place or its next attempt takes little memory.
        let exchange = Box::pin(self.exchange(request, ends, mode));
        async move {
            let unanswered = Unanswered::new(self, now, attempt);
            let result = inside_runtime(exchange).await;
            unanswered.ended();
            let hung = match result {
                None => return Err(Failure::left_runtime()),
                Some(None) if ends - now < attempt => Failure::deadline(deadline.limit),
                Some(None) => Failure::attempt_timeout(attempt),
                Some(Some(Err(failure)))
                    if failure.kind == ErrorKind::Timeout && failure.maybe_sent() =>
                {
                    failure
                }
                Some(Some(result)) => return result,
            };
            // On the heap, as most attempts do without.
            let retired = Box::pin(self.retire_connection(now, deadline.left()));
            match inside_runtime(retired).await {
                None => Err(Failure::left_runtime()),
                Some(true) => Err(hung),
                Some(false) => Err(Failure::not_driven(now.elapsed())),
            }
        }
    }

    /// Sends `request` and reads what it is answered with; none if that is not done at `ends`.
    #[cfg_attr(
        not(argyle_spec = "bytes"),
        allow(unused_variables, reason = "every body is taken whole")
    )]
    async fn exchange(
        &self,
        request: Request,
        ends: Instant,
        mode: ResponseMode,
    ) -> Option<Result<Reply, Failure>> {
        // One timer for all of it, as setting one takes a lock that all calls share.
        let mut timer = pin!(sleep_until(ends));
        let mut response = match before(timer.as_mut(), self.http.execute(request)).await? {
            Ok(response) => response,
            Err(error) => return Some(Err(self.failure(error))),
        };
        self.inner.connections.answered(response.version());
        let (status, received) = (response.status(), Instant::now());
        let headers = std::mem::take(response.headers_mut());
        let known = self.inner.credentials.known_secrets();
        let limit = self.inner.settings.max_response_bytes;
        let mut body = Body::default();
        if status.is_success() {
            #[cfg(argyle_spec = "bytes")]
            if let ResponseMode::Streamed = mode {
                let rest = Some(Box::new(response));
                return Some(Ok(Reply { status, headers, body, rest }));
            }
            let read = before(timer, pin!(body::read(&mut response, limit, &mut body))).await;
            return Some(match read? {
                Ok(End::Whole) => Ok(Reply::new(status, headers, body)),
                Ok(End::Cut) => {
                    let head = Head::new(status, &headers, received, known);
                    Err(Failure::unexpected(head, &Unexpected::TooLarge { limit }))
                }
                Err(error) => Err(self.failure(error)),
            });
        }
        let head = Head::new(status, &headers, received, known);
        if status.is_client_error() || status.is_server_error() {
            // An error tells enough by its head: of a body that breaks off or does not come, what came is used.
            timer.as_mut().reset(ends.min(head.received + ERROR_BODY_TIME));
            let limit = limit.min(READ_LIMIT);
            let _ = before(timer, pin!(body::read(&mut response, limit, &mut body))).await;
            let api = ApiError::new(head, &body, known);
            return Some(Err(Failure::api(api, &self.inner.settings.target)));
        }
        Some(Err(Failure::unexpected(head, &Unexpected::Status)))
    }

    /// What an error of the HTTP client means for the request.
    pub(crate) fn failure(&self, error: reqwest::Error) -> Failure {
        let error = error.without_url();
        let cause = Cause::of(&error, self.inner.credentials.known_secrets());
        // A response that has begun is processed, whatever ends it.
        if error.is_request() && is_unprocessed(&error) {
            Failure::unprocessed(cause)
        } else if is_of_ended_runtime(&error) {
            Failure::runtime_ended(cause)
        } else if error.is_connect() {
            let through = proxy::through(&self.http, &cause).unwrap_or_default();
            let to = self.inner.settings.target.address().to_owned() + &through;
            if error.is_timeout() {
                Failure::connect_timeout(&to, cause)
            } else {
                Failure::connect(&to, cause)
            }
        } else if error.is_timeout() && !is_of_connection(&error) {
            Failure::http_client_timeout(cause)
        } else if error.is_builder() {
            Failure::unsendable(cause)
        } else {
            Failure::transport(cause)
        }
    }
}
