//! `GET /` and its assets.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse};

use crate::cookie;
use crate::link_script::LinkScript;
use crate::state::AppState;

/// The notice in a page that uses the stand-in.
const STAND_IN_NOTICE: &str = concat!(
    "<p class=\"notice\">A stand-in opens here in place of Argyle Link. It takes the tokens of the embedded Argyle, ",
    "and shows how long they are.</p>",
);

/// Renders the page, with the settings of `link.js`. The page is the same for every user.
pub(crate) fn render(script: &LinkScript, sandbox: bool) -> String {
    let notice = if *script == LinkScript::StandIn { STAND_IN_NOTICE } else { "" };
    include_str!("../assets/index.html")
        .replace("{{link-script}}", &escaped(script.as_str()))
        .replace("{{sandbox}}", if sandbox { "true" } else { "false" })
        .replace("{{notice}}", notice)
}

/// Escapes text for the value of an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// Serves the page, and starts a session for a browser that has none.
///
/// In this demonstration, everyone is signed in as the same user. In your program, people sign in first, and their
/// session identifies Argyle's user.
pub(crate) async fn index(State(state): State<AppState>, headers: HeaderMap) -> impl IntoResponse {
    let cookie = match cookie::user(&headers, &state) {
        Some(_) => None,
        None => Some((SET_COOKIE, cookie::start_session(&headers, &state, state.user()))),
    };
    // Not stored, because a page without its cookie would be useless.
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

/// Serves a file that is compiled in. Browsers revalidate it each time, so page and script are of the same build.
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
