//! The client that the build script wrote: types, builders, environments and one method an operation.

#![allow(
    missing_debug_implementations,
    reason = "`Client` has its `Debug` in client.rs, where its state is"
)]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
