//! Certificate authorities, their certificates, and the two TLS backends of a client.

use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
};
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

/// The TLS backend of a client.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Backend {
    Rustls,
    #[cfg(feature = "native-tls")]
    Native,
}

impl Backend {
    pub(crate) const ALL: &[Self] = &[
        Self::Rustls,
        #[cfg(feature = "native-tls")]
        Self::Native,
    ];

    /// A client with this backend, and without a proxy of the system.
    pub(crate) fn choose(self, http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        self.choose_alone(http.no_proxy())
    }

    /// A client with this backend, and all other settings unchanged.
    pub(crate) fn choose_alone(self, http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        match self {
            Self::Rustls => http.tls_backend_rustls(),
            #[cfg(feature = "native-tls")]
            Self::Native => http.tls_backend_native(),
        }
    }
}

/// A private certificate authority.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, "an authority for tests");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = params.self_signed(&key).unwrap().der().clone();
        Self { issuer: Issuer::new(params, key), root }
    }

    /// The root certificate that a client trusts.
    pub(crate) fn root(&self) -> reqwest::Certificate {
        reqwest::Certificate::from_der(&self.root).unwrap()
    }

    /// The same as the contents of a file.
    pub(crate) fn root_pem(&self) -> String {
        pem("CERTIFICATE", &self.root)
    }

    /// A server with a certificate for `host`.
    pub(crate) fn server(&self, host: &str) -> ServerConfig {
        self.server_with(CertificateParams::new([host.to_owned()]).unwrap(), None)
    }

    /// A server with a certificate for `host` that requires one signed by `clients`.
    pub(crate) fn server_for(&self, host: &str, clients: &Self) -> ServerConfig {
        self.server_with(CertificateParams::new([host.to_owned()]).unwrap(), Some(clients))
    }

    pub(crate) fn server_with(
        &self,
        mut params: CertificateParams,
        clients: Option<&Self>,
    ) -> ServerConfig {
        params.distinguished_name.push(DnType::CommonName, "a server for tests");
        let key = KeyPair::generate().unwrap();
        let shown = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = match clients {
            None => config.with_no_client_auth(),
            Some(clients) => config.with_client_cert_verifier(clients.verifier()),
        };
        config.with_single_cert(vec![shown], private).unwrap()
    }

    fn verifier(&self) -> Arc<dyn tokio_rustls::rustls::server::danger::ClientCertVerifier> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
        verifier.build().unwrap()
    }

    /// A certificate of a client, in the format of the backend.
    pub(crate) fn identity(&self, backend: Backend) -> reqwest::Identity {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, "a client for tests");
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let certificate = pem("CERTIFICATE", certificate.der());
        let key = pem("PRIVATE KEY", &key.serialize_der());
        match backend {
            Backend::Rustls => reqwest::Identity::from_pem((key + &certificate).as_bytes()),
            #[cfg(feature = "native-tls")]
            Backend::Native => {
                reqwest::Identity::from_pkcs8_pem(certificate.as_bytes(), key.as_bytes())
            }
        }
        .unwrap()
    }
}

/// Encodes as RFC 7468 text.
fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}
