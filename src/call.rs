//! The request path of every operation: attempts under a deadline and a rate limit, the waits between them, and the end
//! of the call.

pub(crate) mod attempt;
pub(crate) mod connection;
pub(crate) mod http_error;
#[allow(dead_code, reason = "a document may use a part of it")]
pub(crate) mod parameters;
#[allow(dead_code, reason = "a document may use a part of it")]
pub(crate) mod request;
pub(crate) mod telemetry;

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use reqwest::Request;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};
use tracing::Instrument as _;

use crate::client::State;
use crate::error::{Error, Failure};
use crate::generated::{Client, OPERATIONS};
use crate::response::{Received, Reply, Response};
use crate::retry::{FailedAttempt, GiveUp, decide};
use parameters::Style;
use request::RequestParts;
use telemetry::CallSpan;

/// Properties of an operation that progenitor's code does not contain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// The name of the operation, as its method has it.
    pub(crate) name: &'static str,
    /// The path template, with parameter names in braces.
    pub(crate) path: &'static str,
    /// The request carries the credentials.
    pub(crate) authorized: bool,
    /// The overlay marks the operation as safe to send twice, although its method is not idempotent.
    pub(crate) safe_to_repeat: bool,
    /// The media type of a JSON body, unless it is `application/json`.
    pub(crate) media_type: Option<&'static str>,
    /// The body is sent as `multipart/form-data`.
    #[allow(dead_code, reason = "a document may have no files")]
    pub(crate) multipart: bool,
    /// The styles of query parameters and form properties that differ from the default, by name.
    pub(crate) styles: &'static [(&'static str, Style)],
}

impl Operation {
    /// The defaults.
    pub(crate) const UNKNOWN: Self = Self {
        name: "operation",
        path: "",
        authorized: false,
        safe_to_repeat: false,
        media_type: None,
        multipart: false,
        styles: &[],
    };

    /// Looks an operation up; the table is sorted by name.
    pub(crate) fn named(name: &str) -> &'static Self {
        let found = OPERATIONS.binary_search_by_key(&name, |operation| operation.name);
        found.ok().and_then(|index| OPERATIONS.get(index)).unwrap_or(&Self::UNKNOWN)
    }

    /// Returns the style of a query parameter or a form property.
    pub(crate) fn style(&self, name: &str) -> Option<Style> {
        self.styles.iter().find(|(styled, _)| *styled == name).map(|(_, style)| *style)
    }
}

/// Never, in effect, and still within the range of every clock.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The end of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    /// The time limit of the call.
    pub(crate) limit: Duration,
    /// The instant at which the limit has passed.
    pub(crate) at: Instant,
}

impl Deadline {
    /// The deadline of a call that starts now.
    pub(crate) fn start(limit: Duration) -> Self {
        Self { limit, at: Instant::now() + limit.min(FAR) }
    }

    /// Returns the time since the start of the call.
    pub(crate) fn elapsed(&self) -> Duration {
        (self.at - self.limit.min(FAR)).elapsed()
    }

    pub(crate) fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }
}

impl Client {
    /// Sends the request of an operation, and repeats it as the retry policy allows.
    ///
    /// Async fn arguments occupy the future twice, and thousands of calls may wait. This plain function moves them into the
    /// future before any wait.
    pub(crate) fn call(
        &self,
        parts: Box<RequestParts>,
        operation: &'static Operation,
    ) -> impl Future<Output = Result<Received<'_>, Error>> + Send {
        let streamed = parts.streamed;
        let mut call = Call::start(self, operation, parts);
        async move {
            let attempt = |request, deadline| self.attempt(request, deadline, streamed);
            match call.run(attempt).await {
                Ok(reply) => Ok(Received { call, reply }),
                Err(error) => {
                    call.end::<()>(Err(&error));
                    Err(error)
                }
            }
        }
    }
}

/// A call under way.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a State,
    pub(crate) operation: &'static Operation,
    span: CallSpan<'a>,
    parts: Box<RequestParts>,
    deadline: Deadline,
    /// Sending the request twice does no harm.
    repeatable: bool,
    pub(crate) attempts: u32,
    /// The server may have seen an attempt before the present one.
    seen_before: bool,
}

impl<'a> Call<'a> {
    /// Starts a call, whose deadline counts from here.
    fn start(client: &'a Client, operation: &'static Operation, parts: Box<RequestParts>) -> Self {
        Self {
            state: &client.inner,
            operation,
            span: CallSpan::start(operation, parts.method(), &client.inner),
            deadline: Deadline::start(client.inner.settings.deadline),
            repeatable: operation.safe_to_repeat || parts.method().is_idempotent(),
            attempts: 0,
            seen_before: false,
            parts,
        }
    }

