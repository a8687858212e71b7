// Heatmap, Matrix and Compare: by keyboard, by address, as files, with many teams; and the sample.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  ACTIVITIES,
  answered,
  answers,
  assessmentFile,
  choose,
  coverage,
  eventually,
  everything,
  goTo,
  goToRoute,
  heading,
  importFile,
  reload,
  said,
  saved,
  shownTeam,
  test,
} from './support.mjs';

const [FIRST] = ACTIVITIES;

function sectors(page) {
  return page.getByRole('group', { name: /^Sectors/ }).getByRole('button');
}

/** The name of what has the focus. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });
}

test('the heatmap has a name, a number for each sector, and a table with the same', async (visit) => {
  const page = await visit.open();
  await everything(page);
  await goTo(page, 'Heatmap');
  const picture = page.getByRole('img', { name: /^Heatmap: Completion, Shop; / });
  await picture.waitFor();
  assert.equal(await page.title(), 'Heatmap · DSOMM Radar');
  const table = page.getByRole('table', { name: 'Numbers of the heatmap' });
  const [circle, cells] = await Promise.all([
    sectors(page).evaluateAll((all) => all.map((it) => it.getAttribute('aria-label'))),
    table.getByRole('button').evaluateAll((all) => all.map((it) => it.getAttribute('aria-label'))),
  ]);
  assert.ok(circle.length > 50);
  assert.deepEqual(circle, cells);
  assert.match(circle[0], /, level \d: (\d+ %|not applicable|n\/a), \d+ activit/);
  // Empty cells are no zeros.
  assert.ok((await table.getByText('no activity').count()) > 0);
});

test('by keyboard: through the sectors, into the activities, an answer, and back', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Heatmap');
  await sectors(page).first().focus();
  const begin = await focused(page);
  await page.keyboard.press('ArrowRight');
  const beside = await focused(page);
  assert.notEqual(beside, begin);
  assert.equal(beside.match(/level (\d)/)[1], begin.match(/level (\d)/)[1]);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await focused(page), begin);
  await page.keyboard.press('ArrowUp');
  assert.ok(Number((await focused(page)).match(/level (\d)/)[1]) > Number(begin.match(/level (\d)/)[1]));
  await page.keyboard.press('Home');
  assert.equal(await focused(page), begin);
  // What has the focus is shown beside the circle.
  const panel = page.getByRole('complementary', { name: 'Activities of a sector' });
  await panel.getByRole('listitem').first().waitFor();
  await page.keyboard.press('Enter');
  await panel.getByRole('radiogroup').first().waitFor();
  await eventually(async () => assert.equal(await focused(page), begin.split(',')[0]));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const name = await panel.getByRole('radiogroup').first().getAttribute('aria-label');
  await answers(page, name).getByRole('radio', { name: 'Fully implemented' }).focus();
  await page.keyboard.press('Space');
  await saved(page);
  await page.keyboard.press('Escape');
  await eventually(async () => assert.notEqual(await focused(page), begin));
  const after = await focused(page);
  assert.equal(after.split(':')[0], begin.split(':')[0]);
  // Enter and Escape work from the table, too.
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () =>
    assert.equal(await sectors(page).first().getAttribute('aria-label'), begin),
  );
});

test('what the heatmap shows stands in the address, and is there again', async (visit) => {
  const page = await visit.open();
  await everything(page);
  await goTo(page, 'Heatmap');
  await page.getByRole('combobox', { name: 'Measure' }).selectOption('Change since the last cycle');
  await page.getByRole('combobox', { name: 'Teams' }).selectOption('All teams');
  const picture = page.getByRole('img', { name: /^Heatmap: Change since the last cycle, All 2 teams/ });
  await picture.waitFor();
  assert.equal(new URL(page.url()).hash, '#/heatmap?measure=since&teams=all');
  await goTo(page, 'Overview');
  await goTo(page, 'Heatmap');
  await picture.waitFor();
  await reload(page);
  await picture.waitFor();
  // Without a target, without evidence: each measure says something.
  for (const measure of ['Completion', 'Evidenced', 'Coverage', 'Gap to the target']) {
    await page.getByRole('combobox', { name: 'Measure' }).selectOption(measure);
    await page.getByRole('img', { name: new RegExp(`^Heatmap: ${measure}, `) }).waitFor();
  }
  await page.getByRole('combobox', { name: 'Teams' }).selectOption('Group: Retail');
  await page.getByRole('img', { name: /, Shop; / }).waitFor();
  await page.getByRole('combobox', { name: 'Teams' }).selectOption('Several teams…');
  await page.getByRole('checkbox', { name: 'Platform' }).check();
  await page.getByRole('img', { name: /, 2 teams; / }).waitFor();
});

test('the matrix filters, remembers, and takes answers on the spot', async (visit) => {
  const page = await visit.open();
  await answered(page);
  await goTo(page, 'Matrix');
  const tiles = page.getByRole('table').getByRole('listitem').getByRole('button');
  await tiles.first().waitFor();
  assert.equal(await tiles.count(), ACTIVITIES.length);
  await page.getByRole('combobox', { name: 'Level' }).selectOption('Level 1');
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: /^Ready/ }).click();
  await page.getByRole('searchbox', { name: 'Search' }).fill('e');
  await eventually(async () => assert.ok((await tiles.count()) < 40));
  const count = await tiles.count();
  const hash = new URL(page.url()).hash;
  assert.match(hash, /^#\/matrix\?level=1&state=ready&text=e$/);
  await goTo(page, 'Teams');
  await goTo(page, 'Matrix');
  await eventually(async () => assert.equal(await tiles.count(), count));
  await reload(page);
  await eventually(async () => assert.equal(await tiles.count(), count));
  assert.equal(new URL(page.url()).hash, hash);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await eventually(async () => assert.equal(await tiles.count(), ACTIVITIES.length));
  const first = page.getByRole('button', { name: `${FIRST.name}: Fully implemented` });
  await first.click();
  await choose(page, FIRST.name, 'Started');
  await saved(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `${FIRST.name}: Started` }).waitFor();
  assert.equal(await focused(page), `${FIRST.name}: Started`);
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await focused(page), `${FIRST.name}: Started`);
  await page.keyboard.press('ArrowUp');
  assert.equal(await focused(page), `${FIRST.name}: Started`);
});

test('an address typed by hand sets the filters of a page that is open', async (visit) => {
  const page = await visit.open('#/matrix?level=2');
  await heading(page, 'Matrix').waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Level' }).inputValue(), '2');
  await goToRoute(page, '#/matrix?level=3', 'Matrix');
  await eventually(async () =>
    assert.equal(await page.getByRole('combobox', { name: 'Level' }).inputValue(), '3'),
  );
});

test('compare sorts and finds among a thousand teams, a page of them at a time, and picks some for a radar', async (visit) => {
  const page = await visit.open();
  const teams = {};
  for (let at = 0; at < 1000; at += 1) {
    teams[`Team ${String(at).padStart(4, '0')}`] = ['fully', 'partly', 'started'].slice(at % 4);
  }
  teams['Team 0617'] = ACTIVITIES.map(() => 'fully');
  await importFile(page, assessmentFile({ teams }), 'Open instead');
  await goTo(page, 'Compare');
  const rows = page.getByRole('group', { name: 'Numbers by row and subdimension' });
  await rows.getByRole('checkbox', { name: 'Team 0000' }).waitFor();
  assert.ok((await rows.getByRole('row').count()) < 100);
  assert.equal(await rows.getByRole('table').getAttribute('aria-rowcount'), '1002');
  await rows.getByRole('button', { name: 'Overall' }).click();
  const top = rows.getByRole('checkbox').first();
  await eventually(async () => assert.equal(await top.evaluate((it) => it.labels[0].innerText.trim()), 'Team 0617'));
  await top.check();
  const shown = page.getByRole('group', { name: 'Rows shown' });
  await shown.getByText('1–50 of 1000').waitFor();
  await shown.getByRole('button', { name: 'Next rows' }).click();
  await shown.getByText('51–100 of 1000').waitFor();
  assert.equal(await rows.getByRole('row').last().getAttribute('aria-rowindex'), '102');
  await page.getByRole('searchbox', { name: 'Find by name' }).fill('0998');
  await rows.getByRole('checkbox', { name: 'Team 0998' }).check();
  await page.getByRole('img', { name: /^Radar: Maturity by dimension; Team 0617: / }).waitFor();
  const { hash } = new URL(page.url());
  assert.match(hash, /sort=-overall/);
  assert.match(hash, /find=0998/);
  assert.match(hash, /picked=/);
  await page.getByRole('button', { name: 'Spread' }).click();
  await page.getByRole('row', { name: /0\.00 .*5\.00/ }).first().waitFor();
  await page.getByRole('button', { name: 'Activities', exact: true }).click();
  await page.getByRole('region', { name: 'Most missed' }).getByText('1 of 1000 teams').first().waitFor();
}, 180_000);

test('compare puts groups, two teams, and two cycles beside one another', async (visit) => {
  const page = await visit.open();
  await everything(page);
  await goTo(page, 'Compare');
  await page.getByRole('button', { name: 'Groups' }).click();
  await page.getByRole('checkbox', { name: 'Retail (1 team)' }).waitFor();
  await page.getByRole('button', { name: 'Side by side' }).click();
  await page.getByText('Both say the same about everything.').waitFor();
  await page.getByRole('combobox', { name: 'Second side: team' }).selectOption('Shop');
  await page.getByRole('combobox', { name: 'Second side: when' }).selectOption('2025 H2');
  await page.getByRole('columnheader', { name: 'Shop, 2025 H2' }).first().waitFor();
  const differing = page.getByRole('region', { name: 'Answered differently' });
  await differing.getByRole('button', { name: /^Show all/ }).click();
  await differing.getByRole('row', { name: new RegExp(FIRST.name) }).getByText('Started').waitFor();
  await reload(page);
  await page.getByRole('columnheader', { name: 'Shop, 2025 H2' }).first().waitFor();
});

test('a picture is a file: an SVG that stands alone, and a PNG', async (visit) => {
  const page = await visit.open();
  await everything(page);
  await goTo(page, 'Heatmap');
  const file = async (name) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('group', { name: 'Save the picture' }).getByRole('button', { name }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const svg = await file('SVG');
  assert.match(svg.name, /^heatmap-completion-shop-\d{4}-\d\d-\d\d\.svg$/);
  const text = svg.bytes.toString();
  assert.match(text, /<title>Heatmap: Completion<\/title>/);
  assert.match(text, /Shop · Shop 2026 · \d{4}-\d\d-\d\d/);
  assert.match(text, /Source: DSOMM Radar, OWASP DSOMM/);
  assert.doesNotMatch(text, /var\(|href="(?!#)|style=|class=/);
  const alone = await page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
    return parsed.querySelector('parsererror') === null && parsed.documentElement.tagName;
  }, text);
  assert.equal(alone, 'svg');
  const png = await file('PNG');
  assert.match(png.name, /\.png$/);
  assert.equal(png.bytes.subarray(1, 4).toString(), 'PNG');
  assert.ok(png.bytes.readUInt32BE(16) > 1600, 'wide enough for a slide');
  await said(page, /Downloaded/);
});

test('the sample shows every page alive, and is gone with one click', async (visit) => {
  const page = await visit.open();
  await page.getByRole('button', { name: 'Look at a sample' }).click();
  const notice = page.getByText('This is a sample', { exact: false });
  await notice.waitFor();
  assert.equal(await shownTeam(page), 'Shop');
  await goTo(page, 'Heatmap');
  await page.getByRole('combobox', { name: 'Teams' }).selectOption('All teams');
  await page.getByRole('img', { name: /^Heatmap: Completion, All 6 teams/ }).waitFor();
  await goTo(page, 'History');
  await page.getByRole('img', { name: /^Trend: / }).waitFor();
  await reload(page);
  await notice.waitFor();
  await goTo(page, 'Overview');
  await page.getByRole('region', { name: 'Overall' }).waitFor();
  assert.equal(await page.getByText('Export a file, so that they are safe').count(), 0, 'nobody would miss a sample');
  await page.getByRole('button', { name: 'Close the sample' }).click();
  await notice.waitFor({ state: 'detached' });
  assert.equal(await shownTeam(page), 'My team');
  await coverage(page, 0);
  const kept = await page.evaluate(() => Object.entries(localStorage).map((entry) => entry.join(' ')).join('\n'));
  assert.doesNotMatch(kept, /Sample assessment|Payments/);
  await goTo(page, 'Settings');
  await page.getByRole('heading', { name: 'Assessments in this browser' }).waitFor();
  assert.equal(await page.getByText('Sample assessment').count(), 0);
});
