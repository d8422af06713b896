//! A handler that mints a user token for whoever is logged in, for axum and for actix-web.

pub mod actix;
pub mod axum;
pub mod status;

use uuid::Uuid;

/// Argyle's id of the user who is logged in. The middleware that reads the session puts it into the extensions
/// of the request; it never comes from the browser.
#[derive(Clone, Copy, Debug)]
pub struct LoggedIn(pub Uuid);
