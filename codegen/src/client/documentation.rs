//! Documentation: reads that of an item, and writes it as attributes.

use syn::{Attribute, Expr, Lit, Meta, MetaNameValue, parse_quote};

/// The documentation that an item has.
pub fn documentation(attributes: &[Attribute]) -> Option<String> {
    let lines: Vec<String> = attributes.iter().filter_map(line).collect();
    let lines: Vec<&str> =
        lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let text = lines.join("\n").trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// The text of a `#[doc = "…"]`.
fn line(attribute: &Attribute) -> Option<String> {
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

/// Documentation with this text, a line an attribute, so that it prints as `///`.
pub fn docs(text: &str) -> Vec<Attribute> {
    let text: String = text.chars().map(visible).collect();
    let lines =
        text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    lines.map(|line| parse_quote!(#[doc = #line])).collect()
}

/// A letter, or the number of one that Rust does not take in a comment because nobody sees it.
fn visible(letter: char) -> String {
    let changes_direction = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match letter {
        '\n' | '\t' => letter.to_string(),
        letter if letter.is_control() || changes_direction => {
            format!("U+{:04X}", u32::from(letter))
        }
        letter => letter.to_string(),
    }
}

/// A value as code in a line.
pub fn code(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = value.split(|it| it != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    match value.as_str() {
        "" => "`\"\"`".to_owned(),
        value if longest > 0 => format!("{fence} {value} {fence}"),
        value => format!("{fence}{value}{fence}"),
    }
}

/// Documents an item with `text`, in place of what documents it now.
pub fn document(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| line(attribute).is_none());
    attributes.splice(0..0, docs(text));
}

/// What a method does with a value, and what the document says of the value: in one sentence, if that starts with
/// a word and is one, and below it otherwise, as Markdown has signs that mean something at the start of a line.
pub fn about_value(does: &str, description: Option<&str>) -> String {
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
    fn documentation_is_replaced_and_stands_in_front_of_other_attributes() {
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
