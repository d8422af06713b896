//! Sending a request again: what the program decides of it, when it is done, and what it costs.

pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod decision;
pub(crate) mod policy;
