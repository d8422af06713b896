//! The checkout that a command is run in: its documents, and the client that they make.

use std::path::{Path, PathBuf};
use std::{env, fs};

use argyle_user_tokens_codegen::diagnostic::Diagnostic;
use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::{Generated, generate as pipeline};

/// The root of the checkout that the program is run in, wherever it was compiled: Cargo names it to a program that it
/// runs, and without Cargo it is the folder around with documents in `spec/`.
pub fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let named = package.as_deref().and_then(Path::parent).map(Path::to_owned);
    let here = env::current_dir().unwrap_or_default();
    let around = || here.ancestors().find(|it| it.join("spec/overlay.yaml").exists());
    named.or_else(|| around().map(Path::to_owned)).unwrap_or(here.clone())
}

/// The documents in a folder.
pub fn documents(folder: &Path) -> Result<Sources, String> {
    Sources::vendored(folder).map_err(|it| listed("the documents cannot be read", &it))
}

/// The client of documents.
pub fn client(sources: &Sources) -> Result<Generated, String> {
    pipeline(sources).map_err(|it| listed("the pipeline does not take the documents", &it))
}

/// Writes the client of the documents in `spec/` into `generated/`.
pub fn generate(root: &Path) -> Result<(), String> {
    let root = absolute(root);
    let made = client(&documents(&root.join("spec"))?)?;
    for (name, text) in [("client.rs", made.client), ("mock.rs", made.mock)] {
        let path = root.join("generated").join(name);
        fs::write(&path, text)
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        println!("{} is written.", path.display());
    }
    Ok(())
}

/// A path that says which one is meant, whoever reads it.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or(path.to_owned())
}

/// The public interface of the client of the documents in `spec/`, one item a line.
pub fn outline(root: &Path) -> Result<String, String> {
    Ok(client_review::outline(&client(&documents(&root.join("spec"))?)?))
}

/// A problem, and diagnostics a line each.
pub fn listed(problem: &str, diagnostics: &[Diagnostic]) -> String {
    let lines: String = diagnostics.iter().map(|it| format!("\n  {it}")).collect();
    format!("{problem}:{lines}")
}
