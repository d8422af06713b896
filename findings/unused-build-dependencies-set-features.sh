#!/usr/bin/env bash
# Cargo 1.95.0, memchr 2.7.6: a `[build-dependencies]` section in a package without a build script.
#
# Guess: Cargo ignores the section, because nothing can use its dependencies.
# Behaviour: Cargo compiles none of them for that package, but unifies their features with those of other build scripts in
# the same command. So the build script of another package gets features that no build script requests.
# Output seen:
#   `one` alone: features of memchr: none
#   `two` alone, which has no build script: memchr is not compiled
#   both: features of memchr: alloc
# tests/inputs/Cargo.toml uses this so that Cargo compiles a library once for the build script and for the tests.
set -euo pipefail
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"
mkdir -p one/src two/src
cat > Cargo.toml <<'TOML'
[workspace]
members = ["one", "two"]
resolver = "3"
TOML
# Writes a package that has memchr as a build dependency.
package() {
  printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[build-dependencies]\nmemchr = { version = "=2.7.6", %s }\n' \
    "$1" "$2" > "$1/Cargo.toml"
  : > "$1/src/lib.rs"
}
package one 'default-features = false'
package two 'default-features = false, features = ["alloc"]'
echo 'fn main() {}' > one/build.rs

# Prints the features that Cargo compiles memchr with.
features() {
  local compiled
  rm -rf target
  compiled=$(cargo build --verbose "$@" 2>&1 | grep -e '--crate-name memchr' || true)
  if [ -z "$compiled" ]; then
    echo "memchr is not compiled"
  else
    echo "features of memchr: $(grep -oE 'feature="[a-z]+"' <<<"$compiled" | cut -d '"' -f 2 | paste -sd ' ' | grep . || echo none)"
  fi
}
seen=$(
  echo "\`one\` alone: $(features --package one)"
  echo "\`two\` alone, which has no build script: $(features --package two)"
  echo "both: $(features --workspace)"
)
echo "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
`one` alone: features of memchr: none
`two` alone, which has no build script: memchr is not compiled
both: features of memchr: alloc
SEEN
