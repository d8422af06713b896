//! Reading a body within bounds, into memory that is wiped.

use reqwest::Response;
use zeroize::Zeroizing;

/// A body, which may hold a token and is wiped on drop.
pub(crate) type Body = Zeroizing<Vec<u8>>;

/// How reading a body ended.
pub(crate) enum Read {
    /// The body came to its end.
    Whole(Body),
    /// The body is longer than the limit; this is what fits.
    Cut(Body),
}

/// Reads at most `limit` bytes of the body, and not one chunk more than it takes to know.
pub(crate) async fn read(response: &mut Response, limit: usize) -> reqwest::Result<Read> {
    let announced = response.content_length().unwrap_or_default();
    let capacity = usize::try_from(announced).unwrap_or(limit).min(limit);
    let mut body = Zeroizing::new(Vec::with_capacity(capacity));
    while let Some(chunk) = response.chunk().await? {
        let room = limit - body.len();
        append(&mut body, &chunk[..chunk.len().min(room)], limit);
        if chunk.len() > room {
            return Ok(Read::Cut(body));
        }
    }
    Ok(Read::Whole(body))
}

/// Appends `bytes`; a body that outgrows its memory moves, and the memory it leaves is wiped.
fn append(body: &mut Body, bytes: &[u8], limit: usize) {
    let needed = body.len() + bytes.len();
    if needed > body.capacity() {
        let capacity = needed.max(body.capacity() * 2).min(limit);
        let mut larger = Zeroizing::new(Vec::with_capacity(capacity));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(bytes);
}
