//! The recipe shows the files of this package unchanged.

/// Returns the code after the first blank line, without the comment on the file.
fn code(file: &str) -> &str {
    file.split_once("\n\n").map_or(file, |(_, code)| code).trim_end()
}

#[test]
fn the_recipe_shows_the_code_that_is_tested_here() {
    let recipe = include_str!("../../../docs/recipes/web_frameworks.md");
    let library = include_str!("../src/lib.rs");
    let session = library.split_once("use uuid::Uuid;").map_or(library, |(_, session)| session);
    for shown in [
        code(include_str!("../src/status.rs")),
        code(include_str!("../src/axum.rs")),
        code(include_str!("../src/actix.rs")),
        session.trim(),
    ] {
        assert!(recipe.contains(shown), "the recipe does not show {shown}");
    }
}
