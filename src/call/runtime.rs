//! What a call asks of Tokio wherever it is polled: a runtime, and the end of its time.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use tokio::runtime::Handle;
use tokio::task::coop::unconstrained;
use tokio::time::Sleep;

/// What `future` does, or `None` as soon as it is polled outside of every runtime, where Tokio would panic.
///
/// Whether a runtime has timers and IO, Tokio does not tell.
pub(super) fn inside_runtime<F: Future + Unpin>(
    mut future: F,
) -> impl Future<Output = Option<F::Output>> {
    poll_fn(move |context| match Handle::try_current() {
        Ok(_) => Pin::new(&mut future).poll(context).map(Some),
        Err(_) => Poll::Ready(None),
    })
}

/// What `future` does, or `None` when `timer` ends before it.
pub(super) fn before<F: Future + Unpin>(
    timer: Pin<&mut Sleep>,
    mut future: F,
) -> impl Future<Output = Option<F::Output>> {
    // A future that has used up what the task may do at a stretch must not keep the timer from being looked at.
    let mut timer = unconstrained(timer);
    poll_fn(move |context| match Pin::new(&mut future).poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Pin::new(&mut timer).poll(context).map(|()| None),
    })
}
