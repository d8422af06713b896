//! Base URLs, which are refused or lead to a safe place.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| argyle_user_tokens::fuzzing::base_url(data));
