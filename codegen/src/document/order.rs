//! The order of components by what they refer to.

use std::collections::{BTreeMap, BTreeSet};

/// The position of every name in an order in which each comes behind those that it leads to. Of names in a circle, the
/// one that comes first leads to another that comes behind it.
pub fn positions<'a>(
    names: impl IntoIterator<Item = &'a str>,
    leads_to: impl Fn(&'a str) -> Vec<&'a str>,
) -> BTreeMap<&'a str, usize> {
    let mut positions = BTreeMap::new();
    // Names that were entered, and not necessarily left again: a chain may be longer than a stack is deep.
    let mut entered = BTreeSet::new();
    for name in names {
        let mut open = vec![(name, false)];
        while let Some((name, done)) = open.pop() {
            if done {
                positions.insert(name, positions.len());
            } else if entered.insert(name) {
                open.push((name, true));
                open.extend(leads_to(name).into_iter().map(|next| (next, false)));
            }
        }
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_behind_those_that_they_lead_to() {
        let leads_to = |name: &str| match name {
            "a" => vec!["b", "c"],
            "b" => vec!["c"],
            "c" => vec!["d"],
            "d" => vec!["c"],
            _ => vec![],
        };
        let positions = positions(["a", "b", "c", "d", "e"], leads_to);
        assert_eq!(positions.len(), 5);
        for (from, to) in [("a", "b"), ("a", "c"), ("b", "c"), ("c", "d")] {
            assert!(positions[from] > positions[to], "{from} {to}");
        }
    }
}
