//! Certificates that a client has to refuse, and one that it has to accept.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// What the server shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Certificate {
    Valid,
    UnknownIssuer,
    Expired,
    OfAnotherHost,
}

/// The configuration of a server with such a certificate, and an HTTP client that trusts its issuer, unless
/// that is what is wrong.
pub(super) fn certify(certificate: Certificate) -> (ServerConfig, reqwest::Client) {
    let (issuer, root) = authority();
    let trusted = if certificate == Certificate::UnknownIssuer { authority().1 } else { root };
    let host =
        if certificate == Certificate::OfAnotherHost { "api.argyle.com" } else { "127.0.0.1" };
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    if certificate == Certificate::Expired {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    let shown = params.signed_by(&key, &issuer).unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![shown.der().clone()], private)
        .unwrap();
    let client = reqwest::Client::builder()
        .tls_backend_rustls()
        .tls_certs_only([reqwest::Certificate::from_der(&trusted).unwrap()])
        .redirect(reqwest::redirect::Policy::none());
    (server, client.build().unwrap())
}

/// An issuer and its own certificate.
fn authority() -> (Issuer<'static, KeyPair>, Vec<u8>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = params.self_signed(&key).unwrap().der().to_vec();
    (Issuer::new(params, key), root)
}
