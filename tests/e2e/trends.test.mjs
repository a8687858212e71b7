// Where things lead from cycle to cycle, characteristics in one radar, and pictures that carry their
// assessment.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  everything,
  goTo,
  heading,
  importDialog,
  offer,
  results,
  shows,
  test,
} from './support.mjs';

test('History shows levels with their pace, and a line per dimension, each with its numbers', async (visit) => {
  const page = await visit.open();
  await everything(page);
  await goTo(page, 'History');
  const levels = page.getByRole('region', { name: 'Levels in place' });
  await levels.getByRole('img', { name: /^Burn-up: levels in place, Shop; Level 1: .*Now \d+ %, at this pace/ }).waitFor();
  await levels.getByText(/pace|in place/).first().waitFor();
  const parts = page.getByRole('region', { name: 'Trend by dimension' });
  const picture = parts.getByRole('img', { name: /^Trend lines: maturity by dimension, Shop; / });
  const said = await picture.getAttribute('aria-label');
  await parts.getByText('Numbers', { exact: true }).click();
  // The table has what the picture says, and both what the Overview says.
  const rows = parts.getByRole('table').locator('tbody tr');
  const now = await rows.last().locator('td').allTextContents();
  const shown = said.split('; ').slice(1).map((line) => line.match(/Now (\d+\.\d)/)[1]);
  assert.deepEqual(now.map((value) => value.slice(0, -1)), shown.map((value) => value.padEnd(3, '0')));
  const { table } = await results(page);
  assert.deepEqual(table.slice(1).map((row) => row[1]), now);
});

test('Teams has a small trend for each one, once there is a cycle to compare with', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Teams');
  assert.equal(await page.getByRole('img', { name: /^Sparkline: maturity / }).count(), 0);
  await everything(page);
  await goTo(page, 'Overview');
  await goTo(page, 'Teams');
  await page.getByRole('img', { name: /^Sparkline: maturity [\d.]+, [\d.]+$/ }).first().waitFor();
  assert.equal(await page.getByRole('img', { name: /^Sparkline: maturity / }).count(), 2);
});

test('Mapping has the characteristics in one radar', async (visit) => {
  const page = await visit.open();
  await everything(page);
  await goTo(page, 'Mapping');
  const all = page.getByRole('region', { name: 'All characteristics' });
  await all.getByRole('img', { name: /^Radar: Characteristics, Shop; claimed: Embedded security \d+ %/ }).waitFor();
  assert.equal(await all.getByRole('table').locator('tbody tr').count(), 4);
});

test('an SVG carries its assessment where that is chosen, and can be dropped back', async (visit) => {
  const page = await visit.open();
  await everything(page);
  const before = await results(page);
  await goTo(page, 'Heatmap');
  await page.getByRole('img', { name: /^Heatmap: / }).waitFor();
  const save = page.getByRole('group', { name: 'Save the picture' });
  const file = async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      save.getByRole('button', { name: 'SVG' }).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  };
  const plain = await file();
  assert.doesNotMatch(plain, /metadata|dsomm-assessment/);
  await save.getByRole('checkbox', { name: 'Assessment inside' }).check();
  const carrying = await file();
  assert.match(carrying, /<metadata id="dsomm-assessment">/);
  // Somebody else, who has nothing yet.
  const other = await visit.person();
  const there = await visit.open('#/', { person: other });
  await offer(there, { name: 'heatmap.svg', text: plain });
  await there.getByText(/is a picture, not an assessment/).first().waitFor();
  await there.getByRole('button', { name: 'Close message' }).click();
  await offer(there, { name: 'heatmap.svg', text: carrying });
  const dialog = importDialog(there);
  await dialog.getByRole('radio', { name: 'Open instead' }).check();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await heading(there, 'Overview').waitFor();
  await shows(there, before);
});
