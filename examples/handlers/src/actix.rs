//! The handler for actix-web.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER};
use actix_web::web::{Data, ReqData, ServiceConfig, post};
use actix_web::{HttpResponse, ResponseError};
use argyle_user_tokens::Client;
use serde_json::json;

use crate::LoggedIn;
use crate::status::Problem;

/// `POST /api/user-token`. Create the client once: the clones for the workers share its connections.
pub fn routes(argyle: Client) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config.app_data(Data::new(argyle)).route("/api/user-token", post().to(user_token));
    }
}

async fn user_token(
    argyle: Data<Client>,
    session: Option<ReqData<LoggedIn>>,
) -> Result<HttpResponse, Problem> {
    let LoggedIn(user) = session.ok_or(Problem::LOGGED_OUT)?.into_inner();
    let token = argyle.user_token(user).await?;
    let mut response = HttpResponse::Ok();
    Ok(response.insert_header((CACHE_CONTROL, "no-store")).json(json!({ "userToken": token })))
}

impl ResponseError for Problem {
    // actix-web has its own version of `http`.
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status.as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        response.json(json!({ "message": self.sentence }))
    }
}
