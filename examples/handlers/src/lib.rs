//! A handler that mints a user token for the logged-in user, for axum and for actix-web.

pub mod actix;
pub mod axum;
pub mod status;

use uuid::Uuid;

/// Argyle's id of the logged-in user. The middleware that reads the session inserts it into the extensions of the
/// request. It never comes from the browser.
#[derive(Clone, Copy, Debug)]
pub struct LoggedIn(pub Uuid);
