//! The names of the variables of the process environment that the crate reads.

/// The id of the API key.
pub(crate) const KEY_ID: &str = "ARGYLE_API_KEY_ID";
/// Its secret.
pub(crate) const KEY_SECRET: &str = "ARGYLE_API_KEY_SECRET";
/// The name of the environment that the key belongs to.
pub(crate) const ENVIRONMENT: &str = "ARGYLE_ENVIRONMENT";
/// An address to use instead of that of an environment.
pub(crate) const BASE_URL: &str = "ARGYLE_BASE_URL";
