//! The running program, and its output.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use argyle_user_tokens::mock::Argyle;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Far longer than the program takes to start.
const START_LIMIT: Duration = Duration::from_secs(60);
/// Far longer than it takes to stop, and shorter than the grace period for calls in flight.
const END_LIMIT: Duration = Duration::from_secs(25);

/// The program, with these variables only.
fn program(variables: &[(&str, &str)]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_link_server"));
    program.env_clear().envs(variables.iter().copied()).stdin(Stdio::null()).kill_on_drop(true);
    program
}

/// Returns the exit code and stderr of a program that does not start.
pub(crate) async fn refusal(variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = tokio::time::timeout(END_LIMIT, program(variables).output());
    let output = output.await.expect("the program ends without a start").unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// The program on its own port. It ends when the value is dropped, at the latest.
pub(crate) struct Running {
    child: Child,
    page: String,
    printed: JoinHandle<String>,
    log: JoinHandle<String>,
}

impl Running {
    /// Starts it, and waits until it prints the address of its page.
    pub(crate) async fn start(variables: &[(&str, &str)]) -> Self {
        let mut program = program(variables);
        program.env("LINK_SERVER_ADDRESS", "127.0.0.1:0");
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let mut first = String::new();
        tokio::time::timeout(START_LIMIT, stdout.read_line(&mut first)).await.unwrap().unwrap();
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
        let (user, environment) = (user.to_string(), argyle.environment());
        let mut own: Vec<(&str, &str)> =
            environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
        own.extend([("ARGYLE_ENVIRONMENT", "sandbox"), ("ARGYLE_USER_ID", &user)]);
        Self::start(&[&own[..], variables].concat()).await
    }

    /// Returns the address of the page, without a slash at its end.
    pub(crate) fn page(&self) -> &str {
        &self.page
    }

    /// Sends the signal of Ctrl-C.
    pub(crate) async fn interrupt(&self) {
        let id = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().await.unwrap();
        assert!(sent.success());
    }

    /// Asserts that the program still runs after a short time.
    pub(crate) async fn goes_on(&mut self) {
        let ended = tokio::time::timeout(Duration::from_millis(300), self.child.wait()).await;
        assert!(ended.is_err(), "the program ended: {ended:?}");
    }

    /// Waits for its end. Returns its exit status, its output, and its log.
    pub(crate) async fn ended(mut self) -> (ExitStatus, String, String) {
        let status = tokio::time::timeout(END_LIMIT, self.child.wait()).await.unwrap().unwrap();
        (status, self.printed.await.unwrap(), self.log.await.unwrap())
    }
}
