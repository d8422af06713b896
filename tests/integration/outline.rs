//! The generated public interface is the one that was reviewed.

use std::path::Path;

#[test]
fn the_outline_is_the_one_that_is_checked_in() {
    let generated = include_str!(concat!(env!("OUT_DIR"), "/outline.txt"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outline.txt");
    if std::env::var_os("UPDATE_OUTLINE").is_some() {
        std::fs::write(&path, generated).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap();
    let missing = |from: &'static str, of: &str, sign: char| {
        let lines: Vec<&str> = of.lines().collect();
        let lines = from
            .lines()
            .filter(|line| !lines.contains(line))
            .map(|line| format!("{sign} {line}\n"));
        lines.collect::<String>()
    };
    let added = missing(generated, &reviewed, '+');
    let removed = missing(Box::leak(reviewed.clone().into_boxed_str()), generated, '-');
    assert_eq!(
        generated, reviewed,
        "\nThe generated interface changed:\n{removed}{added}\
         Review it, then run: UPDATE_OUTLINE=1 cargo test --all-features outline\n"
    );
}
