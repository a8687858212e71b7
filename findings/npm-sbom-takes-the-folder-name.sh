#!/bin/sh
# npm's CycloneDX calls the product after the folder.
#
# Expected: in `npm sbom --sbom-format cyclonedx`, the name of the root component is that of package.json.
# Seen (npm 11.19.1): it is the name of the folder; `purl` and `bom-ref` have the package's. SPDX has the package's name.
#
# DSOMM Radar therefore takes what a bill of materials is about from `purl`, and from the name only where there is no purl.
#
# Needs Node.js 20.17 or newer.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix tools npm@11.19.1
mkdir checkout
cd checkout
echo '{"name": "@example-shop/cart", "version": "1.2.0", "license": "MIT"}' >package.json
../tools/node_modules/.bin/npm install --silent --no-audit --no-fund
../tools/node_modules/.bin/npm sbom --sbom-format cyclonedx >cyclonedx.json 2>/dev/null
../tools/node_modules/.bin/npm sbom --sbom-format spdx >spdx.json 2>/dev/null
node -e "
const assert = require('node:assert/strict');
const root = require('./cyclonedx.json').metadata.component;
assert.equal(root.name, 'checkout');
assert.equal(root.purl, 'pkg:npm/%40example-shop/cart@1.2.0');
assert.equal(require('./spdx.json').name, '@example-shop/cart@1.2.0');
console.log('npm 11.19.1: the root component is called', root.name, 'and its purl is', root.purl);
"
