//! Reads and removes serde's options in attributes.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Meta, Token, parse_quote};

/// Returns the value of an option in `#[serde(…)]`, or an empty text for an option without a value.
pub fn serde_option(attributes: &[Attribute], name: &str) -> Option<String> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Parsing fails at options such as `bound(…)`, which no caller asks for.
        let _ = attribute.parse_nested_meta(|option| {
            let value = if option.input.peek(Token![=]) {
                option.value()?.parse::<LitStr>()?.value()
            } else {
                String::new()
            };
            if option.path.is_ident(name) {
                found = Some(value);
            }
            Ok(())
        });
    }
    found
}

/// Removes a serde option from an item.
pub fn drop_serde_option(attributes: &mut Vec<Attribute>, name: &str) {
    attributes.retain_mut(|attribute| {
        if !attribute.path().is_ident("serde") {
            return true;
        }
        let options = attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        let kept = options.into_iter().flatten().filter(|option| !option.path().is_ident(name));
        let kept: Vec<Meta> = kept.collect();
        *attribute = parse_quote!(#[serde(#(#kept),*)]);
        !kept.is_empty()
    });
}

/// Returns the name under which serde writes a field or a variant.
pub fn sent_as(attributes: &[Attribute], name: &Ident) -> String {
    serde_option(attributes, "rename").unwrap_or_else(|| name.unraw().to_string())
}

#[cfg(test)]
mod tests {
    use syn::{Field, parse_quote};

    use super::*;

    #[test]
    fn serde_options_are_found_in_every_attribute() {
        let field: Field = parse_quote! {
            #[doc = "flatten"]
            #[serde(rename = "a-b", default)]
            #[serde(deserialize_with = "crate::read")]
            pub a_b: String
        };
        let option = |name| serde_option(&field.attrs, name);
        assert_eq!(option("rename").as_deref(), Some("a-b"));
        assert_eq!(option("default").as_deref(), Some(""));
        assert_eq!(option("deserialize_with").as_deref(), Some("crate::read"));
        assert_eq!(option("flatten"), None);
    }

    #[test]
    fn a_field_without_rename_is_sent_under_its_name() {
        let field: Field = parse_quote!(pub r#type: String);
        assert_eq!(field.ident.map(|ident| sent_as(&[], &ident)).as_deref(), Some("type"));
    }
}
