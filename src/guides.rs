//! Guides: the flow of a token, errors, retries, other operations, tests, observability, updates and costs.
//!
//! Their code is compiled with every change. The module exists in the documentation only.

#[doc = include_str!("../docs/guides/flow.md")]
///
#[doc = include_str!("../docs/token-flow.svg")]
pub mod flow {}

#[doc = include_str!("../docs/guides/errors.md")]
pub mod errors {}

#[doc = include_str!("../docs/guides/retries.md")]
///
#[doc = include_str!("../docs/call.svg")]
pub mod retries {}

#[doc = include_str!("../docs/guides/other_operations.md")]
pub mod other_operations {}

#[doc = include_str!("../docs/guides/testing.md")]
pub mod testing {}

#[doc = include_str!("../docs/guides/observability.md")]
pub mod observability {}

#[doc = include_str!("../docs/guides/spec_updates.md")]
pub mod spec_updates {}

#[doc = include_str!("../docs/guides/costs.md")]
pub mod costs {}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
