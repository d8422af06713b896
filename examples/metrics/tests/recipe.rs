//! The recipe shows the code of this package unchanged.

#[test]
fn the_recipe_shows_the_code_that_is_tested_here() {
    let recipe = include_str!("../../../docs/recipes/metrics.md");
    let library = include_str!("../src/lib.rs");
    let code = library.split_once("\n\n").map_or(library, |(_, code)| code).trim_end();
    assert!(recipe.contains(code), "the recipe does not show {code}");
}
