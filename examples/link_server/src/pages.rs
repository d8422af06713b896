//! `GET /` and its assets.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse};

use crate::cookie;
use crate::link_script::LinkScript;
use crate::state::AppState;

/// What stands in the page where the stand-in is used.
const STAND_IN_NOTICE: &str = concat!(
    "<p class=\"notice\">A stand-in opens here in place of Argyle Link. It takes the tokens of the embedded Argyle, ",
    "and shows how long they are.</p>",
);

/// The page, with what is to be told to `link.js`. Nothing in it depends on who asks.
pub(crate) fn render(script: &LinkScript, sandbox: bool) -> String {
    let notice = if *script == LinkScript::StandIn { STAND_IN_NOTICE } else { "" };
    include_str!("../assets/index.html")
        .replace("{{link-script}}", &escaped(script.as_str()))
        .replace("{{sandbox}}", if sandbox { "true" } else { "false" })
        .replace("{{notice}}", notice)
}

/// Text for the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// The page, and a session for a browser that has none.
///
/// Here everybody is signed in as the one user of the demonstration. In a program of yours, people sign in first,
/// and their session says which user of Argyle's they are.
pub(crate) async fn index(State(state): State<AppState>, headers: HeaderMap) -> impl IntoResponse {
    let cookie = match cookie::user(&headers, &state) {
        Some(_) => None,
        None => Some((SET_COOKIE, cookie::start_session(&headers, &state, state.user()))),
    };
    // Not stored: a page without its cookie would be of no use.
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (AppendHeaders(cookie), headers, state.page().to_owned())
}

pub(crate) async fn link_js() -> impl IntoResponse {
    asset("text/javascript; charset=utf-8", include_str!("../assets/link.js"))
}

pub(crate) async fn stand_in_js() -> impl IntoResponse {
    asset("text/javascript; charset=utf-8", include_str!("../assets/stand-in.js"))
}

pub(crate) async fn style_css() -> impl IntoResponse {
    asset("text/css; charset=utf-8", include_str!("../assets/style.css"))
}

pub(crate) async fn icon_svg() -> impl IntoResponse {
    asset("image/svg+xml", include_str!("../assets/icon.svg"))
}

/// A file that is compiled in. It is asked for each time, so that page and script are of the same build.
fn asset(content_type: &'static str, content: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-cache")], content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_script_cannot_leave_its_attribute() {
        let script = r#"https://scripts.example/"><script>?a=1&b="<"#.parse().unwrap();
        let page = render(&script, true);
        let attribute =
            page.split_once("data-link-script=\"").unwrap().1.split('"').next().unwrap();
        assert!(attribute.ends_with("?a=1&amp;b=%22%3C"), "{attribute}");
        assert!(!attribute.contains('<') && !page.contains("{{"), "{page}");
    }
}
