#!/usr/bin/env bash
# serde_json_path 0.7.2, and jsonpath-rfc9535 1.0.1 of Python for comparison: `&&` and `~~` in a class of `match()`.
#
# Guess: `[a&&b]` is a class of the letters a and b and of the sign &, as RFC 9485 (I-Regexp), which RFC 9535 names, has no
#   operators in a class.
# Behaviour: serde_json_path passes the pattern on to the crate `regex`, where `&&` intersects classes and `~~` takes the
#   symmetric difference. So the filter selects other nodes, and there is no error.
# Output seen, for the texts a, b, & and ~:
#   [ab]: serde_json_path a b, jsonpath-rfc9535 a b
#   [a&b]: serde_json_path a b &, jsonpath-rfc9535 a b &
#   [a&&b]: serde_json_path none, jsonpath-rfc9535 a b &
#   [a~~b]: serde_json_path a b, jsonpath-rfc9535 a b ~
# Overlays for this crate can meet it, as their targets are JSONPath. An action that selects nothing stops the build; one that
# selects too little does not.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
serde_json = "=1.0.154"
serde_json_path = "=0.7.2"
TOML
cat > src/main.rs <<'RUST'
fn main() {
    let texts = serde_json::json!(["a", "b", "&", "~"]);
    for class in ["[ab]", "[a&b]", "[a&&b]", "[a~~b]"] {
        let path = serde_json_path::JsonPath::parse(&format!("$[?match(@, '{class}')]")).unwrap();
        let selected: Vec<_> = path.query(&texts).all().into_iter().filter_map(|text| text.as_str()).collect();
        let selected = if selected.is_empty() { "none".to_owned() } else { selected.join(" ") };
        println!("{class}: serde_json_path {selected}");
    }
}
RUST
cat > run.py <<'PYTHON'
import jsonpath_rfc9535, warnings

warnings.simplefilter("ignore")
for pattern in ["[ab]", "[a&b]", "[a&&b]", "[a~~b]"]:
    nodes = jsonpath_rfc9535.find(f"$[?match(@, '{pattern}')]", ["a", "b", "&", "~"])
    print("jsonpath-rfc9535", " ".join(node.value for node in nodes) or "none")
PYTHON
pip install --quiet --root-user-action ignore --target packages jsonpath-rfc9535==1.0.1
seen=$(paste -d '|' <(cargo run --quiet) <(PYTHONPATH=packages python3 run.py) | sed 's/|/, /')
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
[ab]: serde_json_path a b, jsonpath-rfc9535 a b
[a&b]: serde_json_path a b &, jsonpath-rfc9535 a b &
[a&&b]: serde_json_path none, jsonpath-rfc9535 a b &
[a~~b]: serde_json_path a b, jsonpath-rfc9535 a b ~
SEEN
