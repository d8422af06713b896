//! Addresses that a client may send credentials to.

use std::net::IpAddr;

use url::Url;

/// Returns the address of a server without a trailing slash and without the version that paths start with. Fails with
/// the reason why a client must not use it. `ClientBuilder::base_url` of argyle-user-tokens follows the same rule; one
/// table of tests covers both.
pub fn base_url(text: &str) -> Result<String, &'static str> {
    let url = Url::parse(text).map_err(|_| "its address is not an absolute URL")?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_loopback =
        host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    let other_parts = (url.username(), url.password(), url.query(), url.fragment());
    match url.scheme() {
        _ if text.contains(['{', '}']) => {
            Err("its address has variables; list each address as a server of its own")
        }
        "https" | "http" if other_parts != ("", None, None, None) => {
            Err("its address contains user info, a query or a fragment")
        }
        "http" if !is_loopback => {
            Err("http:// sends the credentials unencrypted; only loopback addresses may use it")
        }
        "https" | "http" => {
            let path = url.path().trim_end_matches('/');
            let path = path.strip_suffix("/v2").unwrap_or(path).trim_end_matches('/');
            Ok(url.origin().ascii_serialization() + path)
        }
        _ => Err("the scheme of its address is not https"),
    }
}

/// Removes user info from an address, because diagnostics must not show a password.
pub fn without_user_info(url: &str) -> &str {
    url.rsplit('@').next().unwrap_or(url)
}
