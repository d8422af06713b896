//! The configuration of generated inputs. The test command generates the same ones in every run.

use proptest::test_runner::{Config, RngSeed};

/// The seed of all generated inputs. The value is arbitrary.
const SEED: u64 = 20_250_131;

/// Configures proptest to generate `usual` inputs from a fixed seed.
///
/// `cargo xtask properties` sets another seed and more inputs through `PROPTEST_RNG_SEED` and `PROPTEST_CASES`. No file
/// is written: a failing input becomes a row of a table beside the tests.
pub fn config(usual: u32) -> Config {
    let asked = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { usual };
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(SEED),
        fixed => fixed,
    };
    Config { cases, rng_seed, failure_persistence: None, ..asked }
}
