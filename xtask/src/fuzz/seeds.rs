//! Collects the inputs that a fuzz target starts from: the texts in the tables of tests, and files.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::Lit;

use super::describe_error;

/// The tests whose texts are inputs of a target.
struct Tables {
    target: &'static str,
    /// The part of an input before the text: a status and a line of headers.
    before: &'static [u8],
    files: &'static [&'static str],
}

const TABLES: [Tables; 5] = [
    Tables {
        target: "base_url",
        before: b"",
        files: &["tests/inputs/src/base_urls.rs", "src/environment.rs"],
    },
    Tables {
        target: "claims",
        before: b"",
        files: &["src/token/claims.rs", "tests/integration/claims.rs", "src/fuzzing/tests.rs"],
    },
    Tables {
        target: "error_body",
        // The status 401.
        before: b"\xc9\n",
        files: &[
            "src/error/api.rs",
            "src/redaction/tests.rs",
            "tests/error_bodies.rs",
            "tests/integration/errors.rs",
        ],
    },
    Tables {
        target: "response",
        // The status 200.
        before: b"\0\n",
        files: &["src/decode/tests.rs", "tests/integration/success.rs"],
    },
    Tables {
        target: "retry_after",
        before: b"",
        files: &["src/error/head.rs", "tests/integration/retry.rs"],
    },
];

/// Writes each text in the tables of a target as a file.
pub fn write_texts(root: &Path, target: &str, folder: &Path) -> Result<(), String> {
    let mut texts = Vec::new();
    for table in TABLES.iter().filter(|table| table.target == target) {
        for file in table.files {
            let path = root.join(file);
            let source =
                fs::read_to_string(&path).map_err(|error| describe_error(&path, &error))?;
            let tokens =
                source.parse().map_err(|error| format!("{file} does not parse: {error}"))?;
            collect_texts(tokens, table.before, &mut texts);
        }
    }
    for (index, text) in texts.iter().enumerate() {
        let path = folder.join(index.to_string());
        fs::write(&path, text).map_err(|error| describe_error(&path, &error))?;
    }
    Ok(())
}

/// Returns the folders whose files are inputs of a target.
pub fn find_folders(root: &Path, target: &str) -> Vec<PathBuf> {
    let folders: &[&str] = match target {
        "document" => &["spec", "tests/documents"],
        other => return vec![root.join("fuzz/seeds").join(other)],
    };
    folders.iter().map(|folder| root.join(folder)).collect()
}

/// Collects the texts in code, without those of comments, and writes `before` in front of each.
fn collect_texts(tokens: TokenStream, before: &[u8], texts: &mut Vec<Vec<u8>>) {
    for token in tokens {
        let text = match token {
            TokenTree::Group(group) if !is_comment(&group.stream()) => {
                collect_texts(group.stream(), before, texts);
                continue;
            }
            TokenTree::Literal(literal) => match Lit::new(literal) {
                Lit::Str(text) => text.value().into_bytes(),
                Lit::ByteStr(text) => text.value(),
                _ => continue,
            },
            _ => continue,
        };
        texts.push([before, &text].concat());
    }
}

/// Returns whether an attribute is a comment: `doc = "…"`.
fn is_comment(attribute: &TokenStream) -> bool {
    matches!(attribute.clone().into_iter().next(), Some(TokenTree::Ident(name)) if name == "doc")
}

#[cfg(test)]
mod tests {
    use super::super::TARGETS;
    use super::*;
    use crate::checkout;

    #[test]
    fn the_command_runs_every_fuzz_target() {
        let root = checkout::root();
        let files = fs::read_dir(root.join("fuzz/fuzz_targets")).unwrap();
        let names = files.map(|file| file.unwrap().path().file_stem().unwrap().to_owned());
        let mut names: Vec<_> = names.collect();
        names.sort();
        assert_eq!(names, TARGETS);
    }

    #[test]
    fn texts_of_tables_are_seeds_and_comments_are_not() {
        let source = "/// A comment.\nconst A: [(&str, &[u8]); 1] = [(\"one\", b\"\\xfftwo\")]; assert!(f(r#\"three\"#), 4);";
        let mut texts = Vec::new();
        collect_texts(source.parse().unwrap(), b"0\n", &mut texts);
        assert_eq!(texts, [&b"0\none"[..], b"0\n\xfftwo", b"0\nthree"]);
    }
}
