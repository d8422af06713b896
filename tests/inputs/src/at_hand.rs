//! Optional data of tests, and the message about missing data.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Resolves `path` from the root of the checkout. If nothing is there, prints that `what` is left out, and the path it
/// needs.
pub fn at_hand(path: &str, what: &str) -> Option<PathBuf> {
    // Some packages of the workspace are below its root.
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().find(|folder| folder.join("spec/user-tokens.yaml").is_file())?;
    let place = root.join(path);
    if place.exists() {
        return Some(place);
    }
    // Written past the macros, whose output only appears for failing tests. Written in one piece, because other tests
    // write too.
    let line = format!("LEFT OUT: {what}, which needs {}\n", place.display());
    let _ = std::io::stderr().write_all(line.as_bytes());
    None
}
