use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

use super::*;

/// Its base64 holds padding, and all signs in which the alphabets differ.
const SECRET: &str = "hunter2?>~/secret ü";
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoieCJ9.c2lnbmF0dXJl";

fn encoded() -> String {
    STANDARD.encode(format!("id:{SECRET}"))
}

fn known() -> KnownSecrets {
    KnownSecrets::new(SECRET.as_bytes(), encoded().as_bytes())
}

fn redacted(text: &str) -> String {
    known().redact(text, 8192)
}

/// Percent-encodes `text`, except for the characters in `plain`.
fn percent_encoded(text: &str, plain: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || plain.contains(char::from(byte));
    let write = |byte: u8| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(write).collect()
}

/// Lists the spellings of `text` that servers use.
fn spellings(text: &str) -> Vec<String> {
    let all: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    vec![
        text.to_owned(),
        text.to_lowercase(),
        text.to_uppercase().replace('Ü', "ü"),
        all.to_lowercase(),
        all,
        // RFC 3986, JavaScript's `encodeURIComponent` and `encodeURI`, and forms.
        percent_encoded(text, "-._~"),
        percent_encoded(text, "-._~!*'()"),
        percent_encoded(text, "-._~!*'();:@&=+$,/?#"),
        percent_encoded(text, "-._* ").replace(' ', "+"),
    ]
}

/// Lists the secret and its encodings, as a server may repeat them.
fn secrets() -> Vec<String> {
    let pair = format!("id:{SECRET}");
    let mut secrets = vec![
        SECRET.to_owned(),
        STANDARD.encode(&pair),
        STANDARD.encode(&pair).trim_end_matches('=').to_owned(),
        URL_SAFE.encode(&pair),
        URL_SAFE_NO_PAD.encode(&pair),
        TOKEN.to_owned(),
    ];
    for before in ["", "a", "ab"] {
        secrets.push(STANDARD.encode(format!("{before}{SECRET}")));
        secrets.push(URL_SAFE_NO_PAD.encode(format!("{before}{SECRET}")));
    }
    secrets
}

#[test]
fn secrets_are_redacted_in_every_spelling() {
    for spelling in secrets().iter().flat_map(|secret| spellings(secret)) {
        for (before, behind) in [
            ("", ""),
            ("before <", "> behind"),
            ("\u{e4}", "\u{e4}"),
            ("https://h.example/?", " behind"),
            ("\u{1f511}", "\u{1f511}"),
            ("\u{202e}", "\u{202c}"),
        ] {
            let text = redacted(&format!("{before}{spelling}{behind}"));
            let shown = text.strip_prefix(&*redacted(before)).unwrap();
            let shown = shown.strip_suffix(&*redacted(behind)).unwrap();
            // Padding stays, and so do letters of base64 that depend on the neighbours of the secret.
            let left = shown.replace(REDACTED, "");
            let is_padding = |text: &str| text.chars().all(|letter| "=%3dD".contains(letter));
            assert!(shown.contains(REDACTED), "{spelling}: {text}");
            assert!(left.len() <= 3 || is_padding(&left), "{spelling}: {text}");
        }
        let twice = redacted(&format!("{spelling} and {spelling}"));
        assert_eq!(twice.matches(REDACTED).count(), 2, "{spelling}: {twice}");
        assert!(twice.len() <= 2 * REDACTED.len() + 5 + 2 * 6, "{spelling}: {twice}");
    }
}

#[test]
fn a_short_secret_is_redacted_in_every_spelling() {
    let secret = "p?n>4~/";
    let header = STANDARD.encode(format!("i:{secret}"));
    let known = KnownSecrets::new(secret.as_bytes(), header.as_bytes());
    let of_secret = [STANDARD.encode(secret), URL_SAFE_NO_PAD.encode(format!("ab{secret}"))];
    for spelling in
        [secret.to_owned(), header].iter().chain(&of_secret).flat_map(|secret| spellings(secret))
    {
        let text = known.redact(&format!("it is {spelling} here"), 99);
        let left = text.replace(REDACTED, "").replace("it is ", "").replace(" here", "");
        assert!(text.contains(REDACTED) && left.len() <= 6, "{spelling}: {text}");
    }
    // A percent sign may belong to the secret or to its encoding.
    let known = KnownSecrets::new(b"a%41b%25", b"");
    for spelling in ["a%41b%25", "a%2541b%2525", "A%2541B%2525", "%61%2541b%2525"] {
        assert_eq!(known.redact(&format!("<{spelling}>"), 99), "<[REDACTED]>", "{spelling}");
    }
    let known = KnownSecrets::new(b"ab?ab?", b"aTphYj9hYj8=");
    assert_eq!(
        known.redact("<YWI_YWI_> <ywi/ywi/> <aTphYj9hYj8>", 99),
        "<[REDACTED]> <[REDACTED]> <[REDACTED]>"
    );
    // Forms write a blank as `+`.
    assert_eq!(KnownSecrets::new(b"a b c d", b"").redact("<a+b%20c d>", 99), "<[REDACTED]>");
    // A secret that is encoded twice is not found.
    assert_eq!(known.redact("<a%252541>", 99), "<a%252541>");
}

