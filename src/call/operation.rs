//! What generated code tells about an operation.

/// What is known of an operation before it is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// The name of the operation, as its method has it.
    pub(crate) name: &'static str,
    /// Whether it is sent the credentials.
    pub(crate) authorized: bool,
    /// Whether the overlay marks it as safe to send twice, although its method is not idempotent.
    pub(crate) safe_to_repeat: bool,
}
