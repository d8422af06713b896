//! State that all requests share.

use std::sync::Arc;

use argyle_user_tokens::Client;
use uuid::Uuid;

use crate::hosts::PublicOrigin;
use crate::link_script::LinkScript;
use crate::pages;
use crate::security_headers;
use crate::sessions::Sessions;

/// The state of the server. Its clones share everything.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    argyle: Client,
    user: Uuid,
    public_origin: Option<PublicOrigin>,
    page: String,
    content_security_policy: String,
    sessions: Sessions,
}

impl AppState {
    /// Creates the state of a server that mints tokens with `argyle`, and whose page opens `script`.
    ///
    /// `user` is Argyle's id of the user of every session here; in your program, each session identifies its user.
    /// `sandbox` is true if the API key belongs to the sandbox, which Link has to know. Browsers may use the host names
    /// of loopback and of `public_origin`.
    #[must_use]
    pub fn new(
        argyle: Client,
        user: Uuid,
        sandbox: bool,
        script: &LinkScript,
        public_origin: Option<PublicOrigin>,
    ) -> Self {
        Self(Arc::new(Inner {
            argyle,
            user,
            public_origin,
            page: pages::render(script, sandbox),
            content_security_policy: security_headers::policy(script),
            sessions: Sessions::default(),
        }))
    }

    pub(crate) fn argyle(&self) -> &Client {
        &self.0.argyle
    }

    pub(crate) fn user(&self) -> Uuid {
        self.0.user
    }

    pub(crate) fn public_origin(&self) -> Option<&PublicOrigin> {
        self.0.public_origin.as_ref()
    }

    pub(crate) fn page(&self) -> &str {
        &self.0.page
    }

    pub(crate) fn content_security_policy(&self) -> &str {
        &self.0.content_security_policy
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }
}
