//! The HTTP client that the crate builds itself: redirects, TLS, and what it takes at most.

use std::time::Duration;

use reqwest::redirect::Policy;

use crate::ConfigError;

/// Headers of a response over HTTP/1, far more than Argyle sends. Their size has a bound in hyper, 408 KiB.
const MAX_HEADERS: usize = 100;
/// 16 KiB: the size of all headers of a response over HTTP/2, unpacked.
const MAX_HEADER_LIST_BYTES: u32 = 16 * 1024;

/// The client that the crate builds itself: it goes where it is sent, and repeats nothing by itself.
///
/// It asks for no compression, whatever other crates enable in reqwest: a token gains nothing by it.
pub(super) fn client(
    address: &str,
    connect_timeout: Duration,
) -> Result<reqwest::Client, ConfigError> {
    let secured = cfg!(any(feature = "rustls", feature = "native-tls"));
    if address.starts_with("https:") && !secured {
        return Err(ConfigError::TlsMissing);
    }
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .http1_max_headers(MAX_HEADERS)
        .http2_max_header_list_size(MAX_HEADER_LIST_BYTES)
        .connect_timeout(connect_timeout);
    // Plain HTTP is for loopback alone, and a proxy of the system is no part of it.
    let builder = if address.starts_with("https:") { builder } else { builder.no_proxy() };
    secured_by_feature(builder).build().map_err(ConfigError::HttpClient)
}

/// Chooses TLS by the features of this crate, not by what other crates enable in reqwest. Who asks for
/// `native-tls` gets it, as `rustls` is there by default. Older versions than 1.2 are out (RFC 8996).
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn secured_by_feature(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(feature = "native-tls")]
    let builder = builder.tls_backend_native();
    #[cfg(not(feature = "native-tls"))]
    let builder = builder.tls_backend_rustls();
    builder.tls_version_min(reqwest::tls::Version::TLS_1_2)
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn secured_by_feature(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
}
