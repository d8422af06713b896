#![doc = include_str!("../docs/front_page.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![allow(
    confusable_idents,
    mixed_script_confusables,
    uncommon_codepoints,
    reason = "generated names are those of the documents, in any script"
)]

#[cfg(target_family = "wasm")]
compile_error!(
    "argyle-user-tokens does not support WebAssembly: it needs the threads, sockets and clocks of an operating system, \
     and an API secret does not belong into a browser; mint user tokens in a back end, and pass them on"
);

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(argyle_spec = "bytes")]
mod body_stream;
mod call;
mod client;
mod config_error;
mod credentials;
mod decode;
mod environment;
mod error;
#[cfg(argyle_spec = "forms")]
#[allow(dead_code, reason = "a document may use a part of it")]
mod form;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
mod generated;
#[cfg(any(doc, doctest))]
pub mod guides;
#[cfg(any(test, argyle_spec = "list_pages"))]
#[cfg_attr(not(argyle_spec = "list_pages"), allow(dead_code, reason = "is tested without a list"))]
mod list_pages;
#[cfg(feature = "mock")]
pub mod mock;
mod new_user;
mod process_environment;
#[allow(dead_code, reason = "a document may use a part of it")]
mod progenitor_client;
mod rate_limit;
#[cfg(any(doc, doctest))]
pub mod recipes;
mod redaction;
#[allow(dead_code, reason = "a document may use a part of it")]
mod response;
mod retry;
mod token;
mod values;

pub use client::builder::ClientBuilder;
pub use config_error::ConfigError;
pub use credentials::Credentials;
pub use error::{ApiError, Error, ErrorKind};
pub use generated::{Client, Environment, builder, types};
pub use new_user::NewUser;
// Its types are in the interface: `ClientBuilder::configure_http`, statuses, headers.
pub use reqwest;
pub use response::Response;
pub use retry::RetryPolicy;
pub use token::UserToken;
pub use token::claims::{Claims, ClaimsError};
