//! The loop of a call: its attempts, the waits between them, and what is left when it ends.

use std::pin::pin;
use std::time::Duration;

use reqwest::Request;
use tokio::time::{Instant, sleep};

use super::Operation;
use super::request::RequestParts;
use super::runtime::inside_runtime;
use super::telemetry::CallSpan;
use crate::call::runtime::Deadline;
use crate::client::State;
use crate::error::Error;
use crate::error::Failure;
use crate::generated::Client;
use crate::response::{Received, Reply};
use crate::retry::decision::{FailedAttempt, GiveUp, decide};

/// A call under way.
pub(crate) struct RetryLoop<'a> {
    state: &'a State,
    operation: &'static Operation,
    parts: Box<RequestParts>,
    deadline: Deadline,
    /// Whether sending the request twice does no harm.
    repeatable: bool,
    attempts: u32,
    /// Whether the server may have seen an attempt before the present one.
    seen_before: bool,
}

/// Why an attempt is not made after all.
enum Denied {
    /// The call is polled where there is no runtime.
    Runtime,
    /// The deadline has passed.
    Deadline,
    /// The place under the ceiling comes too late.
    RateLimit(Duration),
    /// The retry budget is spent.
    Budget,
}

impl<'a> RetryLoop<'a> {
    /// The deadline counts from here.
    pub(super) fn start(
        client: &'a Client,
        operation: &'static Operation,
        parts: Box<RequestParts>,
    ) -> Self {
        Self {
            state: &client.inner,
            operation,
            deadline: Deadline::start(client.inner.settings.deadline),
            repeatable: operation.safe_to_repeat || parts.method().is_idempotent(),
            attempts: 0,
            seen_before: false,
            parts,
        }
    }

    /// Lets `attempt` send the request until it succeeds or fails for good.
    pub(super) async fn run<F: Future<Output = Result<Reply, Failure>>>(
        &mut self,
        span: &CallSpan<'_>,
        attempt: impl Fn(Request, Deadline) -> F,
    ) -> Result<Reply, Error> {
        // On the heap, as most calls have none.
        let mut last: Option<Box<Failure>> = None;
        let mut wait = Duration::ZERO;
        loop {
            let admitted = inside_runtime(pin!(self.admit(wait))).await;
            let place = match admitted.unwrap_or(Err(Denied::Runtime)) {
                Ok(place) => place,
                Err(denied) => return Err(self.denied(last, denied)),
            };
            let request = self.parts.request(self.operation, self.state);
            self.attempts += 1;
            let failure = match attempt(request, self.deadline).await {
                Ok(reply) => {
                    self.state.rate_limit.answered(place.elapsed());
                    return Ok(reply);
                }
                Err(failure) => failure,
            };
            if let Some(head) = failure.head() {
                self.state.rate_limit.answered(head.received - place);
            }
            let backoff = match self.decide(&failure) {
                Ok(backoff) => backoff,
                Err(give_up) => return Err(self.fail(failure, give_up)),
            };
            span.failed_attempt(self.attempts, &failure, backoff);
            self.seen_before |= failure.maybe_sent();
            last = Some(Box::new(failure));
            wait = backoff;
        }
    }

    /// Waits for `backoff`, and then until the next attempt may start, and pays for it if it is a repeat. It is
    /// paid when it is sent, so that a call which is dropped before pays nothing. Returns when it was to start.
    async fn admit(&self, backoff: Duration) -> Result<Instant, Denied> {
        if !backoff.is_zero() {
            sleep(backoff).await;
        }
        let place = self.state.rate_limit.admit(self.deadline).await;
        let place = place.map_err(Denied::RateLimit)?;
        // Whoever polls this call may have come back late.
        if Instant::now() >= self.deadline.at {
            return Err(Denied::Deadline);
        }
        if self.attempts > 0 && !self.state.budget.take() {
            return Err(Denied::Budget);
        }
        Ok(place)
    }

    /// The wait before the next attempt, or why there is none.
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

    /// The result of a call whose next attempt is not made: what it failed with before, if it did.
    fn denied(&self, last: Option<Box<Failure>>, denied: Denied) -> Error {
        let give_up = match &denied {
            Denied::Runtime => GiveUp::Final,
            Denied::Deadline => GiveUp::Deadline,
            Denied::RateLimit(wait) => GiveUp::Wait(*wait),
            Denied::Budget => GiveUp::Budget,
        };
        let Some(failure) = last else {
            let deadline = self.deadline.limit;
            let failure = match denied {
                Denied::RateLimit(wait) => Failure::rate_limited(wait, deadline),
                Denied::Runtime => Failure::no_runtime(),
                Denied::Deadline | Denied::Budget => Failure::unsent(deadline),
            };
            return self.fail(failure, GiveUp::Final);
        };
        self.fail(*failure, give_up)
    }

    /// The success of the call.
    pub(super) fn received(self, reply: Reply, span: CallSpan<'a>) -> Received<'a> {
        let Self { state, operation, attempts, repeatable, seen_before, .. } = self;
        Received { span, state, operation, attempts, repeatable, seen_before, reply }
    }

    fn fail(&self, failure: Failure, give_up: GiveUp) -> Error {
        Error::new(self.operation.name, self.attempts, self.repeatable, failure)
            .ending(give_up, self.seen_before)
    }
}

#[cfg(test)]
mod tests;
