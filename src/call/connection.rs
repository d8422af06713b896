//! Takes connections that hang out of the pool.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hyper_util::client::legacy;
use reqwest::{Method, Request, Version};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};

use super::http_error::find_cause;
use crate::generated::Client;

/// The time for a connection to refuse the probe. Refusing takes a few polls of its tasks and no network, so a longer
/// wait means that no runtime polls them.
const PROBE_TIME: Duration = Duration::from_millis(250);
/// The same after the deadline of a call, whose runtime may stop once the call is over.
const PROBE_TIME_AFTER_DEADLINE: Duration = Duration::from_millis(50);

/// The connections of a client and its clones.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    /// The last response came over HTTP/1.
    http1: AtomicBool,
    /// The last time that a connection was taken out of the pool.
    retired: Mutex<Option<Instant>>,
}

impl Connections {
    /// Notes the HTTP version of a response.
    pub(crate) fn note_version(&self, version: Version) {
        let http1 = version != Version::HTTP_2;
        // All calls share this memory, so it is written only when the version changes.
        if self.http1.load(Ordering::Relaxed) != http1 {
            self.http1.store(http1, Ordering::Relaxed);
        }
    }

    /// Returns true if an attempt that started at `started` may have hung on the connection now in the pool. An HTTP/1
    /// attempt closes its own connection at its end.
    fn may_hang_since(&self, started: Instant) -> bool {
        let retired = *self.retired();
        !self.http1.load(Ordering::Relaxed) && retired.is_none_or(|retired| retired <= started)
    }

    fn retired(&self) -> MutexGuard<'_, Option<Instant>> {
        self.retired.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    /// Takes the HTTP/2 connection on which an attempt hung out of the pool, so the next attempt opens another one. Its
    /// other requests go on. Returns false if no runtime drives the connection.
    ///
    /// Only an error names the connection of a request, so the probe is a request that fails: hyper refuses a CONNECT
    /// with a body before it sends anything. The probe carries no credentials.
    pub(crate) async fn retire_connection(&self, started: Instant, left: Duration) -> bool {
        if !self.inner.connections.may_hang_since(started) {
            return true;
        }
        let mut probe = Request::new(Method::CONNECT, self.inner.settings.target.url.clone());
        *probe.version_mut() = Version::HTTP_2;
        let body: Arc<[u8]> = Arc::from([0]);
        *probe.body_mut() = Some(Bytes::from_owner(Arc::clone(&body)).into());
        let wait = left.clamp(PROBE_TIME_AFTER_DEADLINE, PROBE_TIME);
        let Ok(result) = timeout(wait, self.http.execute(probe)).await else {
            // A connection that holds the request without processing it still holds the body.
            return Arc::strong_count(&body) == 1;
        };
        let refused = result.as_ref().err().and_then(find_cause::<legacy::Error>);
        // HTTP/1 refuses a request of HTTP/2 without a cause, and needs no retirement.
        let refused = refused.filter(|error| error.source().is_some());
        if let Some(connection) = refused.and_then(legacy::Error::connect_info) {
            connection.poison();
            *self.inner.connections.retired() = Some(Instant::now());
        }
        true
    }
}

/// An attempt without a response. If the program drops it late, its connection may hang, and leaves the pool.
pub(super) struct PendingAttempt<'a> {
    client: &'a Client,
    started: Instant,
    /// The attempt timeout. A drop within a quarter of it says nothing about the connection.
    limit: Duration,
}

impl<'a> PendingAttempt<'a> {
    pub(super) fn new(client: &'a Client, started: Instant, limit: Duration) -> Self {
        Self { client, started, limit }
    }

    /// Notes that the attempt has ended by itself.
    pub(super) fn ended(self) {
        std::mem::forget(self);
    }
}

impl Drop for PendingAttempt<'_> {
    fn drop(&mut self) {
        if self.started.elapsed() >= self.limit / 4
            && let Ok(runtime) = Handle::try_current()
        {
            let (client, started) = (self.client.clone(), self.started);
            runtime.spawn(async move { client.retire_connection(started, PROBE_TIME).await });
        }
    }
}
