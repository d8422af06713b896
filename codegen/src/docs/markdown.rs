//! Markdown as rustdoc wants it: live links, no code that would be run, no stray HTML or brackets.

use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd, TextMergeWithOffset,
};

use super::{callouts, html, plain, soundness};

/// Where a link of the documentation that starts with `/` leads.
const SITE: &str = "https://docs.argyle.com";

/// How often a text is mended: what one part of it was taken for can hide another part.
const ROUNDS: usize = 8;

/// A part of the text and what stands there instead.
type Edit = (Range<usize>, String);

/// The description of a website as documentation of Rust code. What would not be sound prints as it was written.
pub fn to_rustdoc(text: &str) -> String {
    let mut text = callouts::replace(&text.replace("\r\n", "\n"));
    // MDX has no indented code: what looks like it is prose, and can hide more of the kind.
    for _ in 0..text.lines().count() {
        match unindent(&text) {
            Some(plain) => text = plain,
            None => break,
        }
    }
    let mut mended = text.clone();
    for _ in 0..ROUNDS {
        let edits = edits(&mended);
        if edits.is_empty() {
            break;
        }
        mended = apply(&mended, edits);
    }
    let mended = collapse(&mended);
    if soundness::is_sound(&mended) { mended } else { plain::escape(&text) }
}

fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    TextMergeWithOffset::new(Parser::new_ext(text, soundness::options()).into_offset_iter())
}

/// The text without the indent of its first indented code block.
fn unindent(text: &str) -> Option<String> {
    let range = events(text).find_map(|(event, range)| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some(range),
        _ => None,
    })?;
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let prefix = text[start..range.start].trim_end_matches([' ', '\t']);
    let lines = text[start..range.end].split('\n').map(|line| {
        let line = line.strip_prefix(prefix).unwrap_or(line);
        format!("{prefix}{}", line.trim_start())
    });
    let plain = lines.collect::<Vec<_>>().join("\n");
    Some(format!("{}{plain}{}", &text[..start], &text[range.end..]))
}

fn edits(text: &str) -> Vec<Edit> {
    let mut edits = escape_definitions(text);
    let mut html_parts = Vec::new();
    let mut in_link = false;
    let mut in_code = false;
    for (event, range) in events(text) {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                in_link = true;
                edits.extend(mend_link(text, range, link_type, &dest_url));
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                edits.extend(mend_link(text, range, link_type, &dest_url));
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Start(Tag::CodeBlock(kind)) => {
                in_code = true;
                edits.extend(mend_code(text, range, &kind));
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if !in_code => {
                edits.extend(escape_brackets(text, range.clone()));
                if !in_link {
                    edits.extend(enclose_addresses(text, range));
                }
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                edits.extend(complete_addresses(text, range.clone()));
                html_parts.push(range);
            }
            Event::HardBreak if !text[range.clone()].starts_with('\\') => {
                edits.push((range, "\\\n".to_owned()));
            }
            _ => {}
        }
    }
    let stray = html::stray(text, &html_parts);
    edits.extend(stray.into_iter().map(|at| (at..at, "\\".to_owned())));
    edits
}

/// Escapes what looks like the definition of a link, and is none of any link: rustdoc would not show it.
fn escape_definitions(text: &str) -> Vec<Edit> {
    let parser = Parser::new_ext(text, soundness::options());
    let spans: Vec<usize> =
        parser.reference_definitions().iter().map(|(_, it)| it.span.start).collect();
    spans.into_iter().map(|at| (at..at, "\\".to_owned())).collect()
}

/// Completes a link to the website, and reduces one that leads nowhere to its text.
fn mend_link(
    text: &str,
    range: Range<usize>,
    kind: LinkType,
    destination: &CowStr<'_>,
) -> Vec<Edit> {
    let raw = &text[range.clone()];
    if matches!(kind, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
        let label = raw.strip_prefix('[').and_then(|it| it.split(']').next()).unwrap_or_default();
        return vec![(range, format!("[{label}](<{destination}>)"))];
    }
    let Some(at) = raw.rfind("](").filter(|_| kind == LinkType::Inline) else {
        return Vec::new();
    };
    let opening = range.start + at;
    let target = opening + 2 + usize::from(raw[at + 2..].starts_with('<'));
    let absolute =
        ["https:", "http:", "mailto:"].iter().any(|scheme| destination.starts_with(scheme));
    if destination.starts_with('/') && text[target..].starts_with('/') {
        vec![(target..target, SITE.to_owned())]
    } else if absolute {
        Vec::new()
    } else {
        let bracket = range.start + raw.find('[').unwrap_or_default() + 1;
        vec![(range.start..bracket, String::new()), (opening..range.end, String::new())]
    }
}

/// Marks a code block as text where rustdoc would take it for Rust.
fn mend_code(text: &str, range: Range<usize>, kind: &CodeBlockKind<'_>) -> Option<Edit> {
    if matches!(kind, CodeBlockKind::Indented) || !soundness::is_run(kind) {
        return None;
    }
    let raw = &text[range.clone()];
    let fence = raw.len() - raw.trim_start_matches(['`', '~']).len();
    let line = raw.find('\n').unwrap_or(raw.len());
    Some((range.start + fence..range.start + line, "text".to_owned()))
}

