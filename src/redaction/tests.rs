use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

use super::*;

/// Its base64 has all signs that the alphabets differ in, and padding.
const SECRET: &str = "hunter2?>~/secret ü";
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoieCJ9.c2lnbmF0dXJl";

fn encoded() -> String {
    STANDARD.encode(format!("id:{SECRET}"))
}

fn known() -> KnownSecrets {
    KnownSecrets::new(SECRET.as_bytes(), encoded().as_bytes())
}

fn redacted(text: &str) -> String {
    known().text(text, 8192).text
}

fn each_byte(text: &str, write: impl Fn(u8) -> String) -> String {
    text.bytes().map(write).collect()
}

fn each_letter(text: &str, write: impl Fn(u32) -> String) -> String {
    text.chars().map(|letter| write(u32::from(letter))).collect()
}

/// `text` in the ways in which servers escape it.
fn spellings(text: &str) -> Vec<String> {
    let percent = each_byte(text, |byte| format!("%{byte:02X}"));
    let json = each_letter(text, |letter| format!("\\u{letter:04x}"));
    let html = each_letter(text, |letter| format!("&#x{letter:X};"));
    let signs = |write: fn(char) -> String| -> String {
        let plain = |letter: char| letter.is_alphanumeric() && letter.is_ascii();
        text.chars().map(|it| if plain(it) { it.to_string() } else { write(it) }).collect()
    };
    vec![
        text.to_owned(),
        percent.clone(),
        percent.to_lowercase(),
        percent.replace('%', "%25"),
        percent.replace('%', "%2525"),
        json.clone(),
        json.to_uppercase().replace("\\U", "\\u"),
        json.replace('\\', "\\\\"),
        json.replace('\\', "%5C"),
        html.clone(),
        html.replace(';', " ").replace(' ', ";"),
        html.replace('&', "&amp;"),
        each_letter(text, |letter| format!("&#{letter};")),
        each_letter(text, |letter| format!("\\u{{{letter:x}}}")),
        each_letter(text, |letter| format!("\\U{letter:08x}")),
        each_letter(text, |letter| format!("%u{letter:04X}")),
        each_byte(text, |byte| format!("\\x{byte:02x}")),
        each_byte(text, |byte| format!("\\{byte:03o}")),
        signs(|letter| {
            let mut bytes = [0; 4];
            each_byte(letter.encode_utf8(&mut bytes), |byte| format!("%{byte:02x}"))
        }),
        signs(|letter| format!("&#{};", u32::from(letter))),
        text.replace('/', "\\/"),
        text.replace('u', "\\u0075"),
        text.replace('&', "&amp;").replace('/', "&sol;").replace('+', "&plus;"),
        text.escape_default().to_string(),
        text.replace(' ', "+"),
        text.replace(' ', "\u{a0}"),
        each_letter(text, |letter| format!("{}\u{200b}", char::from_u32(letter).unwrap())),
    ]
}

/// The secret and all that is made of it, as a server could send it back.
fn secrets() -> Vec<String> {
    let pair = format!("id:{SECRET}");
    let mut secrets = vec![
        SECRET.to_owned(),
        STANDARD.encode(&pair),
        STANDARD.encode(&pair).trim_end_matches('=').to_owned(),
        URL_SAFE.encode(&pair),
        URL_SAFE_NO_PAD.encode(&pair),
        SECRET.bytes().map(|byte| format!("{byte:02X}")).collect(),
        TOKEN.to_owned(),
    ];
    for before in ["", "a", "ab"] {
        secrets.push(STANDARD.encode(format!("{before}{SECRET}")));
        secrets.push(URL_SAFE_NO_PAD.encode(format!("{before}{}", encoded())));
    }
    secrets
}

#[test]
fn a_known_secret_is_cut_out_in_whatever_case_and_however_it_is_wrapped() {
    for secret in secrets().into_iter().filter(|secret| secret != TOKEN) {
        let upper = secret.to_uppercase().replace('Ü', "ü");
        let wrapped =
            each_letter(&secret, |letter| format!("{}\r\n", char::from_u32(letter).unwrap()));
        for spelling in [&upper, &secret.to_lowercase(), &wrapped, &wrapped.replace("\r\n", "\\n ")]
        {
            let text = redacted(&format!("it is {spelling}"));
            let left = text.replace(REDACTED, "");
            let left = left.replace("\\n", "");
            let left = left.chars().filter(|it| !is_invisible(*it)).count();
            assert!(text.contains(REDACTED) && left < 12, "{spelling}: {text}");
        }
    }
}

