//! The parts of the runtime that only some documents ask for, found in the code that names them.

use std::collections::BTreeSet;

use syn::File;

use super::runtime::PARTS;
use super::syntax::paths;

/// The parts that the client asks for.
pub fn of(client: &File) -> BTreeSet<&'static str> {
    let mut parts = BTreeSet::new();
    paths::each_in_file(client, &mut |path| {
        for pair in path.segments.iter().zip(path.segments.iter().skip(1)) {
            let part = PARTS.iter().find(|it| pair.0.ident == it.0 && pair.1.ident == it.1);
            parts.extend(part.map(|(_, _, part)| *part));
        }
    });
    parts
}
