// Times the page in Chromium: cold loads, and a tour through pages and answers, with few and many
// teams, on a fast and on a slow machine. Two builds are measured in turn in one run, because only
// their ratio says something. `cargo xtask bench page` calls it; by hand:
//
//   node bench-page.mjs OUT.json NAME=DIST [NAME=DIST] [--teams 1,300] [--rounds 3] [--profiles normal,slow]

import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const PROFILES = {
  normal: { cpu: 1 },
  // 1.6 Mbit/s, 150 ms.
  slow: {
    cpu: 4,
    line: { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 },
  },
};
const PAGES = ['Assess', 'Overview', 'Teams', 'Roadmap', 'History', 'Mapping', 'Settings', 'Help'];
/** Pages that an older build may lack. */
const LATER_PAGES = ['Heatmap', 'Matrix', 'Compare', 'Audit', 'Report'];
const TYPES = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm',
  '.json': 'application/json', '.yaml': 'text/yaml', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

const [out, ...rest] = process.argv.slice(2);
const builds = rest.filter((word) => /^[^-].*=/.test(word)).map((word) => {
  const at = word.indexOf('=');
  return { name: word.slice(0, at), dist: word.slice(at + 1) };
});
const option = (name, otherwise) => {
  const at = rest.indexOf(`--${name}`);
  return at < 0 ? otherwise : rest[at + 1];
};
if (!out || builds.length === 0) {
  throw new Error('Name a file for the figures, and one build or two as NAME=FOLDER.');
}
const rounds = Number(option('rounds', 3));
const sizes = option('teams', '1,300').split(',').map(Number);
const profiles = option('profiles', 'normal,slow').split(',');

/** Serves a build as a good server does: compressed, from memory. */
async function host(dist) {
  const known = new Map();
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) known.set(`/${relative(dist, file)}`, brotliCompressSync(await readFile(file)));
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname.replace(/\/$/, '/index.html');
    if (!known.has(path)) return response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-encoding': 'br',
      'cache-control': 'no-store',
    });
    return response.end(known.get(path));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.closeAllConnections() ?? server.close() };
}

/** An assessment of so many teams that have answered everything, the same at each call. */
function assessment(teams, dist) {
  const outline = readFileSync(join(dist, 'model/dsomm/outline.yaml'), 'utf8');
  const ids = [...outline.matchAll(/^ {3}uuid: (\S+)$/gm)].map(([, id]) => id.replace(/["']/g, ''));
  const changed = { at: '2026-03-02T10:00:00.000Z', by: 'kim' };
  const stages = ['fully', 'partly', 'no', 'planned', 'fully'];
  const file = { format: 'dsomm-assessment', version: 1, id: '6f0d2c1e-0b5a-4c57-9a51-3f4f6d2f7d10', title: 'Bench', changed, teams: {}, answers: {} };
  for (let team = 0; team < teams; team += 1) {
    const id = `team-${team + 1}`;
    file.teams[id] = { name: `Team ${team + 1}`, order: team + 1, changed };
    file.answers[id] = {};
    ids.forEach((activity, at) => {
      const stage = stages[(at * 7 + team * 3) % stages.length];
      file.answers[id][activity] = { stage, confirmed: '2026-03-02', changed };
    });
  }
  return Buffer.from(JSON.stringify(file));
}

/** Runs in the page before anything else: notes paints and long tasks, and times one step. */
function watch() {
  const notes = { long: [], fcp: null, ready: null, step: null };
  window.bench = notes;
  // The memory of a program is its own, and not part of what the browser counts as that of scripts.
  const memories = new Set();
  for (const way of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[way];
    WebAssembly[way] = async (...given) => {
      const made = await real.apply(WebAssembly, given);
      for (const one of Object.values((made.instance ?? made).exports)) {
        if (one instanceof WebAssembly.Memory) memories.add(one);
      }
      return made;
    };
  }
  notes.memory = () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  const observe = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true });
  observe('longtask', ({ startTime, duration }) => notes.long.push([startTime, duration]));
  observe('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') notes.fcp = startTime;
  });
  const task = (act) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (port1.close(), act());
    port2.postMessage(0);
  };
  const once = (is, act) => {
    const look = () => (is() ? task(act) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  };
  notes.heading = () => document.querySelector('.app main h1')?.textContent.trim();
  notes.kept = () => Object.entries(localStorage).filter(([key]) => key.endsWith('/revision')).join();
  once(() => notes.heading(), () => (notes.ready = performance.now()));
  notes.arm = (event, heading) => {
    const kept = notes.kept();
    notes.step = null;
    addEventListener(event, ({ timeStamp }) => {
      const is = heading ? () => notes.heading() === heading : () => notes.kept() !== kept;
      once(is, () => (notes.step = performance.now() - timeStamp));
    }, { capture: true, once: true });
  };
}

