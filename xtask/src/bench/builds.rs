//! Measures clean builds of programs: with the crate, with only reqwest, and with plain progenitor.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use super::describe_error;
use super::measurement::{Goal, Measurement};

/// The number of builds of each program, in turns.
const ROUNDS: usize = 3;

/// The manifest that all programs share.
const COMMON: &str = "\
[package]
name = \"program\"
version = \"0.0.0\"
edition = \"2024\"

[dependencies]
reqwest = { version = \"0.13.5\", default-features = false, features = [\"http2\", \"json\", \"multipart\", \"rustls\", \
\"stream\", \"system-proxy\"] }
serde_json = \"1\"
tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }
uuid = { version = \"1\", features = [\"serde\"] }
";

/// The dependencies of a program that runs progenitor in its build script.
const PROGENITOR: &str = "\
bytes = \"1\"
futures = \"0.3\"
progenitor-client = \"=0.15.1\"
serde = { version = \"1\", features = [\"derive\"] }

[build-dependencies]
openapiv3 = \"2\"
prettyplease = \"0.2\"
progenitor = \"=0.15.1\"
serde_json = \"1\"
syn = \"2\"
";

/// The build script in progenitor's documentation. It unwraps, but it is no code of this crate.
const PROGENITOR_SCRIPT: &str = "\
fn main() {
    println!(\"cargo:rerun-if-changed=document.json\");
    let document = std::fs::File::open(\"document.json\").unwrap();
    let document = serde_json::from_reader(document).unwrap();
    let tokens = progenitor::Generator::default().generate_tokens(&document).unwrap();
    let content = prettyplease::unparse(&syn::parse2(tokens).unwrap());
    let out = std::path::Path::new(&std::env::var(\"OUT_DIR\").unwrap()).join(\"client.rs\");
    std::fs::write(out, content).unwrap();
}
";

/// A document of one operation that plain progenitor accepts.
const DOCUMENT: &str = r#"{"openapi": "3.0.3", "info": {"title": "User tokens", "version": "1"}, "paths": {"/v2/user-tokens":
{"post": {"operationId": "create_user_token", "requestBody": {"required": true, "content": {"application/json": {"schema":
{"type": "object", "required": ["user"], "properties": {"user": {"type": "string", "format": "uuid"}}}}}}, "responses":
{"200": {"description": "", "content": {"application/json": {"schema": {"type": "object", "properties": {"user_token":
{"type": "string"}}}}}}}}}}}
"#;

/// A program to build.
struct Program {
    folder: PathBuf,
    arguments: Vec<&'static str>,
    target: PathBuf,
}

/// The cost of building a program.
#[derive(Clone, Copy, Default)]
struct Cost {
    wall: f64,
    cpu: f64,
    packages: f64,
}

/// Builds all programs from scratch, in turns.
pub fn measure(root: &Path) -> Result<Vec<Measurement>, String> {
    let home = root.join("target/bench/builds");
    let depending = |features: &str| {
        format!(
            "{COMMON}argyle-user-tokens = {{ path = {:?}, default-features = false, features = [{features}] }}\n",
            root.display().to_string()
        )
    };
    let main = "fn main() {}\n";
    let programs = [
        write_program(&home, "reqwest", COMMON, &[("src/main.rs", main)])?,
        write_program(
            &home,
            "progenitor",
            &format!("{COMMON}{PROGENITOR}"),
            &[
                (
                    "src/main.rs",
                    "include!(concat!(env!(\"OUT_DIR\"), \"/client.rs\"));\nfn main() {}\n",
                ),
                ("build.rs", PROGENITOR_SCRIPT),
                ("document.json", DOCUMENT),
            ],
        )?,
        write_program(
            &home,
            "default",
            &depending("\"generate\", \"rustls\""),
            &[("src/main.rs", main)],
        )?,
        write_program(
            &home,
            "without-generate",
            &depending("\"rustls\""),
            &[("src/main.rs", main)],
        )?,
        write_program(
            &home,
            "mock",
            &depending("\"generate\", \"mock\", \"rustls\""),
            &[("src/main.rs", main)],
        )?,
        Program {
            folder: root.to_owned(),
            arguments: vec!["run", "-p", "quickstart"],
            target: home.join("quickstart-target"),
        },
    ];
    for program in &programs {
        fetch(program)?;
    }
    let mut costs = vec![Vec::new(); programs.len()];
    for _ in 0..ROUNDS {
        for (program, costs) in programs.iter().zip(&mut costs) {
            costs.push(build(program)?);
        }
    }
    let medians: Vec<Cost> = costs.iter().map(|costs| median(costs)).collect();
    let [reqwest, progenitor, default, without, mock, quickstart] = medians[..] else {
        return Err("a program was not built".to_owned());
    };
    Ok(compare_costs(&[reqwest, progenitor, default, without, mock, quickstart]))
}

fn compare_costs(costs: &[Cost; 6]) -> Vec<Measurement> {
    let [reqwest, progenitor, default, without, mock, quickstart] = costs;
    let wall =
        |name: &str, cost: &Cost, goal| Measurement::new(name, cost.wall, reqwest.wall, goal);
    let cpu = |name: &str, cost: &Cost, goal| Measurement::new(name, cost.cpu, reqwest.cpu, goal);
    let packages = |name: &str, cost: &Cost, maximum| {
        Measurement::new(name, cost.packages, reqwest.packages, Goal::Count(maximum))
    };
    let as_progenitor = |theirs: f64, reqwest: f64| Goal::AtMost(theirs / reqwest);
    vec![
        wall("clean build: wall s", default, as_progenitor(progenitor.wall, reqwest.wall)),
        cpu("clean build: CPU s", default, as_progenitor(progenitor.cpu, reqwest.cpu)),
        packages("clean build: packages", default, 140.0),
        wall("clean build, plain progenitor: wall s", progenitor, Goal::None),
        cpu("clean build, plain progenitor: CPU s", progenitor, Goal::None),
        wall("clean build without `generate`: wall s", without, Goal::AtMost(1.08)),
        cpu("clean build without `generate`: CPU s", without, Goal::AtMost(1.08)),
        packages("clean build without `generate`: packages", without, 115.0),
        Measurement::new(
            "README's first command, against a program with `mock`: wall s",
            quickstart.wall,
            mock.wall,
            Goal::AtMost(1.1),
        ),
    ]
}

/// Writes a program. A separate target directory can be removed before each build.
fn write_program(
    home: &Path,
    name: &str,
    manifest: &str,
    files: &[(&str, &str)],
) -> Result<Program, String> {
    let folder = home.join(name);
    let manifest = format!("{manifest}\n[workspace]\n");
    for (file, text) in files.iter().chain([&("Cargo.toml", manifest.as_str())]) {
        let path = folder.join(file);
        let parent = path.parent().unwrap_or(&folder);
        fs::create_dir_all(parent).map_err(|error| describe_error(parent, &error))?;
        // Cargo would update the lock file after a change of the manifest.
        if fs::read_to_string(&path).ok().as_deref() != Some(*text) {
            fs::write(&path, text).map_err(|error| describe_error(&path, &error))?;
        }
    }
    Ok(Program { folder, arguments: vec!["build"], target: home.join(format!("{name}-target")) })
}

fn cargo(program: &Program) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&program.folder).env("CARGO_TARGET_DIR", &program.target);
    // The environment of this process must not affect the build.
    let of_argyle = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let of_argyle = of_argyle.filter(|name| name.starts_with("ARGYLE_"));
    let of_cargo = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_MANIFEST_DIR"];
    for name in of_cargo.map(str::to_owned).into_iter().chain(of_argyle) {
        command.env_remove(name);
    }
    command
}

/// Downloads the dependencies of a program, which the build time excludes.
fn fetch(program: &Program) -> Result<(), String> {
    let output = cargo(program).arg("fetch").output();
    let output = output.map_err(|error| format!("cargo cannot be started: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Builds a program from scratch.
fn build(program: &Program) -> Result<Cost, String> {
    if program.target.exists() {
        fs::remove_dir_all(&program.target)
            .map_err(|error| describe_error(&program.target, &error))?;
    }
    let (cpu, started) = (cpu_of_children()?, Instant::now());
    let output = cargo(program)
        .args(&program.arguments)
        .arg("--offline")
        .stdout(Stdio::null())
        .output()
        .map_err(|error| format!("cargo cannot be started: {error}"))?;
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_of_children()? - cpu);
    let printed = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(printed.into_owned());
    }
    let packages =
        printed.lines().filter(|line| line.trim_start().starts_with("Compiling ")).count();
    eprintln!("  {}: {wall:.1} s, {cpu:.1} s of a core", program.folder.display());
    Ok(Cost { wall, cpu, packages: packages as f64 })
}

/// Returns the CPU seconds of all finished child processes. Linux counts in hundredths of a second.
fn cpu_of_children() -> Result<f64, String> {
    let path = Path::new("/proc/self/stat");
    let text = fs::read_to_string(path).map_err(|error| describe_error(path, &error))?;
    // The program's name, in parentheses, may contain blanks. `cutime` and `cstime` are the 14th and 15th field after
    // it.
    let fields = text.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect::<Vec<_>>());
    let ticks = fields.iter().flat_map(|fields| fields.iter().skip(13).take(2));
    Ok(ticks.filter_map(|tick| tick.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

/// Returns the median of each figure.
fn median(costs: &[Cost]) -> Cost {
    let median_of = |figure: fn(&Cost) -> f64| {
        let mut figures: Vec<f64> = costs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or_default()
    };
    Cost {
        wall: median_of(|cost| cost.wall),
        cpu: median_of(|cost| cost.cpu),
        packages: median_of(|cost| cost.packages),
    }
}
