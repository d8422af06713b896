//! Looks for secrets in what a server has logged.

use std::fs;

use crate::server::Server;
use crate::upstream::TOKEN_START;
use crate::{BASIC, KEY_SECRET};

/// Asserts that no log (`*.log`) of the server has the key secret, a token, or the credentials outside of an `Authorization`
/// header. Returns how often that header is there.
pub(crate) fn assert_no_secret(server: &Server) -> usize {
    let mut headers = 0;
    for entry in fs::read_dir(server.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "log") {
            continue;
        }
        let log = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for line in log.lines() {
            for secret in [KEY_SECRET, TOKEN_START] {
                assert!(!line.contains(secret), "{}: {line}", path.display());
            }
            for (at, _) in line.match_indices(BASIC) {
                let before = line[..at].to_lowercase();
                let is_header = before.ends_with("authorization: basic ")
                    || before.ends_with("authorization=\"basic ");
                assert!(is_header, "{}: {line}", path.display());
                headers += 1;
            }
        }
    }
    headers
}
