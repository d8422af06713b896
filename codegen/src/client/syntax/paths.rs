//! The one walk over the paths of a piece of syntax.
//!
//! For every visitor, all of syn's functions are compiled again, for all that Rust has; so one serves many.

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{File, Path, Type};

/// Shows every path of a type, those inside of others first.
pub fn each_in_type(r#type: &Type, look: &mut dyn FnMut(&Path)) {
    Look(look).visit_type(r#type);
}

/// Shows every path of a file.
pub fn each_in_file(file: &File, look: &mut dyn FnMut(&Path)) {
    Look(look).visit_file(file);
}

/// Changes every path of a type, those inside of others first.
pub fn change_in_type(r#type: &mut Type, change: &mut dyn FnMut(&mut Path)) {
    Change(change).visit_type_mut(r#type);
}

struct Look<'a>(&'a mut dyn FnMut(&Path));

impl Visit<'_> for Look<'_> {
    fn visit_path(&mut self, path: &Path) {
        visit::visit_path(self, path);
        (self.0)(path);
    }
}

struct Change<'a>(&'a mut dyn FnMut(&mut Path));

impl VisitMut for Change<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        (self.0)(path);
    }
}
