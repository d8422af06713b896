//! A server with an invalid certificate gets no request, whatever a program sets in the HTTP client.

use std::sync::Arc;

use argyle_user_tokens::{ErrorKind, RetryPolicy};
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use crate::server::{Server, failure, minted};
use crate::tls::{Authority, Backend, provider};

/// Asserts that a client with `configure` sends no request to a server with an invalid certificate. The certificate is
/// for `host`, from an unknown authority or from a trusted one.
async fn assert_refused(
    host: &str,
    trusted: bool,
    configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) {
    let authority = Authority::new();
    let server = Server::secured(authority.server(host), minted()).await;
    let root = if trusted { authority.root() } else { Authority::new().root() };
    let client = server.client().retry(RetryPolicy::none());
    let client = client.configure_http(|http| configure(http).tls_certs_only([root]));
    let error = failure(client).await;
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn invalid_certificates_are_not_accepted() {
    for backend in Backend::ALL.iter().copied() {
        assert_refused("127.0.0.1", false, |http| {
            backend.choose(http).tls_danger_accept_invalid_certs(true)
        })
        .await;
    }
}

#[tokio::test]
async fn invalid_host_names_are_not_accepted() {
    for backend in Backend::ALL.iter().copied() {
        assert_refused("api.argyle.com", true, |http| {
            backend.choose(http).tls_danger_accept_invalid_hostnames(true)
        })
        .await;
    }
}

#[tokio::test]
async fn a_preconfigured_tls_backend_is_ignored() {
    let config = ClientConfig::builder_with_provider(provider());
    let config = config.with_safe_default_protocol_versions().unwrap();
    let config = config.dangerous().with_custom_certificate_verifier(Arc::new(Careless));
    let config = config.with_no_client_auth();
    assert_refused("127.0.0.1", false, |http| http.tls_backend_preconfigured(config)).await;
}

/// Accepts every certificate.
#[derive(Debug)]
struct Careless;

impl ServerCertVerifier for Careless {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}
