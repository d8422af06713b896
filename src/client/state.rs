//! What stands behind a client: the settings that calls read, and what its clones share.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;

use crate::call::connection::Connections;
use crate::credentials::Credentials;
use crate::environment::Target;
use crate::rate_limit::RateLimit;
use crate::retry::Budget;
use crate::retry::policy::RetryPolicy;

/// The state behind the generated client, shared by its clones.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) credentials: Credentials,
    pub(crate) settings: Arc<Settings>,
    /// The repeats that are left, whatever the account: a dead server is dead for all of them.
    pub(crate) budget: Arc<Budget>,
    /// The ceiling of requests for this account, as Argyle limits the rate of each; its keys share it.
    pub(crate) rate_limit: Arc<RateLimit>,
    /// What is known of the connections, which all accounts share.
    pub(crate) connections: Arc<Connections>,
}

/// The settings that calls read.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) target: Target,
    /// The path of the first request without a query, and its URL. Most programs call one operation, so its path is
    /// parsed once.
    pub(crate) first_url: OnceLock<(String, Url)>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) max_requests_per_second: Option<NonZeroU32>,
    pub(crate) retry: RetryPolicy,
}
