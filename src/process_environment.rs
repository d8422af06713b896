//! How variables of the process environment are read.

pub(crate) mod names;

use std::env::{self, VarError};

use crate::config_error::ConfigError;

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
