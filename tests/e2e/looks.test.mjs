// The pages that show, at every width and with little and much to show: axe finds nothing, nothing
// has to be scrolled sideways, and the keyboard comes to everything and away again.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAccessibleAsShown } from './axe.mjs';
import { crowd } from './crowd.mjs';
import { ACTIVITIES, goTo, goToRoute, heading, importFile, settled, test } from './support.mjs';

const PAGES = [
  ['#/', 'Overview'],
  ['#/heatmap?teams=all', 'Heatmap'],
  ['#/matrix', 'Matrix'],
  ['#/compare', 'Compare'],
  ['#/compare?view=spread', 'Compare'],
  ['#/compare?view=against', 'Compare'],
  ['#/dependencies', 'Dependencies'],
  ['#/round', 'Level-1 round'],
  ['#/history', 'History'],
];

/** What there is to show, how it looks and how wide it is: each value of each stands in some row. */
const ROWS = [
  { data: 0, look: { colorScheme: 'light' }, width: 390 },
  { data: 1, look: { colorScheme: 'dark' }, width: 320 },
  { data: 6, look: { colorScheme: 'dark', forcedColors: 'active' }, width: 1440 },
  { data: 6, look: { colorScheme: 'light' }, width: 320 },
  { data: 300, look: { colorScheme: 'light' }, width: 2560 },
  { data: 300, look: { colorScheme: 'dark' }, width: 390 },
  { data: 'six dimensions', look: { colorScheme: 'light' }, width: 1440 },
  { data: 'one level', look: { colorScheme: 'dark' }, width: 2560 },
];

/** A server whose model has nothing above level 1. */
async function oneLevel(visit) {
  const url = new URL('model/dsomm/outline.json', visit.address());
  const outline = await (await fetch(url)).json();
  const ids = new Set(ACTIVITIES.filter(({ level }) => level === 1).map(({ id }) => id));
  outline.meta.strings.en.maturityLevels.length = 1;
  for (const [dimension, subdimensions] of Object.entries(outline)) {
    if (dimension === 'meta') continue;
    for (const [subdimension, activities] of Object.entries(subdimensions)) {
      for (const [name, activity] of Object.entries(activities)) {
        if (!ids.has(activity.uuid)) delete activities[name];
      }
      if (Object.keys(activities).length === 0) delete subdimensions[subdimension];
    }
  }
  const body = JSON.stringify(outline);
  const own = await visit.serve({
    instead: (path) => (path === 'model/dsomm/outline.json' ? { body } : undefined),
  });
  return own.url;
}

/** Opens the page with this much to show. */
async function shown(visit, data, options) {
  const person = await visit.person(options);
  const url = data === 'one level' ? await oneLevel(visit) : visit.address();
  const page = await visit.open('#/', { person, url });
  if (data === 0) return page;
  const more = data === 'six dimensions' ? { model_extensions: ['agentic-ai'] } : {};
  const file = crowd(ACTIVITIES, typeof data === 'number' ? data : 6, more);
  // Megabytes are quicker by way of the disk.
  const folder = await mkdtemp(join(tmpdir(), 'crowd-'));
  try {
    const path = join(folder, 'crowd.dsomm.json');
    await writeFile(path, JSON.stringify(file));
    await importFile(page, path, 'Open instead');
  } finally {
    await rm(folder, { recursive: true });
  }
  return page;
}

async function show(page, [route, name]) {
  await goToRoute(page, route, name);
  await page.getByText('Loading…').first().waitFor({ state: 'hidden' });
  await settled(page);
}

for (const { data, look, width } of ROWS) {
  const named = `${look.forcedColors ? 'forced colours' : look.colorScheme}, ${width} px`;
  const what = typeof data === 'number' ? `${data} teams` : data;
  test(
    `axe finds nothing and nothing sticks out: ${what}, ${named}`,
    async (visit) => {
      const page = await shown(visit, data, { ...look, viewport: { width, height: 900 } });
      for (const place of PAGES) {
        await show(page, place);
        await isAccessibleAsShown(page, `${place[0]}, ${what}`, { forced: Boolean(look.forcedColors) });
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(over <= 0, `${place[0]} is ${over} px too wide`);
      }
    },
    240_000,
  );
}

