//! Telemetry without the feature `tracing`: nothing is told to anybody.

use std::time::Duration;

use reqwest::Request;

use super::Operation;
use super::head::Head;
use super::response::Response;
use crate::Error;
use crate::error::Failure;

/// A call, of which nobody is told.
pub(super) struct Call;

impl Call {
    pub(super) fn start(_: Operation, _: &Request) -> Self {
        Self
    }

    pub(super) fn within<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        call
    }

    pub(super) fn attempt(&self, _: u32, _: Result<&Head, &Failure>, _: Option<Duration>) {}

    pub(super) fn end<T>(&self, _: &Result<Response<T>, Error>) {}
}
