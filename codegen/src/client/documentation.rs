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
    let lines =
        text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    lines.map(|line| parse_quote!(#[doc = #line])).collect()
}

/// Documents an item with `text`, in place of what documents it now.
pub fn document(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| line(attribute).is_none());
    attributes.splice(0..0, docs(text));
}

/// What a method does with a value, and what the document says of the value.
pub fn about_value(does: &str, description: Option<&str>) -> String {
    match description {
        Some(description) => format!("{does}: {description}"),
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
