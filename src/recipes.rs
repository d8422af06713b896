//! Recipes: programs to copy, each read in a minute.
//!
//! Their code is compiled with every change, and most of it runs against the embedded Argyle. The module exists in the
//! documentation only. Links to items of a disabled feature lead to the list of features.

#[cfg_attr(feature = "blocking", doc = "[`blocking::Client`]: crate::blocking::Client\n")]
#[cfg_attr(not(feature = "blocking"), doc = "[`blocking::Client`]: crate#features\n")]
#[doc = include_str!("../docs/recipes/command_line.md")]
pub mod command_line {}

#[doc = include_str!("../docs/recipes/gateway_deadline.md")]
pub mod gateway_deadline {}

#[doc = include_str!("../docs/recipes/key_rotation.md")]
pub mod key_rotation {}

#[doc = include_str!("../docs/recipes/many_accounts.md")]
pub mod many_accounts {}

#[doc = include_str!("../docs/recipes/metrics.md")]
pub mod metrics {}

#[doc = include_str!("../docs/recipes/one_shot.md")]
pub mod one_shot {}

#[doc = include_str!("../docs/recipes/proxy_and_private_ca.md")]
pub mod proxy_and_private_ca {}

#[doc = include_str!("../docs/recipes/shutdown.md")]
pub mod shutdown {}

#[cfg_attr(feature = "mock", doc = "[`mock::Argyle`]: crate::mock::Argyle\n")]
#[cfg_attr(not(feature = "mock"), doc = "[`mock::Argyle`]: crate#features\n")]
#[doc = include_str!("../docs/recipes/testing.md")]
pub mod testing {}

#[doc = include_str!("../docs/recipes/web_frameworks.md")]
pub mod web_frameworks {}
