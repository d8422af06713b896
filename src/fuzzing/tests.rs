//! The functions of the fuzz targets, with inputs that proptest makes, with those that ever failed, and with the
//! seeds of the targets.

use std::fs;

use proptest::collection::vec;
use proptest::prelude::{any, proptest};

use super::{base_url, claims, error_body, response, retry_after};

use test_inputs::{at_hand, config};

/// Pieces that such inputs consist of, in any order: more of them come to the interesting places than of
/// any letters.
const JSON: &str =
    r#"([{}\[\],: ]|"(user_token|detail|user|a)"|"[a-z\\]{0,3}"|null|1e9|true|eyJ|\.){0,20}"#;
const URL: &str = r"(https?://|ftp:|localhost|127\.0\.0\.1|\[::1\]|api\.argyle\.com|[:/@?#%\\.]|v2|[a-z0-9]){0,12}";
const DATE: &str = r"((Sun|Mon), )?[0-9]{1,2}[ -](Nov|Jan)[ -][0-9]{2,5} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT|-?[0-9]{0,25}";

/// A function that panics where its promise is broken.
type Promise = fn(&[u8]);

/// A fuzz target by its name, and its function.
type Target = (&'static str, Promise);

/// Every input that broke a promise once. One that a fuzzer or a random seed finds becomes a row here.
const FAILED: [(Promise, &[u8]); 1] = [
    // A blank token is refused as an empty one is.
    (claims, b" "),
];

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn any_body_of_a_success_is_read_or_refused(data in vec(any::<u8>(), 0..200), json in JSON) {
        response(&data);
        response(format!("\0\n{json}").as_bytes());
    }

    #[test]
    fn any_body_of_an_error_is_read(data in vec(any::<u8>(), 0..200), json in JSON) {
        error_body(&data);
        error_body(format!("\u{7f}\n{json}").as_bytes());
    }

    #[test]
    fn any_retry_after_is_a_wait_or_none(data in vec(any::<u8>(), 0..40), date in DATE, sent in DATE) {
        retry_after(&data);
        retry_after(date.as_bytes());
        retry_after(format!("{date}\n{sent}").as_bytes());
    }

    #[test]
    fn any_token_has_claims_or_an_error(data in vec(any::<u8>(), 0..200), json in JSON) {
        claims(&data);
        claims(json.as_bytes());
    }

    #[test]
    fn any_base_url_is_safe_or_refused(data in vec(any::<u8>(), 0..80), url in URL) {
        base_url(&data);
        base_url(url.as_bytes());
    }
}

#[test]
fn inputs_that_failed_once_keep_their_promises_now() {
    for (run, input) in FAILED {
        run(input);
    }
}

#[test]
fn the_seeds_of_the_fuzz_targets_keep_their_promises_too() {
    // The published package comes without them.
    let Some(seeds) = at_hand("fuzz/seeds", "the seeds of the fuzz targets") else {
        return;
    };
    let targets: [Target; 5] = [
        ("base_url", base_url),
        ("claims", claims),
        ("error_body", error_body),
        ("response", response),
        ("retry_after", retry_after),
    ];
    for (target, run) in targets {
        let files = fs::read_dir(seeds.join(target)).unwrap().map(|file| file.unwrap().path());
        let contents: Vec<Vec<u8>> = files.map(|file| fs::read(file).unwrap()).collect();
        assert!(!contents.is_empty(), "{target} has no seed");
        contents.iter().for_each(|seed| run(seed));
    }
}
