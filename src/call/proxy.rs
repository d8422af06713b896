//! Names the proxy that a connection failed at.

use reqwest::Url;

use crate::error::Cause;

/// The proxy that a failed connection went through, as far as it is known; empty where there was none.
///
/// hyper-util keeps no status of a refused tunnel but 407.
pub(super) fn through(client: &reqwest::Client, cause: &Cause) -> String {
    let Some(problem) = cause.layers().find_map(|text| text.strip_prefix("tunnel error: ")) else {
        return String::new();
    };
    let proxy =
        address(client).map_or("a proxy".to_owned(), |address| format!("the proxy {address}"));
    let answer = match problem {
        "proxy authorization required" => " (407), which asks for credentials",
        "unsuccessful" => ", which refused the tunnel and may forbid this host",
        _ => "",
    };
    format!(" through {proxy}{answer}")
}

/// Host and port of the client's only proxy for `https://`; none where several could be meant. reqwest tells of its
/// proxies, which are the program's or the system's, in `Debug` alone, where they have no user info.
fn address(client: &reqwest::Client) -> Option<String> {
    let debug = format!("{client:?}");
    let (_, proxies) = debug.split_once(", proxies: [")?;
    let (proxies, _) = proxies.split_once("], ")?;
    let mut found = proxies.split("https: Intercept { uri: ").skip(1);
    let uri = found.next()?.split(' ').next()?;
    // `_` stands for a function of the program's.
    if found.next().is_some() || format!(", {proxies}").contains(", _") {
        return None;
    }
    let url = Url::parse(uri).ok()?;
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}
