#!/bin/sh
# The files for governance tools, read by the real tools: compliance-trestle (OSCAL),
# cyclonedx-python-lib (attestations), icalendar (calendar). Run by hand, since it installs them into a
# temporary folder. The first argument is an assessment file; without one, a fixture is taken.
#
# Needs Python 3 with venv and pip, and the program, built with `cargo build`.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
program=${PROGRAM:-${CARGO_TARGET_DIR:-$root/target}/debug/dsomm-radar}
file=${1:-$root/tests/fixtures/cli/shop.dsomm.json}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for format in oscal attestations calendar; do
  "$program" convert "$file" --to "$format" --on 2026-12-01 -o "$folder/$format"
done
tools=${TOOLS:-$folder/tools}
if [ ! -x "$tools/bin/python" ]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check \
    compliance-trestle==5.2.0 'cyclonedx-python-lib[json-validation]==11.12.0' icalendar==7.3.2
fi
cd "$folder"
"$tools/bin/python" - <<'SCRIPT'
import json
import pathlib

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from icalendar import Calendar
from trestle.oscal.assessment_results import Model

text = pathlib.Path('oscal').read_text()
read = Model.model_validate_json(text).assessment_results
findings = sum(len(result.findings or []) for result in read.results)
print(f'compliance-trestle reads {len(read.results)} results with {findings} findings')
assert read.results

text = pathlib.Path('attestations').read_text()
problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
assert problem is None, problem
print(f"cyclonedx-python-lib finds nothing wrong with {len(json.loads(text)['declarations'].get('claims', []))} claims")

calendar = Calendar.from_ical(pathlib.Path('calendar').read_bytes())
assert not calendar.errors, calendar.errors
events = [part for part in calendar.walk() if part.name in ('VEVENT', 'VTODO')]
assert all(not part.errors and part['uid'] and part['summary'] for part in events)
print(f'icalendar reads {len(events)} entries')
SCRIPT
