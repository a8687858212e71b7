// Model: an extension adds activities everywhere, and its answers stay when it is off.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  AGENTIC,
  ALL,
  FIRST,
  WITH_AGENTIC,
  agentic,
  browse,
  changesAre,
  coverageIs,
  dimensionNames,
  dimensionsAre,
  exported,
  modelIs,
  openModel,
  refused,
  region,
  row,
  undo,
  visitActivity,
} from './model.mjs';
import {
  DIST,
  answers,
  choose,
  chosen,
  eventually,
  goTo,
  heading,
  reload,
  results,
  said,
  saved,
  settled,
  test,
} from './support.mjs';

/** An activity of the extension. */
const LEAK = { id: 'dc62d384-0b9c-47d9-b7a5-9d82e53642ba', name: 'Basic data leak prevention' };

/** The outline of the catalogue. */
const OUTLINE = readFileSync(`${DIST}/model/dsomm/outline.yaml`, 'utf8');

// Extensions.

test('Settings and the first visit offer the extension too', async (visit) => {
  const page = await visit.open();
  await page.getByRole('button', { name: 'Add Agentic AI (40 activities)' }).click();
  await coverageIs(page, 0, WITH_AGENTIC);
  assert.equal(await page.getByRole('button', { name: /Add Agentic AI/ }).count(), 0);
  await saved(page);
  await goTo(page, 'Settings');
  const box = region(page, 'Extensions of the model').getByRole('checkbox', { name: AGENTIC });
  await eventually(async () => assert.ok(await box.isChecked(), 'on in Settings'));
  await box.uncheck();
  await coverageIs(page, 0, ALL);
  await page.getByRole('button', { name: 'Add Agentic AI (40 activities)' }).waitFor();
});

test('an extension adds its dimension everywhere, stays, and can be undone', async (visit) => {
  const page = await visit.open();
  const five = await dimensionNames(page);
  await openModel(page);
  await agentic(page).check();
  await modelIs(page, WITH_AGENTIC, 6);
  await dimensionsAre(page, [...five, AGENTIC]);
  await saved(page);
  assert.ok(await agentic(page).isChecked());
  await browse(page, AGENTIC);
  await row(page, LEAK.name).waitFor();
  // What is published is nobody's change.
  await changesAre(page, []);

  const hasSix = async () => {
    await coverageIs(page, 0, WITH_AGENTIC);
    const { radar, table } = await results(page);
    assert.ok(radar.includes(AGENTIC), radar);
    assert.ok(table.some((cells) => cells.join().includes(AGENTIC)), 'a row of the table');
  };
  await hasSix();
  await reload(page);
  await dimensionsAre(page, [...five, AGENTIC]);
  await hasSix();
  await visitActivity(page, LEAK);
  await choose(page, LEAK.name, 'Started');
  await page.getByText('Simple, mostly organisational measures').waitFor();
  await undo(page);
  await chosen(page, LEAK.name, null);

  await openModel(page);
  assert.ok(await agentic(page).isChecked());
  await agentic(page).uncheck();
  await modelIs(page, ALL, 5);
  await undo(page);
  await modelIs(page, WITH_AGENTIC, 6);
  await eventually(async () => assert.ok(await agentic(page).isChecked(), 'checked again'));
});

test('undo takes an extension back, and redo brings it again', async (visit) => {
  const page = await visit.open('#/model');
  const five = await dimensionNames(page);
  await agentic(page).check();
  await modelIs(page, WITH_AGENTIC, 6);
  await undo(page);
  await said(page, /Undone: Switch on Agentic AI/);
  await modelIs(page, ALL, 5);
  await dimensionsAre(page, five);
  await eventually(async () => assert.ok(!(await agentic(page).isChecked()), 'not checked'));
  await coverageIs(page, 0, ALL);
  await page.getByRole('button', { name: 'Redo', exact: true }).click();
  await coverageIs(page, 0, WITH_AGENTIC);
});

for (const address of [`#/activity/${LEAK.id}`, `?uuid=${LEAK.id}`, `#${LEAK.id}`]) {
  test(`with the extension on, ${address} leads to its activity`, async (visit) => {
    const first = await visit.open('#/model');
    await agentic(first).check();
    await modelIs(first, WITH_AGENTIC, 6);
    await saved(first);
    const page = await visit.open(address);
    await heading(page, LEAK.name).waitFor();
    await answers(page, LEAK.name).waitFor();
  });
}

test('answers to an extension stay in the file while it is off', async (visit) => {
  const page = await visit.open('#/model');
  await agentic(page).check();
  await modelIs(page, WITH_AGENTIC, 6);
  await visitActivity(page, LEAK);
  await choose(page, LEAK.name, 'Started');
  await saved(page);
  await openModel(page);
  await agentic(page).uncheck();
  await modelIs(page, ALL, 5);
  await coverageIs(page, 0, ALL);
  const file = await exported(page);
  const given = Object.values(file.answers).map((team) => team[LEAK.id]?.stage);
  assert.deepEqual(given, ['started']);
  await openModel(page);
  await agentic(page).check();
  await coverageIs(page, 1, WITH_AGENTIC);
});

test('when the shown dimension goes away, the list shows another one', async (visit) => {
  const page = await visit.open('#/model');
  await agentic(page).check();
  await modelIs(page, WITH_AGENTIC, 6);
  await browse(page, AGENTIC);
  await row(page, LEAK.name).waitFor();
  await agentic(page).uncheck();
  await modelIs(page, ALL, 5);
  await eventually(async () => {
    const select = region(page, 'Activities').getByRole('combobox', { name: 'Dimension' });
    const shown = await select.evaluate((element) => element.selectedOptions[0]?.textContent);
    assert.ok(shown, 'a dimension is chosen');
    const groups = region(page, 'Activities').getByRole('heading', { level: 3 });
    const [first] = await groups.allTextContents();
    assert.ok(OUTLINE.includes(`\n${shown}:\n ${first}:\n`), `“${shown}” is chosen, ${first} listed`);
  }, 3000);
});

test('an extension taken back while it loads stays off', async (visit) => {
  const page = await visit.open('#/model');
  await region(page, 'Activities').waitFor();
  let goOn;
  const taken = new Promise((resolve) => {
    goOn = resolve;
  });
  await page.route(/agentic-ai\.(yaml|json)$/, async (route) => {
    await taken;
    await route.continue();
  });
  const loaded = page.waitForResponse(/agentic-ai\.(yaml|json)$/);
  await agentic(page).check();
  await undo(page);
  goOn();
  await (await loaded).finished();
  await settled(page);
  await modelIs(page, ALL, 5);
  assert.equal((await dimensionNames(page)).length, 5);
  assert.ok(!(await agentic(page).isChecked()));
  await browse(page, 'Implementation');
  const select = region(page, 'Activities').getByRole('combobox', { name: 'Dimension' });
  assert.equal(await select.getByRole('option').count(), 5, 'dimensions of the workshop');
});

test('an extension that cannot be loaded is said, and can be switched off', async (visit) => {
  visit.allow(/Failed to load resource|ERR_FAILED/);
  const page = await visit.open('#/model');
  await region(page, 'Activities').waitFor();
  await page.route(/agentic-ai\.(yaml|json)$/, (route) => route.abort());
  await agentic(page).check();
  await refused(page, /agentic-ai/);
  await modelIs(page, ALL, 5);
  await agentic(page).uncheck();
  await row(page, FIRST.name).waitFor();
  await eventually(async () => {
    assert.deepEqual(await page.getByRole('main').getByRole('alert').allTextContents(), []);
  }, 3000);
});
