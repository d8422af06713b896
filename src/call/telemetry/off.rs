//! Telemetry without the feature `tracing`: nothing is told to anybody.

use std::time::Duration;

use reqwest::Request;

use super::operation::Operation;
use crate::error::Error;
use crate::error::Failure;
use crate::redaction::KnownSecrets;
use crate::response::Response;

/// A call, of which nobody is told.
pub(super) struct CallSpan;

impl CallSpan {
    pub(super) fn start(_: Operation, _: &Request, _: &KnownSecrets) -> Self {
        Self
    }

    pub(super) fn within<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        call
    }

    pub(super) fn failed_attempt(&self, _: u32, _: &Failure, _: Option<Duration>) {}

    pub(super) fn last_attempt<T>(&self, _: &Response<T>) {}

    pub(super) fn end<T>(&self, _: &Result<Response<T>, Error>) {}
}
