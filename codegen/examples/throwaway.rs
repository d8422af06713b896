use argyle_user_tokens_codegen::{
    generate,
    source::{file::SourceFile as Page, Sources},
};
use serde_json::{Value, json};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

fn pointers(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(member, format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(pointer);
}
fn hash(t: &str) -> u64 {
    let mut h = DefaultHasher::new();
    t.hash(&mut h);
    h.finish()
}
fn show(name: &str, sources: &Sources, full: Option<&Path>) {
    println!("== {name}");
    match generate(sources) {
        Ok(made) => {
            for w in &made.warnings {
                println!("  warning {w}");
            }
            println!(
                "  client {:x} {:x} parts {:?}",
                hash(&made.client()),
                hash(&made.mock()),
                made.parts()
            );
            if let Some(dir) = full {
                std::fs::write(dir.join(format!("{name}.client.rs")), made.client()).unwrap();
                std::fs::write(dir.join(format!("{name}.mock.rs")), made.mock()).unwrap();
                std::fs::write(dir.join(format!("{name}.outline")), made.outline()).unwrap();
            }
        }
        Err(errors) => {
            for e in errors {
                println!("  error {e}");
            }
        }
    }
}
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let dir = Path::new(&args[0]);
    std::fs::create_dir_all(dir).unwrap();
    let vendored = Sources::vendored(Path::new("spec")).unwrap_or_else(|e| panic!("{e:?}"));
    let mut pages: Vec<Page> = std::fs::read_dir("/work/shared/argyle/pages")
        .unwrap()
        .map(|e| {
            let e = e.unwrap();
            Page {
                name: format!("spec/{}", e.file_name().to_string_lossy()),
                bytes: std::fs::read(e.path()).unwrap(),
            }
        })
        .collect();
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    let trouble = Page {
        name: "spec/trouble.yaml".into(),
        bytes: std::fs::read("tests/pages/trouble.yaml").unwrap(),
    };
    show("vendored", &vendored, Some(dir));
    for page in &pages {
        let mut s = vendored.clone();
        s.documents.push(page.clone());
        show(page.name.trim_start_matches("spec/"), &s, Some(dir));
    }
    let mut s = vendored.clone();
    s.documents.extend(pages.iter().cloned());
    show("all", &s, Some(dir));
    s.documents.push(trouble.clone());
    show("everything", &s, Some(dir));
    let mut s = vendored.clone();
    s.documents.push(trouble.clone());
    show("trouble", &s, Some(dir));
    if args.len() < 2 {
        return;
    }
    let step: usize = args[1].parse().unwrap();
    let kinds: [Option<Value>; 6] = [
        None,
        Some(json!({})),
        Some(json!("text")),
        Some(json!([{"type": "string"}, null, 3])),
        Some(json!({"$ref": "#/components/schemas/Gone"})),
        Some(
            json!({"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {}}}], "nullable": true}),
        ),
    ];
    for which in ["user-tokens", "trouble"] {
        let bytes = if which == "trouble" {
            trouble.bytes.clone()
        } else {
            vendored.documents[0].bytes.clone()
        };
        let original: Value = serde_yaml::from_slice(&bytes).unwrap();
        let mut all = Vec::new();
        pointers(&original, String::new(), &mut all);
        let step = if which == "trouble" { step } else { 1 };
        let mut n = 0;
        for pointer in &all {
            for (k, kind) in kinds.iter().enumerate() {
                n += 1;
                if n % step != 0 {
                    continue;
                }
                let mut doc = original.clone();
                match kind {
                    Some(v) => *doc.pointer_mut(pointer).unwrap() = v.clone(),
                    None => {
                        let Some((parent, key)) = pointer.rsplit_once('/') else { continue };
                        let key = key.replace("~1", "/").replace("~0", "~");
                        match doc.pointer_mut(parent).unwrap() {
                            Value::Object(m) => drop(m.remove(&key)),
                            Value::Array(i) => drop(i.remove(key.parse().unwrap())),
                            _ => {}
                        }
                    }
                }
                let mut s = vendored.clone();
                let page =
                    Page { name: format!("spec/{which}.yaml"), bytes: doc.to_string().into() };
                if which == "trouble" {
                    s.documents.push(page)
                } else {
                    s.documents[0] = page
                }
                show(&format!("{which}{pointer} {k}"), &s, None);
            }
        }
    }
}
