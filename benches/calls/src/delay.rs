//! Simulates the distance between server and client: all bytes arrive later and in order, at no other cost.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

/// The number of pieces in flight in each direction, of at most [`PIECE`] bytes each.
const PIECES: usize = 1024;
const PIECE: usize = 16 * 1024;

/// Returns a stream whose client is a round trip of `delay` away. The handshake of TCP takes one more, which a server
/// never sees.
pub async fn behind(stream: TcpStream, delay: Duration) -> DuplexStream {
    sleep(delay).await;
    let (near, far) = tokio::io::duplex(PIECE);
    let (near_read, near_write) = tokio::io::split(near);
    let (client_read, client_write) = tokio::io::split(stream);
    carry(client_read, near_write, delay / 2);
    carry(near_read, client_write, delay / 2);
    far
}

/// Carries bytes from one side to the other, each `delay` later.
fn carry<R, W>(mut from: ReadHalf<R>, mut to: WriteHalf<W>, delay: Duration)
where
    R: tokio::io::AsyncRead + Send + 'static,
    W: tokio::io::AsyncWrite + Send + 'static,
{
    let (send, mut receive) = mpsc::channel::<(Instant, Vec<u8>)>(PIECES);
    tokio::spawn(async move {
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            match from.read_buf(&mut piece).await {
                Ok(1..) => {}
                _ => return,
            }
            if send.send((Instant::now() + delay, piece)).await.is_err() {
                return;
            }
        }
    });
    tokio::spawn(async move {
        while let Some((at, piece)) = receive.recv().await {
            sleep_until(at).await;
            if to.write_all(&piece).await.is_err() || to.flush().await.is_err() {
                return;
            }
        }
        // The other side has closed the connection, or is gone.
        let _ = to.shutdown().await;
    });
}
