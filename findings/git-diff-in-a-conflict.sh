#!/usr/bin/env bash
# git 2.47.3: `git diff` calls the command of a diff driver (diff.<driver>.command) for each file, except for one
# that has a conflict. For that it shows a combined diff, made of what the driver's textconv gives for both sides and
# for the file with its marks; the command is not called. So a textconv that cannot read a file with
# marks shows the whole file as changed: ours reads both sides of it.
#
# Needs git. Ends with 1 if it behaves otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
git init -q -b main
printf '#!/bin/sh\necho "command called with $# arguments"\n' > command.sh
printf '#!/bin/sh\necho textconv >> "%s"; cat "$1"\n' "$work/called" > textconv.sh
chmod +x command.sh textconv.sh
git config diff.words.command "$work/command.sh"
git config diff.words.textconv "$work/textconv.sh"
echo '*.txt diff=words' > .gitattributes
echo start > a.txt
git add . && git commit -q -m start
git checkout -q -b other && echo other > a.txt && git commit -q -am other
git checkout -q main && echo mine > a.txt
git --version
plain=$(git diff)
echo "without a conflict: $plain; textconv called $(cat called 2>/dev/null | wc -l) times"
git commit -q -am mine
git merge -q other > /dev/null 2>&1 || true
: > called
conflict=$(git diff)
echo "in a conflict:"
echo "$conflict"
echo "textconv called $(wc -l < called) times"
[ "$plain" = "command called with 7 arguments" ] && grep -q '^diff --cc' <<< "$conflict" &&
    [ "$(wc -l < called)" -ge 2 ]
