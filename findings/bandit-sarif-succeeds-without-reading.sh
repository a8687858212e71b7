#!/bin/sh
# bandit's SARIF says that it succeeded where it has read nothing.
#
# Expected: for a folder that does not exist, `executionSuccessful: false` and an exit code that is not 0.
# Seen (bandit 1.9.4 with bandit-sarif-formatter 1.1.1): `executionSuccessful: true`, `results: []`, exit code 0. What tells
# is a notification of the level error, and 0 lines of code in `properties.metrics._totals.loc`. The driver has no version.
#
# DSOMM Radar therefore takes nothing from `executionSuccessful: true`, and takes empty results for a scan only where the
# file says what was looked at.
#
# Needs Python 3 with venv and pip.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check bandit==1.9.4 bandit-sarif-formatter==1.1.1
tools/bin/bandit --quiet --recursive nowhere --format sarif --output nothing.sarif
python3 - <<'SCRIPT'
import json

run = json.load(open('nothing.sarif'))['runs'][0]
call = run['invocations'][0]
assert call['executionSuccessful'] is True, call
assert [told['level'] for told in call['toolConfigurationNotifications']] == ['error'], call
assert run['results'] == [] and run['properties']['metrics']['_totals']['loc'] == 0, run
assert 'version' not in run['tool']['driver'], run['tool']
print('bandit 1.9.4: executionSuccessful is true, exit code 0, and nothing was read')
SCRIPT
