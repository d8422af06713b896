//! Errors that the API or a server in front of it answers with.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| argyle_user_tokens::fuzzing::error_body(data));
