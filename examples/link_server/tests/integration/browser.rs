//! Tests the page in headless Chromium, with a stand-in for Link's script.

mod driver;
mod link;
mod secrets;

use std::collections::HashSet;

use argyle_user_tokens::UserToken;
use argyle_user_tokens::mock::httpmock::Mock;
use argyle_user_tokens::mock::{Argyle, MockServerExt as _};
use serde_json::json;
use uuid::Uuid;

use crate::running::Running;
use driver::{Screen, browse};
use link::Link;

const USER: Uuid = Uuid::from_u128(0x0186_c4b8_8fa1_62b3_49df_94b3_e18c_a8a7);

/// The button while a click has an effect.
const BUTTON: &str = "button#connect:not([aria-disabled=true])";
/// The element with the status, which screen readers announce.
const STATUS: &str = "#status[role=status][aria-live=polite]";

/// A page that opens the stand-in [`Link`], with an embedded Argyle that tests can make fail.
struct Site {
    argyle: Argyle,
    link: Link,
    server: Running,
}

impl Site {
    async fn start() -> Self {
        let (argyle, link) = (Argyle::start_async().await, Link::start().await);
        let server = Running::with(&argyle, USER, &[("LINK_SCRIPT_URL", &link.url())]).await;
        Self { argyle, link, server }
    }

    /// Makes Argyle fail until the mock is deleted.
    fn outage(&self) -> Mock<'_> {
        self.argyle.answer_first(|mocks| {
            mocks.create_user_token(|_when, then| {
                then.into_inner().status(503).body("<h1>Sunspots</h1>");
            })
        })
    }
}

