#!/bin/sh
# Copies dist/ to a bucket: s3-upload.sh BUCKET. Hashed files first, the page last, so that nobody
# gets a page whose files are not there yet. Old hashed files stay; remove them some days later.
set -eu
bucket=${1:?"Name the bucket."}
target="s3://$bucket/radar"
to() {
    aws s3 sync dist "$target" --cache-control "$@"
}
to "public, max-age=31536000, immutable" --exclude "*" --include "dsomm-radar-*.js" \
    --include "chunk*-*.js" --include "radar-*.css"
# The type that the tool does not know everywhere.
to "public, max-age=31536000, immutable" --exclude "*" --include "*.wasm" --content-type application/wasm
to no-cache --exclude "dsomm-radar-*.js" --exclude "chunk*-*.js" --exclude "radar-*.css" --exclude index.html \
    --exclude sw.js --exclude "*.wasm" --exclude "*.yaml" --exclude "*.webmanifest"
# Types that the tool does not know everywhere.
to no-cache --exclude "*" --include "*.yaml" --content-type text/yaml
to no-cache --exclude "*" --include "*.webmanifest" --content-type application/manifest+json
to no-cache --exclude "*" --include index.html --include sw.js
