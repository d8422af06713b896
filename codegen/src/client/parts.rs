//! The parts of the runtime that only some documents ask for, found in the code that names them.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Attribute, File, Path};

use super::runtime::PARTS;
use super::syntax::attributes::serde_options;

/// The parts that the client asks for.
pub fn of(client: &File) -> BTreeSet<&'static str> {
    let mut find = Find(BTreeSet::new());
    find.visit_file(client);
    find.0
}

struct Find(BTreeSet<&'static str>);

impl<'ast> Visit<'ast> for Find {
    fn visit_path(&mut self, path: &'ast Path) {
        for pair in path.segments.iter().zip(path.segments.iter().skip(1)) {
            let part = PARTS.iter().find(|it| pair.0.ident == it.0 && pair.1.ident == it.1);
            self.0.extend(part.map(|(_, _, part)| *part));
        }
        visit::visit_path(self, path);
    }

    /// `#[serde(deserialize_with = "crate::decode::lenient::read")]` names a path in a literal.
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        for (_, value) in serde_options(std::slice::from_ref(attribute)) {
            if let Ok(path) = syn::parse_str::<Path>(&value) {
                Find::visit_path(self, &path);
            }
        }
    }
}
