//! Successes, which decode or end in an error that shows nothing of them.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| argyle_user_tokens::fuzzing::response(data));
