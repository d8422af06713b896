//! Responses: as the server sent them, and with the decoded value.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::time::Instant;

use crate::call::Call;
use crate::decode::Decoded;
use crate::error::head::{Head, TRACE_ID};
use crate::error::{Error, Failure};
use crate::retry::GiveUp;

/// A success: the value of its body, and the response around it. It derefs to the value; to change the value, take it
/// out with [`into_inner`](Self::into_inner).
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
    /// Returns the value of the body.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the status, which is 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the id that Argyle's support asks for (`X-Trace-Id`).
    pub fn trace_id(&self) -> Option<&str> {
        self.headers.get(TRACE_ID)?.to_str().ok()
    }

    /// Returns the JSON pointers of values that are not as documented and were left out, at most 16. It is empty for a
    /// response as documented.
    ///
    /// A required value that cannot be read is an [`Error`](crate::Error). Null values, and properties that the document does
    /// not list, are not reported.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Returns the number of attempts: 1 without a retry.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Converts the value.
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
    /// Empty if the body is streamed.
    pub(crate) body: Bytes,
    /// The response whose body is streamed.
    pub(crate) rest: Option<Box<reqwest::Response>>,
}

/// A success whose body is not decoded yet, and its call.
pub(crate) struct Received<'a> {
    pub(crate) call: Call<'a>,
    pub(crate) reply: Reply,
}

impl Received<'_> {
    pub(crate) fn status(&self) -> StatusCode {
        self.reply.status
    }

    /// Decodes the body and ends the call. `decode` fails with what is wrong with the body, such as "is empty".
    pub(crate) fn decode<T>(
        self,
        decode: fn(&[u8]) -> Result<Decoded<T>, String>,
    ) -> Result<Response<T>, Error> {
        match decode(&self.reply.body) {
            Ok(decoded) => Ok(self.succeed(decoded)),
            Err(problem) => {
                let media_type = self.head().media_type;
                Err(self.fail(&format!(", whose body of {media_type} {problem}")))
            }
        }
    }

    /// Ends the call with the value of its body.
    pub(crate) fn succeed<T>(self, decoded: Decoded<T>) -> Response<T> {
        let Self { call, reply: Reply { status, headers, .. } } = self;
        let Decoded { value, left_out } = decoded;
        let response = Response { status, headers, attempts: call.attempts, value, left_out };
        call.state.budget.refund();
        call.end(Ok(&response));
        response
    }

    /// Ends the call with the error of an undocumented response.
    pub(crate) fn fail(self, problem: &str) -> Error {
        let error = self.call.fail(Failure::unexpected(self.head(), problem), GiveUp::Final);
        self.call.end::<()>(Err(&error));
        error
    }

    pub(crate) fn head(&self) -> Head {
        let known = self.call.state.credentials.known_secrets();
        Head::new(self.reply.status, &self.reply.headers, Instant::now(), known)
    }
}
