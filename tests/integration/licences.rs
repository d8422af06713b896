//! `deny.toml` allows the licences of all dependencies.
//!
//! `cargo deny` checks more, and takes minutes to compile. This test reads the same list.

use std::iter::Peekable;
use std::str::SplitWhitespace;

use serde_json::Value;

use crate::package::{ROOT, metadata};

/// The contents of `deny.toml`.
struct Allowed {
    /// The licences allowed for every package.
    licences: Vec<String>,
    /// The licences allowed for single packages, by name.
    exceptions: Vec<(String, String)>,
}

impl Allowed {
    /// Reads the two lists, which have one entry a line.
    fn read() -> Self {
        let text = std::fs::read_to_string(format!("{ROOT}/deny.toml")).unwrap();
        let list = |name: &str| {
            let (_, list) = text.split_once(&format!("\n{name} = [\n")).unwrap();
            let lines: Vec<Vec<String>> = list
                .lines()
                .take_while(|line| *line != "]")
                .filter(|line| !line.trim_start().starts_with('#'))
                .map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned).collect())
                .collect();
            lines
        };
        let exception = |words: Vec<String>| {
            let [licence, package] = words.try_into().unwrap();
            (package, licence)
        };
        Self {
            licences: list("allow").concat(),
            exceptions: list("exceptions").into_iter().map(exception).collect(),
        }
    }

    /// Returns true if these licences alone satisfy the terms of a package.
    fn allow(&self, package: &str, expression: &str) -> bool {
        let words = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let is_allowed = |licence: &str| {
            self.licences.iter().any(|accepted| accepted == licence)
                || self
                    .exceptions
                    .iter()
                    .any(|exception| (&*exception.0, &*exception.1) == (package, licence))
        };
        any(&mut words.split_whitespace().peekable(), &is_allowed)
    }
}

/// Evaluates `A AND B OR C` from the current word on.
fn any(words: &mut Peekable<SplitWhitespace<'_>>, is_allowed: &impl Fn(&str) -> bool) -> bool {
    let mut met = all(words, is_allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= all(words, is_allowed);
    }
    met
}

/// Evaluates `A AND B`.
fn all(words: &mut Peekable<SplitWhitespace<'_>>, is_allowed: &impl Fn(&str) -> bool) -> bool {
    let mut met = one(words, is_allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, is_allowed);
    }
    met
}

/// Evaluates a licence with an optional exception, or an expression in parentheses.
fn one(words: &mut Peekable<SplitWhitespace<'_>>, is_allowed: &impl Fn(&str) -> bool) -> bool {
    let word = words.next().unwrap();
    if word == "(" {
        let met = any(words, is_allowed);
        assert_eq!(words.next(), Some(")"));
        return met;
    }
    match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        Some(exception) => is_allowed(&format!("{word} WITH {exception}")),
        None => is_allowed(word),
    }
}

/// Lists the crate and all its dependencies, including those of tests. Like `cargo deny`, it omits those of examples.
fn dependencies(metadata: &Value) -> Vec<&Value> {
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let mut open = vec![&metadata["resolve"]["root"]];
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        if !found.contains(&id) {
            let node = nodes.iter().find(|node| node["id"] == *id).unwrap();
            open.extend(node["dependencies"].as_array().unwrap());
            found.push(id);
        }
    }
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages.filter(|package| found.contains(&&package["id"])).collect()
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let (allowed, metadata) = (Allowed::read(), metadata());
    let refused: Vec<String> = dependencies(&metadata)
        .into_iter()
        .map(|package| (package["name"].as_str().unwrap(), package["license"].as_str()))
        .filter(|(name, licence)| !licence.is_some_and(|licence| allowed.allow(name, licence)))
        .map(|(name, licence)| format!("{name}: {}", licence.unwrap_or("no licence")))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn the_notice_names_exactly_the_mpl_packages() {
    let metadata = metadata();
    let mut packages: Vec<&str> = dependencies(&metadata)
        .into_iter()
        .filter(|package| {
            package["license"].as_str().is_some_and(|license| license.contains("MPL"))
        })
        .filter_map(|package| package["name"].as_str())
        .collect();
    packages.sort_unstable();
    let notice = std::fs::read_to_string(format!("{ROOT}/NOTICE")).unwrap();
    let (_, part) = notice.split_once("Under the Mozilla Public License 2.0\n").unwrap();
    let named: Vec<&str> = part.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    assert_eq!(named, packages);
}

#[test]
fn a_license_expression_needs_one_alternative_or_all_parts() {
    let allowed = Allowed {
        licences: vec!["MIT".to_owned(), "ISC".to_owned(), "Apache-2.0 WITH X".to_owned()],
        exceptions: vec![("special".to_owned(), "MPL-2.0".to_owned())],
    };
    for (package, expression, expected) in [
        ("a", "MIT", true),
        ("a", "MIT OR GPL-3.0", true),
        ("a", "GPL-3.0/MIT", true),
        ("a", "MIT AND GPL-3.0", false),
        ("a", "GPL-3.0 AND MIT OR ISC", true),
        ("a", "GPL-3.0 AND (MIT OR ISC)", false),
        ("a", "(GPL-3.0 OR MIT) AND ISC", true),
        ("a", "Apache-2.0", false),
        ("a", "Apache-2.0 WITH X", true),
        ("a", "Apache-2.0 WITH Y OR GPL-3.0", false),
        ("a", "MPL-2.0", false),
        ("special", "MPL-2.0", true),
    ] {
        assert_eq!(allowed.allow(package, expression), expected, "{package}: {expression}");
    }
}
