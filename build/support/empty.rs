//! Reading a success without a documented body.

impl crate::transport::response::Decode {
    /// Nothing; a body that came along is not looked at.
    pub(crate) fn empty(
        _: &mut crate::transport::body::Body,
    ) -> Result<(), crate::error::Unexpected> {
        Ok(())
    }
}
