#!/usr/bin/env bash
# Cargo 1.95.0: a path dependency that is unpacked from a package made by `cargo package`.
#
# Guess: when a newer package is unpacked over an older one, the program is compiled with the newer one.
# Behaviour: `cargo package` gives every file the same time of 2006, and Cargo compares times, so it keeps the older one.
# Output seen:
#   the source says 1, the program says 1
#   the source says 2, the program says 1
#   the source says 2, the program says 2 (unpacked with `tar --touch`)
# tests/own_documents.rs copies unpacked files that differ, so that those have the time of the copy.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
mkdir -p library/src program/src registry
cat > library/Cargo.toml <<'TOML'
[package]
name = "library"
version = "0.1.0"
edition = "2024"
description = "A number."
license = "MIT"
TOML
cat > program/Cargo.toml <<'TOML'
[package]
name = "program"
version = "0.1.0"
edition = "2024"

[dependencies]
library = { path = "../registry/library-0.1.0" }

[workspace]
TOML
echo 'fn main() { print!("{}", library::number()); }' > program/src/main.rs

# Packs the library with a number, unpacks it with these options of tar, and runs the program.
run() {
  local number=$1 note=$2
  echo "pub fn number() -> u32 { $number }" > library/src/lib.rs
  (cd library && cargo package --quiet --no-verify --allow-dirty --target-dir ../packed 2>/dev/null)
  tar -xz "${@:3}" -f packed/package/library-0.1.0.crate -C registry
  echo "the source says $number, the program says $(cd program && cargo run --quiet --offline)$note"
}
seen=$(run 1 "" && run 2 "" && run 2 " (unpacked with \`tar --touch\`)" --touch)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
the source says 1, the program says 1
the source says 2, the program says 1
the source says 2, the program says 2 (unpacked with `tar --touch`)
SEEN