#[test]
fn a_truncated_secret_is_redacted_at_every_length() {
    // In base64 of a longer text, up to three letters belong to the text before the secret.
    let before = 3;
    for secret in secrets() {
        let letters: Vec<char> = secret.chars().collect();
        for end in 8 + before..letters.len() {
            let start: String = letters[..end].iter().collect();
            let left = redacted(&start).find(REDACTED);
            assert!(left.is_some_and(|left| left <= before), "{start}: {left:?}");
            for spelling in spellings(&start) {
                let text = redacted(&format!("it is {spelling}"));
                // Only the start of a JWT is recognized on its own.
                let is_found = text.contains(REDACTED) || secret == TOKEN && end < 24;
                assert!(is_found, "{spelling}: {text}");
            }
        }
    }
    assert_eq!(redacted(&SECRET[..8]), REDACTED);
    assert_eq!(redacted(&SECRET[..7]), &SECRET[..7]);
}

#[test]
fn no_limit_makes_a_part_of_a_secret_visible() {
    for secret in [SECRET.to_owned(), encoded(), TOKEN.to_owned()] {
        for spelling in [secret.clone(), percent_encoded(&secret, "-._~")] {
            let text = format!("{}{spelling} and more", "x ".repeat(20));
            for limit in 0..text.len() {
                let shown = known().redact(&text, limit);
                let left = shown.trim_start_matches("x ").trim_start_matches('x');
                let left = left.trim_end_matches(" and more".split_at(limit.min(9)).0);
                let (hidden, behind) = left.split_at(left.len().min(REDACTED.len()));
                let fine = REDACTED.starts_with(hidden) && " and more".starts_with(behind);
                assert!(fine && shown.len() <= limit, "{limit}: {shown}");
            }
        }
    }
}

#[test]
fn overlapping_secrets_do_not_hide_each_other() {
    let secrets = KnownSecrets::new(b"abcabcabd-rest", b"bdabcabcXY");
    for text in ["abcabcabcabcabd-rest", "abcabcabdabcabcXY", "abcabcabcabcabcabcabd-restabcabcabd"]
    {
        let shown = secrets.redact(text, 100);
        assert!(!shown.contains("abd") && !shown.contains("XY"), "{text}: {shown}");
    }
    // A short secret is found as a whole, and so is one of digits in a number.
    let short = KnownSecrets::new(b"pin4", b"aWQ6cGluNA==");
    assert_eq!(short.redact("a pin, my pin4.", 100), "a pin, my [REDACTED].");
    let digits = KnownSecrets::new(b"123456789012345678901234567890", b"aWQ6");
    assert_eq!(digits.redact("[123456789012345678901234567890]", 100), "[[REDACTED]]");
    assert_eq!(digits.redact("[1234567890123, 7]", 100), "[[REDACTED], 7]");
    // A UUID that is a secret is not an id.
    let uuid = "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7";
    assert_eq!(KnownSecrets::new(uuid.as_bytes(), b"").redact(uuid, 100), REDACTED);
    assert_eq!(redacted(uuid), uuid);
    // Without a secret, nothing is found.
    assert_eq!(KnownSecrets::default().redact("a b", 100), "a b");
    assert_eq!(KnownSecrets::new(b"", b"").redact("a b", 100), "a b");
}

#[test]
fn invisible_marks_are_escaped() {
    for mark in [
        '\0',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{180e}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{2028}',
        '\u{2029}',
        '\u{202a}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{206f}',
        '\u{2800}',
        '\u{3164}',
        '\u{fe00}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{fff9}',
        '\u{e0041}',
        '\u{e0100}',
    ] {
        let expected = format!("a\\u{{{:x}}}b", u32::from(mark));
        assert_eq!(redacted(&format!("a{mark}b")), expected);
    }
    assert_eq!(redacted("a\rb\r\nc\td\u{a0}e"), "a\\u{d}b\r\nc\td\u{a0}e");
    let marked = redacted(&format!("\u{202e}{SECRET}\u{200b}x"));
    assert_eq!(marked, "\\u{202e}[REDACTED]\\u{200b}x");
    assert_eq!(known().redact("abc\u{202e}d", 10), "abc");
}