const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const settle = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const look = () => {
          const last = bench.long.at(-1) ?? [0, 0];
          if (performance.now() - last[0] - last[1] > 400) done();
          else setTimeout(look, 100);
        };
        setTimeout(look, 400);
      }),
  );

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const figures = {};
const note = (key, build, value) => {
  ((figures[key] ??= {})[build] ??= []).push(value);
};

/** What all processes of this machine have computed since it started, and those of a compiler, in hundredths of a second. */
function computed() {
  const [, ...all] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/);
  const [user, nice, system, , , ...rest] = all.map(Number);
  let compilers = 0;
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, name, fields] = readFileSync(`/proc/${id}/stat`, 'latin1').match(/\((.*)\) (.*)/s);
      // Its own time and that of what it has waited for.
      if (/^(rustc|cargo|cc1|ld|lld|wasm-|clang|npm)/.test(name)) {
        compilers += fields.split(' ').slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  return { all: user + nice + system + rest.slice(0, 3).reduce((sum, ticks) => sum + ticks, 0), compilers };
}

/** Waits until nothing else computes, for ten minutes at most. */
async function quiet() {
  for (let second = 0; second < 600; second += 1) {
    const before = computed().all;
    await new Promise((done) => setTimeout(done, 1000));
    if (computed().all - before < 25) return;
    if (second === 20) console.error('Something else computes on this machine; waiting until it has ended …');
  }
  console.error('It does not end; measuring anyway.');
}

/** Does a part of the work on a quiet machine, and once more where a compiler ran meanwhile. */
async function undisturbed(work) {
  for (let left = 2; ; left -= 1) {
    await quiet();
    const [start, before] = [Date.now(), computed().compilers];
    const kept = JSON.stringify(figures);
    await work();
    const share = (computed().compilers - before) / ((Date.now() - start) / 10);
    if (share < 0.05 || left === 0) return;
    console.error(`A compiler took ${Math.round(share * 100)} % of a core meanwhile; once more …`);
    for (const key of Object.keys(figures)) delete figures[key];
    Object.assign(figures, JSON.parse(kept));
  }
}

async function visit(url, storageState, profile, search = '') {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', storageState });
  const page = await context.newPage();
  page.setDefaultTimeout(180_000);
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  if (profile.line) await session.send('Network.emulateNetworkConditions', profile.line);
  if (profile.cpu > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: profile.cpu });
  await session.send('Performance.enable');
  await page.addInitScript(watch);
  await page.goto(url + search);
  await page.waitForFunction(() => bench.ready !== null);
  return { context, page, session };
}

