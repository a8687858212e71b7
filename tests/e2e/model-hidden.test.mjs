// Model: what is hidden is gone, keeps its answers, and can be shown again.

import assert from 'node:assert/strict';
import {
  ALL,
  FIRST,
  OWN,
  SECOND,
  add,
  addOwn,
  browse,
  changesAre,
  coverageIs,
  exported,
  hidden,
  hiddenRow,
  loadChanges,
  modelIs,
  openModel,
  row,
  rowButton,
  undo,
  visitActivity,
  yourChanges,
} from './model.mjs';
import {
  answers,
  choose,
  chosen,
  eventually,
  goTo,
  goToRoute,
  reload,
  said,
  saved,
  test,
} from './support.mjs';

// Hiding.

test('on a slow computer, too, a page that shows numbers opens although an activity is hidden', async (visit) => {
  const page = await visit.open();
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await openModel(page);
  await rowButton(page, FIRST.name, 'Hide').click();
  await hiddenRow(page, FIRST.name).waitFor();
  await saved(page);
  await goTo(page, 'Overview');
  for (let times = 0; times < 2; times += 1) {
    await reload(page);
    await coverageIs(page, 0, ALL - 1);
  }
  // And back to more of them, while numbers are shown.
  await page.keyboard.press('Control+z');
  await coverageIs(page, 0, ALL);
});

test('a hidden activity is gone, its answer is kept, and Show brings both back', async (visit) => {
  const page = await visit.open();
  await visitActivity(page, FIRST);
  await choose(page, FIRST.name, 'Partly implemented');
  await saved(page);
  await coverageIs(page, 1, ALL);

  await openModel(page);
  await rowButton(page, FIRST.name, 'Hide').click();
  await hiddenRow(page, FIRST.name).waitFor();
  assert.equal(await row(page, FIRST.name).count(), 0);
  await modelIs(page, ALL - 1, 5);
  const sentence = `“${FIRST.name}” was removed from Build and Deployment / Build.`;
  assert.ok((await yourChanges(page)).includes(sentence));
  await saved(page);

  await coverageIs(page, 0, ALL - 1);
  await goTo(page, 'Assess');
  await answers(page, SECOND.name).waitFor();
  await page.getByRole('button', { name: 'List', exact: true }).click();
  await answers(page, SECOND.name).waitFor();
  assert.equal(await answers(page, FIRST.name).count(), 0);
  await goToRoute(page, `#/activity/${FIRST.id}`, 'Page not found');
  const file = await exported(page);
  const given = Object.values(file.answers).map((team) => team[FIRST.id]?.stage);
  assert.deepEqual(given, ['partly'], 'the answer in the file');
  assert.ok(file.model_changed, 'the file says who changed the model');

  await reload(page);
  await openModel(page);
  await hiddenRow(page, FIRST.name).getByRole('button', { name: 'Show' }).click();
  await row(page, FIRST.name).waitFor();
  await changesAre(page, []);
  await modelIs(page, ALL, 5);
  await coverageIs(page, 1, ALL);
  await visitActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Partly implemented');
  assert.equal((await exported(page)).model_overlay, undefined, 'no change is left in the file');
});

test('undo shows a hidden activity again', async (visit) => {
  const page = await visit.open('#/model');
  await rowButton(page, FIRST.name, 'Hide').click();
  await hiddenRow(page, FIRST.name).waitFor();
  await undo(page);
  await said(page, new RegExp(`Undone: Hide “${FIRST.name}”`));
  await row(page, FIRST.name).waitFor();
  await coverageIs(page, 0, ALL);
});

test('an activity of one’s own that is hidden can be shown again, too', async (visit) => {
  const page = await visit.open();
  await addOwn(page);
  await add(page, { ...OWN, name: 'Guarded doors' });
  await browse(page, OWN.dimension);
  await rowButton(page, OWN.name, 'Hide').click();
  await eventually(async () => assert.equal(await row(page, OWN.name).count(), 0));
  await hiddenRow(page, OWN.name).getByRole('button', { name: 'Show' }).click({ timeout: 3000 });
  await row(page, OWN.name).waitFor();
});

test('what a loaded file hides with its subdimension can be shown again', async (visit) => {
  const page = await visit.open('#/model');
  const text = 'Build and Deployment:\n  Build:\n    ignore: true\n';
  await loadChanges(page, { name: 'less.yaml', text });
  await hidden(page).getByRole('button', { name: 'Show' }).first().click();
  await row(page, FIRST.name).waitFor({ timeout: 3000 });
});
