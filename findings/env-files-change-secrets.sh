#!/usr/bin/env bash
# dotenvy 0.15.7 (Rust), dotenv 18.0.10 (npm), Node.js 20.20.2 (`--env-file`), python-dotenv 1.2.4: a secret in a file of
#   variables.
#
# Guess: all four read the same value, and an unquoted one as it is written, apart from blanks around it.
# Behaviour: dotenvy replaces `$name` by a variable, which is mostly none, and drops a `$` at the end. dotenv and Node.js end
#   a value at a `#` inside of a word. None of them warns. Single quotes keep the value in all four.
# Output seen:
#   abc#def: dotenvy abc#def, dotenv abc, node abc, python-dotenv abc#def
#   abc$def: dotenvy abc, dotenv abc$def, node abc$def, python-dotenv abc$def
#   abc$: dotenvy abc, dotenv abc$, node abc$, python-dotenv abc$
#   'abc#def': dotenvy abc#def, dotenv abc#def, node abc#def, python-dotenv abc#def
#   'abc$def': dotenvy abc$def, dotenv abc$def, node abc$def, python-dotenv abc$def
# Programs that load `ARGYLE_API_KEY_SECRET` from such a file meet it: every call ends with a 401. Nothing here can notice.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
mkdir src
cat > variables <<'VARIABLES'
A=abc#def
B=abc$def
C=abc$
D='abc#def'
E='abc$def'
VARIABLES
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
dotenvy = "=0.15.7"
TOML
cat > src/main.rs <<'RUST'
fn main() {
    for variable in dotenvy::from_path_iter("variables").unwrap() {
        println!("dotenvy {}", variable.unwrap().1);
    }
}
RUST
cat > npm.mjs <<'JS'
import dotenv from "dotenv";
const { parsed } = dotenv.config({ path: "variables", processEnv: {}, quiet: true });
for (const value of Object.values(parsed)) console.log(`dotenv ${value}`);
JS
cat > python.py <<'PYTHON'
from dotenv import dotenv_values
for value in dotenv_values("variables").values():
    print("python-dotenv", value)
PYTHON
npm install --silent --no-audit --no-fund --prefix . dotenv@18.0.10
pip install --quiet --root-user-action ignore --target packages python-dotenv==1.2.4
print='for (const name of "ABCDE") console.log(`node ${process.env[name]}`)'
seen=$(paste -d '|' <(cut -d = -f 2- variables) <(cargo run --quiet) <(node npm.mjs) \
  <(env -u A -u B -u C -u D -u E node --env-file=variables -e "$print") <(PYTHONPATH=packages python3 python.py) |
  sed -e 's/|/: /' -e 's/|/, /g')
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
abc#def: dotenvy abc#def, dotenv abc, node abc, python-dotenv abc#def
abc$def: dotenvy abc, dotenv abc$def, node abc$def, python-dotenv abc$def
abc$: dotenvy abc, dotenv abc$, node abc$, python-dotenv abc$
'abc#def': dotenvy abc#def, dotenv abc#def, node abc#def, python-dotenv abc#def
'abc$def': dotenvy abc$def, dotenv abc$def, node abc$def, python-dotenv abc$def
SEEN
