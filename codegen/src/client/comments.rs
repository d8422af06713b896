//! The pass that documents every public item, and lays comments out a line at a time.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, Expr, ExprLit, Field, File, ImplItemFn, ItemEnum, ItemImpl, ItemMod,
    ItemStruct, Lit, LitStr, Meta, MetaNameValue, Type, Visibility,
};

use super::syntax::{doc_text, documentation as text};

/// Gives every public item a documentation, from the document where it has one.
pub fn complete(file: &mut File) {
    let mut fields = Fields::default();
    fields.visit_file_mut(file);
    let mut complete =
        Complete { properties: fields.properties, modules: Vec::new(), owner: String::new() };
    complete.visit_file_mut(file);
    Layout.visit_file_mut(file);
}

/// Collects the documentation of the properties, to document their setters with.
#[derive(Default)]
struct Fields {
    properties: BTreeMap<(String, String), String>,
    owner: String,
}

impl VisitMut for Fields {
    fn visit_item_impl_mut(&mut self, _: &mut ItemImpl) {
        // Fields are in structs.
    }

    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        self.owner = item.ident.to_string();
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        if let (Some(name), Some(text)) = (&field.ident, text(&field.attrs)) {
            self.properties.insert((self.owner.clone(), name.to_string()), text);
        }
    }
}

struct Complete {
    properties: BTreeMap<(String, String), String>,
    modules: Vec<String>,
    owner: String,
}

impl Complete {
    fn within(&self, path: &[&str]) -> bool {
        self.modules == path
    }

    /// The documentation of a method that came without.
    fn method(&self, function: &ImplItemFn) -> String {
        let name = function.sig.ident.to_string();
        let name = name.trim_start_matches("r#");
        let about = |text: Option<&String>| match text {
            Some(text) => format!("Sets `{name}`: {text}"),
            None => format!("Sets `{name}`."),
        };
        match name {
            "body" if self.within(&["operations"]) => "Has exactly this body.".to_owned(),
            "builder" => "A builder with no property set.".to_owned(),
            "into_inner" => "The untyped value inside, for what the types do not allow.".to_owned(),
            "success" => "Answers with a status of the class 2xx and this body.\n\n\
                          # Panics\n\nIf `status` is of another class."
                .to_owned(),
            _ => about(self.properties.get(&(self.owner.clone(), name.to_owned()))),
        }
    }
}

impl VisitMut for Complete {
    fn visit_block_mut(&mut self, _: &mut Block) {
        // Nothing is documented inside of functions.
    }

    fn visit_item_mod_mut(&mut self, item: &mut ItemMod) {
        self.modules.push(item.ident.to_string());
        visit_mut::visit_item_mod_mut(self, item);
        self.modules.pop();
    }

    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        let name = item.ident.to_string();
        // Typify repeats the name of a type that the document does not describe.
        let described = text(&item.attrs).is_some_and(|text| text != format!("`{name}`"));
        if is_public(&item.vis) && !described {
            item.attrs.retain(|attribute| doc_text(&attribute.meta).is_none());
            let doc = if self.within(&["types", "builder"]) {
                format!("Builder of [`{name}`](super::{name}).")
            } else if let Some(operation) = name.strip_suffix("When") {
                format!(
                    "What a request of `{}` has to look like.",
                    heck::ToSnakeCase::to_snake_case(operation)
                )
            } else if let Some(operation) = name.strip_suffix("Then") {
                format!(
                    "What a request of `{}` is answered with.",
                    heck::ToSnakeCase::to_snake_case(operation)
                )
            } else {
                format!("The schema `{name}`, which the API does not describe further.")
            };
            document(&mut item.attrs, &doc);
        }
        self.owner = name;
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        if let Some(name) = field.ident.as_ref().filter(|_| is_public(&field.vis))
            && text(&field.attrs).is_none()
        {
            let doc = format!("The property `{name}`, which the API does not describe.");
            document(&mut field.attrs, &doc);
        }
    }

    fn visit_item_enum_mut(&mut self, item: &mut ItemEnum) {
        let name = item.ident.to_string();
        if is_public(&item.vis) && text(&item.attrs).is_none() {
            document(
                &mut item.attrs,
                &format!("The schema `{name}`, which the API does not describe further."),
            );
        }
        for variant in item.variants.iter_mut().filter(|variant| text(&variant.attrs).is_none()) {
            let doc = format!("The value is of the type `{}`.", variant.ident);
            document(&mut variant.attrs, &doc);
        }
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        if let Type::Path(path) = item.self_ty.as_ref()
            && let Some(segment) = path.path.segments.last()
        {
            self.owner = segment.ident.to_string();
        }
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if is_public(&function.vis) && text(&function.attrs).is_none() {
            let doc = self.method(function);
            document(&mut function.attrs, &doc);
        }
    }

    fn visit_trait_item_fn_mut(&mut self, function: &mut syn::TraitItemFn) {
        if text(&function.attrs).is_none() {
            let doc = format!("Mocks the operation `{}`.", function.sig.ident);
            document(&mut function.attrs, &doc);
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn document(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.insert(0, doc_attribute(text));
}

/// `#[doc = "text"]`. There are thousands of them, and parsing each from tokens takes its time.
fn doc_attribute(text: &str) -> Attribute {
    let literal = LitStr::new(text, Span::call_site());
    Attribute {
        pound_token: Default::default(),
        style: syn::AttrStyle::Outer,
        bracket_token: Default::default(),
        meta: Meta::NameValue(MetaNameValue {
            path: Ident::new("doc", Span::call_site()).into(),
            eq_token: Default::default(),
            value: Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::Str(literal) }),
        }),
    }
}

/// Puts documentation in front of other attributes, a line an attribute, so that it prints as `///`.
struct Layout;

impl VisitMut for Layout {
    fn visit_block_mut(&mut self, _: &mut Block) {
        // Nothing is documented inside of functions.
    }

    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let inner = attributes.iter().any(|it| matches!(it.style, syn::AttrStyle::Inner(_)));
        let Some(text) = text(attributes).filter(|_| !inner) else {
            return;
        };
        let mut laid_out: Vec<Attribute> = without_schema(&text)
            .lines()
            .map(|line| if line.is_empty() { String::new() } else { format!(" {line}") })
            .map(|line| doc_attribute(&line))
            .collect();
        laid_out.extend(attributes.drain(..).filter(|it| doc_text(&it.meta).is_none()));
        *attributes = laid_out;
    }
}

/// The text without the JSON schema that the type was made of: the type says the same.
fn without_schema(text: &str) -> String {
    let (Some(start), Some(end)) =
        (text.find("<details><summary>JSON schema"), text.rfind("</details>"))
    else {
        return text.to_owned();
    };
    let end = end + "</details>".len();
    format!("{}{}", &text[..start], &text[end..]).trim().to_owned()
}
