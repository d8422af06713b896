//! Questions about attributes: the options of serde.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Meta, Token, parse_quote};

/// The value of an option that an item has in its `#[serde(…)]`; that of an option without one is empty.
pub fn serde_option(attributes: &[Attribute], name: &str) -> Option<String> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // An option of another form than these two is none that anybody asks for.
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

/// Takes an option of serde's away from an item.
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

/// The name under which serde writes a field or a variant.
pub fn sent_as(attributes: &[Attribute], name: &Ident) -> String {
    serde_option(attributes, "rename").unwrap_or_else(|| name.unraw().to_string())
}

#[cfg(test)]
mod tests {
    use syn::{Field, parse_quote};

    use super::*;

    #[test]
    fn options_of_serde_are_found_in_whichever_attribute_they_stand() {
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
    fn what_is_not_renamed_is_sent_under_its_own_name() {
        let field: Field = parse_quote!(pub r#type: String);
        assert_eq!(field.ident.map(|it| sent_as(&[], &it)).as_deref(), Some("type"));
    }
}
