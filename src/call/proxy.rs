//! Names the proxy that a connection failed at.

use reqwest::Url;

use crate::error::Cause;

/// The proxy that a failed connection went through, as far as it is known. None where there was none.
///
/// Of the status of a refused tunnel, hyper-util tells whether it is 407.
pub(super) fn through(client: &reqwest::Client, cause: &Cause) -> Option<String> {
    let problem = cause.layers().find_map(|text| text.strip_prefix("tunnel error: "))?;
    let answer = match problem {
        "proxy authorization required" => " (407), which asks for credentials",
        "unsuccessful" => ", which refused the tunnel and may forbid this host",
        _ => "",
    };
    let address =
        address(client).map_or("a proxy".to_owned(), |address| format!("the proxy {address}"));
    Some(format!(" through {address}{answer}"))
}

/// Host and port of the client's only proxy for `https://`; none where several could be meant. reqwest tells of its
/// proxies, which are the program's or the system's, in `Debug` alone, where they have no user info.
fn address(client: &reqwest::Client) -> Option<String> {
    let debug = format!("{client:?}");
    let (_, proxies) = debug.split_once(", proxies: [")?;
    let (proxies, _) = proxies.split_once("], ")?;
    let mut found = proxies.split("https: Intercept { uri: ").skip(1);
    let url = Url::parse(found.next()?.split(' ').next()?).ok()?;
    // `_` stands for a function of the program's.
    let is_only = found.next().is_none() && !format!(", {proxies}").contains(", _");
    is_only.then_some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}
