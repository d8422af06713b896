//! Whether Markdown is what rustdoc takes without a warning, shows every word of, and leaves alone what stands behind.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::html;

/// A paragraph behind the text, which has to stay one.
const BEHIND: &str = "behind";

/// How rustdoc reads Markdown.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
}

/// The languages of a code block that rustdoc takes for Rust, and would compile and run.
const RUN: [&str; 9] = [
    "",
    "rust",
    "ignore",
    "no_run",
    "should_panic",
    "compile_fail",
    "test_harness",
    "standalone_crate",
    "custom",
];

/// Whether rustdoc would take a code block for Rust.
pub fn is_run(kind: &CodeBlockKind<'_>) -> bool {
    let CodeBlockKind::Fenced(info) = kind else {
        return true;
    };
    // It reads the words behind the language too.
    let mut words = info.split([',', ' ', '\t', '{', '}', '.']);
    let first = words.next().unwrap_or_default();
    RUN.contains(&first) || first.starts_with("edition") || first.starts_with("ignore-")
}

/// Whether the Markdown can be documentation.
pub fn is_sound(text: &str) -> bool {
    let whole = format!("{text}\n\n{BEHIND}");
    let mut broken = false;
    let note_broken = |_: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        broken = true;
        None
    };
    let parser = Parser::new_with_broken_link_callback(&whole, options(), Some(note_broken));
    let mut shown = Shown::default();
    let events: Vec<(Event<'_>, Range<usize>)> = parser.into_offset_iter().collect();
    let mut depth = 0_usize;
    let mut ends_outside = false;
    let mut html_parts = Vec::new();
    for (event, range) in events {
        match event {
            Event::Start(tag) => {
                depth += 1;
                if let Tag::CodeBlock(kind) = &tag
                    && is_run(kind)
                {
                    return false;
                }
                shown.tag(&tag);
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                ends_outside =
                    depth == 0 && end == TagEnd::Paragraph && whole[range].trim() == BEHIND;
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                shown.add(&html);
                html_parts.push(range);
            }
            Event::Text(text) | Event::Code(text) => shown.add(&text),
            Event::FootnoteReference(_) => return false,
            _ => {}
        }
    }
    let is_html_sound = html::stray(&whole, &html_parts).is_empty();
    !broken && ends_outside && is_html_sound && shown.has_all(&whole)
}

/// The words that a reader sees, or that lead somewhere, and how often.
#[derive(Default)]
struct Shown(BTreeMap<String, usize>);

impl Shown {
    fn add(&mut self, text: &str) {
        for word in words(text) {
            *self.0.entry(word.to_owned()).or_default() += 1;
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => {
                self.add(dest_url);
                self.add(title);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => self.add(info),
            _ => {}
        }
    }

    /// Whether all words of the text are among them. Numbers are not looked for: lists have them too.
    fn has_all(mut self, text: &str) -> bool {
        words(&without_entities(text)).all(|word| {
            let is_number = word.chars().all(|it| it.is_ascii_digit());
            let left = self.0.get_mut(word).filter(|left| **left > 0);
            is_number || left.map(|left| *left -= 1).is_some()
        })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The text without entities such as `&amp;`, which stand for a sign each.
fn without_entities(text: &str) -> String {
    let mut parts = text.split('&');
    let mut output = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_entity = part.find(';').filter(|end| {
            part[..*end].chars().all(|it| it.is_ascii_alphanumeric() || it == '#') && *end > 0
        });
        output.push(' ');
        output.push_str(is_entity.map_or(part, |end| &part[end..]));
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rustdoc_takes_and_shows_is_sound() {
        for text in [
            "",
            "a",
            "**a** [b](https://c.example \"d\")",
            "- a\n- b",
            "1. a\n2. b",
            "| a | b |\n|---|---|\n| c | d |",
            "```json\n{}\n```",
            "a &amp; b",
            "> a",
            "<b>a</b>",
            "a \\[b\\]",
            "# a",
        ] {
            assert!(is_sound(text), "{text}");
        }
        for text in [
            "```json\na",
            "~~~\na\n~~~",
            "    a",
            "<!-- a -->",
            "[a]: Foo",
            "[a]",
            "a <b>",
            "<T>",
            "a[^1]\n\n[^1]: b",
            "```rust\na\n```",
            "<div>\n\na",
            "<!--",
        ] {
            assert!(!is_sound(text), "{text}");
        }
    }
}
