//! The header `Retry-After`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| argyle_user_tokens::fuzzing::retry_after(data));
