//! The addresses that a client may send credentials to.

use std::net::IpAddr;

use url::Url;

/// The address of a server without a trailing slash and without the version that paths start with, or the reason for
/// which no client may use it. `ClientBuilder::base_url` of argyle-user-tokens follows the same rule, and one table of
/// tests holds both to it.
pub fn base_url(text: &str) -> Result<String, &'static str> {
    let url = Url::parse(text).map_err(|_| "its address is not an absolute URL")?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_loopback = host == "localhost" || host.parse().is_ok_and(|it: IpAddr| it.is_loopback());
    let beside = (url.username(), url.password(), url.query(), url.fragment());
    match url.scheme() {
        _ if text.contains(['{', '}']) => {
            Err("its address has variables; name each address by itself")
        }
        "https" | "http" if beside != ("", None, None, None) => {
            Err("its address holds user info, a query or a fragment")
        }
        "http" if !is_loopback => {
            Err("http:// sends the credentials unprotected; only loopback may use it")
        }
        "https" | "http" => {
            let path = url.path().trim_end_matches('/');
            let path = path.strip_suffix("/v2").unwrap_or(path).trim_end_matches('/');
            Ok(url.origin().ascii_serialization() + path)
        }
        _ => Err("the scheme of its address is not https"),
    }
}

/// An address for a diagnostic, without what could be a password in front of its host.
pub fn without_user_info(url: &str) -> &str {
    url.rsplit('@').next().unwrap_or(url)
}