    /// Lets `attempt` send the request until it succeeds or fails for good.
    async fn run<F: Future<Output = Result<Reply, Failure>>>(
        &mut self,
        attempt: impl Fn(Request, Deadline) -> F,
    ) -> Result<Reply, Error> {
        let span = self.span.tracing_span();
        let result = inside_runtime(pin!(self.repeat(attempt).instrument(span))).await;
        result.unwrap_or_else(|| {
            let is_unsent = self.attempts == 0;
            // The attempt under way may have arrived.
            self.seen_before |= !is_unsent;
            Err(self.fail(Failure::no_runtime(is_unsent), GiveUp::Final))
        })
    }

    async fn repeat<F: Future<Output = Result<Reply, Failure>>>(
        &mut self,
        attempt: impl Fn(Request, Deadline) -> F,
    ) -> Result<Reply, Error> {
        // Boxed, because most calls have none.
        let mut last: Option<Box<Failure>> = None;
        let mut wait = Duration::ZERO;
        loop {
            let slot = match self.admit(wait).await {
                Ok(slot) => slot,
                Err((give_up, failure)) => {
                    return Err(match last {
                        Some(last) => self.fail(*last, give_up),
                        None => self.fail(failure, GiveUp::Final),
                    });
                }
            };
            let request = self.parts.request(self.operation, self.state);
            self.attempts += 1;
            let result = attempt(request, self.deadline).await;
            self.note_response(slot, &result);
            let failure = match result {
                Ok(reply) => return Ok(reply),
                Err(failure) => failure,
            };
            wait = match self.decide(&failure) {
                Ok(backoff) => backoff,
                Err(give_up) => return Err(self.fail(failure, give_up)),
            };
            self.span.failed_attempt(self.attempts, &failure, wait);
            self.seen_before |= failure.maybe_sent();
            last = Some(Box::new(failure));
        }
    }

    /// Tells the rate limit the time from the slot of an attempt to its response.
    fn note_response(&self, slot: Option<Instant>, result: &Result<Reply, Failure>) {
        let (Some(rate_limit), Some(slot)) = (&self.state.rate_limit, slot) else {
            return;
        };
        match result {
            Ok(_) => rate_limit.observe_response(slot.elapsed()),
            Err(failure) => {
                failure
                    .head()
                    .into_iter()
                    .for_each(|head| rate_limit.observe_response(head.received - slot));
            }
        }
    }

    /// Waits for `backoff` and for a slot under the rate limit, and then pays for a retry. A call dropped before pays
    /// nothing. Returns the time at which its slot was due. Fails with the reason, and with the failure of a call that was
    /// never sent.
    async fn admit(&self, backoff: Duration) -> Result<Option<Instant>, (GiveUp, Failure)> {
        if !backoff.is_zero() {
            sleep(backoff).await;
        }
        let limit = self.deadline.limit;
        let mut slot = None;
        if let Some(rate_limit) = &self.state.rate_limit {
            let admitted = rate_limit.admit(self.deadline).await;
            let refused = |wait| (GiveUp::Wait(wait), Failure::rate_limited(wait, limit));
            slot = Some(admitted.map_err(refused)?);
        }
        // The program may have polled this call too late.
        if Instant::now() >= self.deadline.at {
            return Err((GiveUp::Deadline, Failure::unsent(limit)));
        }
        if self.attempts > 0 && !self.state.budget.take() {
            return Err((GiveUp::Budget, Failure::unsent(limit)));
        }
        Ok(slot)
    }

    /// Returns the wait before the next attempt, or the reason for the end of the call.
    fn decide(&self, failure: &Failure) -> Result<Duration, GiveUp> {
        let failed = FailedAttempt {
            safety: failure.safety,
            repeatable: self.repeatable,
            attempts: self.attempts,
            retry_after: failure.retry_after(),
            since_head: failure.head().map_or(Duration::ZERO, |head| head.received.elapsed()),
            left: self.deadline.left(),
        };
        let wait = decide(&self.state.settings.retry, failed, fastrand::f64())?;
        if !self.parts.is_left() {
            return Err(GiveUp::Final);
        }
        if self.state.budget.is_spent() { Err(GiveUp::Budget) } else { Ok(wait) }
    }

    /// Records the end of the call.
    pub(crate) fn end<T>(&self, result: Result<&Response<T>, &Error>) {
        self.span.end(result, self.deadline);
    }

    /// Builds the error of the call.
    pub(crate) fn fail(&self, failure: Failure, give_up: GiveUp) -> Error {
        Error::new(self.operation.name, self.attempts, self.repeatable, failure)
            .ending(give_up, self.seen_before)
    }
}

/// Returns the output of `future`, or `None` as soon as it is polled outside of a runtime, where Tokio would panic.
///
/// Tokio does not tell whether a runtime has timers and IO.
fn inside_runtime<F: Future + Unpin>(mut future: F) -> impl Future<Output = Option<F::Output>> {
    poll_fn(move |context| match Handle::try_current() {
        Ok(_) => Pin::new(&mut future).poll(context).map(Some),
        Err(_) => Poll::Ready(None),
    })
}

#[cfg(test)]
mod tests;
