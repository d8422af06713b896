//! Runs the property tests with new random inputs.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::process::Command;

use crate::checkout;

/// The options of `properties`.
pub struct Request {
    /// The seed of all inputs; random by default.
    pub seed: Option<u64>,
    /// The number of inputs for each property.
    pub cases: u32,
}

/// Runs the property tests, and returns whether they passed.
pub fn run(request: &Request) -> Result<bool, String> {
    let seed = request.seed.unwrap_or_else(draw_seed);
    let cases = request.cases;
    // Printed first, because an interrupted run must be repeatable too.
    println!("seed {seed}; to repeat it: cargo xtask properties --seed {seed} --cases {cases}");
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["test", "--package", "argyle-user-tokens", "--all-features"])
        .args(["--lib", "--test", "pipeline", "--no-fail-fast"])
        .args(["--", "fuzzing::tests", "properties::"])
        .current_dir(checkout::root())
        .env("PROPTEST_RNG_SEED", seed.to_string())
        .env("PROPTEST_CASES", cases.to_string())
        .status()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    Ok(status.success())
}

/// Draws a random seed from the keys of the hasher, the only randomness in the standard library.
fn draw_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}
