//! The Tokio runtime that timers and connections need wherever a call is polled.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use tokio::runtime::Handle;

/// What `future` does, or `None` as soon as it is polled outside of every runtime, where Tokio would panic.
///
/// Whether a runtime has timers and IO, Tokio does not tell.
pub(super) async fn inside_runtime<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| match Handle::try_current() {
        Ok(_) => future.as_mut().poll(context).map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await
}
