//! The crate wipes memory that it allocated for secrets: a process searches its own memory for them.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{Read, Seek, SeekFrom};
use std::process::Command;

use argyle_user_tokens::{Credentials, UserToken};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroize as _;

/// The secret is computed when needed and compared letter by letter, so the program itself stores it nowhere.
const LENGTH: usize = 96;

/// The number of last letters that are searched for: an allocator writes into the start of freed memory.
const TAIL: usize = 32;

fn letter(index: usize) -> u8 {
    b'a' + u8::try_from((index * 7 + index / 5) % 26).unwrap()
}

fn secret() -> String {
    let mut secret = String::with_capacity(LENGTH);
    secret.extend((0..LENGTH).map(|index| char::from(letter(index))));
    secret
}

/// The length of the secret in base64.
const HEADER: usize = LENGTH / 3 * 4;

/// Returns a letter of the secret in the header.
fn header_letter(index: usize) -> u8 {
    // Base64 turns three letters into four, so each four can be computed alone.
    let group = index / 4 * 3;
    let letters = [letter(group), letter(group + 1), letter(group + 2)];
    STANDARD.encode(letters).as_bytes()[index % 4]
}

/// Counts the occurrences of the letters in the writable memory of this process.
fn found(letter: fn(usize) -> u8, end: usize) -> usize {
    let mut memory = File::open("/proc/self/mem").unwrap();
    // The buffer holds a copy of the memory it reads, so it is wiped before it is read itself.
    let mut piece = vec![0; 1 << 16];
    let mut count = 0;
    for line in fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let mut words = line.split(' ');
        let (range, access) = (words.next().unwrap(), words.next().unwrap());
        if !access.starts_with("rw") || line.ends_with("[vvar]") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let number = |text| u64::from_str_radix(text, 16).unwrap();
        let (mut from, to) = (number(from), number(to));
        while from < to {
            let length = piece.len().min(usize::try_from(to - from).unwrap());
            let read = memory.seek(SeekFrom::Start(from)).is_ok()
                && memory.read_exact(&mut piece[..length]).is_ok();
            if read {
                count += matches(&piece[..length], letter, end);
            }
            piece.fill(0);
            black_box(&piece);
            from += u64::try_from(length).unwrap();
        }
    }
    count
}

/// Counts the occurrences of the letters up to `end` in `bytes`.
fn matches(bytes: &[u8], letter: fn(usize) -> u8, end: usize) -> usize {
    let from = end - TAIL;
    let whole = |piece: &&[u8]| piece.iter().zip(from..end).all(|(byte, at)| *byte == letter(at));
    let first = letter(from);
    bytes.windows(TAIL).filter(|piece| piece[0] == first).filter(whole).count()
}

/// Runs in a process of its own.
#[test]
#[ignore = "other tests run it in a process"]
fn probe() {
    match std::env::var("MEMORY_PROBE").as_deref() {
        Ok("credentials") => {
            // With its colon, the id has three letters, so base64 groups the letters of the secret evenly.
            let credentials = Credentials::new("id", secret()).unwrap();
            let other = credentials.clone();
            let held = found(header_letter, HEADER);
            drop((credentials, other));
            println!("held {held} left {} {}", found(letter, LENGTH), found(header_letter, HEADER));
        }
        Ok("token") => {
            // Has spare capacity. Moving the token into exact memory would leave a copy behind.
            let mut text = String::with_capacity(LENGTH * 10);
            text.extend((0..LENGTH).map(|index| char::from(letter(index))));
            let token = UserToken::try_from(text).unwrap();
            let mut json = serde_json::to_vec(&token).unwrap();
            let decoded: UserToken = serde_json::from_slice(&json).unwrap();
            json.zeroize();
            let other = token.clone();
            let held = found(letter, LENGTH);
            drop((token, other, decoded));
            println!("held {held} left {} 0", found(letter, LENGTH));
        }
        _ => {}
    }
}

fn probed(what: &str) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::probe", "--ignored", "--nocapture"])
        .env("MEMORY_PROBE", what)
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let line = output.lines().find_map(|line| line.find("held ").map(|start| &line[start..]));
    line.unwrap_or_else(|| panic!("{output}")).to_owned()
}

#[test]
fn the_last_clone_of_credentials_wipes_the_secret() {
    let probed = probed("credentials");
    assert!(!probed.starts_with("held 0") && probed.ends_with("left 0 0"), "{probed}");
}

#[test]
fn a_dropped_token_is_wiped_from_memory() {
    let probed = probed("token");
    assert!(!probed.starts_with("held 0") && probed.ends_with("left 0 0"), "{probed}");
}
