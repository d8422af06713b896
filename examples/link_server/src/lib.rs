//! A page that opens Argyle Link, and the back end that mints its tokens, as in your program.
//!
//! | file | what it does |
//! | --- | --- |
//! | `settings.rs` | settings from the environment |
//! | `state.rs` | state that all requests share |
//! | `hosts.rs` | accepted host names, and the check that a request comes from the own page |
//! | `sessions.rs`, `cookie.rs` | sessions: the server keeps the user, and the browser a random id |
//! | `user_token.rs` | `POST /api/user-token` |
//! | `problem.rs` | a status and a sentence for every failure |
//! | `pages.rs`, `link_script.rs` | `GET /`, its assets, and the script of Link |
//! | `security_headers.rs` | headers that restrict the browser |
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

/// Routes all requests of the server.
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
        // The last layer is the outermost, so refusals have these headers too.
        .layer(middleware::from_fn_with_state(state.clone(), security_headers::add))
        .with_state(state)
}
