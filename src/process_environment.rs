//! The variables of the process environment, and how they are read.

use std::env::{self, VarError};

use crate::config_error::ConfigError;

/// The id of the API key.
pub(crate) const KEY_ID: &str = "ARGYLE_API_KEY_ID";
/// Its secret.
pub(crate) const KEY_SECRET: &str = "ARGYLE_API_KEY_SECRET";
/// The name of the environment that the key belongs to.
pub(crate) const ENVIRONMENT: &str = "ARGYLE_ENVIRONMENT";
/// An address to use instead of that of an environment.
pub(crate) const BASE_URL: &str = "ARGYLE_BASE_URL";

/// A variable that has to be set. An empty one is not.
pub(crate) fn required(name: &'static str) -> Result<String, ConfigError> {
    optional(name)?.ok_or(ConfigError::MissingVariable { name })
}

/// A variable that may be set. An empty one is not.
pub(crate) fn optional(name: &'static str) -> Result<Option<String>, ConfigError> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(ConfigError::VariableNotUnicode { name }),
    }
}