/** What has the focus: whether it can be seen, and what it is. */
function focus(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) return { isNowhere: true };
    const said = (element.ariaLabel ?? element.textContent ?? '').trim().slice(0, 40);
    // A mark over a picture shows it by its line.
    const isSeen = [element, element.closest('label')].some((candidate) => {
      if (!candidate) return false;
      const { outlineStyle, outlineWidth, strokeWidth, stroke } = getComputedStyle(candidate);
      const { width, height } = candidate.getBoundingClientRect();
      const hasOutline = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
      const hasLine = candidate instanceof SVGElement && stroke !== 'none' && parseFloat(strokeWidth) >= 2;
      return (hasOutline || hasLine) && width * height > 4;
    });
    return { isNowhere: false, isSeen, said: `${element.tagName.toLowerCase()} “${said}”` };
  });
}

for (const width of [1440, 390]) {
  test(
    `the keyboard walks through every picture and out again, ${width} px`,
    async (visit) => {
      const page = await shown(visit, 6, { viewport: { width, height: 900 } });
      for (const place of PAGES.slice(1)) {
        await show(page, place);
        await heading(page, place[1]).focus();
        const seen = new Set();
        // Long lists follow the picture; whoever is in them got past it.
        for (let presses = 0; presses < 90; presses += 1) {
          await page.keyboard.press('Tab');
          const { isNowhere, isSeen, said } = await focus(page);
          if (isNowhere) break;
          assert.ok(isSeen, `${place[0]}: the focus is seen on ${said}`);
          seen.add(said);
        }
        assert.ok(seen.size >= 5, `${place[0]}: only ${[...seen].join(', ')}`);
        await page.keyboard.press('Shift+Tab');
        assert.ok((await focus(page)).isSeen, `${place[0]}: and backwards`);
      }
    },
    180_000,
  );
}

test('the cards of dimensions show how it went, once there is a cycle to compare with', async (visit) => {
  const page = await visit.open();
  const sparks = page.getByRole('region', { name: 'Dimensions' }).getByRole('img', { name: /^Sparkline: / });
  await page.getByRole('region', { name: 'Dimensions' }).waitFor();
  assert.equal(await sparks.count(), 0);
  const file = crowd(ACTIVITIES, 2);
  await importFile(page, { name: 'crowd.dsomm.json', text: JSON.stringify(file) }, 'Open instead');
  await sparks.nth(4).waitFor();
  const overall = page.getByRole('region', { name: 'Overall' });
  const now = async (column) => {
    const cells = await overall.getByRole('table').locator(`tbody tr td:nth-child(${column})`).allTextContents();
    return cells.map((cell) => cell.trim());
  };
  const last = async () => {
    const names = await sparks.evaluateAll((all) => all.map((it) => it.getAttribute('aria-label')));
    return names.map((name) => name.split(', ').at(-1));
  };
  assert.match(await sparks.first().getAttribute('aria-label'), /^Sparkline: maturity [\d.]+, [\d.]+, [\d.]+$/);
  assert.deepEqual(await last(), await now(2));
  await overall.getByRole('button', { name: 'Completion' }).click();
  await page.getByRole('img', { name: /^Sparkline: completion / }).first().waitFor();
  const heads = await overall.getByRole('table').getByRole('columnheader').allTextContents();
  const at = heads.findIndex((head) => head.trim() === 'Completion') + 1;
  assert.deepEqual(await last(), await now(at));
});

test('Dependencies stands in the navigation', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Dependencies');
  await page.getByRole('img', { name: /^Graph: / }).waitFor();
  const nav = page.getByRole('navigation', { name: 'Main' });
  const link = nav.getByRole('link', { name: 'Dependencies', exact: true });
  assert.equal(await link.getAttribute('aria-current'), 'page');
});
