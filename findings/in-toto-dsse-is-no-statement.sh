#!/bin/sh
# in-toto puts a link into an envelope that is marked as a statement, and signs a failed command.
#
# Expected: `in-toto-run --use-dsse` with payloadType application/vnd.in-toto+json holds a statement with subject and
# predicateType; a command that fails leaves nothing signed.
# Seen (in-toto 3.1.0): the payload is a link (`_type: link`) without subject, predicate and time. A command that ends with
# code 3 is signed all the same, with 3 as its `return-value`; that in-toto-run itself ends with 3 is not in the file.
#
# DSOMM Radar therefore looks at `_type` and never at the type of the envelope, and takes nothing from a link whose command
# failed.
#
# Needs Python 3 with venv and pip, and openssl.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check in-toto==3.1.0
openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null
code=0
tools/bin/in-toto-run --step-name build --signing-key key.pem --use-dsse -- sh -c 'exit 3' || code=$?
test "$code" -eq 3
python3 - <<'SCRIPT'
import base64, glob, json

envelope = json.load(open(glob.glob('build.*.link')[0]))
link = json.loads(base64.b64decode(envelope['payload']))
assert envelope['payloadType'] == 'application/vnd.in-toto+json' and envelope['signatures'], envelope
assert link['_type'] == 'link' and 'predicateType' not in link and 'subject' not in link, link
assert link['byproducts']['return-value'] == 3, link
print('in-toto 3.1.0: a link in an envelope of a statement, signed although the command failed with 3')
SCRIPT
