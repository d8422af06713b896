//! Data that a test reads where it is at hand, and what is said where it is not.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// `path` as seen from the root of the checkout. Where nothing is there, the output says that `what` was left
/// out, and what it needs.
pub fn at_hand(path: &str, what: &str) -> Option<PathBuf> {
    // Some packages of the workspace stand below its root.
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().find(|folder| folder.join("spec/user-tokens.yaml").is_file())?;
    let place = root.join(path);
    if place.exists() {
        return Some(place);
    }
    // Written past the macros, whose output is shown for tests that fail and for no others; and in one piece, as
    // other tests write too.
    let line = format!("LEFT OUT: {what}, which needs {}\n", place.display());
    let _ = std::io::stderr().write_all(line.as_bytes());
    None
}
