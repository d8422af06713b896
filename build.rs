//! Makes the client of the documents in `spec/`; or, without the feature `generate`, checks that the one in
//! `generated/` was made from them.

use std::env;
use std::path::{Path, PathBuf};

fn main() {
    let vendored = Path::new("spec");
    // Empty is what a shell has for unset.
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

/// documents → fingerprint, which the client in `generated/` names too
#[cfg(not(feature = "generate"))]
fn directives(vendored: &Path, program: Option<&Path>) -> Vec<String> {
    let mut directives = vec![
        format!("cargo::rerun-if-changed={}", vendored.display()),
        "cargo::rerun-if-changed=generated".to_owned(),
    ];
    let parts = match program {
        None => checked_in::parts(vendored, Path::new("generated/client.rs")),
        Some(_) => Err(
            "ARGYLE_SPEC_DIR is set, and only the feature `generate` of argyle-user-tokens makes \
                        its documents a part of the client; enable it, or unset the variable"
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

    /// The parts of the runtime that the client asks for, if it was made from the documents in `folder`.
    pub fn parts(folder: &Path, client: &Path) -> Result<Vec<String>, String> {
        let unreadable = |path: &Path, error| format!("{} cannot be read: {error}", path.display());
        let text = fs::read_to_string(client).map_err(|error| unreadable(client, error))?;
        let documents = fingerprint(folder).map_err(|error| unreadable(folder, error))?;
        let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        if line("// documents: ") != Some(documents.as_str()) {
            return Err("generated/ was not made from the documents in spec/; run `cargo xtask generate`, or \
                        enable the feature `generate` of argyle-user-tokens"
                .to_owned());
        }
        Ok(line("// parts: ").unwrap_or_default().split_whitespace().map(str::to_owned).collect())
    }

    /// What `Sources::fingerprint` of argyle-user-tokens-codegen says of the documents.
    fn fingerprint(folder: &Path) -> io::Result<String> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.extend(entry?.file_name().into_string());
        }
        let endings = [".yaml", ".yml", ".json"];
        names.retain(|name| endings.iter().any(|ending| name.ends_with(ending)));
        // Names that start with a dot belong to editors.
        names.retain(|name| !name.starts_with('.'));
        // Pages by name, and the overlay behind them.
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
