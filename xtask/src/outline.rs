//! Compares public interfaces, and derives the kind of release that a change requires.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The kind of a release, by Cargo's rules for semantic versioning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Patch,
    Minor,
    Breaking,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Breaking => "breaking",
        })
    }
}

/// The difference between two outlines.
pub struct Changes {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// Items whose form changed: before and after.
    pub changed: Vec<(String, String)>,
    pub verdict: Verdict,
}

/// Compares two outlines.
pub fn compare(before: &str, after: &str) -> Changes {
    let split =
        |text| -> BTreeSet<&str> { str::lines(text).filter(|line| !line.is_empty()).collect() };
    let (old, new) = (split(before), split(after));
    let mut removed: BTreeMap<&str, &str> =
        old.difference(&new).map(|line| (key(line), *line)).collect();
    let mut added = Vec::new();
    let mut changed = Vec::new();
    for line in new.difference(&old) {
        match removed.remove(key(line)) {
            Some(former) => changed.push((former.to_owned(), (*line).to_owned())),
            None => added.push((*line).to_owned()),
        }
    }
    let verdict = if !removed.is_empty() || !changed.is_empty() {
        Verdict::Breaking
    } else {
        added.iter().map(|line| verdict_on_addition(line, &old)).max().unwrap_or(Verdict::Patch)
    };
    let removed = removed.into_values().map(str::to_owned).collect();
    Changes { added, removed, changed, verdict }
}

/// Returns the name of an item: the line without its types.
fn key(line: &str) -> &str {
    let end = line.find(['(', '<']).into_iter().chain(line.find(": ")).min();
    match line.starts_with("impl ") || line.starts_with('#') {
        true => line,
        false => &line[..end.unwrap_or(line.len())],
    }
}

/// Returns the verdict on a new item, which is breaking if it can stop existing programs from compiling.
fn verdict_on_addition(line: &str, old: &BTreeSet<&str>) -> Verdict {
    let exists = |kind: &str, name: &str| {
        let prefix = format!("{kind} {name}");
        old.iter().any(|line| key(line) == prefix)
    };
    let open = |name: &str| old.contains(format!("#[non_exhaustive] {name}").as_str());
    let item = key(line);
    let breaking = if let Some(name) = line.strip_prefix("#[non_exhaustive] ") {
        exists("struct", name) || exists("enum", name)
    } else if let Some((owner, _)) =
        item.strip_prefix("field ").and_then(|path| path.rsplit_once('.'))
    {
        exists("struct", owner) && !open(owner)
    } else if let Some((owner, _)) =
        item.strip_prefix("variant ").and_then(|path| path.rsplit_once("::"))
    {
        exists("enum", owner) && !open(owner)
    } else if let Some((owner, _)) =
        item.strip_prefix("fn ").and_then(|path| path.rsplit_once("::"))
    {
        // Implementations outside the crate would lack the new method of a trait.
        exists("trait", owner)
            && !old.iter().any(|line| line.starts_with(&format!("trait {owner}: sealed")))
    } else {
        false
    };
    if breaking { Verdict::Breaking } else { Verdict::Minor }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "#[non_exhaustive] E\n#[non_exhaustive] S\nenum E\nenum F\nfield S.a: A\nfield T.a: A\nfn C::f(&self) -> A\n\
                       impl Clone for S\nstruct C\nstruct S\nstruct T\ntrait M: sealed\ntrait N\nvariant E::A\nvariant F::A\n";

    #[test]
    fn the_verdict_follows_cargos_rules() {
        for (added, verdict) in [
            ("", Verdict::Patch),
            ("fn C::g(&self)", Verdict::Minor),
            ("struct U\nfield U.a: A", Verdict::Minor),
            ("field S.b: B", Verdict::Minor),
            ("field T.b: B", Verdict::Breaking),
            ("variant E::B", Verdict::Minor),
            ("variant F::B", Verdict::Breaking),
            ("fn M::g<F>(&self)", Verdict::Minor),
            ("fn N::g<F>(&self)", Verdict::Breaking),
            ("impl Debug for S", Verdict::Minor),
            ("#[non_exhaustive] T", Verdict::Breaking),
        ] {
            let changes = compare(OLD, &format!("{OLD}{added}\n"));
            assert_eq!(changes.verdict, verdict, "{added}");
        }
    }

    #[test]
    fn removals_and_changes_are_breaking() {
        let changes = compare(OLD, &OLD.replace("field S.a: A\n", ""));
        assert_eq!(
            (changes.removed.as_slice(), changes.verdict),
            (&["field S.a: A".to_owned()][..], Verdict::Breaking)
        );
        let changes = compare(OLD, &OLD.replace("-> A", "-> B"));
        assert_eq!(
            changes.changed,
            [("fn C::f(&self) -> A".to_owned(), "fn C::f(&self) -> B".to_owned())]
        );
        assert_eq!(
            (changes.verdict, changes.added.len(), changes.removed.len()),
            (Verdict::Breaking, 0, 0)
        );
    }
}