#[test]
fn long_opaque_words_are_redacted_and_sentences_stay() {
    for word in [
        "abcdefghijkl0123456789abcd",
        "ABCDEFGHIJKLMNOPQRSTUVWX1",
        "abcdefghijklMNOPQRSTUVWX",
        "sk_live_4242abcd4242abcd4242",
        "aGVsbG8+d29ybGQ/aGVsbG8=",
        "aGVsbG8-d29ybGQ_aGVsbG8-",
        "0186c4b88fa162b349df94b3e18ca8a7",
        "x0186c4b8-8fa1-62b3-49df-94b3e18ca8a7",
        "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7-0",
        "%4a%4b%4c%4d%4e%4f%5a%5b",
        "a%2Bb%2Fc%3Da%2Bb%2Fc%3D",
        // Signs of base64 in JSON, and escapes of letters.
        "aGVsbG8\\/d29ybGQ\\/aGVsbG8=",
        "\\u0065\\u0079\\u004a\\u0068",
        "abcdefghijklmnopqrstuvwX",
        "form_1099_misc_recipient_address",
        "eyJhbGci",
        "eyJ",
    ] {
        for (before, behind) in [("", ""), ("a ", " b"), ("\"", "\""), ("(", ")"), ("a: ", ", b")] {
            let text = redacted(&format!("{before}{word}{behind}"));
            assert_eq!(text, format!("{before}{REDACTED}{behind}"), "{word}");
        }
    }
    for text in [
        "Must be a valid UUID.",
        "the connection was closed before the message completed",
        "abcdefghijklmnopqrstuvX",
        "abcdefghijklmnopqrstuvwxyz",
        "employments.base_pay.currency_code",
        "/v2/users/0186c4b8-8fa1-62b3-49df-94b3e18ca8a7",
        "trace_id=0186c4b8-8fa1-62b3-49df-94b3e18ca8a7&b=1",
        "0186C4B8-8FA1-62B3-49DF-94B3E18CA8A7.",
        "https://docs.argyle.com/guides/error-handling/of-tokens",
        "2026-11-25T04:14:18.123456Z",
        "invalid peer certificate: certificate not valid for name \"127.0.0.1\"",
        "keyJournal, Content-Type: application/json; charset=UTF-8",
        "äöüäöüäöüäöüäöüäöüäöüäöüÄÖÜ",
        "<html><head><title>502 Bad Gateway</title></head></html>",
    ] {
        assert_eq!(redacted(text), text);
    }
    assert_eq!(redacted(&format!("Bearer {TOKEN}.")), "Bearer [REDACTED]");
    assert_eq!(redacted(&format!("a=1&token={}", &TOKEN[..9])), "a=1&token=[REDACTED]");
    assert_eq!(redacted(&format!("token={TOKEN}")), REDACTED);
}

#[test]
fn a_truncated_line_ends_in_an_ellipsis() {
    let line = |text: &str, limit| known().line(text, limit);
    assert_eq!(line(" a\n\tb\u{2028}\0c ", 99), "a b c");
    assert_eq!(line(" a\r\nb", 3), "a…");
    assert_eq!(
        (line("abc", 3), line("abcd", 3), line("a bcdef", 3)),
        ("abc".into(), "abc…".into(), "a b…".into())
    );
    assert_eq!(line("äöü", 3), "ä…");
    // The text is searched as it came, before blanks are merged.
    let blanks = KnownSecrets::new(b"two  blanks", b"");
    assert_eq!(blanks.line("it is two  blanks \n", 99), "it is [REDACTED]");
    assert!(line(&"word ".repeat(10_000), 100).len() <= 103);
    assert_eq!(line(&"w".repeat(100_000), 100).len(), 103);
}

#[test]
fn a_base_url_is_shown_without_possible_secrets() {
    for text in
        ["https://api.argyle.com", "ftp://127.0.0.1", "http://[::1]:8080", "http://h.example:81"]
    {
        assert_eq!(redact_url(text), text);
        assert_eq!(redact_url(&format!("{text}/a/hunter2")), text);
    }
    for text in [
        "https://id:hunter2@h.example",
        "https://id:hunter2%40h.example",
        "https://id:hunter2",
        "https://id:hunter2/",
        "https:/id:hunter2@h",
        "api.argyle.com",
        "localhost:8080",
        "",
        "https:\\\\id:hunter2@h",
        "id:hunter2://x@h.example",
        "hunter2://h.example",
        "https://id:hunter2\u{ff20}h.example",
        "https://id:1\u{ff20}hunter2",
        "https://h.example?hunter2",
        "https://h.example\u{ff1f}hunter2",
        "https://h.example#hunter2",
        "hunter2",
        "hunter2.h.example",
        "id:12345",
        "HunTer",
    ] {
        assert_eq!(redact_url(text), REDACTED, "{text}");
    }
}

#[test]
fn a_setting_is_shown_if_it_looks_like_a_name() {
    for text in ["staging", "sandbox\n", "Pre-Production", "", "my-app/1.2.3 (Linux)\n", "a\nb"] {
        assert_eq!(if_names(text), text);
    }
    let long = ["abcdefghijklmnopqrst\n", &"a ".repeat(99), &"\n".repeat(99)];
    for text in ["hunter2", "hunter2-secret\n", "sändbox", "12345\n"].into_iter().chain(long) {
        assert_eq!(if_names(text), REDACTED);
    }
}
