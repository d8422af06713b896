//! Starts the server in a process of its own, so its costs are not counted among the client's.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use reqwest::Certificate;

use crate::Failed;
use crate::client::Address;

/// A server that runs until it is dropped.
pub struct ServerProcess {
    process: Child,
    output: BufReader<ChildStdout>,
    pub address: Address,
}

impl ServerProcess {
    /// Starts `calls serve` with these arguments.
    pub fn start(what: &[&str]) -> Result<Self, Failed> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .args(what)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("the server has no standard output")?;
        let mut output = BufReader::new(output);
        let mut url = String::new();
        output.read_line(&mut url)?;
        let mut certificate = String::new();
        // An empty line ends the certificate.
        while output.read_line(&mut certificate)? > 1 {}
        let root = match certificate.trim() {
            "" => None,
            pem => Some(Certificate::from_pem(pem.as_bytes())?),
        };
        Ok(Self { process, output, address: Address { url: url.trim().to_owned(), root } })
    }

    /// Stops the server, and returns the number of its connections.
    pub fn stop(mut self) -> Result<usize, Failed> {
        drop(self.process.stdin.take());
        let mut said = String::new();
        self.output.read_to_string(&mut said)?;
        Ok(said.trim().parse()?)
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // After `stop`, the process has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
