//! The certificate of all servers, which clients trust.

use std::sync::LazyLock;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use rcgen::{CertificateParams, KeyPair};

/// A self-signed certificate and its key.
struct Certificate {
    der: Vec<u8>,
    pem: String,
}

static CERTIFICATE: LazyLock<Certificate> = LazyLock::new(|| {
    let key = KeyPair::generate().unwrap();
    let names = ["127.0.0.1", "localhost", "api.example"].map(str::to_owned);
    let der = CertificateParams::new(names).unwrap().self_signed(&key).unwrap().der().to_vec();
    let pem = encode("CERTIFICATE", &der) + &encode("PRIVATE KEY", &key.serialize_der());
    Certificate { der, pem }
});

/// Returns the certificate for a client to trust.
pub(crate) fn root() -> reqwest::Certificate {
    reqwest::Certificate::from_der(&CERTIFICATE.der).unwrap()
}

/// Returns certificate and key in one file, which nginx and HAProxy read.
pub(crate) fn pem() -> &'static str {
    &CERTIFICATE.pem
}

/// The textual encoding of RFC 7468.
fn encode(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap());
    let lines = lines.collect::<Vec<_>>().join("\n");
    format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
}
