// Pictures of every page in every look, to be looked at by people: page × look × width × data.
// Called by `cargo xtask shots`; DIST, CHROMIUM and OUT say where everything is. What stands behind
// it on the command line are parts of names: only shots that have one of them are made. `readme` makes
// the pictures that README shows.

import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { crowd } from './crowd.mjs';
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
/** An activity with a graph that fits on a page. */
const GRAPH = '8a442d8e-0eb1-4793-a513-571aef982edd';

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
  activities: '#/compare?view=activities',
  against: '#/compare?view=against',
  audit: '#/audit',
  review: '#/review',
  why: '#/why/implementation',
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

const teams = (count, more) => crowd(ACTIVITIES, count, more);

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
// What README shows: files that the page itself makes, of the sample, and the first page.
if (WANTED.includes('readme')) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`readme: ${error}`));
  await page.goto(new URL('#/', server.url).href);
  await page.getByRole('button', { name: 'Look at a sample' }).click();
  await page.getByText('This is a sample').waitFor();
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Payments' });
  await page.getByRole('img', { name: /^Radar: maturity by dimension/ }).waitFor();
  await page.getByRole('img', { name: /^Sparkline: / }).first().waitFor();
  await page.screenshot({ path: `${OUT}/readme-overview.png` });
  count += 1;
  const pictures = {
    radar: ['#/', /^Radar: maturity by dimension/],
    heatmap: ['#/heatmap?teams=all', /^Heatmap: /],
    'burn-up': ['#/history', /^Burn-up: /],
    graph: [`#/dependencies?activity=${GRAPH}`, /^Graph: /],
  };
  for (const [name, [route, picture]] of Object.entries(pictures)) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, route);
    await page.getByRole('img', { name: picture }).waitFor();
    // The buttons stand after the picture, or in the head of a page that is one.
    const saves = page.getByRole('group', { name: 'Save the picture' });
    const at = name === 'burn-up' ? 1 : 0;
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      saves.nth(at).getByRole('button', { name: 'SVG' }).click(),
    ]);
    await download.saveAs(`${OUT}/readme-${name}.svg`);
    count += 1;
  }
  await context.close();
}
await browser.close();
await server.close();
console.log(`${count} pictures in ${OUT}`);
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
