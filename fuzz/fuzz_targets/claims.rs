//! Tokens and payloads of tokens, whose claims are read as far as they can be.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| argyle_user_tokens::fuzzing::claims(data));
