//! Reading a success whose body is not JSON.

impl crate::transport::response::Decode {
    /// The body as it came.
    pub(crate) fn bytes(
        body: &mut crate::transport::body::Body,
    ) -> Result<::bytes::Bytes, crate::error::Unexpected> {
        Ok(::bytes::Bytes::from(::std::mem::take(&mut **body)))
    }
}
