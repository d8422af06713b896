//! The course of a call: its attempts, the waits between them, and what is left when it ends.

use std::time::Duration;

use reqwest::Request;
use tokio::time::sleep;

use super::Operation;
use super::deadline::Deadline;
use super::pacing::TooLate;
use super::response::Response;
use super::retry::{self, Seen};
use super::telemetry::Call;
use crate::error::{Failure, Stop, TimeLimit};
use crate::{Client, Error};

/// A call under way.
pub(super) struct Course<'a> {
    client: &'a Client,
    operation: Operation,
    call: &'a Call,
    deadline: Deadline,
    /// Whether sending the request twice does no harm.
    repeatable: bool,
    attempts: u32,
    /// Whether the server may have seen an attempt before the present one.
    seen_before: bool,
}

impl<'a> Course<'a> {
    /// The deadline counts from here.
    pub(super) fn start(
        client: &'a Client,
        operation: Operation,
        request: &Request,
        call: &'a Call,
    ) -> Self {
        Self {
            client,
            operation,
            call,
            deadline: Deadline::start(client.inner.settings.deadline),
            repeatable: operation.safe_to_repeat || request.method().is_idempotent(),
            attempts: 0,
            seen_before: false,
        }
    }

    /// Sends `request` until it succeeds or fails for good.
    pub(super) async fn run(mut self, request: Request) -> Result<Response, Error> {
        let state = &self.client.inner;
        let mut next = request;
        let mut last: Option<Failure> = None;
        loop {
            let started = match state.pacing.admit(&self.deadline).await {
                Ok(started) => started,
                Err(TooLate(wait)) => return Err(self.too_late(last, wait)),
            };
            let spare = self.spare(&next);
            self.attempts += 1;
            let failure = match self.client.attempt(next, &self.deadline).await {
                Ok(mut response) => {
                    state.pacing.succeeded(started);
                    state.budget.refund();
                    response.attempts = self.attempts;
                    self.report(Ok(&response), None);
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            if failure.is_rate_limited() {
                state.pacing.limited(started, failure.retry_after());
            }
            let (wait, spare) = match self.decide(&failure, spare) {
                Ok(again) => again,
                Err(stop) => {
                    self.report(Err(&failure), None);
                    return Err(self.fail(failure, stop));
                }
            };
            self.report(Err(&failure), Some(wait));
            self.seen_before |= failure.maybe_sent();
            last = Some(failure);
            next = spare;
            sleep(wait).await;
        }
    }

    /// The request for another attempt, where there may be one. A body that streams has none.
    fn spare(&self, request: &Request) -> Option<Request> {
        let more = self.attempts + 1 < self.client.inner.settings.retry.max_attempts;
        if more { request.try_clone() } else { None }
    }

    /// The wait before the next attempt and the request for it, or why there is none.
    fn decide(
        &self,
        failure: &Failure,
        spare: Option<Request>,
    ) -> Result<(Duration, Request), Stop> {
        let seen = Seen {
            repeat: failure.repeat(),
            repeatable: self.repeatable,
            attempts: self.attempts,
            retry_after: failure.retry_after(),
            left: self.deadline.left(),
        };
        let wait = retry::decide(&self.client.inner.settings.retry, seen, fastrand::f64())?;
        let spare = spare.ok_or(Stop::Final)?;
        // A 429 costs nothing: the server is well, says when to come back, and the pacing heeds it.
        if failure.is_rate_limited() || self.client.inner.budget.take() {
            Ok((wait, spare))
        } else {
            Err(Stop::Budget)
        }
    }

    /// The result of a call that does not get a turn: what it failed with before, if it did.
    fn too_late(&self, last: Option<Failure>, wait: Option<Duration>) -> Error {
        match (last, wait) {
            (Some(failure), Some(wait)) => self.fail(failure, Stop::Wait(wait)),
            (Some(failure), None) => self.fail(failure, Stop::Attempts),
            (None, wait) => {
                let deadline = self.deadline.limit;
                self.fail(Failure::Timeout(TimeLimit::Turn { deadline, wait }), Stop::Final)
            }
        }
    }

    fn fail(&self, failure: Failure, stop: Stop) -> Error {
        Error::new(self.operation.name, self.attempts, self.repeatable, failure)
            .ending(stop, self.seen_before)
    }

    fn report(&self, outcome: Result<&Response, &Failure>, wait: Option<Duration>) {
        self.call.attempt(self.attempts, outcome, wait);
    }
}

#[cfg(test)]
mod tests;
