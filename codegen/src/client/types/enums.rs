//! The pass that opens enums: a value that the document does not list decodes into a variant that holds
//! it, and prints, compares and serialises as itself.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use syn::{Fields, Item, ItemEnum, ItemImpl, Meta, Variant, parse_quote};

use crate::client::syntax::{owner, serde_option};

/// The variant for values that are not listed, and its name where a listed value has the first one.
const UNLISTED: [&str; 2] = ["Unrecognized", "UnrecognizedValue"];

/// An enum of strings: its variants and what each is in JSON.
struct Values {
    variants: Vec<(Ident, String)>,
    unlisted: Ident,
}

/// Opens every enum of strings among the generated types.
pub fn open(items: &mut Vec<Item>) {
    let mut opened = BTreeMap::new();
    for item in items.iter() {
        if let Item::Enum(item) = item
            && let Some(values) = values(item)
        {
            opened.insert(item.ident.to_string(), values);
        }
    }
    // Typify's own conversions know listed values only.
    items.retain(|item| !matches!(item, Item::Impl(item) if is_conversion(item) && owner(item).is_some_and(|it| opened.contains_key(&it.to_string()))));
    let mut position = 0;
    while let Some(item) = items.get_mut(position) {
        position += 1;
        if let Item::Enum(item) = item
            && let Some(values) = opened.get(&item.ident.to_string())
        {
            rewrite(item, values);
            let implementations = implementations(&item.ident, values);
            let count = implementations.len();
            items.splice(position..position, implementations);
            position += count;
        }
    }
}

/// The values of an enum, if all of its variants are values.
fn values(item: &ItemEnum) -> Option<Values> {
    let all_unit = item.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
    if !all_unit || item.variants.is_empty() {
        return None;
    }
    let variants: Vec<(Ident, String)> =
        item.variants.iter().map(|it| (it.ident.clone(), value(it))).collect();
    let free = UNLISTED.iter().find(|name| variants.iter().all(|(ident, _)| ident != *name))?;
    Some(Values { variants, unlisted: Ident::new(free, Span::call_site()) })
}

/// What a variant is in JSON: its name, unless it is renamed.
fn value(variant: &Variant) -> String {
    serde_option(&variant.attrs, "rename").unwrap_or_else(|| variant.ident.to_string())
}

fn is_conversion(item: &ItemImpl) -> bool {
    let name = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
    name.is_some_and(|it| ["Display", "FromStr", "TryFrom"].iter().any(|name| it.ident == name))
}

fn rewrite(item: &mut ItemEnum, values: &Values) {
    item.attrs.retain(|attribute| !matches!(&attribute.meta, Meta::List(_)));
    item.attrs.push(parse_quote!(#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]));
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    for (variant, (_, value)) in item.variants.iter_mut().zip(&values.variants) {
        let doc = format!("The value `{value}`.");
        variant.attrs = vec![parse_quote!(#[doc = #doc])];
    }
    let unlisted = &values.unlisted;
    item.variants.push(parse_quote! {
        /// A value that the document does not list, as the API sent it.
        #unlisted(::std::string::String)
    });
}

fn implementations(name: &Ident, Values { variants, unlisted }: &Values) -> Vec<Item> {
    let (idents, texts): (Vec<&Ident>, Vec<&String>) =
        variants.iter().map(|(ident, text)| (ident, text)).unzip();
    vec![
        parse_quote! {
            impl #name {
                /// The value as the API writes it.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#idents => #texts,)*
                        Self::#unlisted(value) => value,
                    }
                }
            }
        },
        parse_quote! {
            impl ::std::convert::From<&str> for #name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#texts => Self::#idents,)*
                        value => Self::#unlisted(value.to_owned()),
                    }
                }
            }
        },
        parse_quote! {
            impl ::std::convert::From<::std::string::String> for #name {
                fn from(value: ::std::string::String) -> Self {
                    Self::from(value.as_str())
                }
            }
        },
        parse_quote! {
            impl ::std::str::FromStr for #name {
                type Err = ::std::convert::Infallible;
                fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                    ::std::result::Result::Ok(Self::from(value))
                }
            }
        },
        parse_quote! {
            impl ::std::fmt::Display for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.pad(self.as_str())
                }
            }
        },
        parse_quote! {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }
        },
        parse_quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                    let value: ::std::string::String = crate::decode::lenient::read(deserializer)?;
                    ::std::result::Result::Ok(Self::from(value))
                }
            }
        },
    ]
}
