//! What a builder shows of itself: its settings, and nothing that may be a secret.

use std::fmt;

use super::ClientBuilder;
use crate::redaction::redact_url;

/// Written by hand: a base URL that is refused later may hold a password, and what a program set in the HTTP
/// client may hold headers, proxies and keys.
impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("environment", &self.environment)
            .field("base_url", &self.base_url.as_deref().map(redact_url))
            .field("http_is_configured", &self.http.is_some())
            .field("user_agent", &self.user_agent)
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("deadline", &self.deadline)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("max_requests_per_second", &self.max_requests_per_second)
            .field("retry", &self.retry)
            .finish()
    }
}
