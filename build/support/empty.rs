//! Reading a success without a documented body.

impl crate::transport::response::Response {
    /// The head alone; a body that came along is not looked at.
    pub(crate) fn empty(
        self,
        _: crate::transport::Operation,
    ) -> Result<crate::ResponseValue<()>, crate::Error> {
        Ok(crate::ResponseValue::new((), self.head.status, self.headers))
    }
}
