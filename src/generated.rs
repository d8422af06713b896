//! The client that the build script wrote: types, builders, environments and one method an operation.

include!(concat!(env!("OUT_DIR"), "/client.rs"));
