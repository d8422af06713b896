//! TLS: which backend a client uses, from which version on, and that it verifies what it is shown.

use reqwest::ClientBuilder;

/// Whether there is any.
pub(super) const AVAILABLE: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

/// Chooses the backend by the features of this crate, not by what other crates enable in reqwest. Who asks
/// for `native-tls` gets it, as `rustls` is there by default.
pub(super) fn by_feature(builder: ClientBuilder) -> ClientBuilder {
    #[cfg(feature = "native-tls")]
    let builder = builder.tls_backend_native();
    #[cfg(all(feature = "rustls", not(feature = "native-tls")))]
    let builder = builder.tls_backend_rustls();
    builder
}

/// Sets what holds for every connection, whatever a program set before: certificate and host name are
/// verified, versions before 1.2 are out (RFC 8996), and no file gets the keys of a connection.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(super) fn verified(builder: ClientBuilder) -> ClientBuilder {
    use reqwest::tls::Version;

    // reqwest tells what is set in its builder nowhere else. Should it stop to tell, the choices of the
    // program are lost, which tests notice, and none of the promises are.
    let chosen = format!("{builder:?}");
    let oldest = if chosen.contains("tls_version_min: Version(Tls1_3)") {
        Version::TLS_1_3
    } else {
        Version::TLS_1_2
    };
    let builder = built_here(builder, &chosen);
    #[cfg(feature = "rustls")]
    let builder = builder.tls_sslkeylogfile(false);
    builder
        .tls_danger_accept_invalid_certs(false)
        .tls_danger_accept_invalid_hostnames(false)
        .tls_version_min(oldest)
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
pub(super) fn verified(builder: ClientBuilder) -> ClientBuilder {
    builder
}

/// Takes one of the two backends, as the program chose, and none that it configured elsewhere: that one may
/// verify nothing.
#[cfg(all(feature = "rustls", feature = "native-tls"))]
fn built_here(builder: ClientBuilder, chosen: &str) -> ClientBuilder {
    if chosen.contains("tls_backend: Rustls") {
        builder.tls_backend_rustls()
    } else {
        builder.tls_backend_native()
    }
}

/// Takes the one backend there is, and none that a program configured elsewhere: that one may verify nothing.
#[cfg(any(
    all(feature = "rustls", not(feature = "native-tls")),
    all(feature = "native-tls", not(feature = "rustls"))
))]
fn built_here(builder: ClientBuilder, _chosen: &str) -> ClientBuilder {
    by_feature(builder)
}
