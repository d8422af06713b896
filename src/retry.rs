//! Sending a request again: what the program decides of it, when it is done, and the budget that pays for it.
//!
//! Repeats are paid for by successes, so that a dead server is not hammered.

pub(crate) mod decision;
pub(crate) mod policy;

use std::sync::atomic::{AtomicU32, Ordering};

/// How much there is at first, and at most. With [`COST`] that is 100 repeats of all clones together before
/// anything has to succeed: enough for a short outage, little for a dead server.
const CAPACITY: u32 = 500;
/// What a repeat takes.
const COST: u32 = 5;
/// What a success brings: one repeat for five successes, so that a server in trouble gets at most a fifth
/// more requests than without repeats.
const REFUND: u32 = 1;

/// A token bucket of repeats, shared by a client and its clones.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    pub(crate) const fn full() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }

    /// Whether there is no repeat left at the moment.
    pub(crate) fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) < COST
    }

    /// Takes the cost of a repeat, if it is there.
    pub(crate) fn take(&self) -> bool {
        self.update(|left| left.checked_sub(COST))
    }

    /// Pays in what a success is worth.
    pub(crate) fn refund(&self) {
        // Where nothing is missing nothing is written: all calls share this memory, on whichever core they run.
        self.update(|left| (left < CAPACITY).then_some(left + REFUND));
    }

    fn update(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_server_gets_100_repeats_and_no_more() {
        let budget = Budget::full();
        assert_eq!((0..1000).filter(|_| budget.take()).count(), 100);
    }

    #[test]
    fn five_successes_pay_for_one_repeat() {
        let budget = Budget::full();
        while budget.take() {}
        for _ in 0..4 {
            budget.refund();
            assert!(!budget.take());
        }
        budget.refund();
        assert!(budget.take() && !budget.take());
    }

    #[test]
    fn successes_save_up_no_more_than_the_budget_has_at_first() {
        let budget = Budget::full();
        (0..10_000).for_each(|_| budget.refund());
        assert_eq!((0..1000).filter(|_| budget.take()).count(), 100);
    }
}
