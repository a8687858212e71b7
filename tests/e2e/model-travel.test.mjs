// Model: two models are compared; a model travels with the answers, in files and to other tabs.

import assert from 'node:assert/strict';
import {
  ALL,
  CHANGED,
  FIRST,
  FORK,
  OWN,
  OWN_CHANGE,
  SECOND,
  WITH_AGENTIC,
  add,
  agentic,
  browse,
  buffers,
  changeFirst,
  changesAre,
  coverageIs,
  dimensionNames,
  exportChanges,
  exported,
  loadChanges,
  modelIs,
  openModel,
  refused,
  region,
  row,
  takeBackAll,
  undo,
  yourChanges,
} from './model.mjs';
import {
  answers,
  assessmentFile,
  eventually,
  exportFile,
  goTo,
  goToRoute,
  heading,
  importFile,
  offer,
  reload,
  results,
  said,
  saved,
  test,
} from './support.mjs';

const STRANGE = ["Bob's <b>No</b>", '12:30', '- x: {'];

// Versions.

const compared = (page) => region(page, 'Compare two models');

function loadSide(page, label, ...files) {
  return compared(page).getByLabel(label, { exact: true }).setInputFiles(buffers(files));
}

test('two model files are compared, and nothing changes', async (visit) => {
  const page = await visit.open('#/model');
  await region(page, 'Activities').waitFor();
  const next = FORK.text
    .replace('Locked doors', 'Shut doors')
    .replace('level: 2', 'level: 4')
    .replace('Ask.', 'Ask twice.');
  await loadSide(page, 'Load the old model', FORK);
  await loadSide(page, 'Load the new model', { name: 'next.yaml', text: next });
  await compared(page).getByText('1 renamed, 1 on another level, 1 with other texts.').waitFor();
  assert.deepEqual(await compared(page).getByRole('listitem').allTextContents(), [
    '“Locked doors” is called “Shut doors” now.',
    `“${FIRST.name}” went from level 2 to level 4.`,
    `“${FIRST.name}” has another measure.`,
  ]);
  await changesAre(page, []);
  await modelIs(page, ALL, 5);
  // Against the published model.
  await compared(page).getByRole('combobox', { name: 'Old model' }).selectOption('The published model');
  await compared(page).getByRole('heading', { name: 'Removed' }).waitFor();
  await compared(page).getByText(`1 added, ${ALL - 1} removed`).waitFor();
  await compared(page).getByRole('combobox', { name: 'New model' }).selectOption('The published model');
  await compared(page).getByText('They do not differ.').waitFor();
  await loadSide(page, 'Load the new model', { name: 'list.yaml', text: '- Build\n' });
  await refused(page, /Nothing was loaded\. “list\.yaml”/);
});

// The assessment file.

test('an assessment file brings its model along, and later changes with a merge', async (visit) => {
  const ida = await visit.open('#/', { person: await visit.person() });
  await changeFirst(ida);
  await add(ida, OWN);
  await agentic(ida).check();
  await modelIs(ida, WITH_AGENTIC + 1, 7);
  await changesAre(ida, [...CHANGED, OWN_CHANGE]);
  await saved(ida);
  const file = await exportFile(ida);

  const bob = await visit.open('#/', { person: await visit.person() });
  await importFile(bob, file);
  await coverageIs(bob, 0, WITH_AGENTIC + 1);
  assert.deepEqual(await dimensionNames(bob), await dimensionNames(ida));
  assert.equal((await exportFile(bob)).text, file.text);
  await goToRoute(bob, `#/activity/${FIRST.id}`, 'Our build');
  await openModel(bob);
  await changesAre(bob, [...CHANGED, OWN_CHANGE]);
  assert.ok(await agentic(bob).isChecked());
  await reload(bob);
  await changesAre(bob, [...CHANGED, OWN_CHANGE]);

  await takeBackAll(ida);
  await changesAre(ida, []);
  await saved(ida);
  // While Bob looks at it:
  await importFile(bob, await exportFile(ida));
  await changesAre(bob, []);
  await modelIs(bob, WITH_AGENTIC, 6);
});

