//! A stand-in for the script of Argyle Link, at an origin of its own, that keeps the tokens that it gets.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use argyle_user_tokens::UserToken;
use argyle_user_tokens::mock::httpmock::MockServer;
use serde_json::Value;

use super::driver::Browser;

/// `window.expire()` is what Link does when its token has expired.
const SCRIPT: &str = "
    window.got = [];
    function keep(token) {
      window.got.push(token);
      document.body.dataset.tokens = window.got.length;
    }
    window.Argyle = {
      create(options) {
        window.options = options;
        return { open: () => keep(options.userToken) };
      },
    };
    window.expire = () => { window.options.onTokenExpired(keep); };
    document.body.dataset.tokens = 0;
";

pub(crate) struct Link {
    server: MockServer,
    /// True if there is a script at present.
    up: Arc<AtomicBool>,
}

impl Link {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start_async().await;
        let up = Arc::new(AtomicBool::new(true));
        let asked = Arc::clone(&up);
        server
            .mock_async(|when, then| {
                when.method("GET").path("/link.js").is_true(move |_| asked.load(Ordering::SeqCst));
                then.status(200).header("content-type", "text/javascript").body(SCRIPT);
            })
            .await;
        Self { server, up }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url("/link.js")
    }

    /// Waits until the script has got as many tokens, and returns them.
    pub(crate) async fn tokens(browser: &Browser, count: usize) -> Vec<UserToken> {
        browser.find(&format!("body[data-tokens='{count}']")).await;
        serde_json::from_value(browser.run("return window.got").await).unwrap()
    }

    /// What Link is told of the environment.
    pub(crate) async fn sandbox(browser: &Browser) -> Value {
        browser.run("return window.options.sandbox").await
    }

    /// Returns true if there is a script from now on.
    pub(crate) fn set_up(&self, up: bool) {
        self.up.store(up, Ordering::SeqCst);
    }
}
