#!/bin/sh
# The crate minifier joins import statements that end without a semicolon, so that the module does not parse any more.
#
# Expected: the line end between two statements stays where no semicolon stands, as in all other places.
# Seen (minifier 0.3.6, js::minify): `import*as a from"./a.js"import*as b from"./b.js"`, which Node.js refuses with a
# SyntaxError. wasm-bindgen writes the imports of its glue like that.
#
# DSOMM Radar therefore leaves out only comment lines, empty lines and indentation of its scripts (xtask/src/slim.rs).
#
# Needs Rust's cargo and Node.js.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat > Cargo.toml <<'FILE'
[package]
name = "joined"
version = "0.0.0"
edition = "2021"

[dependencies]
minifier = "=0.3.6"
FILE
cat > src/main.rs <<'FILE'
fn main() {
    let module = "import * as a from './a.js'\nimport * as b from './b.js'\na.run(b)\n";
    print!("{}", minifier::js::minify(module));
}
FILE
cargo run --quiet > small.mjs
grep -q "import\*as a from'./a.js'import\*as b from'./b.js'" small.mjs || {
    echo "minifier does something else now:"
    cat small.mjs
    exit 1
}
if node --check small.mjs 2> said; then
    echo "Node.js reads it now"
    exit 1
fi
grep -q SyntaxError said
echo "minifier 0.3.6: two imports without semicolons become one line that does not parse"
