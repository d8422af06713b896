//! Where generated inputs come from: the test command takes the same ones in every run.

use proptest::test_runner::{Config, RngSeed};

/// The seed of all generated inputs. Its value means nothing.
const SEED: u64 = 20_250_131;

/// How proptest generates its inputs: `usual` of them, from a fixed seed.
///
/// `cargo xtask properties` asks for another seed and for more inputs, through `PROPTEST_RNG_SEED` and
/// `PROPTEST_CASES`. Nothing is written anywhere: an input that fails becomes a row of a table beside the
/// tests.
pub fn config(usual: u32) -> Config {
    let asked = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { asked.cases } else { usual };
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(SEED),
        fixed => fixed,
    };
    Config { cases, rng_seed, failure_persistence: None, ..asked }
}
