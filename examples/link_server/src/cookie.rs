//! The cookie with the id of a session, and the user of that session.

use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use uuid::Uuid;

use crate::hosts::is_loopback;
use crate::problem::Problem;
use crate::state::AppState;

/// Loopback has no TLS, and a browser may refuse a cookie that requires it.
const PLAIN: &str = "link_session";
/// Everywhere else. The prefix limits the cookie to TLS and to this host, with all its paths.
const SECURE: &str = "__Host-link_session";

/// The user of the request's session. Without a session, the request is refused.
pub(crate) struct SignedIn(pub(crate) Uuid);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        user(&parts.headers, state).map(Self).ok_or(Problem::NoSession)
    }
}

/// Returns the user of the session whose id the request carries.
pub(crate) fn user(headers: &HeaderMap, state: &AppState) -> Option<Uuid> {
    let now = Instant::now();
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == name_for(headers))
        .find_map(|(_, id)| state.sessions().user(id.parse().ok()?, now))
}

/// Returns `Set-Cookie` of a new session for `user`.
///
/// Scripts cannot read it (`HttpOnly`), and other sites cannot make browsers send it (`SameSite=Strict`). Beyond
/// loopback, it travels over TLS only (`Secure`). It ends with the browser, or with the session here.
pub(crate) fn start_session(headers: &HeaderMap, state: &AppState, user: Uuid) -> String {
    let id = state.sessions().start(user, Instant::now());
    let name = name_for(headers);
    let secure = if name == SECURE { "; Secure" } else { "" };
    format!("{name}={id}; Path=/; HttpOnly; SameSite=Strict{secure}")
}

fn name_for(headers: &HeaderMap) -> &'static str {
    if is_loopback(headers) { PLAIN } else { SECURE }
}
