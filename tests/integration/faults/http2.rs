//! Faults over HTTP/2, which Argyle speaks, and the messages about them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use argyle_user_tokens::ErrorKind::{self, Transport, UnexpectedResponse};
use argyle_user_tokens::{Client, RetryPolicy};
use h2::Reason;
use h2::server::SendResponse;
use http::Response;
use tokio::net::TcpListener;

use crate::output::Output;
use crate::secrets::Printed;
use crate::server::{TOKEN, USER, credentials};

/// The reaction of the server to a request.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Token,
    Status(u16),
    /// The stream is reset, as by a server that shuts down.
    Reset(Reason),
    /// One header exceeds the limit of the client.
    LargeHeader,
    /// The stream is reset in the body.
    CutShort,
    /// A body of 1 GiB, if the client accepted it.
    Long,
}

/// Starts a server that reacts to each request as `script` says, and returns its address and the number of requests.
async fn serve(script: &'static [Fault]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                let Ok(mut connection) = h2::server::handshake(stream).await else { return };
                while let Some(Ok((_, respond))) = connection.accept().await {
                    let number = counted.fetch_add(1, Ordering::SeqCst);
                    let fault = *script.get(number).or(script.last()).unwrap();
                    tokio::spawn(answer(respond, fault));
                }
            });
        }
    });
    (url, requests)
}

async fn answer(mut respond: SendResponse<bytes::Bytes>, fault: Fault) {
    let head = |status: u16| Response::builder().status(status);
    let token = format!(r#"{{"user_token":"{TOKEN}"}}"#);
    // The client may have disconnected already.
    let _ = match fault {
        Fault::Reset(reason) => {
            respond.send_reset(reason);
            Ok(())
        }
        Fault::Status(status) => {
            respond.send_response(head(status).body(()).unwrap(), true).map(drop)
        }
        Fault::LargeHeader => {
            let response = head(200).header("x-large", "a".repeat(64 * 1024)).body(()).unwrap();
            respond.send_response(response, true).map(drop)
        }
        Fault::Token | Fault::CutShort | Fault::Long => {
            let mut body = respond.send_response(head(201).body(()).unwrap(), false).unwrap();
            match fault {
                Fault::Token => body.send_data(token.into(), true),
                Fault::CutShort => {
                    let sent = body.send_data(token[..9].to_owned().into(), false);
                    body.send_reset(Reason::INTERNAL_ERROR);
                    sent
                }
                _ => {
                    let piece = bytes::Bytes::from(vec![b' '; 1024 * 1024]);
                    let sent = (0..1024).try_for_each(|_| body.send_data(piece.clone(), false));
                    // Waits until the client resets the stream.
                    let _ = std::future::poll_fn(|context| body.poll_reset(context)).await;
                    sent
                }
            }
        }
    };
}

/// A client with prior knowledge of HTTP/2, no limit for headers, and reqwest's own retries.
fn eager(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    let again = reqwest::retry::for_host("127.0.0.1").max_retries_per_request(5);
    http.http2_prior_knowledge()
        .http2_max_header_list_size(1024 * 1024)
        .retry(again.classify_fn(|response| response.retryable()))
}

#[tokio::test]
async fn http_2_fails_like_http_1() {
    let output = Output::watch();
    let mut printed = Printed::default();
    let rows: &[(&'static [Fault], Result<(), ErrorKind>, usize)] = &[
        (&[Fault::Token], Ok(()), 1),
        (&[Fault::Status(503), Fault::Token], Ok(()), 2),
        (&[Fault::Reset(Reason::INTERNAL_ERROR)], Err(Transport), 4),
        (&[Fault::Reset(Reason::INTERNAL_ERROR), Fault::Token], Ok(()), 2),
        (&[Fault::Reset(Reason::ENHANCE_YOUR_CALM)], Err(Transport), 4),
        // reqwest would send it again by itself.
        (&[Fault::Reset(Reason::REFUSED_STREAM)], Err(Transport), 4),
        (&[Fault::Reset(Reason::REFUSED_STREAM), Fault::Token], Ok(()), 2),
        (&[Fault::CutShort], Err(Transport), 4),
        (&[Fault::LargeHeader], Err(Transport), 4),
        (&[Fault::Long], Err(UnexpectedResponse), 1),
    ];
    for (script, expected, requests) in rows {
        let (url, seen) = serve(script).await;
        let client = Client::builder()
            .credentials(credentials())
            .base_url(url)
            .configure_http(eager)
            .retry(RetryPolicy::default().base_delay(Duration::from_millis(1)));
        let result = client.build().unwrap().user_token(USER).await;
        if let Err(error) = &result {
            printed.error("Error", error);
        }
        let found = result.as_ref().map(drop).map_err(|error| error.kind());
        assert_eq!(found, *expected, "{script:?}: {result:?}");
        assert_eq!(seen.load(Ordering::SeqCst), *requests, "{script:?}: {result:?}");
        if let Err(error) = &result {
            assert_eq!(error.attempts() as usize, *requests, "{script:?}: {error}");
        }
    }
    printed.assert_no_secret();
    output.assert_no_secret();
    output.assert_heard(&["h2"]);
}
