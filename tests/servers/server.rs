//! Starts a server of Debian's with a configuration in a folder of its own, waits until it accepts connections, and stops
//! it.

use std::fs::{self, File};
use std::net::TcpStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::certificate;
use crate::port::Port;

/// Follows the command of the server: stops it once the test closes the pipe, also by ending in whatever way. HAProxy may lose
/// the signal.
const SUPERVISION: &str = r#"& server=$!; echo $server >pid; read -r _; trap "" TERM; kill -TERM 0
{ sleep 5; kill -KILL 0; } >/dev/null 2>&1 & wait $server"#;

/// Folders of programs that only administrators have in `PATH`.
const FOLDERS: &str = "/usr/local/sbin:/usr/sbin:/sbin";

/// How long a server may take to start.
const START_TIME: Duration = Duration::from_secs(20);

/// A running server. Its folder keeps the configuration (`config`), `tls.pem` and the logs, until the next run.
pub(crate) struct Server {
    command: String,
    folder: PathBuf,
    port: Port,
    supervisor: Option<Child>,
}

impl Server {
    /// Starts a command of the shell in the folder `name`. `config` makes the configuration of the port to listen on.
    pub(crate) fn start(name: &str, command: &str, config: impl FnOnce(u16) -> String) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("servers").join(name);
        // It may be there from an earlier run.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let port = Port::reserve();
        fs::write(folder.join("config"), config(port.address().port())).unwrap();
        fs::write(folder.join("tls.pem"), certificate::pem()).unwrap();
        let mut server = Self { command: command.to_owned(), folder, port, supervisor: None };
        server.run();
        server
    }

    /// Starts the server again after [`stop`](Self::stop).
    pub(crate) fn run(&mut self) {
        let output = self.folder.join("output.log");
        let output = File::options().create(true).append(true).open(output).unwrap();
        let mut supervisor = self.shell();
        supervisor.args(["-c", &format!("{} {SUPERVISION}", self.command)]);
        // A group of its own, which one signal stops.
        supervisor.process_group(0).stdin(Stdio::piped());
        supervisor.stdout(output.try_clone().unwrap()).stderr(output);
        self.supervisor = Some(supervisor.spawn().unwrap());
        let started = Instant::now();
        while TcpStream::connect(self.port.address()).is_err() {
            assert!(
                started.elapsed() < START_TIME,
                "`{}` does not accept connections (is its package installed?): {}",
                self.command,
                self.log("output.log")
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Stops the server at once, with all of its processes.
    pub(crate) fn stop(&mut self) {
        if let Some(mut supervisor) = self.supervisor.take() {
            drop(supervisor.stdin.take());
            let _ = supervisor.wait();
        }
    }

    /// Runs a command in the server's folder, such as one that makes it reload. `$(cat pid)` is its process.
    pub(crate) fn command(&self, command: &str) {
        let output = self.shell().args(["-c", command]).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}` failed: {printed}");
    }

    fn shell(&self) -> Command {
        let mut shell = Command::new("sh");
        let path = std::env::var("PATH").unwrap_or_default();
        shell.current_dir(&self.folder).env("PATH", format!("{FOLDERS}:{path}"));
        shell
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns a log of the server; empty if there is none.
    pub(crate) fn log(&self, file: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.folder.join(file)).unwrap_or_default()).into_owned()
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.address().port()
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.port.address())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
