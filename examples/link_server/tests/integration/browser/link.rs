//! A stand-in for the script of Argyle Link on its own origin. It keeps its tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use argyle_user_tokens::UserToken;
use argyle_user_tokens::mock::httpmock::MockServer;
use serde_json::Value;

use super::driver::Browser;

/// `window.expire()` acts as Link does when its token expires.
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
    /// True while the script exists.
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

    /// Waits until the script has `count` tokens, and returns them.
    pub(crate) async fn tokens(browser: &Browser, count: usize) -> Vec<UserToken> {
        browser.find(&format!("body[data-tokens='{count}']")).await;
        serde_json::from_value(browser.run("return window.got").await).unwrap()
    }

    /// Returns the environment that Link gets.
    pub(crate) async fn sandbox(browser: &Browser) -> Value {
        browser.run("return window.options.sandbox").await
    }

    /// Sets whether the script exists.
    pub(crate) fn set_up(&self, up: bool) {
        self.up.store(up, Ordering::SeqCst);
    }
}
