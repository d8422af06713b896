use argyle_user_tokens_codegen::{generate, source::Sources};
use std::path::Path;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    for folder in &args[2..] {
        println!("=== {folder}");
        let mut s = match Sources::vendored(Path::new(&args[1])) {
            Ok(s) => s,
            Err(e) => {
                for d in e {
                    println!("ERR {d}");
                }
                continue;
            }
        };
        if folder != "-"
            && let Err(e) = s.add(Path::new(folder))
        {
            for d in e {
                println!("ERR {d}");
            }
            continue;
        }
        let folder = folder.clone();
        let r = std::panic::catch_unwind(move || match generate(&s) {
            Ok(g) => {
                for w in &g.warnings {
                    println!("warn {w}");
                }
                if std::env::var("OUT").is_ok() {
                    println!("{}", g.outline());
                }
                if let Ok(p) = std::env::var("CLIENT") {
                    std::fs::write(p, g.client()).unwrap();
                }
            }
            Err(e) => {
                for d in e {
                    println!("ERR {d}");
                }
            }
        });
        if r.is_err() {
            println!("PANIC in {folder}");
        }
    }
}
