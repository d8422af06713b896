//! Reading a success whose body is not JSON.

impl crate::transport::response::Response {
    /// The body as it came.
    pub(crate) fn bytes(
        mut self,
        _: crate::transport::Operation,
    ) -> Result<crate::ResponseValue<::bytes::Bytes>, crate::Error> {
        let body = ::bytes::Bytes::from(std::mem::take(&mut *self.body));
        Ok(crate::ResponseValue::new(body, self.head.status, self.headers))
    }
}
