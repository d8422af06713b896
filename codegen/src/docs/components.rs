//! Replaces MDX components such as `<Note>`, which Markdown does not support.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::rustdoc::SYNTAX;

/// Components that become block quotes.
const CALLOUTS: [&str; 6] = ["Check", "Danger", "Info", "Note", "Tip", "Warning"];

/// Turns callouts into block quotes, and removes the tags of other components. An unpaired tag is text, as in `Vec<T>`.
pub fn replace(text: &str) -> String {
    // The parser treats tags as HTML and skips the Markdown inside, so it reads a copy without them.
    let without_tags = text.replace('<', " ");
    let parser = Parser::new_ext(&without_tags, SYNTAX).into_offset_iter();
    let code = parser.filter_map(|(event, range)| match event {
        Event::Code(_) | Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => Some(range),
        _ => None,
    });
    let code: Vec<Range<usize>> = code.collect();
    let closings = text.split("</").skip(1).filter_map(|rest| rest.split_once('>'));
    let closed: BTreeSet<&str> = closings.map(|(name, _)| name).collect();
    let (mut output, mut line, mut read) = (String::new(), "\n", 0);
    for (start, _) in text.match_indices('<') {
        let tag = text[start + 1..].split(['<', '>']).next().unwrap_or_default();
        let end = start + 1 + tag.len();
        let name = tag.trim_matches('/').split(char::is_whitespace).next().unwrap_or_default();
        let is_capitalized = name.starts_with(|letter: char| letter.is_ascii_uppercase());
        let is_component = is_capitalized || matches!(name, "details" | "summary");
        let is_paired = closed.contains(name) || tag.ends_with('/');
        let next_code = code.get(code.partition_point(|range| range.end <= start));
        let is_code = next_code.is_some_and(|range| range.contains(&start));
        if !text[end..].starts_with('>') || !is_component || !is_paired || is_code {
            continue;
        }
        output.push_str(&text[read..start].replace('\n', line));
        read = end + 1;
        let mut label = attribute(tag, "title").map(str::to_owned);
        if CALLOUTS.contains(&name) {
            let is_opening = !tag.starts_with('/');
            line = if is_opening { "\n> " } else { "\n" };
            label = label.or(is_opening.then(|| format!("{name}:")));
            output.push_str(&format!("\n{line}"));
        }
        if let Some(label) = label {
            read = text.len() - text[read..].trim_start().len();
            // Lists, tables and code blocks must start on a new line.
            let is_prose =
                text[read..].starts_with(|letter: char| letter.is_alphabetic() || letter == '[');
            output.push_str(&format!("**{label}**{}", if is_prose { " " } else { line }));
        }
    }
    output.push_str(&text[read..].replace('\n', line));
    output
}

/// Returns the value of a tag's attribute.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    Some(value.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callout_becomes_a_block_quote_with_its_name() {
        let cases = [
            (
                "One.\n\n<Note>\n\n[A](/b) c.\n\n</Note>\n",
                "One.\n\n\n\n> **Note:** [A](/b) c.\n> \n> \n\n\n",
            ),
            ("<Tip>a</Tip> b", "\n\n> **Tip:** a\n\n b"),
            ("<Tip>- a\n- b</Tip>", "\n\n> **Tip:**\n> - a\n> - b\n\n"),
        ];
        for (text, expected) in cases {
            assert_eq!(replace(text), expected);
        }
    }

    #[test]
    fn other_components_lose_their_tags_and_keep_their_content() {
        assert_eq!(replace("<Card title=\"T\">x</Card>"), "**T** x");
        assert_eq!(replace("a <New x={y}>b</New> c<Icon/>"), "a b c");
    }

    #[test]
    fn code_and_unpaired_tags_stay() {
        for text in [
            "`<Note>a</Note>`",
            "```jsx\n<Note>x</Note>\n```",
            "a < B and c > d",
            "<b>x</b>",
            "Vec<T> or <String>",
            "<Note> a",
            "`",
        ] {
            assert_eq!(replace(text), text);
        }
    }
}
