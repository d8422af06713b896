//! Telemetry without the feature `tracing`: nothing is told to anybody.

use std::marker::PhantomData;
use std::time::Duration;

use reqwest::Method;

use super::operation::Operation;
use crate::client::state::State;
use crate::error::{Error, Failure};
use crate::response::Response;

/// A call, of which nobody is told.
pub(super) struct CallSpan<'a>(PhantomData<&'a State>);

impl<'a> CallSpan<'a> {
    pub(super) fn start(_: Operation, _: &Method, _: &'a State) -> Self {
        Self(PhantomData)
    }

    pub(super) fn within<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        call
    }

    pub(super) fn failed_attempt(&self, _: u32, _: &Failure, _: Duration) {}

    pub(super) fn end<T>(&self, _: &Result<Response<T>, Error>) {}
}
