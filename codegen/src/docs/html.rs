//! HTML in descriptions: elements that rustdoc passes on and that are closed stay; whatever else looks like a tag is
//! text.

use std::ops::Range;

/// Elements of HTML that rustdoc passes on.
const ELEMENTS: [&str; 30] = [
    "a",
    "b",
    "blockquote",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "i",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
];

/// Those that have no content, and are not closed.
const VOID: [&str; 3] = ["br", "hr", "img"];

/// A tag in a text: where it starts, the name of its element, and which kind it is.
struct Tag {
    start: usize,
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Opening,
    Closing,
    Void,
    /// No tag that rustdoc would pass on.
    None,
}

/// Where the signs are, in the parts of a text that are HTML, that mean themselves.
pub fn stray(text: &str, parts: &[Range<usize>]) -> Vec<usize> {
    let mut stray = Vec::new();
    let mut open: Vec<Tag> = Vec::new();
    for tag in parts.iter().flat_map(|part| tags(text, part.clone())) {
        match tag.kind {
            Kind::Void => {}
            Kind::None => stray.push(tag.start),
            Kind::Opening => open.push(tag),
            Kind::Closing => match open.iter().rposition(|it| it.name == tag.name) {
                // What is open inside of it is never closed.
                Some(at) => stray.extend(open.split_off(at).into_iter().skip(1).map(|it| it.start)),
                None => stray.push(tag.start),
            },
        }
    }
    stray.extend(open.into_iter().map(|it| it.start));
    stray
}

fn tags(text: &str, part: Range<usize>) -> Vec<Tag> {
    let raw = &text[part.clone()];
    let tags = raw.match_indices('<').map(|(at, _)| {
        let inner = &raw[at + 1..];
        let closing = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let end = inner.find(|letter: char| !letter.is_ascii_alphanumeric());
        let (name, rest) = inner.split_at(end.unwrap_or(inner.len()));
        let name = name.to_ascii_lowercase();
        let is_tag = rest.contains('>') && rest.starts_with([' ', '\n', '\t', '/', '>']);
        let kind = match (is_tag, closing) {
            (true, false) if VOID.contains(&name.as_str()) => Kind::Void,
            (true, closing) if ELEMENTS.contains(&name.as_str()) => {
                if closing {
                    Kind::Closing
                } else {
                    Kind::Opening
                }
            }
            _ => Kind::None,
        };
        Tag { start: part.start + at, name, kind }
    });
    tags.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_that_are_closed_stay_and_other_signs_are_stray() {
        for (text, expected) in [
            ("<b>x</b>", vec![]),
            ("a<br/>b<br>", vec![]),
            ("<b>x", vec![0]),
            ("x</b>", vec![1]),
            ("<b><i>x</b>", vec![3]),
            ("<T> <!-- a --> <?x?>", vec![0, 4, 15]),
            ("<a href=\"/b\">c</a>", vec![]),
            ("<script>x</script>", vec![0, 9]),
            ("<b", vec![0]),
        ] {
            assert_eq!(stray(text, std::slice::from_ref(&(0..text.len()))), expected, "{text}");
        }
    }
}