/** Imports the file by hand once, timed; gives what the browser keeps then. */
async function prepare(build, teams) {
  const { context, page } = await visit(build.url, undefined, PROFILES.normal);
  await settle(page);
  if (teams === 0) return context.storageState().finally(() => context.close());
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import', exact: true }).click(),
  ]);
  // From a folder, because handing over megabytes in another way takes longer than reading them.
  const path = join(tmpdir(), `bench-${teams}.dsomm.json`);
  writeFileSync(path, assessment(teams, build.dist));
  const before = await page.evaluate(() => performance.now());
  await chooser.setFiles(path);
  const dialog = page.getByRole('dialog', { name: 'Import', exact: true });
  await dialog.waitFor();
  const shown = await page.evaluate(() => performance.now());
  await dialog.getByRole('radio', { name: 'Open' }).first().check();
  const start = await page.evaluate(() => performance.now());
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.waitForFunction(() => bench.kept() !== '');
  rmSync(path);
  const applied = await page.evaluate(() => performance.now());
  note(`${teams} teams · import: preview`, build.name, shown - before);
  note(`${teams} teams · import: applied`, build.name, applied - start);
  note(`${teams} teams · import: memory of the program, kB`, build.name, (await page.evaluate(() => bench.memory())) / 1024);
  await settle(page);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function tour(build, state, label, profile) {
  const { context, page, session } = await visit(build.url, state, profile);
  const say = (what, value) => note(`${label} · ${what}`, build.name, value);
  await settle(page);
  const load = await page.evaluate(() => ({ fcp: bench.fcp, ready: bench.ready, long: bench.long }));
  const { metrics } = await session.send('Performance.getMetrics');
  say('first contentful paint', load.fcp);
  say('ready', load.ready);
  say('total blocking time', load.long.reduce((sum, [, took]) => sum + Math.max(0, took - 50), 0));
  say('memory after the start, kB', ((await session.send('Runtime.getHeapUsage')).usedSize + (await page.evaluate(() => bench.memory()))) / 1024);
  say('task time', metrics.find(({ name }) => name === 'TaskDuration').value * 1000);

  const step = async (what, event, heading, act) => {
    await settle(page);
    await page.evaluate(([event, heading]) => bench.arm(event, heading), [event, heading]);
    await act();
    await page.waitForFunction(() => bench.step !== null).catch((cause) => {
      throw new Error(`${build.name}, ${label}: nothing came of “${what}” (${cause.message})`);
    });
    say(what, await page.evaluate(() => bench.step));
  };
  const open = (name, what = `open ${name}`) =>
    step(what, 'click', name, () => page.locator('.nav a').getByText(name, { exact: true }).first().click());
  const answer = (what) => step(what, 'keydown', undefined, () => page.keyboard.press('Digit1'));

  await open('Assess', 'open Assess first');
  await settle(page);
  await page.keyboard.press('Digit4');
  await settle(page);
  await page.keyboard.press('j');
  await settle(page);
  await page.keyboard.press('Digit2');
  await answer('answer by key');
  for (const name of PAGES.slice(1)) await open(name);
  for (const name of LATER_PAGES) {
    const link = page.locator('.nav a').getByText(name, { exact: true });
    if ((await link.count()) > 0) await open(name);
  }
  await open('Assess');
  await settle(page);
  await page.keyboard.press('j');
  await settle(page);
  await page.keyboard.press('Digit2');
  await answer('answer by key, all pages seen');
  say('longest task', Math.max(...(await page.evaluate(() => bench.long.map(([, took]) => took))), 0));
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  say('memory after the tour, kB', (usedSize + (await page.evaluate(() => bench.memory()))) / 1024);
  await context.close();
}

/** A visit of somebody who goes to another page at once, and one of a page that is embedded. */
async function first(build, label, profile) {
  const { context, page } = await visit(build.url, undefined, profile);
  // The heading stands there before the page has come; the last field has come with it.
  await page.evaluate(() => {
    addEventListener('click', ({ timeStamp }) => {
      const look = () => {
        if (document.querySelector('#new-team')) bench.step = performance.now() - timeStamp;
        else requestAnimationFrame(look);
      };
      look();
    }, { capture: true, once: true });
  });
  await page.locator('.nav a').getByText('Teams', { exact: true }).first().click();
  await page.waitForFunction(() => bench.step !== null);
  note(`${label} · Teams right after the start`, build.name, await page.evaluate(() => bench.step));
  await context.close();
  const embedded = await visit(build.url, undefined, profile, '?embed=1');
  note(`${label} · ready, embedded`, build.name, await embedded.page.evaluate(() => bench.ready));
  await embedded.context.close();
}

for (const build of builds) Object.assign(build, await host(build.dist));
for (const profile of profiles) {
  for (let round = 0; round < rounds; round += 1) {
    for (const build of builds) await undisturbed(() => first(build, `no team, ${profile}`, PROFILES[profile]));
  }
}
for (const teams of sizes) {
  console.error(`${teams} teams …`);
  const states = [];
  for (const build of builds) await undisturbed(async () => {
      states[builds.indexOf(build)] = await prepare(build, teams);
    });
  for (const profile of profiles) {
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 ? [...builds.keys()].reverse() : [...builds.keys()];
      for (const at of order) {
        await undisturbed(() => tour(builds[at], states[at], `${teams} teams, ${profile}`, PROFILES[profile]));
      }
    }
  }
}
await browser.close();
for (const build of builds) build.close();

const names = builds.map(({ name }) => name);
const header = names.length === 2 ? [...names, 'ratio'] : names;
console.log(`| milliseconds, median of ${rounds} | ${header.join(' | ')} |`);
console.log(`|---|${header.map(() => '---|').join('')}`);
for (const [key, all] of Object.entries(figures)) {
  const values = names.map((name) => (all[name] ? median(all[name]) : NaN));
  const cells = values.map((value) => (Number.isNaN(value) ? '–' : value.toFixed(0)));
  if (values.length === 2) cells.push(values.some(Number.isNaN) ? '–' : (values[1] / values[0]).toFixed(2));
  console.log(`| ${key} | ${cells.join(' | ')} |`);
}
writeFileSync(out, `${JSON.stringify(figures, null, 2)}\n`);
