//! One attempt: sends a request, and reads its response within a time and a size limit.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use reqwest::{Request, Response};
use tokio::task::coop::unconstrained;
use tokio::time::{Instant, Sleep, sleep_until};
use zeroize::Zeroizing;

use super::connection::PendingAttempt;
use super::{Deadline, FAR};
use crate::error::head::Head;
use crate::error::{ApiError, ErrorKind, Failure, READ_LIMIT};
use crate::generated::Client;
use crate::response::Reply;

/// The longest wait for the body of an error, counted from its head, which holds the essentials.
const ERROR_BODY_TIME: Duration = Duration::from_secs(1);

impl Client {
    /// Sends `request` once. Every response but a success is a failure.
    pub(super) fn attempt(
        &self,
        request: Request,
        deadline: Deadline,
        streamed: bool,
    ) -> impl Future<Output = Result<Reply, Failure>> {
        let started = Instant::now();
        let limit = self.inner.settings.attempt_timeout;
        let ends = deadline.at.min(started + limit.min(FAR));
        // Boxed, so that a call which waits for its slot or its next attempt takes little memory.
        let exchange = Box::pin(self.exchange(request, ends, streamed));
        async move {
            let pending = PendingAttempt::new(self, started, limit);
            let result = exchange.await;
            pending.ended();
            let hung = match result {
                None if ends - started < limit => Failure::deadline(deadline.limit),
                None => Failure::attempt_timeout(limit),
                Some(Err(failure))
                    if failure.kind == ErrorKind::Timeout && failure.maybe_sent() =>
                {
                    failure
                }
                Some(result) => return result,
            };
            // Boxed, because most attempts do not need it.
            if Box::pin(self.retire_connection(started, deadline.left())).await {
                Err(hung)
            } else {
                Err(Failure::not_driven(started.elapsed()))
            }
        }
    }

    /// Sends `request` and reads its response. Returns `None` if `ends` comes first.
    async fn exchange(
        &self,
        request: Request,
        ends: Instant,
        streamed: bool,
    ) -> Option<Result<Reply, Failure>> {
        // One timer for the whole exchange, because setting a timer takes a lock that all calls share.
        let mut timer = pin!(sleep_until(ends));
        let mut response = match before(timer.as_mut(), self.http.execute(request)).await? {
            Ok(response) => response,
            Err(error) => return Some(Err(self.failure(error))),
        };
        self.inner.connections.note_version(response.version());
        let (status, received) = (response.status(), Instant::now());
        let headers = std::mem::take(response.headers_mut());
        let limit = self.inner.settings.max_response_bytes;
        if status.is_success() && streamed {
            let rest = Some(Box::new(response));
            return Some(Ok(Reply { status, headers, body: Bytes::new(), rest }));
        }
        let known = self.inner.credentials.known_secrets();
        if status.is_success() {
            return match read_body(&mut response, limit, timer).await {
                (body, End::Whole) => Some(Ok(Reply { status, headers, body, rest: None })),
                (_, End::Cut) => {
                    let head = Head::new(status, &headers, received, known);
                    Some(Err(Failure::too_large(head, limit)))
                }
                (_, End::Broken(error)) => Some(Err(self.failure(error))),
                (_, End::Late) => None,
            };
        }
        let head = Head::new(status, &headers, received, known);
        if status.is_client_error() || status.is_server_error() {
            // The head describes the error well enough, so a body that breaks off or is late is used as far as it came.
            timer.as_mut().reset(ends.min(received + ERROR_BODY_TIME));
            let (body, _) = read_body(&mut response, limit.min(READ_LIMIT), timer).await;
            let api = ApiError::new(head, &body, known);
            return Some(Err(Failure::api(api, &self.inner.settings.target)));
        }
        Some(Err(Failure::unexpected(head, "")))
    }
}

/// The end of a body.
enum End {
    Whole,
    /// The body is longer than the limit.
    Cut,
    Broken(reqwest::Error),
    /// The timer ended first.
    Late,
}

/// Reads at most `limit` bytes of a body, and returns the bytes before its end. A single chunk stays in the memory of
/// the HTTP client; several are gathered in memory that is wiped on drop.
async fn read_body(
    response: &mut Response,
    limit: usize,
    mut timer: Pin<&mut Sleep>,
) -> (Bytes, End) {
    let mut first = Bytes::new();
    let mut gathered = Zeroizing::new(Vec::new());
    let end = loop {
        let mut chunk = match before(timer.as_mut(), pin!(response.chunk())).await {
            Some(Ok(Some(chunk))) => chunk,
            Some(Ok(None)) => break End::Whole,
            Some(Err(error)) => break End::Broken(error),
            None => break End::Late,
        };
        let room = limit - first.len().max(gathered.len());
        let is_cut = chunk.len() > room;
        chunk.truncate(room);
        if first.is_empty() {
            first = chunk;
        } else {
            if gathered.is_empty() {
                append(&mut gathered, &first, limit);
            }
            append(&mut gathered, &chunk, limit);
        }
        if is_cut {
            break End::Cut;
        }
    };
    let body = if gathered.is_empty() { first } else { Bytes::from_owner(gathered) };
    (body, end)
}

/// Appends `bytes`. A body that outgrows its memory moves to larger memory, and the old memory is wiped.
fn append(body: &mut Zeroizing<Vec<u8>>, bytes: &[u8], limit: usize) {
    let needed = body.len() + bytes.len();
    if needed > body.capacity() {
        let capacity = needed.max(body.capacity().saturating_mul(2)).min(limit);
        let mut larger = Zeroizing::new(Vec::with_capacity(capacity));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(bytes);
}

/// Returns the output of `future`, or `None` if `timer` ends first.
fn before<F: Future + Unpin>(
    timer: Pin<&mut Sleep>,
    mut future: F,
) -> impl Future<Output = Option<F::Output>> {
    // A future that has used up Tokio's budget for its task must not block the timer.
    let mut timer = unconstrained(timer);
    poll_fn(move |context| match Pin::new(&mut future).poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Pin::new(&mut timer).poll(context).map(|()| None),
    })
}
