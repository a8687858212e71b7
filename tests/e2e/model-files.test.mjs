// Model: changes and whole models leave and come as files, and a wrong file changes nothing.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  ALL,
  CHANGED,
  FIRST,
  FORK,
  OWN,
  OWN_CHANGE,
  RELEVELLED,
  SECOND,
  add,
  addOwn,
  buffers,
  changeFirst,
  changesAre,
  dimensionsAre,
  edit,
  exportChanges,
  exported,
  hiddenRow,
  loadChanges,
  modelIs,
  openModel,
  refused,
  region,
  rename,
  row,
  setLevel,
  takeBackAll,
  undo,
  yourChanges,
} from './model.mjs';
import { assessmentFile, eventually, reload, said, saved, test } from './support.mjs';

// Files of changes.

test('exported changes hold only what differs, and give the same again', async (visit) => {
  const page = await visit.open();
  await changeFirst(page);
  await add(page, OWN);
  await changesAre(page, [...CHANGED, OWN_CHANGE]);
  await saved(page);
  const { model_overlay: before } = await exported(page);
  const file = await exportChanges(page);
  assert.equal(file.name, 'model-changes.yaml');
  const lines = file.text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const own = lines.find((line, at) => lines[at - 1]?.includes(OWN.name));
  assert.match(own, /^ {6}uuid: '?[0-9a-f-]{36}'?$/);
  assert.deepEqual(lines, [
    'Build and Deployment:',
    '  Build:',
    '    Our build:',
    `      uuid: ${FIRST.id}`,
    '      level: 3',
    '      risk: Nobody knows how it was built.',
    'Physical:',
    '  Doors:',
    '    Locked doors:',
    own,
    '      level: 2',
  ]);

  await takeBackAll(page);
  await changesAre(page, []);
  await modelIs(page, ALL, 5);
  assert.equal((await exported(page)).model_overlay, undefined);
  await loadChanges(page, file);
  await changesAre(page, [...CHANGED, OWN_CHANGE]);
  await modelIs(page, ALL + 1, 6);
  await saved(page);
  assert.deepEqual((await exported(page)).model_overlay, before);
  assert.equal((await exportChanges(page)).text, file.text);
  await undo(page);
  await said(page, /Undone: Load model-changes\.yaml/);
  await changesAre(page, []);
});

test('undo brings back what "Take back all" took', async (visit) => {
  const page = await visit.open();
  await changeFirst(page);
  await takeBackAll(page);
  await changesAre(page, []);
  await undo(page);
  await changesAre(page, CHANGED);
});

test('several files are loaded one after the other, over what is there', async (visit) => {
  const page = await visit.open();
  await addOwn(page);
  const level = (number) =>
    `Build and Deployment:\n  Build:\n    ${FIRST.name}:\n      uuid: ${FIRST.id}\n      level: ${number}\n`;
  await loadChanges(
    page,
    { name: 'a.yaml', text: level(4) },
    { name: 'b.yaml', text: level(5) },
  );
  await changesAre(page, [`“${FIRST.name}” went from level 1 to level 5.`, OWN_CHANGE]);
});

test('a loaded file that gives a renamed activity another name renames it', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await rename(page, FIRST.name, 'Our build');
  const text = `Build and Deployment:\n  Build:\n    Their build:\n      uuid: ${FIRST.id}\n`;
  await loadChanges(page, { name: 'theirs.yaml', text });
  await row(page, 'Their build').waitFor();
  await changesAre(page, [`“${FIRST.name}” is called “Their build” now.`]);
  await edit(page, 'Their build').catch(() => {});
  await row(page, 'Their build').getByRole('button', { name: 'Take back changes' }).click();
  await row(page, FIRST.name).waitFor();
  await changesAre(page, []);
});

for (const [what, name, text] of [
  ['a YAML file with an error', 'broken.yaml', 'Build and Deployment: [unclosed\n  - x: {\n'],
  ['a web page', 'page.yaml', '<!DOCTYPE html>\n<html lang="en">\n<p>Not: found</p>\n</html>\n'],
  ['a web page of one word', 'short.yaml', '<html></html>\n'],
  ['an empty file', 'empty.yaml', ''],
  ['a list', 'list.yaml', '- Build\n- Deployment\n'],
  ['an assessment file', 'shop.yaml', assessmentFile().text],
  ['bytes', 'picture.yaml', '\u0000\u0001PNG\u0000'],
]) {
  test(`${what} is not loaded as changes: it is said, and nothing changes`, async (visit) => {
    const page = await visit.open();
    await addOwn(page);
    const { model_overlay: before } = await exported(page);
    await loadChanges(page, { name, text });
    await refused(page, /Nothing was changed\. \S/);
    await changesAre(page, [OWN_CHANGE]);
    assert.deepEqual((await exported(page)).model_overlay, before);
  });
}

test('the sentence of a refusal goes when something else is done', async (visit) => {
  const page = await visit.open();
  await addOwn(page);
  await loadChanges(page, { name: 'list.yaml', text: '- Build\n' });
  await refused(page, /Nothing was changed/);
  await takeBackAll(page);
  await changesAre(page, []);
  await eventually(async () => {
    assert.deepEqual(await page.getByRole('main').getByRole('alert').allTextContents(), []);
  }, 2000);
});

