//! Drives headless Chromium. Every wait is for a condition, and has a limit.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::process::Stdio;
use std::time::Duration;

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use futures_util::FutureExt as _;
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use url::{ParseError, Url};

/// Far longer than any step takes, also on a busy machine.
const LIMIT: Duration = Duration::from_secs(60);

pub(crate) const TAB: Key = Key::Tab;
pub(crate) const ENTER: Key = Key::Enter;
pub(crate) const ESCAPE: Key = Key::Escape;

/// Waits until the text of an element contains another text, or is empty if that is.
const SAYS: &str = "
    const [selector, text, done] = arguments;
    const holds = () => {
      const said = document.querySelector(selector)?.textContent;
      return said !== undefined && (text === '' ? said === '' : said.includes(text));
    };
    if (holds()) return done();
    const observer = new MutationObserver(() => holds() && done());
    observer.observe(document, { childList: true, characterData: true, subtree: true });
";

/// The size of the screen.
pub(crate) enum Screen {
    Desktop,
    /// The width of the narrowest phones in use, in CSS pixels: 320.
    Phone,
}

/// A page in a browser of its own.
pub(crate) struct Browser {
    client: Client,
    /// Ends when it is dropped.
    _driver: Child,
}

/// Runs `test` in a new browser, and closes the browser even if the test fails.
pub(crate) async fn browse(screen: Screen, test: impl AsyncFnOnce(&Browser)) {
    let browser = Browser::start(screen).await;
    let outcome = AssertUnwindSafe(test(&browser)).catch_unwind().await;
    browser.client.clone().close().await.unwrap();
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

impl Browser {
    async fn start(screen: Screen) -> Self {
        let (driver, address) = start_driver().await;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(screen))
            .connect(&address)
            .await
            .expect("Chromium starts");
        Self { client, _driver: driver }
    }

    pub(crate) async fn open(&self, page: &str) {
        self.client.goto(page).await.unwrap();
    }

    /// Waits for an element.
    pub(crate) async fn find(&self, selector: &str) -> fantoccini::elements::Element {
        let wait = self.client.wait().at_most(LIMIT);
        let found = wait.for_element(Locator::Css(selector)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{selector}: {error}; the page: {}", self.source().await),
        }
    }

    /// Waits for an element, and clicks on it.
    pub(crate) async fn click(&self, selector: &str) {
        self.find(selector).await.click().await.unwrap();
    }

    /// Waits until the text of an element contains `text`, or is empty if `text` is.
    pub(crate) async fn says(&self, selector: &str, text: &str) {
        let arguments = vec![json!(selector), json!(text)];
        if let Err(error) = self.client.execute_async(SAYS, arguments).await {
            panic!("{selector}, {text:?}: {error}; the page: {}", self.source().await);
        }
    }

    /// Runs a script in the page, and waits for its promise, if any.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Presses a key in the focused element.
    pub(crate) async fn press(&self, key: Key) {
        let value = char::from(key);
        let actions = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Returns the text of the focused element.
    pub(crate) async fn focused(&self) -> String {
        self.client.active_element().await.unwrap().text().await.unwrap()
    }

    pub(crate) async fn forget_cookies(&self) {
        self.client.delete_all_cookies().await.unwrap();
    }

    /// Returns the page as it is now.
    pub(crate) async fn source(&self) -> String {
        self.client.source().await.unwrap()
    }

    /// Returns the messages of the console since the last call.
    pub(crate) async fn console(&self) -> Vec<String> {
        self.log("browser").await
    }

    /// Returns the requests of the browser since the last call: addresses, headers and bodies.
    pub(crate) async fn requests(&self) -> Vec<String> {
        let mut events = self.log("performance").await;
        events.retain(|event| event.contains("\"Network.requestWillBeSent"));
        events
    }

    async fn log(&self, kind: &'static str) -> Vec<String> {
        let entries = self.client.issue_cmd(GetLog(kind)).await.unwrap();
        let entries = entries.as_array().unwrap().iter();
        entries.map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }
}

/// A command for the logs of Chromium's driver, which WebDriver lacks.
#[derive(Debug)]
struct GetLog(&'static str);

impl WebDriverCompatibleCommand for GetLog {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/se/log", session_id.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({"type": self.0}).to_string()))
    }
}

/// The maximum number of starts of the driver.
const STARTS: usize = 5;

/// Starts the driver on a free port, which it chooses and prints. If another process takes that port first, the driver
/// ends, and starts again.
async fn start_driver() -> (Child, String) {
    for _ in 0..STARTS {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver is missing; on Debian: apt-get install chromium chromium-driver");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = tokio::time::timeout(LIMIT, async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some((_, port)) = line.split_once("successfully on port ") {
                    return Some(port.trim_end_matches('.').to_owned());
                }
            }
            None
        });
        if let Some(port) = port.await.unwrap() {
            // The driver may print more, and its output must stay open.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (driver, format!("http://127.0.0.1:{port}"));
        }
    }
    panic!("chromedriver ended {STARTS} times without printing its port");
}

fn capabilities(screen: Screen) -> Capabilities {
    let mut options = json!({
        "args": [
            "--headless=new",
            // CI runs as root in a container, with little shared memory.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--window-size=1280,800",
        ],
    });
    if let Screen::Phone = screen {
        let metrics = json!({"width": 320, "height": 640, "pixelRatio": 2, "touch": true});
        options["mobileEmulation"] = json!({"deviceMetrics": metrics});
    }
    let capabilities = json!({
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        "timeouts": {"script": LIMIT.as_millis(), "pageLoad": LIMIT.as_millis()},
    });
    serde_json::from_value(capabilities).unwrap()
}
