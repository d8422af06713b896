//! Certificates that a client must refuse, and one that it must accept.

use argyle_user_tokens::{Client, ClientBuilder};
use rcgen::{CertificateParams, date_time_ymd};
use tokio_rustls::rustls::ServerConfig;

use crate::tls::{Authority, Backend};

/// The certificate of the server.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Certificate {
    Valid,
    UnknownIssuer,
    Expired,
    OfAnotherHost,
}

/// Configures a server with such a certificate, and a client that trusts its issuer, unless the issuer is at fault.
pub(super) fn certify(certificate: Certificate) -> (ServerConfig, ClientBuilder) {
    let authority = Authority::new();
    let host =
        if certificate == Certificate::OfAnotherHost { "api.argyle.com" } else { "127.0.0.1" };
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    if certificate == Certificate::Expired {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    let trusted = if certificate == Certificate::UnknownIssuer {
        Authority::new().root()
    } else {
        authority.root()
    };
    let client = Client::builder()
        .configure_http(|http| Backend::Rustls.choose(http).tls_certs_only([trusted]));
    (authority.server_with(params, None), client)
}