/// Escapes brackets that are no link, which rustdoc would look up as names.
fn escape_brackets(text: &str, range: Range<usize>) -> Vec<Edit> {
    let raw = text[range.clone()].char_indices();
    raw.filter(|(_, letter)| matches!(letter, '[' | ']'))
        .map(|(at, letter)| range.start + at..range.start + at + letter.len_utf8())
        .filter(|bracket| !text[..bracket.start].ends_with('\\'))
        .map(|bracket| (bracket.start..bracket.start, "\\".to_owned()))
        .collect()
}

/// Puts bare addresses in angle brackets, which makes them links.
fn enclose_addresses(text: &str, range: Range<usize>) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = range.start;
    while let Some(found) = text[at..range.end].find("http").map(|found| at + found) {
        let rest = &text[found..range.end];
        let address =
            rest.split(|letter: char| letter.is_whitespace() || "<>\"[]()".contains(letter));
        let address = address.into_iter().next().unwrap_or_default();
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        let scheme = ["https://", "http://"].into_iter().find(|scheme| address.starts_with(scheme));
        if scheme.is_some_and(|scheme| address.len() > scheme.len()) {
            edits.push((found..found, "<".to_owned()));
            edits.push((found + address.len()..found + address.len(), ">".to_owned()));
        }
        at = found + address.len().max("http".len());
    }
    edits
}

/// Completes links in HTML.
fn complete_addresses(text: &str, range: Range<usize>) -> Vec<Edit> {
    let raw = &text[range.clone()];
    let mut edits = Vec::new();
    for attribute in ["href=\"", "src=\""] {
        for (at, _) in raw.match_indices(attribute) {
            let value = at + attribute.len();
            if raw[value..].starts_with('/') {
                edits.push((range.start + value..range.start + value, SITE.to_owned()));
            }
        }
    }
    edits
}

/// The text with every edit made; edits do not overlap.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut output = String::with_capacity(text.len());
    let mut at = 0;
    for (range, replacement) in edits {
        if range.start >= at {
            output.push_str(&text[at..range.start]);
            output.push_str(&replacement);
            at = range.end;
        }
    }
    output.push_str(&text[at..]);
    output
}

/// The text without trailing blanks and with at most one empty line in a row.
fn collapse(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.trim_matches(['\n', ' ']).lines().map(str::trim_end) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_all(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(to_rustdoc(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn links_lead_somewhere() {
        assert_all(&[
            ("[a](/b#c)", "[a](https://docs.argyle.com/b#c)"),
            ("[`a`](/b)s", "[`a`](https://docs.argyle.com/b)s"),
            ("([A](</b c>))", "([A](<https://docs.argyle.com/b c>))"),
            ("![](/i.png)", "![](https://docs.argyle.com/i.png)"),
            ("[a](https://b.example/c)", "[a](https://b.example/c)"),
            ("[a](mailto:b@example.com)", "[a](mailto:b@example.com)"),
            ("[a](javascript:b)", "a"),
            ("see [a](#b) and ![c](d.png)", "see a and c"),
            ("<a href=\"/b\">c</a>", "<a href=\"https://docs.argyle.com/b\">c</a>"),
            ("see https://b.example/c_d.", "see <https://b.example/c_d>."),
            ("an https:// address", "an https:// address"),
        ]);
    }

    #[test]
    fn nothing_is_taken_for_code_to_run() {
        assert_all(&[
            ("```\na\n```", "```text\na\n```"),
            ("```rust\na\n```", "```text\na\n```"),
            ("```json\n{}\n```", "```json\n{}\n```"),
            ("a\n\n    - b\n    - c\n\nd", "a\n\n- b\n- c\n\nd"),
        ]);
    }

    #[test]
    fn brackets_and_tags_that_mean_themselves_are_escaped() {
        assert_all(&[
            ("a[0] and [b]", "a\\[0\\] and \\[b\\]"),
            ("`a[0]` <id> x", "`a[0]` \\<id> x"),
            ("a<br/>b", "a<br/>b"),
        ]);
    }

    #[test]
    fn no_word_is_lost() {
        assert_all(&[
            ("Vec<T> and <String>", "Vec\\<T> and \\<String>"),
            ("<!-- a --> b", "\\<!-- a --> b"),
            ("[a]: Foo", "\\[a\\]: Foo"),
            ("[b][1] c\n\n[1]: /d", "[b](<https://docs.argyle.com/d>) c\n\n\\[1\\]: /d"),
            ("a <b> c", "a \\<b> c"),
            ("```json\na", "\\`\\`\\`json\\\na"),
            ("a [^1]\n\n[^1]: b", "a \\[\\^1\\]\n\n\\[\\^1\\]\\: b"),
        ]);
    }

    #[test]
    fn line_breaks_are_mended() {
        assert_all(&[("a  \nb  \n\n\n\nc\r\nd\n", "a\\\nb\n\nc\nd"), ("- a  \n- b", "- a\n- b")]);
    }
}