test('an assessment of another model says what becomes of its answers', async (visit) => {
  const page = await visit.open();
  const file = JSON.parse(assessmentFile().text);
  file.model = { publisher: 'https://example.org/dsomm', version: '1.12', digest: 'sha256:0' };
  const [team] = Object.keys(file.answers);
  const stamp = Object.values(file.answers[team])[0];
  file.answers[team][SECOND.name] = stamp;
  delete file.answers[team][SECOND.id];
  file.answers[team]['0f0f0f0f-0000-4000-8000-000000000000'] = stamp;
  const old = { name: 'old.dsomm.json', text: JSON.stringify(file) };
  await offer(page, old);
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await dialog.getByText(/kept by the same id, 1 can move .* now, 1 without a place/).waitFor();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await said(page, /It was made with another model: the page “Model” says/);
  await openModel(page);
  const card = region(page, 'This assessment was made with another model');
  await card.getByText(`“${SECOND.name}”: 1 answer to “${SECOND.name}”`).waitFor();
  await card.getByText(/0f0f0f0f.*without a place here; kept in the file/).waitFor();
  await card.getByRole('button', { name: 'Carry answers over' }).click();
  await card.waitFor({ state: 'detached' });
  const { answers: now } = await exported(page);
  assert.ok(now[team][SECOND.id], 'the answer by name has found its activity');
  assert.ok(now[team]['0f0f0f0f-0000-4000-8000-000000000000'], 'the one without a place is kept');
  // While the page is shown, undo opens the one of the other model again.
  await undo(page);
  await said(page, /Undone: Carry/);
  await card.waitFor();
});

test('a change in one tab is shown on the Model page of another', async (visit) => {
  const one = await visit.open('#/model');
  await region(one, 'Activities').waitFor();
  const other = await visit.open('#/model');
  await region(other, 'Activities').waitFor();
  await add(one, OWN);
  await changesAre(other, [OWN_CHANGE]);
  await modelIs(other, ALL + 1, 6);
});

test('a file whose changes cannot be read says so, and the answers are there', async (visit) => {
  const page = await visit.open();
  const good = JSON.parse(assessmentFile().text);
  const model_overlay = { 'Build and Deployment': { Build: 7 } };
  const text = JSON.stringify({ ...good, model_overlay });
  await importFile(page, { name: 'odd.dsomm.json', text });
  await coverageIs(page, 2, ALL);
  await openModel(page);
  await eventually(async () => {
    const alerts = await page.getByRole('main').getByRole('alert').count();
    const findings = await region(page, 'Findings in your changes').count();
    assert.ok(alerts + findings > 0, 'the page says that it cannot read the changes');
  }, 3000);
  await takeBackAll(page);
  await saved(page);
  await eventually(async () => assert.equal((await exported(page)).model_overlay, undefined));
  assert.equal(await page.getByRole('main').getByRole('alert').count(), 0, 'alerts');
});

// Names.

test('whatever a name holds, it is text, here and in the files', async (visit) => {
  const page = await visit.open('#/model');
  const five = await dimensionNames(page);
  await region(page, 'Activities').waitFor();
  const all = STRANGE.map((name, at) => ({
    name,
    dimension: STRANGE[(at + 1) % 3],
    subdimension: STRANGE[(at + 2) % 3],
  }));
  const sentences = all.map(
    ({ name, dimension, subdimension }) =>
      `“${name}” is new in ${dimension} / ${subdimension}, level 1.`,
  );
  for (const [at, one] of all.entries()) {
    await add(page, one);
    await modelIs(page, ALL + at + 1, 6 + at);
  }
  const areThere = async (where) => {
    await openModel(where);
    await eventually(async () => {
      assert.deepEqual((await yourChanges(where)).toSorted(), sentences.toSorted());
    });
    const names = all.map(({ dimension }) => dimension);
    await eventually(async () => {
      const shown = await dimensionNames(where);
      assert.deepEqual(shown.slice(0, 5), five);
      assert.deepEqual(shown.slice(5).toSorted(), names.toSorted());
    });
    for (const { name, dimension, subdimension } of all) {
      await browse(where, dimension);
      await row(where, name).waitFor();
      await region(where, 'Activities').getByRole('heading', { name: subdimension, exact: true }).waitFor();
    }
    await goTo(where, 'Overview');
    for (const { name, dimension, subdimension } of all) {
      await goTo(where, dimension);
      await where
        .getByRole('main')
        .getByText(subdimension, { exact: true })
        .filter({ visible: true })
        .first()
        .waitFor();
      await where.getByRole('main').getByRole('link', { name }).first().click();
      await heading(where, name).waitFor();
      await answers(where, name).waitFor();
      await where.getByRole('main').getByRole('link', { name: 'Go on assessing' }).click();
      await heading(where, 'Assess').waitFor();
      await answers(where, name).waitFor();
    }
    const { radar } = await results(where);
    for (const { dimension } of all) assert.ok(radar.includes(dimension), radar);
    assert.equal(await where.locator('main b, nav b').count(), 0, 'no name has become an element');
  };
  await saved(page);
  await areThere(page);
  await openModel(page);
  const changes = await exportChanges(page);
  const file = await exportFile(page);

  const other = await visit.open('#/model', { person: await visit.person() });
  await loadChanges(other, changes);
  await areThere(other);
  assert.deepEqual((await exported(other)).model_overlay, JSON.parse(file.text).model_overlay);

  const third = await visit.open('#/', { person: await visit.person() });
  await importFile(third, file);
  await areThere(third);
});
