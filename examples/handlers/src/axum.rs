//! The handler for axum.

use argyle_user_tokens::Client;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use serde_json::json;

use crate::LoggedIn;
use crate::status::Problem;

/// `POST /api/user-token`. Create the client once: all requests share its connections.
pub fn routes(argyle: Client) -> Router {
    Router::new().route("/api/user-token", post(user_token)).with_state(argyle)
}

async fn user_token(
    State(argyle): State<Client>,
    session: Option<Extension<LoggedIn>>,
) -> Result<impl IntoResponse, Problem> {
    let Extension(LoggedIn(user)) = session.ok_or(Problem::LOGGED_OUT)?;
    let token = argyle.user_token(user).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(json!({ "userToken": token }))))
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Json(json!({ "message": self.sentence }));
        let mut response = (self.status, body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
