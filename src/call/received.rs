//! A success before its body is read as a value, and the call that it ends.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::time::Instant;

use super::body::Body;
use super::operation::Operation;
use super::telemetry::CallSpan;
use crate::client::State;
use crate::decode::Decoded;
use crate::error::head::Head;
use crate::error::{Error, Failure, Unexpected};
use crate::response::Response;
use crate::retry::decision::GiveUp;

/// What an attempt is answered with, if that is a success.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// The response, if its body is still to come.
    #[cfg(argyle_spec = "bytes")]
    pub(crate) rest: Option<Box<reqwest::Response>>,
}

impl Reply {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Body) -> Self {
        Self {
            status,
            headers,
            body,
            #[cfg(argyle_spec = "bytes")]
            rest: None,
        }
    }
}

/// A success, and what is known of its call.
pub(crate) struct Received<'a> {
    pub(super) span: CallSpan<'a>,
    pub(super) state: &'a State,
    pub(super) operation: &'static Operation,
    pub(super) attempts: u32,
    pub(super) repeatable: bool,
    /// Whether the server may have seen an attempt before the last.
    pub(super) seen_before: bool,
    pub(crate) reply: Reply,
}

impl Received<'_> {
    pub(crate) fn status(&self) -> StatusCode {
        self.reply.status
    }

    /// The response with the value of its body, which ends the call.
    pub(crate) fn decode<T>(
        mut self,
        decode: fn(&mut Body) -> Result<Decoded<T>, Unexpected>,
    ) -> Result<Response<T>, Error> {
        match decode(&mut self.reply.body) {
            Ok(Decoded { value, left_out }) => Ok(self.succeeded(value, left_out)),
            Err(unexpected) => Err(self.fail(unexpected)),
        }
    }

    /// The response with a value that is not decoded.
    #[allow(dead_code, reason = "a document may have JSON alone")]
    pub(crate) fn with<T>(self, value: T) -> Response<T> {
        self.succeeded(value, Vec::new())
    }

    fn succeeded<T>(self, value: T, left_out: Vec<String>) -> Response<T> {
        let Self { span, state, attempts, reply: Reply { status, headers, .. }, .. } = self;
        let response = Response { status, headers, attempts, value, left_out };
        state.budget.refund();
        span.end(Ok(&response));
        response
    }

    /// The error of a response that is not as documented, which ends the call.
    pub(crate) fn fail(self, unexpected: Unexpected) -> Error {
        let failure = Failure::unexpected(self.head(), &unexpected);
        let error = Error::new(self.operation.name, self.attempts, self.repeatable, failure);
        let error = error.ending(GiveUp::Final, self.seen_before);
        self.span.end::<()>(Err(&error));
        error
    }

    pub(crate) fn head(&self) -> Head {
        let known = self.state.credentials.known_secrets();
        Head::new(self.reply.status, &self.reply.headers, Instant::now(), known)
    }
}
