#!/usr/bin/env bash
# serde_yaml 0.9.34, yaml_serde 0.10.7, serde-saphyr 2.2.0 (Rust), js-yaml 5.5.0, yaml 2.9.1 (npm) and PyYAML 6.0.4: one
#   document.
#
# Guess: readers of YAML 1.2 agree, so that `01234` is the integer 1234 of the core schema; only PyYAML differs, which reads
#   YAML 1.1. All readers merge `<<`, as documents of APIs use it.
# Behaviour: `01234` has four values. serde-saphyr reads words and underscores by YAML 1.1 and keeps the rest of 1.2. js-yaml
#   5 merges no longer, as js-yaml 4 did; only serde-saphyr and PyYAML merge unasked.
# Output seen:
#   serde_yaml {"amount":"1_000","answer":"yes","fraction":1000.0,"merged":{"<<":{"a":1},"b":2},"time":"12:30","zip":"01234"}
#   yaml_serde {"amount":"1_000","answer":"yes","fraction":1000.0,"merged":{"<<":{"a":1},"b":2},"time":"12:30","zip":"01234"}
#   serde-saphyr {"amount":1000,"answer":true,"fraction":1000.0,"merged":{"a":1,"b":2},"time":"12:30","zip":1234.0}
#   js-yaml {"amount":"1_000","answer":"yes","fraction":1000,"merged":{"<<":{"a":1},"b":2},"time":"12:30","zip":1234}
#   yaml {"amount":"1_000","answer":"yes","fraction":1000,"merged":{"<<":{"a":1},"b":2},"time":"12:30","zip":1234}
#   PyYAML {"amount":1000,"answer":true,"fraction":"1e3","merged":{"a":1,"b":2},"time":750,"zip":668}
# Programs that give documents to this crate meet it. It reads them with serde_yaml, applies the merge keys itself, and would
# take `yaml_serde` for it, which reads the same here.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
mkdir src
cat > document.yaml <<'YAML'
amount: 1_000
answer: yes
fraction: 1e3
merged: { <<: { a: 1 }, b: 2 }
time: 12:30
zip: 01234
YAML
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
serde-saphyr = "=2.2.0"
serde_json = "=1.0.154"
serde_yaml = "=0.9.34"
yaml_serde = "=0.10.7"
TOML
cat > src/main.rs <<'RUST'
use serde_json::Value;

fn main() {
    let text = std::fs::read_to_string("document.yaml").unwrap();
    println!("serde_yaml {}", serde_yaml::from_str::<Value>(&text).unwrap());
    println!("yaml_serde {}", yaml_serde::from_str::<Value>(&text).unwrap());
    println!("serde-saphyr {}", serde_saphyr::from_str::<Value>(&text).unwrap());
}
RUST
cat > npm.mjs <<'JS'
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { parse } from "yaml";

const text = readFileSync("document.yaml", "utf8");
console.log("js-yaml", JSON.stringify(load(text)));
console.log("yaml", JSON.stringify(parse(text)));
JS
cat > python.py <<'PYTHON'
import json, yaml

print("PyYAML", json.dumps(yaml.safe_load(open("document.yaml")), separators=(",", ":"), sort_keys=True))
PYTHON
npm install --silent --no-audit --no-fund --prefix . js-yaml@5.5.0 yaml@2.9.1
pip install --quiet --root-user-action ignore --target packages PyYAML==6.0.4
seen=$(cargo run --quiet && node npm.mjs && PYTHONPATH=packages python3 python.py)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
serde_yaml {"amount":"1_000","answer":"yes","fraction":1000.0,"merged":{"<<":{"a":1},"b":2},"time":"12:30","zip":"01234"}
yaml_serde {"amount":"1_000","answer":"yes","fraction":1000.0,"merged":{"<<":{"a":1},"b":2},"time":"12:30","zip":"01234"}
serde-saphyr {"amount":1000,"answer":true,"fraction":1000.0,"merged":{"a":1,"b":2},"time":"12:30","zip":1234.0}
js-yaml {"amount":"1_000","answer":"yes","fraction":1000,"merged":{"<<":{"a":1},"b":2},"time":"12:30","zip":1234}
yaml {"amount":"1_000","answer":"yes","fraction":1000,"merged":{"<<":{"a":1},"b":2},"time":"12:30","zip":1234}
PyYAML {"amount":1000,"answer":true,"fraction":"1e3","merged":{"a":1,"b":2},"time":750,"zip":668}
SEEN
