//! `POST /api/user-token`: a token for the user of the session.

use argyle_user_tokens::UserToken;
use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use serde::Serialize;

use crate::cookie::SignedIn;
use crate::hosts::SameOrigin;
use crate::problem::Problem;
use crate::state::AppState;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Minted {
    user_token: UserToken,
}

/// Mints a new token for each request, as Argyle advises. The body of the request is not read: the session identifies
/// the user.
pub(crate) async fn create(
    _: SameOrigin,
    SignedIn(user): SignedIn,
    State(state): State<AppState>,
) -> Result<impl IntoResponse, Problem> {
    let user_token = state.argyle().user_token(user).await.map_err(Problem::Argyle)?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(Minted { user_token })))
}
