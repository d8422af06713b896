//! The HTTP client: what it starts from, and what the crate sets in it after the program did.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use reqwest::ClientBuilder;
use reqwest::redirect::Policy;

use super::{Settings, proxy_variables};
use crate::config_error::ConfigError;

/// Headers of a response over HTTP/1, far more than Argyle sends. Their size has a bound in hyper, 408 KiB.
const MAX_HEADERS: usize = 100;
/// 16 KiB: the size of all headers of a response over HTTP/2, unpacked.
const MAX_HEADER_LIST_BYTES: u32 = 16 * 1024;

/// The longest attempt that PINGs are timed for: a connection that is dead for a minute stays so.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(60);

/// Returns the builder that a program configures: reqwest's defaults, and TLS by the features of this crate.
pub(super) fn start() -> ClientBuilder {
    by_feature(reqwest::Client::builder())
}

/// The client for these settings. The crate's own settings come last, so that they hold whatever was set before:
/// it goes where it is sent, repeats nothing by itself, takes no more than it must, and logs no bytes.
///
/// It asks for no compression, whatever other crates enable in reqwest: a token gains nothing by it.
pub(super) fn finish(
    builder: ClientBuilder,
    settings: &Settings,
    connect_timeout: Duration,
) -> Result<reqwest::Client, ConfigError> {
    let secured = settings.target.address().starts_with("https:");
    if secured && !cfg!(any(feature = "rustls", feature = "native-tls")) {
        return Err(ConfigError::TlsMissing);
    }
    let attempt = settings.attempt_timeout.min(settings.deadline).min(LONGEST_ATTEMPT);
    let builder = builder
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .http1_max_headers(MAX_HEADERS)
        .http2_max_header_list_size(MAX_HEADER_LIST_BYTES)
        .connect_timeout(connect_timeout)
        // A server that answers no PING for half of an attempt is gone. It is asked when it has sent nothing for a
        // quarter, so that the last quarter is left for another connection.
        .http2_keep_alive_interval(attempt / 4)
        .http2_keep_alive_timeout(attempt / 2)
        .connection_verbose(false);
    let builder = if secured {
        builder
    } else {
        // Plain HTTP is for loopback alone: no proxy gets it, and no resolver leads it elsewhere. The port is that of
        // the URL.
        let loopback = [(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()];
        builder.no_proxy().resolve_to_addrs("localhost", &loopback)
    };
    let client = verified(builder, secured).build().map_err(ConfigError::HttpClient)?;
    if secured && cfg!(feature = "tracing") {
        proxy_variables::warn_of_ignored(&client, settings.target.address());
    }
    Ok(client)
}

/// Chooses the TLS backend by the features of this crate, not by what other crates enable in reqwest. Who asks
/// for `native-tls` gets it, as `rustls` is there by default.
fn by_feature(builder: ClientBuilder) -> ClientBuilder {
    #[cfg(feature = "native-tls")]
    let builder = builder.tls_backend_native();
    #[cfg(all(feature = "rustls", not(feature = "native-tls")))]
    let builder = builder.tls_backend_rustls();
    builder
}

/// Sets what holds for every connection, whatever a program set before: the backend is one of this crate's, as one that
/// was configured elsewhere may verify nothing; certificate and host name are verified, versions before 1.2 are out
/// (RFC 8996), and no file gets the keys of a connection.
///
/// With rustls, plain HTTP reads no certificates of the system, which take most of the time of `build`. OpenSSL reads them anyway.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn verified(builder: ClientBuilder, secured: bool) -> ClientBuilder {
    use reqwest::tls::Version;

    // reqwest tells what is set in its builder nowhere else. Should it stop to tell, the choices of the
    // program are lost, which tests notice, and none of the promises are.
    let chosen = format!("{builder:?}");
    let is_newest = chosen.contains("tls_version_min: Version(Tls1_3)");
    let builder = by_feature(builder);
    #[cfg(all(feature = "rustls", feature = "native-tls"))]
    let builder = match chosen.contains("tls_backend: Rustls") {
        true => builder.tls_backend_rustls(),
        false => builder,
    };
    #[cfg(feature = "rustls")]
    let builder = builder.tls_sslkeylogfile(false);
    let builder = if secured { builder } else { builder.tls_certs_only([]) };
    builder
        .tls_danger_accept_invalid_certs(false)
        .tls_danger_accept_invalid_hostnames(false)
        .tls_version_min(if is_newest { Version::TLS_1_3 } else { Version::TLS_1_2 })
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn verified(builder: ClientBuilder, _secured: bool) -> ClientBuilder {
    builder
}
