//! Sessions of browsers: the server keeps the user, and the browser gets a random id.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// A working day: long enough that nobody is interrupted, short enough for a shared computer.
const LIFETIME: Duration = Duration::from_secs(8 * 60 * 60);

/// The maximum number of sessions. Anyone can start one, and memory is limited.
const LIMIT: usize = 10_000;

/// The open sessions, in memory. They end with the program.
///
/// An id is a UUID of version 4 with 122 random bits of the operating system, so nobody can guess it.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<Uuid, Session>>);

struct Session {
    user: Uuid,
    ends: Instant,
}

impl Sessions {
    /// Starts a session for `user`, and returns its id. If there are too many, the session with the least time left
    /// ends.
    pub(crate) fn start(&self, user: Uuid, now: Instant) -> Uuid {
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= LIMIT {
            sessions.retain(|_, session| session.ends > now);
        }
        if sessions.len() >= LIMIT {
            let first = sessions.iter().min_by_key(|(_, session)| session.ends).map(|(id, _)| *id);
            first.map(|id| sessions.remove(&id));
        }
        let id = Uuid::new_v4();
        sessions.insert(id, Session { user, ends: now + LIFETIME });
        id
    }

    /// Returns the user of the session with this id until it ends.
    pub(crate) fn user(&self, id: Uuid, now: Instant) -> Option<Uuid> {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(&id).filter(|session| session.ends > now).map(|session| session.user)
    }
}

impl fmt::Debug for Sessions {
    /// Omits the ids: anyone who has an id has the session.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: Uuid = Uuid::from_u128(1);

    #[test]
    fn a_session_keeps_its_user_until_it_ends() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let id = sessions.start(USER, now);
        assert_eq!(sessions.user(id, now + LIFETIME - Duration::from_secs(1)), Some(USER));
        assert_eq!(sessions.user(id, now + LIFETIME), None);
        assert_eq!(sessions.user(Uuid::new_v4(), now), None);
    }

    #[test]
    fn beyond_the_limit_the_oldest_session_ends() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let first = sessions.start(USER, now);
        let later = now + Duration::from_secs(1);
        let second = sessions.start(USER, later);
        for _ in 2..=LIMIT {
            sessions.start(USER, later);
        }
        assert_eq!((sessions.user(first, later), sessions.user(second, later)), (None, Some(USER)));
        assert_eq!(sessions.0.lock().unwrap().len(), LIMIT);
    }
}
