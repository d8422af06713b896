//! Rewrites the Markdown of a documentation site as Markdown that rustdoc accepts without a warning.

use pulldown_cmark::{
    BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
    TextMergeWithOffset,
};
use pulldown_cmark_to_cmark::cmark_with_options;

use super::components;

/// The site of links that start with `/`.
const SITE: &str = "https://docs.argyle.com";

/// The maximum depth of nesting. Every line repeats the markers of all levels, so deeper text becomes plain text.
const MAX_DEPTH: i32 = 32;

/// The Markdown extensions of rustdoc, except smart punctuation, which changes only glyphs.
pub const SYNTAX: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Rewrites a description. Returns escaped plain text if rustdoc would misread the result.
pub fn to_rustdoc(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    write_sound(&components::replace(&text)).unwrap_or_else(|| escape(&text))
}

fn write_sound(text: &str) -> Option<String> {
    let events = rewrite(text)?;
    let depths = events.iter().scan(0, |depth, event| {
        *depth += i32::from(matches!(event, Event::Start(_)));
        *depth -= i32::from(matches!(event, Event::End(_)));
        Some(*depth)
    });
    if depths.max() > Some(MAX_DEPTH) {
        return None;
    }
    let options = pulldown_cmark_to_cmark::Options {
        code_block_token_count: 3,
        increment_ordered_list_bullets: true,
        list_token: '-',
        ..Default::default()
    };
    let mut markdown = String::new();
    cmark_with_options(events.iter(), &mut markdown, SYNTAX, options).ok()?;
    // The writer starts block quotes with an empty line. The replacement may damage code, so `is_sound` decides.
    let tidy = format!("\n\n{markdown}").replace("\n\n > \n > ", "\n\n> ").replace("\n > ", "\n> ");
    let mut spellings = [tidy, markdown].into_iter().map(|markdown| markdown.trim().to_owned());
    spellings.find(|markdown| is_sound(markdown, &events))
}

/// Reads a text as events for rustdoc. Returns `None` for HTML blocks, footnotes, and words outside of events, such as
/// reference definitions.
fn rewrite(text: &str) -> Option<Vec<Event<'static>>> {
    let (mut events, mut targets, mut read) = (Vec::new(), Vec::new(), 0);
    let mut parser = TextMergeWithOffset::new(Parser::new_ext(text, SYNTAX).into_offset_iter());
    while let Some((event, range)) = parser.next() {
        if text.get(read..range.start).is_some_and(has_words) {
            return None;
        }
        read = read.max(match &event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => range.end,
            Event::Start(Tag::HtmlBlock) => range.end,
            Event::Start(_) | Event::End(_) => range.start,
            _ => range.end,
        });
        let mut block = || {
            let events = parser.by_ref().map_while(|(event, _)| match event {
                Event::Text(text) | Event::Html(text) => Some(text.into_string()),
                _ => None,
            });
            events.collect::<String>()
        };
        match replace_element(event) {
            Event::Start(Tag::HtmlBlock) if is_line_break(block().trim()) => {}
            Event::Start(Tag::HtmlBlock) | Event::FootnoteReference(_) => return None,
            // Indentation is not code in MDX.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                events.extend(rewrite(block().trim_start())?);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                // rustdoc would compile code in other languages as Rust.
                let language = match language.as_ref() {
                    data @ ("bash" | "http" | "json" | "xml") => data.to_owned(),
                    _ => "text".to_owned(),
                };
                let kind = CodeBlockKind::Fenced(language.into());
                events.push(Event::Start(Tag::CodeBlock(kind)));
                events.push(Event::Text(block().into()));
                events.push(Event::End(TagEnd::CodeBlock));
            }
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. })) => {
                let tag = complete_target(tag.into_static());
                targets.push(tag.as_ref().map(Tag::to_end));
                events.extend(tag.map(Event::Start));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                events.extend(targets.pop().flatten().map(Event::End));
            }
            Event::Text(text) if !targets.contains(&Some(TagEnd::Link)) => {
                push_text(&text, &mut events)
            }
            Event::InlineHtml(html) if !is_line_break(&html) => push_text(&html, &mut events),
            event => events.push(event.into_static()),
        }
    }
    events.retain(|event| !matches!(event, Event::Text(text) if text.is_empty()));
    (!has_words(&text[read..])).then(|| TextMergeStream::new(events.into_iter()).collect())
}

/// Returns whether a text between events contains words. A list number does not count.
fn has_words(gap: &str) -> bool {
    let is_number = gap.trim_end().ends_with(['.', ')']);
    gap.contains(char::is_alphabetic) || !is_number && gap.contains(char::is_numeric)
}

fn is_line_break(html: &str) -> bool {
    matches!(html, "<br>" | "<br/>" | "<br />")
}

