//! The current checkout: its documents, and the client generated from them.

use std::path::{Path, PathBuf};
use std::{env, fs};

use argyle_user_tokens_codegen::diagnostic::Diagnostic;
use argyle_user_tokens_codegen::source::Sources;
use argyle_user_tokens_codegen::{Generated, generate as pipeline};

/// Returns the root of the current checkout. Cargo names it in an environment variable. Without Cargo, it is the
/// nearest
/// parent folder with an overlay in `spec/`.
pub fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let named = package.as_deref().and_then(Path::parent).map(Path::to_owned);
    let here = env::current_dir().unwrap_or_default();
    let around = || here.ancestors().find(|folder| folder.join("spec/overlay.yaml").exists());
    named.or_else(|| around().map(Path::to_owned)).unwrap_or(here.clone())
}

/// Reads the documents in a folder.
pub fn read_documents(folder: &Path) -> Result<Sources, String> {
    Sources::vendored(folder).map_err(|errors| list_errors("the documents cannot be read", &errors))
}

/// Generates the client of documents.
pub fn generate_client(sources: &Sources) -> Result<Generated, String> {
    pipeline(sources).map_err(|errors| list_errors("the pipeline rejects the documents", &errors))
}

/// Writes the client of the documents in `spec/` into `generated/`.
pub fn write_generated(root: &Path) -> Result<(), String> {
    let root = absolute(root);
    let made = generate_client(&read_documents(&root.join("spec"))?)?;
    for (name, text) in [("client.rs", made.client), ("mock.rs", made.mock)] {
        let path = root.join("generated").join(name);
        fs::write(&path, text)
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        println!("wrote {}", path.display());
    }
    Ok(())
}

/// Returns the absolute path.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or(path.to_owned())
}

/// Returns the public interface of the client of `spec/`, one item per line.
pub fn outline(root: &Path) -> Result<String, String> {
    Ok(client_review::outline(&generate_client(&read_documents(&root.join("spec"))?)?))
}

/// Lists diagnostics below a problem, one per line.
pub fn list_errors(problem: &str, diagnostics: &[Diagnostic]) -> String {
    let lines: String = diagnostics.iter().map(|diagnostic| format!("\n  {diagnostic}")).collect();
    format!("{problem}:{lines}")
}
