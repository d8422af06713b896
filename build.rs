//! Generates the client from the documents in `spec/`. Without the feature `generate`, checks that the client in
//! `generated/` matches them.

use std::env;
use std::path::{Path, PathBuf};

fn main() {
    let vendored = Path::new("spec");
    // Shells often unset a variable by setting it to an empty value.
    let program =
        env::var_os("ARGYLE_SPEC_DIR").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    println!("cargo::rerun-if-env-changed=ARGYLE_SPEC_DIR");
    for directive in directives(vendored, program.as_deref()) {
        println!("{directive}");
    }
}

/// documents → source → overlay → normalize → docs → security → client → `OUT_DIR`
#[cfg(feature = "generate")]
fn directives(vendored: &Path, program: Option<&Path>) -> Vec<String> {
    match env::var_os("OUT_DIR") {
        Some(out) => {
            argyle_user_tokens_codegen::build_script::directives(vendored, program, Path::new(&out))
        }
        None => vec!["cargo::error=OUT_DIR is not set; run the build through Cargo".to_owned()],
    }
}

/// documents → fingerprint, compared with the one in `generated/`
#[cfg(not(feature = "generate"))]
fn directives(vendored: &Path, program: Option<&Path>) -> Vec<String> {
    let mut directives = vec![
        format!("cargo::rerun-if-changed={}", vendored.display()),
        "cargo::rerun-if-changed=generated".to_owned(),
    ];
    let parts = match program {
        None => checked_in::parts(vendored, Path::new("generated/client.rs")),
        Some(_) => Err(
            "ARGYLE_SPEC_DIR is set, but only the feature `generate` of argyle-user-tokens adds its documents \
             to the client; enable the feature, or unset the variable"
                .to_owned(),
        ),
    };
    match parts {
        Ok(parts) => directives
            .extend(parts.iter().map(|part| format!("cargo::rustc-cfg=argyle_spec={part:?}"))),
        Err(problem) => directives.push(format!("cargo::error={problem}")),
    }
    directives
}

#[cfg(not(feature = "generate"))]
mod checked_in {
    use std::path::Path;
    use std::{fs, io};

    /// Returns the parts of the runtime that the client uses. Fails if the client does not match the documents in
    /// `folder`.
    pub fn parts(folder: &Path, client: &Path) -> Result<Vec<String>, String> {
        let unreadable = |path: &Path, error| format!("{} cannot be read: {error}", path.display());
        let text = fs::read_to_string(client).map_err(|error| unreadable(client, error))?;
        let documents = fingerprint(folder).map_err(|error| unreadable(folder, error))?;
        let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        if line("// documents: ") != Some(documents.as_str()) {
            return Err("the client in generated/ does not match the documents in spec/; run `cargo xtask generate`, \
                        or enable the feature `generate` of argyle-user-tokens"
                .to_owned());
        }
        Ok(line("// parts: ").unwrap_or_default().split_whitespace().map(str::to_owned).collect())
    }

    /// Computes the same hash as `Sources::fingerprint` of argyle-user-tokens-codegen, which this build does not depend
    /// on.
    fn fingerprint(folder: &Path) -> io::Result<String> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.extend(entry?.file_name().into_string());
        }
        let endings = [".yaml", ".yml", ".json"];
        names.retain(|name| endings.iter().any(|ending| name.ends_with(ending)));
        // Editors leave lock files and unsaved changes under names that start with a dot.
        names.retain(|name| !name.starts_with('.'));
        // The overlay comes after the documents, which are sorted by name.
        names.sort_by_key(|name| (name == "overlay.yaml", name.clone()));
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for name in names {
            for byte in fs::read(folder.join(name))? {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        Ok(format!("{hash:016x}"))
    }
}
