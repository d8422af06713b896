//! Running the property tests with inputs that nobody has seen yet.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::process::Command;

use crate::checkout;

/// What to run.
pub struct Request {
    /// The seed of all inputs; one is drawn where none is given.
    pub seed: Option<u64>,
    /// How many inputs each property gets.
    pub cases: u32,
}

/// Runs the property tests, and returns whether they passed.
pub fn run(request: &Request) -> Result<bool, String> {
    let seed = request.seed.unwrap_or_else(drawn);
    let cases = request.cases;
    // Said first, so that a run that is interrupted can be repeated too.
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

/// A seed by chance: the standard library has no other source of it than the keys of its hashes.
fn drawn() -> u64 {
    RandomState::new().build_hasher().finish()
}
