//! The body of a success as it comes, for those who do not want it in memory as a whole.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::timeout;

use crate::call::Operation;
use crate::call::request::RequestParts;
use crate::decode::Decoded;
use crate::error::head::Head;
use crate::error::{Error, Failure};
use crate::generated::Client;
use crate::response::Response;

/// The body of a response that is not JSON, such as a PDF, piece by piece.
///
/// A piece is waited for as long as an attempt may take, and all of them together are at most as long as
/// [`max_response_bytes`](crate::ClientBuilder::max_response_bytes). An interrupted body is not fetched again.
///
/// A gateway may hide an interruption: over HTTP/2, HAProxy 2.6 ends a body without `Content-Length` as if it were complete.
/// So check that the body has the end of its format, such as `%%EOF` in a PDF.
pub struct BodyStream {
    client: Client,
    operation: &'static str,
    response: Option<Box<reqwest::Response>>,
    head: Head,
    /// Number of bytes left until the limit.
    left: usize,
}

/// Sends the request of an operation, and returns the body of a success as a stream.
pub(crate) async fn open(
    client: &Client,
    operation: &'static str,
    request: Result<Box<RequestParts>, Error>,
) -> Result<Response<BodyStream>, Error> {
    let operation = Operation::named(operation);
    let mut request = request?;
    request.streamed = true;
    let mut received = client.call(request, operation).await?;
    let body = BodyStream {
        client: client.clone(),
        operation: operation.name,
        response: received.reply.rest.take(),
        head: received.head(),
        left: client.inner.settings.max_response_bytes,
    };
    Ok(received.succeed(Decoded::whole(body)))
}

impl BodyStream {
    /// Returns the next piece, or none at the end of the body.
    ///
    /// # Errors
    ///
    /// If no piece comes in time, if the connection breaks, and if the body is longer than the limit.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let limit = self.client.inner.settings.attempt_timeout;
        let Some(response) = &mut self.response else {
            return Ok(None);
        };
        let failure = match timeout(limit, response.chunk()).await {
            Ok(Ok(None)) => return Ok(None),
            Ok(Ok(Some(piece))) if piece.len() <= self.left => {
                self.left -= piece.len();
                return Ok(Some(piece));
            }
            Ok(Ok(Some(_))) => {
                let limit = self.client.inner.settings.max_response_bytes;
                Failure::too_large(self.head.clone(), limit)
            }
            Ok(Err(error)) => self.client.failure(error),
            Err(_) => {
                self.client.retire_connection(self.head.received, Duration::ZERO).await;
                Failure::attempt_timeout(limit)
            }
        };
        Err(Error::new(self.operation, 1, false, failure))
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream")
            .field("status", &self.head.status)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}
