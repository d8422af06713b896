//! A page that opens Argyle Link, and the back end that mints its tokens: what a program of yours would have.
//!
//! | file | what it does |
//! | --- | --- |
//! | `settings.rs` | what the environment says |
//! | `state.rs` | what every request works with |
//! | `hosts.rs` | the names under which browsers may call the server, and whether a request is from its own page |
//! | `sessions.rs`, `cookie.rs` | who is in front of the browser; the browser holds a random id and nothing else |
//! | `user_token.rs` | `POST /api/user-token` |
//! | `problem.rs` | every failure as a status and a sentence |
//! | `pages.rs`, `link_script.rs` | `GET /`, its assets, and where Link comes from |
//! | `security_headers.rs` | what the browser is told to refuse |
//!
//! `assets/link.js` is the part that runs in the browser.

mod cookie;
mod hosts;
mod link_script;
mod pages;
mod problem;
mod security_headers;
mod sessions;
mod settings;
mod state;
mod user_token;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

pub use hosts::PublicOrigin;
pub use link_script::LinkScript;
pub use settings::{Account, Settings, User};
pub use state::AppState;

use problem::Problem;

/// All that the server answers.
pub fn app(state: AppState) -> Router {
    Router::new()
        .route("/", get(pages::index))
        .route("/link.js", get(pages::link_js))
        .route("/stand-in.js", get(pages::stand_in_js))
        .route("/style.css", get(pages::style_css))
        .route("/icon.svg", get(pages::icon_svg))
        .route("/api/user-token", post(user_token::create))
        .fallback(async || Problem::NotFound)
        .layer(middleware::from_fn_with_state(state.clone(), hosts::refuse_unknown))
        // The last one is the outermost: refusals have these headers too.
        .layer(middleware::from_fn_with_state(state.clone(), security_headers::add))
        .with_state(state)
}
