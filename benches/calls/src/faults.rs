//! A server that fails one request in twenty, over HTTP/1.1 or HTTP/2.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use http::{HeaderValue, Response, StatusCode};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::Notify;

use crate::Failed;
use crate::server::{HEADERS, write_body};

/// Requests for each fault.
const EVERY: usize = 20;

/// The requests of all connections.
static REQUESTS: AtomicUsize = AtomicUsize::new(0);

/// The treatment of a request.
#[derive(Clone, Copy, Debug)]
enum Treatment {
    Answer,
    /// The connection is reset.
    Reset,
    /// The status, with a page in HTML.
    Status(StatusCode),
    /// There is no response, until the client gives up.
    Stall,
    /// Half of the body.
    Cut,
}

/// Chooses the treatment of the next request.
fn choose_treatment() -> Treatment {
    use Treatment::{Answer, Cut, Reset, Stall, Status};
    let faults = [
        Reset,
        Status(StatusCode::SERVICE_UNAVAILABLE),
        Status(StatusCode::TOO_MANY_REQUESTS),
        Stall,
        Cut,
    ];
    let request = REQUESTS.fetch_add(1, Ordering::Relaxed);
    if request.is_multiple_of(EVERY) { faults[request / EVERY % faults.len()] } else { Answer }
}

/// Returns the head of a response, and its body.
fn write_response(treatment: Treatment) -> Result<(Response<()>, Bytes), Failed> {
    let mut head = Response::new(());
    for (name, value) in HEADERS {
        head.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let mut body = Bytes::from(write_body());
    if let Treatment::Status(status) = treatment {
        *head.status_mut() = status;
        head.headers_mut().insert("retry-after", HeaderValue::from_static("1"));
        head.headers_mut().insert("content-type", HeaderValue::from_static("text/html"));
        body = Bytes::from_static(b"<html><title>Try again</title></html>");
    }
    head.headers_mut().insert("content-length", body.len().into());
    Ok((head, body))
}

/// Serves over HTTP/1.1. A reset is a return: the socket does not linger.
pub async fn http1<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S) -> Result<(), Failed> {
    let mut request = Vec::with_capacity(4096);
    loop {
        request.clear();
        // Its body ends with a brace, and nothing else does.
        while !request.ends_with(b"}") {
            if stream.read_buf(&mut request).await? == 0 {
                return Ok(());
            }
        }
        let treatment = choose_treatment();
        let (head, mut body) = write_response(treatment)?;
        match treatment {
            Treatment::Reset => return Ok(()),
            Treatment::Stall => return read_to_end(&mut stream).await,
            Treatment::Cut => body.truncate(body.len() / 2),
            Treatment::Answer | Treatment::Status(_) => {}
        }
        let mut response = format!("HTTP/1.1 {}\r\n", head.status()).into_bytes();
        for (name, value) in head.headers() {
            response.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        response.extend([b"\r\n", &body[..]].concat());
        stream.write_all(&response).await?;
        stream.flush().await?;
        if matches!(treatment, Treatment::Cut) {
            stream.shutdown().await?;
            return read_to_end(&mut stream).await;
        }
    }
}

async fn read_to_end<S: AsyncRead + Unpin>(stream: &mut S) -> Result<(), Failed> {
    while stream.read(&mut [0; 256]).await? > 0 {}
    Ok(())
}

/// Serves over HTTP/2. A reset is a return: the socket does not linger.
pub async fn http2<S: AsyncRead + AsyncWrite + Unpin>(stream: S) -> Result<(), Failed> {
    let mut connection = h2::server::handshake(stream).await?;
    let reset = Arc::new(Notify::new());
    loop {
        let request = tokio::select! {
            request = connection.accept() => request,
            () = reset.notified() => None,
        };
        let Some(request) = request else {
            return Ok(());
        };
        let (request, respond) = request?;
        // A client that disconnects is no failure of the server.
        tokio::spawn(respond_http2(request.into_body(), respond, Arc::clone(&reset)));
    }
}

/// Responds to a request over HTTP/2 once its body has arrived.
async fn respond_http2(
    mut request: RecvStream,
    mut respond: SendResponse<Bytes>,
    reset: Arc<Notify>,
) -> Result<(), Failed> {
    while let Some(piece) = request.data().await {
        request.flow_control().release_capacity(piece?.len())?;
    }
    let treatment = choose_treatment();
    let (head, mut body) = write_response(treatment)?;
    match treatment {
        Treatment::Reset => reset.notify_one(),
        Treatment::Stall => {
            poll_fn(|context| respond.poll_reset(context)).await?;
        }
        Treatment::Cut => {
            body.truncate(body.len() / 2);
            let mut stream = respond.send_response(head, false)?;
            stream.send_data(body, false)?;
            // The connection sends the half before the reset discards it.
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            stream.send_reset(Reason::INTERNAL_ERROR);
        }
        Treatment::Answer | Treatment::Status(_) => {
            respond.send_response(head, false)?.send_data(body, true)?;
        }
    }
    Ok(())
}
