//! What a call is answered with: what the server sent, and the response with the value of its body.

use std::fmt;
use std::ops::{Deref, DerefMut};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::time::Instant;

use crate::call::Operation;
use crate::call::body::Body;
use crate::call::telemetry::CallSpan;
use crate::client::State;
use crate::decode::Decoded;
use crate::error::head::{Head, TRACE_ID};
use crate::error::{Error, Failure, Unexpected};
use crate::retry::decision::GiveUp;

/// A success: the value of its body, and the response around it. It derefs to the value.
///
/// ```no_run
/// # async fn example(client: argyle_user_tokens::Client) -> Result<(), argyle_user_tokens::Error> {
/// let user = uuid::uuid!("0186c4b8-8fa1-62b3-49df-94b3e18ca8a7");
/// let response = client.create_user_token().body_map(|body| body.user(user)).send().await?;
/// println!("{} after {} attempts", response.status(), response.attempts());
/// let body = response.into_inner();
/// # let _ = body;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) attempts: u32,
    pub(crate) value: T,
    pub(crate) left_out: Vec<String>,
}

impl<T> Response<T> {
    /// The value of the body.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status, which is of the class 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, as they came.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id that Argyle's support asks for (`X-Trace-Id`), as it came.
    pub fn trace_id(&self) -> Option<&str> {
        self.headers.get(TRACE_ID)?.to_str().ok()
    }

    /// The JSON pointers of what is not in the value, because it is not as documented and could not be read in another
    /// way: at most 16. Empty for a response that is as documented. A required part that cannot be read is an
    /// [`Error`](crate::Error). Null in place of a value is not listed, nor are properties that the document does not list.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// How often the request was sent; 1 unless it was repeated.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T> Response<T> {
    /// Converts the value.
    #[allow(dead_code, reason = "a document may have no list and no body of bytes")]
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self { status, headers, attempts, value, left_out } = self;
        Response { status, headers, attempts, value: change(value), left_out }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    /// All but the headers, which may hold what nobody expects there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

/// The success of an attempt.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// The response, unless its body is buffered.
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

/// A success whose body is not decoded yet, and the state of its call.
pub(crate) struct Received<'a> {
    pub(crate) span: CallSpan<'a>,
    pub(crate) state: &'a State,
    pub(crate) operation: &'static Operation,
    pub(crate) attempts: u32,
    pub(crate) repeatable: bool,
    /// The server may have seen an earlier attempt.
    pub(crate) seen_before: bool,
    pub(crate) reply: Reply,
}

impl Received<'_> {
    pub(crate) fn status(&self) -> StatusCode {
        self.reply.status
    }

    /// Decodes the body and ends the call.
    pub(crate) fn decode<T>(
        mut self,
        decode: fn(&mut Body) -> Result<Decoded<T>, Unexpected>,
    ) -> Result<Response<T>, Error> {
        match decode(&mut self.reply.body) {
            Ok(Decoded { value, left_out }) => Ok(self.succeeded(value, left_out)),
            Err(unexpected) => Err(self.fail(unexpected)),
        }
    }

    /// Ends the call with a value that needs no decoding.
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

    /// Ends the call with the error of an undocumented response.
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
