//! The passes over the types that typify has written.

pub mod builders;
pub mod describe;
pub mod enums;
pub mod retype;
mod sent;

use syn::{Fields, Item, parse_quote};

use super::model::Model;
use super::progenitor::ProgenitorOutput;

/// Leaves room in structs and enums: what is sent and what is received gain properties and values, and that must not break
/// programs.
pub fn leave_room(written: &mut ProgenitorOutput, _: &Model) {
    for item in &mut written.types {
        match item {
            Item::Struct(item) if matches!(item.fields, Fields::Named(_)) => {
                item.attrs.push(parse_quote!(#[non_exhaustive]));
            }
            Item::Enum(item) => item.attrs.push(parse_quote!(#[non_exhaustive])),
            _ => {}
        }
    }
}
