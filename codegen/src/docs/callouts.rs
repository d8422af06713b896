//! The components of MDX, such as `<Note>`, which Markdown does not have.

use std::ops::Range;

/// The components that set a text apart; each becomes a block quote that opens with its name.
const CALLOUTS: [&str; 9] =
    ["Note", "Warning", "Info", "Tip", "Check", "Danger", "Caution", "Important", "Callout"];

/// The components that arrange what is in them.
const OTHERS: [&str; 25] = [
    "Accordion",
    "AccordionGroup",
    "Card",
    "CardGroup",
    "CodeGroup",
    "Column",
    "Columns",
    "Expandable",
    "Frame",
    "Icon",
    "Panel",
    "Param",
    "ParamField",
    "RequestExample",
    "Response",
    "ResponseExample",
    "ResponseField",
    "Snippet",
    "Step",
    "Steps",
    "Tab",
    "Tabs",
    "Tooltip",
    "Update",
    "Visibility",
];

/// A tag of a component: its name begins with a capital, as no element of HTML does.
struct Tag<'a> {
    range: Range<usize>,
    name: &'a str,
    attributes: &'a str,
    closing: bool,
}

/// Turns callouts into block quotes and removes the tags of the other components. What is none means itself.
pub fn replace(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(tag) = next_tag(rest) {
        output.push_str(&rest[..tag.range.start]);
        let behind = &rest[tag.range.end..];
        let content = (!tag.closing && CALLOUTS.contains(&tag.name))
            .then(|| closing_tag(behind, tag.name))
            .flatten();
        if let Some(end) = content {
            let quoted = quote(tag.name, &replace(&behind[..end.start]));
            output = format!("{}\n\n{quoted}\n\n", output.trim_end());
            rest = behind[end.end..].trim_start();
        } else {
            if let Some(title) = title(tag.attributes) {
                output.push_str(&format!("**{title}**\n\n"));
            }
            rest = behind;
        }
    }
    output.push_str(rest);
    output
}

/// The text as a block quote under the name of its component.
fn quote(name: &str, text: &str) -> String {
    let text = format!("**{name}:** {}", text.trim());
    let lines = text.lines().map(|line| format!("> {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// The title that a component carries as an attribute.
fn title(attributes: &str) -> Option<&str> {
    let (_, value) = attributes.split_once("title=\"")?;
    Some(value.split_once('"')?.0)
}

fn closing_tag(text: &str, name: &str) -> Option<Range<usize>> {
    let mut offset = 0;
    while let Some(tag) = next_tag(&text[offset..]) {
        if tag.closing && tag.name == name {
            return Some(offset + tag.range.start..offset + tag.range.end);
        }
        offset += tag.range.end;
    }
    None
}

/// The first tag of a component outside of code.
fn next_tag(text: &str) -> Option<Tag<'_>> {
    let mut at = 0;
    while let Some(found) = text[at..].find(['`', '<']) {
        at += found;
        let rest = &text[at..];
        if rest.starts_with('`') {
            let run = rest.len() - rest.trim_start_matches('`').len();
            at += code_length(rest, run);
        } else if let Some((name, attributes, closing, length)) = component(rest) {
            return Some(Tag { range: at..at + length, name, attributes, closing });
        } else {
            at += 1;
        }
    }
    None
}

/// How far the code that opens with a run of backticks reaches; the run alone if it never closes.
fn code_length(text: &str, run: usize) -> usize {
    let mut at = run;
    while let Some(found) = text[at..].find('`') {
        at += found;
        let length = text[at..].len() - text[at..].trim_start_matches('`').len();
        at += length;
        if length == run {
            return at;
        }
    }
    run
}

/// Name, attributes, whether it closes, and length of the tag that `text` starts with.
fn component(text: &str) -> Option<(&str, &str, bool, usize)> {
    let end = text.find('>')?;
    let inner = &text[1..end];
    let closing = inner.starts_with('/');
    let inner = inner.trim_start_matches('/').trim_end_matches('/');
    let length = inner.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(length);
    let is_component = CALLOUTS.contains(&name) || OTHERS.contains(&name);
    is_component.then_some((name, attributes, closing, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callout_becomes_a_block_quote_with_its_name() {
        let cases = [
            ("One.\n\n<Note>\n\n[A](/b) c.\n\n</Note>\n", "One.\n\n> **Note:** [A](/b) c.\n\n"),
            ("<Warning>**Caution** - d.</Warning>", "\n\n> **Warning:** **Caution** - d.\n\n"),
            ("<Tip>\nOne.\n\nTwo.\n</Tip> Three.", "\n\n> **Tip:** One.\n>\n> Two.\n\nThree."),
        ];
        for (text, expected) in cases {
            assert_eq!(replace(text), expected);
        }
    }

    #[test]
    fn other_components_lose_their_tags_and_keep_their_content() {
        assert_eq!(replace("<Card title=\"T\">x</Card>"), "**T**\n\nx");
        assert_eq!(replace("a <Unknown> b </Note> c <Icon/>"), "a <Unknown> b  c ");
    }

    #[test]
    fn code_and_elements_of_html_are_left_alone() {
        for text in
            ["`<Note>`", "```jsx\n<Note>x</Note>\n```", "a < B and c > d", "<br/> <b>x</b>", "`"]
        {
            assert_eq!(replace(text), text);
        }
    }
}
