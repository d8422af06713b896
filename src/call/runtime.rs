//! What a call asks of Tokio: the deadline that bounds every wait in it, and, wherever it is polled, a runtime.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::coop::unconstrained;
use tokio::time::{Instant, Sleep};

/// As good as never: what is added to the present for a deadline beyond all clocks.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// When a call has to be over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    /// How long the call may take as a whole.
    pub(crate) limit: Duration,
    /// When that is over.
    pub(crate) at: Instant,
}

impl Deadline {
    /// The deadline of a call that starts now.
    pub(crate) fn start(limit: Duration) -> Self {
        let now = Instant::now();
        Self { limit, at: now.checked_add(limit).unwrap_or_else(|| now + FAR) }
    }

    /// What is left of it.
    pub(crate) fn left(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }
}

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
