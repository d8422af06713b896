//! The deadline of a call, which bounds every wait in it.

use std::time::Duration;

use tokio::time::Instant;

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
