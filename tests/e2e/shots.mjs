// Pictures of every page in every look, to be looked at by people: page × look × width × data.
// Called by `cargo xtask shots`; DIST, CHROMIUM and OUT say where everything is. What stands behind
// it on the command line are parts of names: only shots that have one of them are made.

import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const DIST = process.env.DIST || here('../../dist');
const OUT = process.env.OUT || here('../../shots');
const WANTED = process.argv.slice(2);

const OUTLINE = readFileSync(`${DIST}/model/dsomm/outline.yaml`, 'utf8');
const ACTIVITIES = [...OUTLINE.matchAll(/^ {3}uuid: (\S+)\n {3}level: (\d)/gm)].map(([, id, level]) => ({
  id: id.replace(/^(["'])(.*)\1$/, '$2'),
  level: Number(level),
}));
const BUILD = 'f6f7737f-25a9-4317-8de2-09bf59f29b5b';

const PAGES = {
  overview: '#/',
  dimension: '#/dimension/implementation',
  assess: '#/assess',
  round: '#/round',
  activity: `#/activity/${BUILD}`,
  heatmap: '#/heatmap?teams=all',
  matrix: '#/matrix',
  dependencies: '#/dependencies',
  teams: '#/teams',
  compare: '#/compare',
  spread: '#/compare?view=spread',
  history: '#/history',
  roadmap: '#/roadmap',
  mapping: '#/mapping',
  report: '#/report',
  model: '#/model',
  settings: '#/settings',
  help: '#/help',
  search: '#/',
};
const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
};
const WIDTHS = [320, 390, 1440, 2560];

/** Numbers that look like chance and are the same each time. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const NAMES = ['Payments', 'Mobile', 'Platform', 'Search', 'Identity', 'Warehouse'];
const STAGES = ['not-implemented', 'started', 'partly', 'fully'];
const CHANGED = { at: '2026-03-01T09:00:00Z', by: 'kim' };

/** So many teams with answers, and two closed cycles. */
function teams(count, more = {}) {
  const roll = dice(7);
  const file = {
    format: 'dsomm-assessment',
    version: 1,
    id: `shots-${count}`,
    title: 'DevSecOps assessment',
    changed: CHANGED,
    teams: {},
    answers: {},
    cycles: [],
    ...more,
  };
  const given = (skill) => {
    const answers = {};
    for (const { id, level } of ACTIVITIES) {
      const luck = roll() + skill - level * 0.16;
      if (roll() < 0.12) continue;
      const stage = STAGES[Math.max(0, Math.min(3, Math.floor(luck * 4)))];
      answers[id] = { stage, confirmed: '2026-03-01', changed: CHANGED };
    }
    return answers;
  };
  const skills = Array.from({ length: count }, () => 0.15 + roll() * 0.7);
  skills.forEach((skill, at) => {
    const id = `team-${at + 1}`;
    const name = NAMES[at] ?? `${NAMES[at % 6]} ${Math.floor(at / 6) + 1}`;
    file.teams[id] = { name, order: at + 1, changed: CHANGED };
    file.answers[id] = given(skill);
  });
  const past = count > 0 && count < 20 ? ['2025 H1', '2025 H2'] : [];
  past.forEach((name, at) => {
    const answers = {};
    skills.forEach((skill, team) => {
      const then = given(skill - 0.28 + 0.12 * at);
      for (const answer of Object.values(then)) delete answer.changed;
      answers[`team-${team + 1}`] = then;
    });
    file.cycles.push({
      id: `cycle-${at}`,
      name,
      opened: `2025-0${1 + at * 6}-01`,
      closed: `2025-0${3 + at * 6}-30`,
      answers,
      changed: CHANGED,
    });
  });
  return file;
}

const DATA = {
  0: null,
  1: () => teams(1),
  6: () => teams(6),
  300: () => teams(300),
  six: () => teams(6, { id: 'shots-six', model_extensions: ['agentic-ai'] }),
};

function isWanted(name) {
  return WANTED.length === 0 || WANTED.some((part) => part.split('+').every((it) => name.split('-').includes(it)));
}

const server = await serve({ dir: DIST });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
mkdirSync(OUT, { recursive: true });
let count = 0;
const faults = [];
for (const [data, make] of Object.entries(DATA)) {
  for (const [look, options] of Object.entries(LOOKS)) {
    for (const width of WIDTHS) {
      const pages = Object.entries(PAGES).filter(([page]) => isWanted(`${page}-${look}-${width}-${data}`));
      if (pages.length === 0) continue;
      const context = await browser.newContext({
        ...options,
        reducedMotion: 'reduce',
        viewport: { width, height: width < 800 ? 844 : 1000 },
      });
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(`${look} ${width} ${data}: ${error}`));
      await page.goto(new URL('#/', server.url).href);
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
      if (make) {
        const text = JSON.stringify(make());
        const [chooser] = await Promise.all([
          page.waitForEvent('filechooser'),
          page.getByRole('button', { name: 'Import', exact: true }).click(),
        ]);
        await chooser.setFiles({ name: 'shots.dsomm.json', mimeType: 'application/json', buffer: Buffer.from(text) });
        const dialog = page.getByRole('dialog', { name: 'Import', exact: true });
        await dialog.getByRole('radio', { name: 'Open instead' }).check();
        await dialog.getByRole('button', { name: 'Apply' }).click();
        await dialog.waitFor({ state: 'hidden' });
      }
      for (const [name, route] of pages) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, route);
        await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
        await page.getByText('Loading…').first().waitFor({ state: 'hidden' });
        if (name === 'search') {
          await page.getByRole('button', { name: 'Search', exact: true }).click();
          await page.getByRole('combobox', { name: /^Find / }).fill('build');
        }
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const path = `${OUT}/${name}-${look}-${width}-${data}.png`;
        await page.screenshot({ path, fullPage: name !== 'search' && data !== '300' });
        if (name === 'search') await page.keyboard.press('Escape');
        count += 1;
      }
      await context.close();
    }
  }
}
await browser.close();
await server.close();
console.log(`${count} pictures in ${OUT}`);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
