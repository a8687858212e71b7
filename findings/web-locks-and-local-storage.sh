#!/bin/sh
# A Web Lock does not make localStorage safe between tabs.
#
# Expected: inside `navigator.locks.request(name, …)` only one tab of an origin runs, so three tabs
# that each read a number from localStorage, add one and write it back count without a miss.
# Seen (Chromium 156.0, three tabs, 500 rounds each): about a third of the additions are lost. A tab
# with a process of its own reads from its own copy of the storage, and the message that grants the
# lock does not wait for the messages that bring what the last holder wrote.
#
# DSOMM Radar therefore merges what another tab wrote and writes again what it finds missing,
# instead of counting on a lock.
#
# Needs Node.js and a Chromium (path in CHROMIUM, else /usr/bin/chromium). Uses playwright-core.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund playwright-core@1.64.1
cat >count.mjs <<'SCRIPT'
import http from 'node:http';
import { chromium } from 'playwright-core';

const ROUNDS = 500;
const TABS = 3;

const server = http.createServer((_, answer) => {
  answer.setHeader('content-type', 'text/html');
  answer.end('<!doctype html><title>Count</title>');
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const address = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const person = await browser.newContext();
const tabs = [];
for (let at = 0; at < TABS; at += 1) {
  const tab = await person.newPage();
  await tab.goto(address);
  tabs.push(tab);
}
const number = (tab) => tab.evaluate(() => Number(localStorage.getItem('count')));
// All tabs know the beginning before anybody counts.
await tabs[0].evaluate(() => localStorage.setItem('count', '0'));
for (const tab of tabs) await tab.waitForFunction(() => localStorage.getItem('count') === '0');
await Promise.all(
  tabs.map((tab) =>
    tab.evaluate(async (rounds) => {
      for (let round = 0; round < rounds; round += 1) {
        await navigator.locks.request('count', () => {
          localStorage.setItem('count', String(Number(localStorage.getItem('count')) + 1));
        });
      }
    }, ROUNDS),
  ),
);
let counted = await Promise.all(tabs.map(number));
// What is on its way arrives: until all tabs say the same.
while (new Set(counted).size > 1) counted = await Promise.all(tabs.map(number));
console.log(`Chromium ${browser.version()}: ${counted[0]} of ${ROUNDS * TABS} counted under a lock.`);
await browser.close();
server.close();
process.exit(counted[0] < ROUNDS * TABS ? 0 : 1);
SCRIPT
if node count.mjs; then
  echo "As found: additions are lost although a lock is held."
else
  echo "This has changed: nothing was lost." >&2
  exit 1
fi
