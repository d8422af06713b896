//! Reading a body within bounds, into memory that is wiped.

use reqwest::Response;
use zeroize::Zeroizing;

/// A body, which may hold a token and is wiped on drop.
pub(crate) type Body = Zeroizing<Vec<u8>>;

/// Whether the call reads the body of a success.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ResponseMode {
    Buffered,
    /// The caller reads the body as it arrives.
    #[cfg(argyle_spec = "bytes")]
    Streamed,
}

/// What is allocated for a body before any of it has come, whatever the response announces.
const FIRST_BYTES: usize = 64 * 1024;

/// How reading a body ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The body came to its end.
    Whole,
    /// The body is longer than the limit.
    Cut,
}

/// Reads at most `limit` bytes into `body`, and not one chunk more than it takes to know. What came before
/// an error, or before the caller stops waiting, is there.
pub(crate) async fn read(
    response: &mut Response,
    limit: usize,
    body: &mut Body,
) -> reqwest::Result<End> {
    let announced = response.content_length().unwrap_or_default();
    let capacity = usize::try_from(announced).unwrap_or(limit).min(limit).min(FIRST_BYTES);
    body.reserve_exact(capacity);
    while let Some(chunk) = response.chunk().await? {
        let room = limit - body.len();
        append(body, &chunk[..chunk.len().min(room)], limit);
        if chunk.len() > room {
            return Ok(End::Cut);
        }
    }
    Ok(End::Whole)
}

/// Appends `bytes`; a body that outgrows its memory moves, and the memory it leaves is wiped.
fn append(body: &mut Body, bytes: &[u8], limit: usize) {
    let needed = body.len() + bytes.len();
    if needed > body.capacity() {
        let capacity = needed.max(body.capacity().saturating_mul(2)).min(limit);
        let mut larger = Zeroizing::new(Vec::with_capacity(capacity));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(bytes);
}