#[test]
fn every_secret_is_cut_out_in_every_spelling_and_the_text_around_it_stays() {
    for secret in secrets() {
        for spelling in spellings(&secret) {
            let text = redacted(&format!("before <{spelling}> behind"));
            assert!(text.starts_with("before <") && text.ends_with("> behind"), "{text}");
            let shown = &text["before <".len()..text.len() - "> behind".len()];
            // Of the base64 of more than the secret, letters that depend on its neighbours are left, and so is
            // an escape of a blank or of padding.
            let left = shown.replace(REDACTED, "");
            let left: String = left.chars().filter(|it| !is_invisible(*it)).collect();
            assert!(shown.contains(REDACTED), "{spelling}: {shown}");
            assert!(
                left.len() <= 3 || left.chars().all(|it| "=%3dD25\\u0xX{}&#amp;61".contains(it)),
                "{spelling}: {shown}"
            );
        }
    }
}

#[test]
fn a_secret_is_cut_out_wherever_it_is_cut_off() {
    // In base64 of more than the secret, up to three letters belong to what stands before it.
    let before = 3;
    for secret in secrets() {
        let letters: Vec<char> = secret.chars().collect();
        for end in (8 + before..letters.len()).step_by(5) {
            let start: String = letters[..end].iter().collect();
            let left = redacted(&start).find(REDACTED);
            assert!(left.is_some_and(|left| left <= before), "{start}: {left:?}");
            for spelling in spellings(&start) {
                let text = redacted(&format!("it is {spelling}"));
                assert!(text.contains(REDACTED), "{spelling}: {text}");
            }
        }
    }
}

#[test]
fn no_limit_cuts_a_secret_into_something_that_is_shown() {
    for secret in [SECRET.to_owned(), encoded(), TOKEN.to_owned()] {
        for spelling in spellings(&secret) {
            let text = format!("{}{spelling} and more", "x ".repeat(20));
            for limit in (0..text.len()).step_by(11) {
                let shown = known().text(&text, limit).text;
                let left = shown.trim_start_matches("x ").trim_start_matches('x');
                let left = left.strip_suffix(" and more").unwrap_or(left);
                let fine =
                    left.is_empty() || REDACTED.starts_with(left) || left.starts_with(REDACTED);
                assert!(fine && shown.len() <= limit, "{limit}: {shown}");
            }
        }
    }
}

#[test]
fn no_limit_cuts_an_id_into_an_opaque_word() {
    let text = "the user 0186c4b8-8fa1-62b3-49df-94b3e18ca8a7 is unknown";
    for limit in 0..text.len() {
        let shown = known().text(text, limit).text;
        assert!(text.starts_with(&shown) && redacted(&shown) == shown, "{limit}: {shown}");
    }
}

#[test]
fn one_secret_hides_no_other() {
    let secrets = KnownSecrets::new(b"abcabcabd-rest", b"bdabcabcXY");
    for text in ["abcabcabcabcabd-rest", "abcabcabdabcabcXY", "abcabcabcabcabcabcabd-restabcabcabd"]
    {
        let shown = secrets.text(text, 100).text;
        assert!(!shown.contains("abd") && !shown.contains("XY"), "{text}: {shown}");
    }
    // A secret of less than eight letters, as a whole; and one of digits that is a number.
    let short = KnownSecrets::new(b"pin4", b"aWQ6cGluNA==");
    assert_eq!(short.text("a pin, my pin4.", 100).text, "a pin, my [REDACTED].");
    let digits = KnownSecrets::new(b"123456789012345678901234567890", b"aWQ6");
    assert_eq!(digits.text("[123456789012345678901234567890]", 100).text, "[[REDACTED]]");
    assert_eq!(digits.text("[1234567890123, 7]", 100).text, "[[REDACTED], 7]");
    // A UUID that is the secret is no id.
    let uuid = "0186c4b8-8fa1-62b3-49df-94b3e18ca8a7";
    assert_eq!(KnownSecrets::new(uuid.as_bytes(), b"").text(uuid, 100).text, REDACTED);
    assert_eq!(redacted(uuid), uuid);
}

#[test]
fn a_short_secret_is_cut_out_only_as_a_word() {
    let short = |secret: &str, text: &str| {
        let encoded = STANDARD.encode(format!("id:{secret}"));
        KnownSecrets::new(secret.as_bytes(), encoded.as_bytes()).text(text, 200).text
    };
    for (secret, text, expected) in [
        ("a", "A parameter: \"a\", (a)", "[REDACTED] parameter: \"[REDACTED]\", ([REDACTED])"),
        ("a", "the b\u{e4}r at 161, na\u{e4}", "the b\u{e4}r at 161, na\u{e4}"),
        ("a", "\u{201c}a\u{201d} \u{e4}a", "\u{201c}[REDACTED]\u{201d} \u{e4}a"),
        ("a", "%61 is \\u0061, a\u{200b}b", "[REDACTED] is [REDACTED], a\\u{200b}b"),
        ("a", "aWQ6YQ== is 61 or YQ==", "[REDACTED]== is [REDACTED] or [REDACTED]=="),
        ("ab", "ab able 6162", "[REDACTED] able [REDACTED]"),
        ("abc", "abc abcd a bc", "[REDACTED] abcd a bc"),
        ("\u{e4}\u{e4}\u{e4}", "b\u{e4}\u{e4}\u{e4}", "b\u{e4}\u{e4}\u{e4}"),
        ("abcd", "xabcdx", "x[REDACTED]x"),
    ] {
        assert_eq!(short(secret, text), expected, "{secret}");
    }
}

