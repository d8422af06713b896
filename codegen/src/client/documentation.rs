//! Reads and writes the documentation of items.

use syn::{Attribute, Expr, Lit, Meta, MetaNameValue, parse_quote};

/// Returns the documentation of an item.
pub fn documentation(attributes: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attributes.iter().filter_map(read_line).collect();
    let lines: Vec<&str> =
        lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Returns the text of a `#[doc = "…"]`.
fn read_line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(MetaNameValue { path, value: Expr::Lit(value), .. })
            if path.is_ident("doc") =>
        {
            match &value.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Writes a text as documentation. Each line becomes an attribute, which prints as `///`.
pub fn docs(text: &str) -> Vec<Attribute> {
    let text: String = text.chars().map(show_letter).collect();
    let lines =
        text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    lines.map(|line| parse_quote!(#[doc = #line])).collect()
}

/// Returns a letter, or the code point of an invisible letter that Rust rejects in comments.
fn show_letter(letter: char) -> String {
    let changes_direction = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match letter {
        '\n' | '\t' => letter.to_string(),
        letter if letter.is_control() || changes_direction => {
            format!("U+{:04X}", u32::from(letter))
        }
        letter => letter.to_string(),
    }
}

/// Writes a value as inline code.
pub fn write_code(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = value.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    match value.as_str() {
        "" => "`\"\"`".to_owned(),
        value if longest > 0 => format!("{fence} {value} {fence}"),
        value => format!("{fence}{value}{fence}"),
    }
}

/// Replaces the documentation of an item.
pub fn document(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| read_line(attribute).is_none());
    attributes.splice(0..0, docs(text));
}

/// Describes what a method does with a value, and the value. A description that is one line of prose follows a colon.
/// Any other description becomes a paragraph, because Markdown syntax may start a line.
pub fn describe_value(does: &str, description: Option<&str>) -> String {
    match description {
        Some(text) if text.starts_with(char::is_alphabetic) && !text.contains('\n') => {
            format!("{does}: {text}")
        }
        Some(text) => format!("{does}.\n\n{text}"),
        None => format!("{does}."),
    }
}

#[cfg(test)]
mod tests {
    use syn::{ItemStruct, parse_quote};

    use super::*;

    #[test]
    fn new_documentation_replaces_the_old_and_precedes_attributes() {
        let mut item: ItemStruct = parse_quote! {
            #[derive(Clone)]
            #[doc = "Old."]
            struct A;
        };
        document(&mut item.attrs, "One.\n\n  Two.");
        assert_eq!(documentation(&item.attrs).as_deref(), Some("One.\n\n  Two."));
        assert!(item.attrs.len() == 4 && item.attrs[3].path().is_ident("derive"));
        document(&mut item.attrs, "");
        assert_eq!((documentation(&item.attrs), item.attrs.len()), (None, 1));
    }
}
