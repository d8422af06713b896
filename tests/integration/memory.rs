//! What the crate allocates for secrets is wiped: a process looks for them in its own memory.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{Read, Seek, SeekFrom};
use std::process::Command;

use argyle_user_tokens::{Credentials, UserToken};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroize as _;

/// The secret is made when it is needed and is looked for byte by byte, so that the program itself does not
/// hold it anywhere.
const LENGTH: usize = 48;

fn letter(index: usize) -> u8 {
    b'a' + u8::try_from((index * 7 + index / 5) % 26).unwrap()
}

fn secret() -> String {
    let mut secret = String::with_capacity(LENGTH);
    secret.extend((0..LENGTH).map(|index| char::from(letter(index))));
    secret
}

/// The letters of the secret, or of the header that is made of it, one by one.
fn header_letter(index: usize) -> u8 {
    // Three letters become four, so that any four can be made by themselves.
    let group = index / 4 * 3;
    let letters = [letter(group), letter(group + 1), letter(group + 2)];
    STANDARD.encode(letters).as_bytes()[index % 4]
}

/// How often the letters stand in the memory of this process that can be written.
fn found(letter: fn(usize) -> u8) -> usize {
    let mut memory = File::open("/proc/self/mem").unwrap();
    // Its own memory has a copy of what it reads, which is wiped before it is read itself.
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
                count += matches(&piece[..length], letter);
            }
            piece.fill(0);
            black_box(&piece);
            from += u64::try_from(length).unwrap();
        }
    }
    count
}

fn matches(bytes: &[u8], letter: fn(usize) -> u8) -> usize {
    let starts = 0..bytes.len().saturating_sub(LENGTH);
    let first = letter(0);
    let whole = |start: &usize| {
        bytes[*start] == first && (1..LENGTH).all(|index| bytes[start + index] == letter(index))
    };
    starts.filter(whole).count()
}

/// Runs in a process of its own, where nothing else is; by itself it does nothing.
#[test]
fn probe() {
    match std::env::var("MEMORY_PROBE").as_deref() {
        Ok("credentials") => {
            // With its colon the id has three letters, so that the groups of base64 are those of the secret.
            let credentials = Credentials::new("id", secret()).unwrap();
            let other = credentials.clone();
            let held = found(header_letter);
            drop((credentials, other));
            println!("held {held} left {} {}", found(letter), found(header_letter));
        }
        Ok("token") => {
            // With room to spare, which a token that is moved into exact memory leaves behind.
            let mut text = String::with_capacity(LENGTH * 3);
            text.extend((0..LENGTH).map(|index| char::from(letter(index))));
            let token = UserToken::try_from(text).unwrap();
            let mut json = serde_json::to_vec(&token).unwrap();
            let decoded: UserToken = serde_json::from_slice(&json).unwrap();
            json.zeroize();
            let other = token.clone();
            let held = found(letter);
            drop((token, other, decoded));
            println!("held {held} left {} 0", found(letter));
        }
        _ => {}
    }
}

fn probed(what: &str) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::probe", "--nocapture"])
        .env("MEMORY_PROBE", what)
        .output()
        .unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let line = output.lines().find_map(|line| line.find("held ").map(|start| &line[start..]));
    line.unwrap_or_else(|| panic!("{output}")).to_owned()
}

#[test]
fn an_api_secret_is_gone_from_memory_with_the_last_clone_of_its_credentials() {
    let probed = probed("credentials");
    assert!(!probed.starts_with("held 0") && probed.ends_with("left 0 0"), "{probed}");
}

#[test]
fn a_token_is_gone_from_memory_when_it_is_dropped() {
    let probed = probed("token");
    assert!(!probed.starts_with("held 0") && probed.ends_with("left 0 0"), "{probed}");
}