#[tokio::test]
#[ignore = "needs Chromium and its driver; .ci/run runs it by name"]
async fn the_button_opens_link_and_expiry_renews_the_token() {
    let site = Site::start().await;
    browse(Screen::Desktop, async |browser| {
        browser.open(site.server.page()).await;
        browser.click(BUTTON).await;
        Link::tokens(browser, 1).await;
        assert_eq!(Link::sandbox(browser).await, json!(true));
        browser.run("window.expire()").await;
        Link::tokens(browser, 2).await;
        // A second click opens Link with another token.
        browser.click(BUTTON).await;
        let tokens = Link::tokens(browser, 3).await;
        let users = tokens.iter().map(|token| token.claims().unwrap().user_id);
        assert!(users.eq([Some(USER); 3]));
        let different: HashSet<_> = tokens.iter().map(UserToken::expose_secret).collect();
        assert_eq!(different.len(), 3);
        browser.says(STATUS, "").await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium and its driver; .ci/run runs it by name"]
async fn a_button_retries_after_an_outage() {
    let site = Site::start().await;
    browse(Screen::Desktop, async |browser| {
        browser.open(site.server.page()).await;
        let outage = site.outage();
        browser.click(BUTTON).await;
        browser.says(STATUS, "Please try again in a moment.").await;
        assert!(!browser.source().await.contains("Sunspots"));
        Link::tokens(browser, 0).await;
        outage.delete_async().await;
        browser.click(BUTTON).await;
        Link::tokens(browser, 1).await;
        browser.says(STATUS, "").await;

        // Link can also ask for another token during an outage.
        let outage = site.outage();
        browser.run("window.expire()").await;
        browser.says(STATUS, "Please try again in a moment.").await;
        outage.delete_async().await;
        browser.run("window.expire()").await;
        Link::tokens(browser, 2).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium and its driver; .ci/run runs it by name"]
async fn a_button_retries_a_script_that_does_not_load() {
    let site = Site::start().await;
    browse(Screen::Desktop, async |browser| {
        site.link.set_up(false);
        browser.open(site.server.page()).await;
        browser.click(BUTTON).await;
        browser.says(STATUS, "Argyle Link could not be loaded.").await;
        site.link.set_up(true);
        browser.click(BUTTON).await;
        Link::tokens(browser, 1).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium and its driver; .ci/run runs it by name"]
async fn a_page_without_session_works_after_a_reload() {
    let site = Site::start().await;
    browse(Screen::Desktop, async |browser| {
        browser.open(site.server.page()).await;
        browser.forget_cookies().await;
        let status = "return fetch('/api/user-token', {method: 'POST'}).then(it => it.status)";
        assert_eq!(browser.run(status).await, json!(401));
        browser.click(BUTTON).await;
        browser.says(STATUS, "Reload the page").await;
        browser.open(site.server.page()).await;
        browser.click(BUTTON).await;
        Link::tokens(browser, 1).await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium and its driver; .ci/run runs it by name"]
async fn pages_requests_and_logs_contain_no_secret() {
    let site = Site::start().await;
    let mut secrets = secrets::Secrets::collect(&site.argyle, USER);
    browse(Screen::Desktop, async |browser| {
        browser.open(site.server.page()).await;
        browser.click(BUTTON).await;
        Link::tokens(browser, 1).await;
        browser.run("window.expire()").await;
        secrets.add(&Link::tokens(browser, 2).await);
        site.outage();
        browser.click(BUTTON).await;
        browser.says(STATUS, "Please try again in a moment.").await;

        secrets.assert_none_in("the page", &browser.source().await);
        let requests = browser.requests().await;
        // The page and its assets, Link's script, and three requests for a token.
        assert!(requests.len() >= 8, "{requests:?}");
        secrets.assert_none_in("the requests", &requests.join("\n"));
        secrets.assert_none_in("the console", &browser.console().await.join("\n"));
        // Everything that a script of the page could read.
        let kept = "return [document.cookie, localStorage.length, sessionStorage.length]";
        assert_eq!(browser.run(kept).await, json!(["", 0, 0]));
    })
    .await;
    site.server.interrupt().await;
    let (_, printed, log) = site.server.ended().await;
    assert!(log.contains("503"), "the log lacks the outage: {log}");
    secrets.assert_none_in("the log", &log);
    // At its start, the program prints its user.
    secrets.assert_none_in("what is printed", &printed.replace(&USER.to_string(), ""));
}

#[tokio::test]
#[ignore = "needs Chromium and its driver; .ci/run runs it by name"]
async fn the_policy_blocks_injected_content_alone() {
    let site = Site::start().await;
    browse(Screen::Desktop, async |browser| {
        browser.open(site.server.page()).await;
        browser.click(BUTTON).await;
        Link::tokens(browser, 1).await;
        assert_eq!(browser.console().await, Vec::<String>::new());

        let inject = "const script = document.createElement('script');
                      script.textContent = 'window.injected = true';
                      document.head.append(script);
                      return window.injected === undefined";
        assert_eq!(browser.run(inject).await, json!(true), "the script ran");
        let console = browser.console().await.join("\n");
        assert!(console.contains("Content Security Policy"), "{console}");
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium and its driver; .ci/run runs it by name"]
async fn without_settings_the_stand_in_works_by_keyboard() {
    let server = Running::start(&[]).await;
    browse(Screen::Desktop, async |browser| {
        browser.open(server.page()).await;
        browser.find(BUTTON).await;
        browser.press(driver::TAB).await;
        assert_eq!(browser.focused().await, "Connect your payroll account");
        browser.press(driver::ENTER).await;
        browser.says("dialog[open] [role=status]", "It got token 1, of ").await;
        browser.press(driver::ENTER).await;
        browser.says("dialog[open] [role=status]", "It got token 2, of ").await;
        browser.press(driver::ESCAPE).await;
        browser.find("body:not(:has(dialog))").await;
        assert_eq!(browser.focused().await, "Connect your payroll account");
        assert_eq!(browser.console().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Chromium and its driver; .ci/run runs it by name"]
async fn the_page_fits_a_phone_and_a_thumb() {
    let server = Running::start(&[]).await;
    browse(Screen::Phone, async |browser| {
        browser.open(server.page()).await;
        let width = "return [innerWidth, document.documentElement.scrollWidth]";
        assert_eq!(browser.run(width).await, json!([320, 320]));
        browser.click(BUTTON).await;
        browser.find("dialog[open]").await;
        assert_eq!(browser.run(width).await, json!([320, 320]));
        let dialog = "const at = document.querySelector('dialog').getBoundingClientRect();
                      return at.left >= 0 && at.right <= innerWidth";
        assert_eq!(browser.run(dialog).await, json!(true));
        let small = "return [...document.querySelectorAll('button')]
                       .filter(button => button.offsetHeight < 44).map(button => button.textContent)";
        assert_eq!(browser.run(small).await, json!([]));
    })
    .await;
}
