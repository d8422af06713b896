//! Warns of a variable that names a proxy in vain.

use std::env;

use hyper_util::client::proxy::matcher::Matcher;
use tracing::warn;

/// The variables that name the proxy of an `https://` address, by precedence.
const NAMES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Warns if `client` calls `address` without a proxy although a variable names one. `NO_PROXY` and settings of the program
/// are no reason to warn, and the value of the variable may hold a password.
pub(super) fn warn_of_ignored(client: &reqwest::Client, address: &str) {
    if let Some((name, reason)) = find_ignored(address)
        && reads_variables(client)
    {
        warn!(argyle.variable = name, "the proxy of {name} is not used: {reason}");
    }
}

/// Returns true if the client has the proxies of the environment and no others, which reqwest tells in `Debug` alone.
fn reads_variables(client: &reqwest::Client) -> bool {
    format!("{client:?}").contains(&format!("proxies: [{:?}]", Matcher::from_system()))
}

/// Returns a variable that names a proxy, and the reason why calls do not use it.
fn find_ignored(address: &str) -> Option<(&'static str, &'static str)> {
    let address = address.parse().ok()?;
    let is_direct = |matcher: Matcher| matcher.intercept(&address).is_none();
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let name = NAMES.into_iter().find(is_set)?;
    // As reqwest reads them: an empty variable in upper case counts.
    let exceptions = env::var("NO_PROXY").or_else(|_| env::var("no_proxy")).unwrap_or_default();
    let is_exception = is_direct(Matcher::builder().all("http://proxy").no(exceptions).build());
    if is_exception || !is_direct(Matcher::from_system()) {
        return None;
    }
    let is_usable = |value: String| !is_direct(Matcher::builder().all(value).build());
    let reason = if env::var_os("REQUEST_METHOD").is_some() {
        "REQUEST_METHOD is set, as in a CGI program, whose variables a request can set"
    } else if env::var(name).is_ok_and(is_usable) {
        "the empty variable of this name in upper case takes precedence"
    } else {
        "its value is not the address of a proxy"
    };
    Some((name, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_covers_the_names_below_it() {
        for (exception, is_covered) in [
            ("example.com", [true, true, false]),
            (".example.com", [true, true, false]),
            ("*", [true, true, true]),
            ("*.example.com", [false, false, false]),
        ] {
            let matcher = Matcher::builder().all("http://proxy").no(exception).build();
            let names = ["https://example.com", "https://a.example.com", "https://notexample.com"];
            let covered = names.map(|name| matcher.intercept(&name.parse().unwrap()).is_none());
            assert_eq!(covered, is_covered, "{exception}");
        }
    }
}
