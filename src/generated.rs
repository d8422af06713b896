//! The generated client: types, builders, environments and one method an operation.

#[cfg(feature = "generate")]
include!(concat!(env!("OUT_DIR"), "/client.rs"));
#[cfg(not(feature = "generate"))]
include!("../generated/client.rs");
