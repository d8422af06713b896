//! The program, running, with what it has printed.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use argyle_user_tokens::mock::Argyle;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::keys::keys;

/// Far longer than the program takes to start or to stop.
const LIMIT: Duration = Duration::from_secs(60);

/// The program with no other variables than these.
pub(crate) fn program(variables: &[(&str, &str)]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_link_server"));
    program.env_clear().envs(variables.iter().copied()).stdin(Stdio::null()).kill_on_drop(true);
    program
}

/// The program, on a port of its own. It ends with the value at the latest.
pub(crate) struct Running {
    child: Child,
    page: String,
    printed: JoinHandle<String>,
    log: JoinHandle<String>,
}

impl Running {
    /// Starts it, and waits until it says where its page is.
    pub(crate) async fn start(variables: &[(&str, &str)]) -> Self {
        let mut program = program(variables);
        program.env("LINK_SERVER_ADDRESS", "127.0.0.1:0");
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let mut first = String::new();
        tokio::time::timeout(LIMIT, stdout.read_line(&mut first)).await.unwrap().unwrap();
        let page =
            first.strip_prefix("page").unwrap_or_else(|| panic!("{first}")).trim().to_owned();
        let printed = tokio::spawn(async move {
            stdout.read_to_string(&mut first).await.unwrap();
            first
        });
        let log = tokio::spawn(async move {
            let mut text = String::new();
            stderr.read_to_string(&mut text).await.unwrap();
            text
        });
        Self { child, page, printed, log }
    }

    /// Starts it with the keys of `argyle`, for `user`.
    pub(crate) async fn with(argyle: &Argyle, user: Uuid, variables: &[(&str, &str)]) -> Self {
        let (id, secret) = keys(argyle).await;
        let (user, base_url) = (user.to_string(), argyle.base_url());
        let own = [
            ("ARGYLE_API_KEY_ID", id.as_str()),
            ("ARGYLE_API_KEY_SECRET", &secret),
            ("ARGYLE_ENVIRONMENT", "sandbox"),
            ("ARGYLE_BASE_URL", &base_url),
            ("ARGYLE_USER_ID", &user),
        ];
        Self::start(&[&own[..], variables].concat()).await
    }

    /// The address of the page, without a slash at its end.
    pub(crate) fn page(&self) -> &str {
        &self.page
    }

    /// What Ctrl-C does.
    pub(crate) async fn interrupt(&self) {
        let id = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().await.unwrap();
        assert!(sent.success());
    }

    /// Waits for its end: its exit status, what it has printed, and its log.
    pub(crate) async fn ended(mut self) -> (ExitStatus, String, String) {
        let status = tokio::time::timeout(LIMIT, self.child.wait()).await.unwrap().unwrap();
        (status, self.printed.await.unwrap(), self.log.await.unwrap())
    }
}