#[test]
fn marks_that_nobody_sees_are_escaped() {
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
    assert_eq!(redacted(&format!("\u{202e}{SECRET}\u{200b}\u{202c}x")), "\\u{202e}[REDACTED]x");
    assert_eq!(known().text("abc\u{202e}d", 10).text, "abc");
}

#[test]
fn marks_that_scripts_and_emoji_need_stay() {
    for text in [
        "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
        "\u{915}\u{94d}\u{200d}\u{937}",
        "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "\u{2764}\u{fe0f}\u{200d}\u{1f525}",
    ] {
        assert_eq!(redacted(text), text);
    }
    let twice = "\u{915}\u{200d}\u{200d}\u{fe0f}";
    assert_eq!(redacted(twice), "\u{915}\u{200d}\\u{200d}\\u{fe0f}");
}

#[test]
fn long_opaque_words_are_cut_out_and_what_people_read_stays() {
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
        "\\u0065yJhbG",
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
        "user_token.employments.0.base_pay.currency_code",
        "form_1099_misc_recipient_address",
        "/v2/users/0186c4b8-8fa1-62b3-49df-94b3e18ca8a7",
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
}

#[test]
fn a_line_is_one_and_says_where_it_ends() {
    let line = |text: &str, limit| known().line(text, limit);
    assert_eq!(line(" a\n\tb\u{2028}\0c ", 9).text, "a b c");
    assert_eq!(line("hunter2?>~/sec\0ret ü", 99).text, REDACTED);
    assert!(line("abc", 3).whole && !line("abcd", 3).whole && !line("a bcdef", 3).whole);
    assert_eq!(known().shortened_line("äöü", 3), "ä…");
    assert!(line(&"word ".repeat(10_000), 100).text.len() <= 100);
    assert!(line(&"w".repeat(100_000), 100).text.len() <= 100);
}

#[test]
fn a_base_url_is_shown_where_it_is_certain_that_nothing_in_it_is_a_secret() {
    for text in [
        "https://api.argyle.com",
        "http://api.argyle.com/v2",
        "ftp://127.0.0.1",
        "http://[::1]:8080",
        "api.argyle.com",
        "localhost:8080",
        "127.0.0.1:8080",
        "nowhere",
        "",
    ] {
        assert_eq!(redact_url(text), text);
    }
    assert_eq!(redact_url("http://h.example:80/a/hunter2"), "http://h.example:80/…");
    for text in [
        "https://id:hunter2@h.example",
        "https://id:hunter2%40h.example",
        "https://id:hunter2",
        "https://id:hunter2/",
        "https:/id:hunter2@h",
        "https:\\\\id:hunter2@h",
        "id:hunter2://x@h.example",
        "hunter2://h.example",
        "https://id:hunter2\u{ff20}h.example",
        "https://id:1\u{ff20}hunter2",
        "https://h.example/hunter2@x",
        "https://h.example?hunter2",
        "https://h.example\u{ff1f}hunter2",
        "https://h.example#hunter2",
        "https://a://hunter2",
        "https://hunter2hunter2hunter2hunter2",
        "hunter2",
        "hunter2.h.example",
        "id:12345",
        "HunTer",
    ] {
        assert_eq!(redact_url(text), REDACTED, "{text}");
    }
}

#[test]
fn a_setting_is_shown_where_it_looks_like_a_name() {
    for text in ["staging", "sandbox\n", "Pre-Production", "", "\u{feff}sandbox"] {
        assert_eq!(if_one_name(text), text);
    }
    for text in ["hunter2", "hunter-two-secret", "sand box", "sändbox", &"\n".repeat(99)] {
        assert_eq!(if_one_name(text), REDACTED);
    }
    for text in ["my-app/1.2.3 (Linux)\n", "a\nb"] {
        assert_eq!(if_names(text), text);
    }
    for text in ["hunter2-secret\n", "abcdefghijklmnopqrst\n", "12345\n", &"a ".repeat(99)] {
        assert_eq!(if_names(text), REDACTED);
    }
}
