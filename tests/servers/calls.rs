//! What tests of several servers call: versions of HTTP, many calls at once, and the pages of errors.

use argyle_user_tokens::{Client, ClientBuilder, Error};
use futures_util::future::join_all;

use crate::{USER, mint};

/// The versions of HTTP that a client speaks with a gateway.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Version {
    Http1,
    Http2,
}

pub(crate) const VERSIONS: [Version; 2] = [Version::Http1, Version::Http2];

impl Version {
    /// HTTP/2 is what both choose.
    pub(crate) fn of(self, client: ClientBuilder) -> ClientBuilder {
        match self {
            Self::Http1 => client.configure_http(|http| http.http1_only()),
            Self::Http2 => client,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Http1 => "HTTP/1.1",
            Self::Http2 => "HTTP/2.0",
        }
    }
}

/// Makes that many calls at once.
pub(crate) async fn at_once(client: &Client, calls: usize) -> Vec<Result<u32, Error>> {
    join_all((0..calls).map(|_| mint(client, USER))).await
}

/// The page is the body of the error, and its message only names it.
pub(crate) fn assert_page(error: &Error, part: &str) {
    assert!(error.api().unwrap().body().contains(part), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("with a body of text/html") && !text.contains("<"), "{text}");
}
