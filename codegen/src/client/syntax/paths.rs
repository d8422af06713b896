//! Visits the paths of a piece of syntax.
//!
//! Every visitor compiles all of syn's visiting functions again, so all callers share these two.

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{File, Path, Type};

/// Calls `look` with every path of a type, inner paths first.
pub fn each_in_type(r#type: &Type, look: &mut dyn FnMut(&Path)) {
    Look(look).visit_type(r#type);
}

/// Calls `look` with every path of a file.
pub fn each_in_file(file: &File, look: &mut dyn FnMut(&Path)) {
    Look(look).visit_file(file);
}

/// Calls `change` with every path of a type, inner paths first.
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