/// Replaces an HTML tag by the Markdown event of the same meaning.
fn replace_element(event: Event<'_>) -> Event<'_> {
    let Event::InlineHtml(html) = event else {
        return event;
    };
    match html.as_ref() {
        "<b>" | "<strong>" => Event::Start(Tag::Strong),
        "</b>" | "</strong>" => Event::End(TagEnd::Strong),
        "<i>" | "<em>" => Event::Start(Tag::Emphasis),
        "</i>" | "</em>" => Event::End(TagEnd::Emphasis),
        "</a>" => Event::End(TagEnd::Link),
        tag if tag.starts_with("<a ") => {
            link(LinkType::Inline, components::attribute(tag, "href").unwrap_or_default())
        }
        _ => Event::InlineHtml(html),
    }
}

fn link(link_type: LinkType, address: &str) -> Event<'static> {
    let (dest_url, title, id) = (address.to_owned().into(), "".into(), "".into());
    Event::Start(Tag::Link { link_type, dest_url, title, id })
}

/// Completes the address of a link or an image. Returns `None` if rustdoc cannot resolve it.
fn complete_target(mut tag: Tag<'_>) -> Option<Tag<'_>> {
    let (Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = &mut tag else {
        return None;
    };
    if dest_url.starts_with('/') {
        *dest_url = format!("{SITE}{dest_url}").into();
    }
    let mut schemes = ["https://", "http://", "mailto:"].iter();
    schemes.any(|scheme| dest_url.starts_with(scheme)).then_some(tag)
}

/// Adds a text, and turns its bare addresses into links.
fn push_text(text: &str, events: &mut Vec<Event<'static>>) {
    let is_end = |letter: char| letter.is_whitespace() || "<>\"[]()`".contains(letter);
    for part in text.split_inclusive(is_end) {
        let start = part.find("http://").into_iter().chain(part.find("https://")).min();
        let (before, rest) = part.split_at(start.unwrap_or(part.len()));
        let address =
            rest.trim_end_matches(is_end).trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        let address_text = Event::Text(address.to_owned().into());
        events.push(Event::Text(before.to_owned().into()));
        if address.len() > "https://".len() {
            let link = link(LinkType::Autolink, address);
            events.extend([link, address_text, Event::End(TagEnd::Link)]);
        } else {
            events.push(address_text);
        }
        events.push(Event::Text(rest[address.len()..].to_owned().into()));
    }
}

/// Returns whether the Markdown parses as the events and does not affect the next paragraph.
fn is_sound(markdown: &str, events: &[Event<'static>]) -> bool {
    let whole = format!("{markdown}\n\nbehind");
    let mut has_broken_links = false;
    let callback = |_: BrokenLink<'_>| {
        has_broken_links = true;
        None
    };
    Parser::new_with_broken_link_callback(&whole, SYNTAX, Some(callback)).for_each(drop);
    let behind =
        [Event::Start(Tag::Paragraph), Event::Text("behind".into()), Event::End(TagEnd::Paragraph)];
    let is_read = |read: Vec<Event<'_>>| read.strip_suffix(&behind) == Some(events);
    !has_broken_links && rewrite(&whole).is_some_and(is_read)
}

/// Escapes all punctuation, and keeps line breaks.
fn escape(text: &str) -> String {
    let mut output = String::new();
    for line in text.trim().lines().map(str::trim) {
        if !line.is_empty() && !output.is_empty() && !output.ends_with("\n\n") {
            output.insert(output.len() - 1, '\\');
        }
        for letter in line.chars() {
            output.push_str(if letter.is_ascii_punctuation() { "\\" } else { "" });
            output.push(letter);
        }
        output.push('\n');
    }
    output.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use test_inputs::config;

    use super::*;

    /// Parts of random texts.
    const PARTS: [&str; 44] = [
        "`",
        "*",
        "_",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "/",
        "\n",
        "\n\n",
        " ",
        "    ",
        "\t",
        "a",
        "B1",
        "1.",
        "- ",
        "> ",
        "#",
        "|",
        "|-|",
        "```",
        "~~~",
        "\\",
        "&amp;",
        "!",
        "<b>",
        "</b>",
        "<Note>",
        "</Note>",
        "<br/>",
        "<!--",
        "-->",
        "https://b.com",
        "[a](/b)",
        "[^1]",
        ": ",
        "\r",
        "=",
        "---",
        " \"t\"",
        "é",
    ];

    fn assert_all(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(to_rustdoc(text), *expected, "{text:?}");
        }
    }

    /// Asserts that rustdoc runs no code and finds no broken link. Uses none of the tested code.
    fn assert_accepted(text: &str) {
        let markdown = to_rustdoc(text);
        assert!(!markdown.contains('\r'), "{text:?}");
        let whole = format!("{markdown}\n\nbehind");
        let callback = |_: BrokenLink<'_>| panic!("{text:?} became {markdown:?}");
        let syntax = SYNTAX | Options::ENABLE_SMART_PUNCTUATION;
        let parser = Parser::new_with_broken_link_callback(&whole, syntax, Some(callback));
        assert_eq!(
            parser.reference_definitions().iter().count(),
            0,
            "{text:?} became {markdown:?}"
        );
        let events: Vec<Event<'_>> = parser.collect();
        for event in &events {
            let is_accepted = match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                    ["bash", "http", "json", "text", "xml"].contains(&language.as_ref())
                }
                Event::InlineHtml(html) => is_line_break(html),
                Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) | Event::Html(_) => false,
                Event::FootnoteReference(_) => false,
                _ => true,
            };
            assert!(is_accepted, "{text:?} became {markdown:?}");
        }
        let behind = [
            Event::Start(Tag::Paragraph),
            Event::Text("behind".into()),
            Event::End(TagEnd::Paragraph),
        ];
        assert!(events.ends_with(&behind), "{text:?} became {markdown:?}");
    }

    #[test]
    fn links_have_complete_addresses() {
        assert_all(&[
            ("[a](/b#c)", "[a](https://docs.argyle.com/b#c)"),
            ("[`a`](/b)s", "[`a`](https://docs.argyle.com/b)s"),
            ("([A](</b c>))", "([A](<https://docs.argyle.com/b c>))"),
            ("![](/i.png)", "![](https://docs.argyle.com/i.png)"),
            ("[a](https://b.example/c)", "[a](https://b.example/c)"),
            ("[a](mailto:b@example.com)", "[a](mailto:b@example.com)"),
            ("[a](javascript:b)", "a"),
            ("see [a](#b) and ![c](d.png)", "see a and c"),
            ("<a href=\"/b\">c</a>", "[c](https://docs.argyle.com/b)"),
            ("<a href=\"javascript:b\">c</a>", "c"),
            ("see https://b.example/c_d.", "see <https://b.example/c_d>."),
            ("![https://b.com](/c)", "![<https://b.com>](https://docs.argyle.com/c)"),
            ("an https:// address", "an https:// address"),
        ]);
    }

    #[test]
    fn rustdoc_runs_no_code() {
        assert_all(&[
            ("```\na\n```", "```text\na\n```"),
            ("```rust\na\n```", "```text\na\n```"),
            ("```json\n{}\n```", "```json\n{}\n```"),
            ("```json,should_panic\n{}\n```", "```text\n{}\n```"),
            ("a\n\n    - b\n    - c\n\nd", "a\n\n- b\n- c\n\nd"),
        ]);
    }

    #[test]
    fn brackets_and_tags_that_are_text_are_escaped() {
        assert_all(&[
            ("a[0] and [b]", "a\\[0\\] and \\[b\\]"),
            ("`a[0]` <id> x", "`a[0]` \\<id> x"),
            ("a<br/>b", "a<br/>b"),
            ("a\n\n<br/>\n\nb", "a\n\nb"),
            ("<b>a</b> <i>b</i>", "**a** *b*"),
            ("10<sup>6</sup>", "10\\<sup>6\\</sup>"),
        ]);
    }

    #[test]
    fn callouts_are_block_quotes() {
        assert_all(&[
            (
                "a\n\n<Note>\n\n[b](/c)\n\n</Note>",
                "a\n\n> **Note:** [b](https://docs.argyle.com/c)",
            ),
            ("<Warning>a\n\nb</Warning>\nc", "> **Warning:** a\n> \n> b\n\nc"),
            ("<Tip>\n```\na\n```\n</Tip>", "> **Tip:**\n> \n> ```text\n> a\n> ```"),
            ("<details>\n<summary>a</summary>\n\n- b\n\n</details>", "a\n\n- b"),
        ]);
    }

    #[test]
    fn no_word_is_lost() {
        assert_all(&[
            ("Vec<T> and <String>", "Vec\\<T> and \\<String>"),
            ("<!-- a --> b", "\\<\\!\\-\\- a \\-\\-\\> b"),
            ("[a]: Foo", "\\[a\\]\\: Foo"),
            ("a <b> c", "a \\<b\\> c"),
            ("```json\na", "\\`\\`\\`json\\\na"),
            ("a [^1]\n\n[^1]: b", "a \\[\\^1\\]\n\n\\[\\^1\\]\\: b"),
            ("|a|\n|-|\n|b|5|", "\\|a\\|\\\n\\|\\-\\|\\\n\\|b\\|5\\|"),
            ("3. a\n4. b", "3. a\n4. b"),
        ]);
    }

    #[test]
    fn line_endings_are_normalized() {
        assert_all(&[
            ("a\r\n\r\nb\rc", "a\n\nb\nc"),
            ("a  \nb  \n\n\n\nc", "a  \nb\n\nc"),
            ("- a  \n- b", "- a\n- b"),
            ("\n<!-- a\nb -->\n", "\\<\\!\\-\\- a\\\nb \\-\\-\\>"),
        ]);
    }

    #[test]
    fn long_texts_are_accepted() {
        for part in PARTS.iter().chain(&["<b", "![", "**a* ", "> - ", "<Note>\n", "http://"]) {
            assert_accepted(&part.repeat(2_000));
        }
    }

    proptest! {
        #![proptest_config(config(256))]

        #[test]
        fn every_text_is_accepted(parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..24)) {
            assert_accepted(&parts.concat());
        }
    }
}
