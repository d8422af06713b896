//! The generated public interface is the one that was reviewed.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_outline_is_the_one_that_is_checked_in() {
    let generated = include_str!(concat!(env!("OUT_DIR"), "/outline.txt"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outline.txt");
    if std::env::var_os("UPDATE_OUTLINE").is_some() {
        std::fs::write(&path, generated).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap();
    let added = lines_only_in(generated, &reviewed, "+");
    let removed = lines_only_in(&reviewed, generated, "-");
    assert!(
        generated == reviewed,
        "the generated interface changed:\n{removed}{added}\
         Review it, then accept it with: UPDATE_OUTLINE=1 cargo test --all-features outline"
    );
}

fn lines_only_in(text: &str, other: &str, sign: &str) -> String {
    let known: BTreeSet<&str> = other.lines().collect();
    let lines = text.lines().filter(|line| !known.contains(line));
    lines.map(|line| format!("{sign} {line}\n")).collect()
}
