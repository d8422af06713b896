//! Headers that restrict the browser.

use axum::extract::{Request, State};
use axum::http::HeaderName;
use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::IntoResponse;

use crate::link_script::LinkScript;
use crate::state::AppState;

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Returns the Content-Security-Policy of a page that opens `script`. Everything that is not named is blocked.
///
/// Argyle decides what Link loads beside its script. Frames, connections and pictures of its domains are allowed, and
/// styles or scripts in the page are not. The browser's console names blocked requests, if Link needs more.
pub(crate) fn policy(script: &LinkScript) -> String {
    let (scripts, link) = match script.origin() {
        Some(origin) => (format!(" {origin}"), " https://*.argyle.com"),
        None => (String::new(), ""),
    };
    let frames = if link.is_empty() { " 'none'" } else { link };
    [
        "default-src 'none'".to_owned(),
        format!("script-src 'self'{scripts}"),
        "style-src 'self'".to_owned(),
        format!("connect-src 'self'{link}"),
        format!("img-src 'self'{link}"),
        format!("frame-src{frames}"),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
        // No site can show this page in a frame, and direct clicks to it.
        "frame-ancestors 'none'".to_owned(),
    ]
    .join("; ")
}

/// Adds the headers to every response.
pub(crate) async fn add(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> impl IntoResponse {
    let response = next.run(request).await;
    let headers = [
        (CONTENT_SECURITY_POLICY, state.content_security_policy().to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (REFERRER_POLICY, "no-referrer".to_owned()),
        // For browsers without `frame-ancestors`.
        (X_FRAME_OPTIONS, "DENY".to_owned()),
        (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin".to_owned()),
    ];
    (headers, response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn argyles_domains_are_allowed_only_where_its_link_may_run() {
        let stand_in = policy(&LinkScript::StandIn);
        assert!(!stand_in.contains("argyle") && !stand_in.contains("https"), "{stand_in}");
        let argyle = policy(&LinkScript::Argyle);
        for expected in [
            "default-src 'none';",
            "script-src 'self' https://plugin.argyle.com;",
            "connect-src 'self' https://*.argyle.com;",
            "frame-src https://*.argyle.com;",
        ] {
            assert!(argyle.contains(expected), "{argyle}");
        }
        assert!(!argyle.contains("unsafe"), "{argyle}");
    }
}
