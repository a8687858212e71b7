#!/bin/sh
# What DSOMM's own app makes of a team's name, in files that it has written itself.
#
# Expected: a team's name comes back as it was written.
# Seen (npm package yaml 2.8.1, as that app uses it: written with the defaults, read with the schema yaml-1.1): a team called
# `No` becomes `false`, `12:30` becomes `750`, `1_000` becomes `1000`, `2026-01-02` becomes a day in words, and `<<` is gone.
# In quotes, each of them stays what it is.
#
# DSOMM Radar therefore writes every text in quotes, and says in the preview of an import what such a name may have been.
#
# Needs Node.js 20 or newer.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund yaml@2.8.1
cat >check.cjs <<'JS'
const assert = require('node:assert/strict');
const { parse, stringify } = require('yaml');
const read = (text) => Object.keys(parse(text, { schema: 'yaml-1.1' }) ?? {});
// Written by that app; what is read from it.
const written = {
  No: 'false', n: 'false', off: 'false', Yes: 'true', y: 'true', on: 'true',
  '12:30': '750', '1:02:03': '3723', '1_000': '1000',
};
for (const [name, wanted] of Object.entries(written)) {
  assert.deepEqual(read(stringify({ [name]: { Started: 1 } })), [wanted], name);
}
assert.match(read(stringify({ '2026-01-02': 1 }))[0], /^(Thu|Fri) Jan 0[12] 2026 \d\d:\d\d:\d\d GMT[+-]\d{4} /);
assert.deepEqual(read(stringify({ '<<': { Started: 1 } })), ['Started']);
// Written by hand without quotes.
const plain = { '017': '15', '0x1F': '31', '0b11': '3', '+5': '5' };
for (const [name, wanted] of Object.entries(plain)) assert.deepEqual(read(`${name}: 1`), [wanted], name);
// Single quotes around everything.
for (const name of [...Object.keys(written), ...Object.keys(plain), '2026-01-02', '<<', '~', 'null', "it's", '#', '- a']) {
  assert.deepEqual(read(`'${name.replaceAll("'", "''")}': 1`), [name]);
}
console.log('yaml 2.8.1: names without quotes become', JSON.stringify({ ...written, ...plain }));
JS
node check.cjs