test('the same file can be loaded twice, and once it is mended', async (visit) => {
  const page = await visit.open('#/model');
  await loadChanges(page, { name: 'a.yaml', text: '- Build\n' });
  await refused(page, /a\.yaml/);
  const text = `Build and Deployment:\n  Build:\n    ${FIRST.name}:\n      level: 3\n`;
  await loadChanges(page, { name: 'a.yaml', text });
  await changesAre(page, [RELEVELLED]);
  assert.equal(await page.getByRole('main').getByRole('alert').count(), 0);
});

test('a level that is none is a finding', async (visit) => {
  const page = await visit.open('#/model');
  const text = 'New:\n  Place:\n    Thing:\n      uuid: abc\n      level: high\n';
  await loadChanges(page, { name: 'level.yaml', text });
  const findings = region(page, 'Findings in your changes');
  await findings.getByRole('row', { name: /level/i }).filter({ hasText: 'high' }).waitFor();
});

/** Chooses files of a whole model. */
function loadModel(page, ...files) {
  return region(page, 'Your changes').getByLabel('Load a whole model').setInputFiles(buffers(files));
}

/** Loads a model that lacks most of what is asked. */
async function loadSmallModel(page, file) {
  await loadModel(page, file);
  await page.getByRole('button', { name: 'Load it all the same' }).click();
}

test('a whole model takes the place of the published one, and undo brings that back', async (visit) => {
  const page = await visit.open();
  await addOwn(page);
  await loadSmallModel(page, FORK);
  await modelIs(page, 2, 2);
  await dimensionsAre(page, ['Build and Deployment', 'Physical']);
  const sentences = await yourChanges(page);
  assert.ok(sentences.includes(`“${FIRST.name}” went from level 1 to level 2.`));
  assert.ok(sentences.includes(OWN_CHANGE.replace('level 2', 'level 1')));
  await saved(page);
  await reload(page);
  await dimensionsAre(page, ['Build and Deployment', 'Physical']);
  await openModel(page);
  // What it lacks is hidden, and can be shown again.
  await hiddenRow(page, SECOND.name).getByRole('button', { name: 'Show' }).click();
  await modelIs(page, 3, 2);
  // As changes it is put over what is there instead.
  await takeBackAll(page);
  await modelIs(page, ALL, 5);
  await loadChanges(page, FORK);
  await modelIs(page, ALL + 1, 6);
  await takeBackAll(page);
  await loadSmallModel(page, FORK);
  await modelIs(page, 2, 2);
  await undo(page);
  await said(page, /Undone: Load the model model\.yaml/);
  await modelIs(page, ALL, 5);
});

test('a file that is no model changes nothing when it is loaded as one', async (visit) => {
  const page = await visit.open();
  await addOwn(page);
  await loadModel(page, { name: 'list.yaml', text: '- Build\n' });
  await refused(page, /Nothing was changed\. “list\.yaml”/);
  await changesAre(page, [OWN_CHANGE]);
});

test('the file for DSOMM’s app repeats all fields of what is changed, and loads here', async (visit) => {
  const page = await visit.open();
  await openModel(page);
  await edit(page, FIRST.name);
  await setLevel(page, FIRST.name, 3);
  await changesAre(page, [RELEVELLED]);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    region(page, 'Your changes').getByRole('button', { name: 'Export for DSOMM’s app' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  assert.match(text, /level: 3/);
  for (const key of ['description', 'risk', 'measure', 'assessment', 'implementation', 'references']) {
    assert.match(text, new RegExp(`^ {6}${key}:`, 'm'));
  }
  assert.ok(!text.includes(SECOND.name), 'what is not changed is not repeated');
  await takeBackAll(page);
  await changesAre(page, []);
  await loadChanges(page, { name: download.suggestedFilename(), text });
  await changesAre(page, [RELEVELLED]);
});

/** As DSOMM's published file has it. */
const LOST_ZERO = {
  name: 'published.yaml',
  text: `Information Gathering:
  Monitoring:
    Defense metrics:
      uuid: e808028c-351c-42f1-bcd9-fba738d1fc55
      references:
        iso27001-2022:
          - 5.25
          - 8.2
`,
};

test('known mistakes of published data are listed, and corrected at once', async (visit) => {
  const page = await visit.open('#/model');
  await region(page, 'Activities').waitFor();
  const mistakes = region(page, 'Known mistakes in what you loaded');
  assert.equal(await mistakes.count(), 0);
  await loadChanges(page, LOST_ZERO);
  await mistakes.getByText('“Defense metrics”: iso27001-2022 8.2 should be 8.20').waitFor();
  await mistakes.getByRole('button', { name: 'Correct 1 control number' }).click();
  await mistakes.waitFor({ state: 'detached' });
  const { text } = await exportChanges(page);
  assert.match(text, /'8\.20'/);
  await undo(page);
  await mistakes.waitFor();
});
