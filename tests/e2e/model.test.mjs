// The Model page: the catalogue can be extended and changed; what was changed is seen everywhere,
// travels in the assessment file, and can be taken back.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  ACTIVITIES,
  DIST,
  answers,
  assessmentFile,
  choose,
  chosen,
  dimensions,
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

const AXE = readFileSync(
  fileURLToPath(new URL('node_modules/axe-core/axe.min.js', import.meta.url)),
  'utf8',
);
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const [FIRST, SECOND] = ACTIVITIES;
const ALL = ACTIVITIES.length;
const AGENTIC = 'Agentic AI';
/** An activity of the extension. */
const LEAK = { id: 'dc62d384-0b9c-47d9-b7a5-9d82e53642ba', name: 'Basic data leak prevention' };
/** The outline of the catalogue. */
const OUTLINE = readFileSync(`${DIST}/model/dsomm/outline.yaml`, 'utf8');
const WITH_AGENTIC = ALL + 40;
const STRANGE = ["Bob's <b>No</b>", '12:30', '- x: {'];
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

// Parts of the page.

function region(page, name) {
  return page.getByRole('region', { name, exact: true });
}

/** Goes to the page and waits until the workshop is there. */
async function openModel(page) {
  if (!(await heading(page, 'Model').isVisible())) await goTo(page, 'Model');
  await region(page, 'Activities').waitFor();
}

function agentic(page) {
  return page.getByRole('checkbox', { name: AGENTIC });
}

/** An activity in the list of the workshop. */
function row(page, name) {
  return region(page, 'Activities')
    .getByRole('listitem', { name, exact: true })
    .filter({ has: page.getByRole('button', { name: 'Hide', exact: true }) });
}

/** What is listed under “Hidden”. */
function hidden(page) {
  return region(page, 'Activities').locator('h3:text-is("Hidden") + ul').getByRole('listitem');
}

/** An activity under “Hidden”. */
function hiddenRow(page, name) {
  return hidden(page).filter({ hasText: name });
}

function rowButton(page, name, button) {
  return row(page, name).getByRole('button', { name: button, exact: true });
}

/** Opens the fields of an activity. */
async function edit(page, name) {
  await rowButton(page, name, 'Edit').click();
  await field(page, name, 'Name').waitFor();
}

function field(page, activity, name) {
  return row(page, activity).getByLabel(name, { exact: true });
}

/** Types a text and leaves the field. */
async function write(page, activity, name, text) {
  await field(page, activity, name).fill(text);
  await field(page, activity, name).blur();
}

async function rename(page, from, to) {
  await write(page, from, 'Name', to);
  await row(page, to).waitFor();
}

async function setLevel(page, activity, level) {
  await field(page, activity, 'Level').selectOption(String(level));
  await row(page, activity).getByText(`Level ${level}`, { exact: true }).waitFor();
}

function yourChanges(page) {
  return region(page, 'Your changes').getByRole('listitem').allTextContents();
}

/** Waits until "Your changes" are these sentences. */
async function changesAre(page, wanted) {
  await eventually(async () => assert.deepEqual(await yourChanges(page), wanted));
}

/** Goes to an activity, by way of the Overview. */
async function visitActivity(page, { id, name }) {
  if (!(await heading(page, 'Overview').isVisible())) await goTo(page, 'Overview');
  await goToRoute(page, `#/activity/${id}`, name);
}

/** What the page says below its heading. */
async function modelIs(page, activities, dimensionCount) {
  const words = `${activities} activities in ${dimensionCount} dimensions`;
  await page.getByRole('main').getByText(words).waitFor();
}

/** The coverage figure of the Overview. */
async function coverageIs(page, answered, all) {
  await eventually(async () => {
    const { figures } = await results(page);
    assert.match(figures.join(' | '), new RegExp(`\\b${answered} of ${all} answered`));
  });
}

/** Waits until the navigation has these dimensions. */
async function dimensionsAre(page, wanted) {
  await eventually(async () => {
    const names = (await dimensions(page)).map(({ name }) => name);
    assert.deepEqual(names, wanted, 'dimensions in the navigation');
  });
}

async function dimensionNames(page) {
  return (await dimensions(page)).map(({ name }) => name);
}

/** Adds an activity with the form; it may be refused. */
async function add(page, { dimension, subdimension, name, level = 1 }) {
  const form = region(page, 'Add an activity');
  await form.getByLabel('Dimension', { exact: true }).fill(dimension);
  await form.getByLabel('Subdimension', { exact: true }).fill(subdimension);
  await form.getByLabel('Name', { exact: true }).fill(name);
  await form.getByLabel('Level', { exact: true }).fill(String(level));
  await form.getByRole('button', { name: 'Add activity' }).click();
}

/** Shows a dimension in the list of the workshop. */
async function browse(page, dimension) {
  await region(page, 'Activities')
    .getByRole('combobox', { name: 'Dimension' })
    .selectOption({ label: dimension });
}

function undo(page) {
  return page.getByRole('button', { name: 'Undo', exact: true }).click();
}

function takeBackAll(page) {
  return region(page, 'Your changes').getByRole('button', { name: 'Take back all' }).click();
}

/** Exports the changes; returns `{ name, text }`. */
async function exportChanges(page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    region(page, 'Your changes').getByRole('button', { name: 'Export changes' }).click(),
  ]);
  return {
    name: download.suggestedFilename(),
    text: await readFile(await download.path(), 'utf8'),
  };
}

/** Chooses files of changes: `{ name, text }`. */
async function loadChanges(page, ...files) {
  await region(page, 'Your changes')
    .getByLabel('Load changes')
    .setInputFiles(
      files.map(({ name, text }) => ({
        name,
        mimeType: 'text/yaml',
        buffer: Buffer.from(text),
      })),
    );
}

/** The exported assessment, parsed. */
async function exported(page) {
  return JSON.parse((await exportFile(page)).text);
}

/** Waits until the page's alert says something. */
async function refused(page, pattern) {
  await eventually(async () => {
    const words = (await page.getByRole('main').getByRole('alert').allTextContents()).join(' ');
    assert.match(words, pattern, `the alert says “${words}”`);
  });
}

/** Opens Model, changes the first activity in name, level and a text. */
async function changeFirst(page) {
  await openModel(page);
  await edit(page, FIRST.name);
  await setLevel(page, FIRST.name, 3);
  await write(page, FIRST.name, 'Risk without it', 'Nobody knows how it was built.');
  await changesAre(page, [RELEVELLED, RETOLD]);
  await rename(page, FIRST.name, 'Our build');
  await changesAre(page, CHANGED);
  await saved(page);
}
const RELEVELLED = `“${FIRST.name}” went from level 1 to level 3.`;
const RETOLD = `“${FIRST.name}” has another risk.`;
const CHANGED = [
  `“${FIRST.name}” is called “Our build” now.`,
  '“Our build” went from level 1 to level 3.',
  '“Our build” has another risk.',
];

const OWN = { dimension: 'Physical', subdimension: 'Doors', name: 'Locked doors', level: 2 };
const OWN_CHANGE = '“Locked doors” is new in Physical / Doors, level 2.';

async function addOwn(page) {
  await openModel(page);
  await add(page, OWN);
  await changesAre(page, [OWN_CHANGE]);
  await saved(page);
}

// Loading.

test('Model can be opened by its address, and has its own title', async (visit) => {
  const page = await visit.open('#/model');
  await region(page, 'Activities').waitFor();
  assert.ok((await page.title()).startsWith('Model'), await page.title());
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
});

test('leaving Model while it loads, and coming back, opens it all the same', async (visit) => {
  const page = await visit.open();
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(/split_workshop-.*\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await goTo(page, 'Model');
  await goTo(page, 'Overview');
  await goTo(page, 'Model');
  await page.getByText('Loading…').waitFor();
  await goTo(page, 'Overview');
  release();
  await goTo(page, 'Model');
  await row(page, FIRST.name).waitFor();
  assert.equal(await region(page, 'Activities').count(), 1);
});

/** All that the page says, as a screen reader hears it. */
function mainText(page) {
  return page.getByRole('main').ariaSnapshot();
}

for (const [route, name] of [
  ['#/', 'Overview'],
  ['#/assess', 'Assess'],
  ['#/teams', 'Teams'],
  ['#/help', 'Help'],
  ['#/dimension/implementation', 'Implementation'],
  [`#/activity/${SECOND.id}`, SECOND.name],
  ['#/nowhere', 'Page not found'],
]) {
  test(`of Model nothing stays behind when ${route.slice(0, 20)} comes after it`, async (visit) => {
    // Where other pages were loaded before, but never Model.
    const fresh = await visit.open('#/teams');
    await heading(fresh, 'Teams').waitFor();
    await fresh.evaluate((hash) => {
      location.hash = hash;
    }, route);
    await heading(fresh, name).waitFor();
    const page = await visit.open('#/model');
    await row(page, FIRST.name).waitFor();
    await page.evaluate((hash) => {
      location.hash = hash;
    }, route);
    await eventually(async () => assert.equal(await mainText(page), await mainText(fresh)), 3000);
    await goTo(page, 'Model');
    await row(page, FIRST.name).waitFor();
    await page.goBack();
    await eventually(async () => assert.equal(await mainText(page), await mainText(fresh)), 3000);
  });
}

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
  let arrived;
  const loaded = new Promise((resolve) => {
    arrived = resolve;
  });
  await page.route(/agentic-ai\.(yaml|json)$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
    arrived();
  });
  await agentic(page).check();
  await undo(page);
  await loaded;
  await page.waitForTimeout(1500);
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

// Hiding.

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

// Editing.

test('a changed activity is shown everywhere, and its changes are told in words', async (visit) => {
  const page = await visit.open();
  await changeFirst(page);
  const isShown = async () => {
    await visitActivity(page, { ...FIRST, name: 'Our build' });
    await page.getByRole('main').getByText('Level 3', { exact: true }).first().waitFor();
    const about = page.getByRole('region', { name: 'About this activity' });
    await about.getByText('Nobody knows how it was built.').waitFor();
    await answers(page, 'Our build').waitFor();
  };
  await isShown();
  await reload(page);
  await isShown();
  await openModel(page);
  await changesAre(page, CHANGED);
  await row(page, 'Our build').getByText('Changed', { exact: true }).waitFor();

  await edit(page, 'Our build');
  await row(page, 'Our build').getByRole('button', { name: 'Take back changes' }).click();
  await row(page, FIRST.name).getByText('Level 1', { exact: true }).waitFor();
  await changesAre(page, []);
  await visitActivity(page, FIRST);
  const about = page.getByRole('region', { name: 'About this activity' });
  await about.getByText('is on holiday when an urgent fix is due').waitFor();
});

test('setting a field back by hand is no change any more', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await setLevel(page, FIRST.name, 3);
  await changesAre(page, [RELEVELLED]);
  await setLevel(page, FIRST.name, 1);
  await changesAre(page, []);
  await saved(page);
  assert.equal((await exported(page)).model_overlay, undefined);
});

test('all fields of an activity can be changed', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await field(page, FIRST.name, 'Usefulness').selectOption('1');
  await changesAre(page, [`“${FIRST.name}” changed in usefulness from 4 to 1.`]);
  for (const name of [
    'What it is',
    'Risk without it',
    'What to do',
    'How to tell',
    'How to get there',
  ]) {
    await write(page, FIRST.name, name, `${name}: our words`);
    await page.getByText(/has another .*/).waitFor();
  }
  await changesAre(page, [
    `“${FIRST.name}” has another description, risk, measure, assessment and implementation guide.`,
    `“${FIRST.name}” changed in usefulness from 4 to 1.`,
  ]);
  await visitActivity(page, FIRST);
  const about = page.getByRole('region', { name: 'About this activity' });
  for (const name of ['What it is', 'Risk without it', 'What to do', 'How to tell']) {
    await about.getByText(`${name}: our words`).waitFor();
  }
});

test('a text that is being typed is not lost when the next field is chosen', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await field(page, FIRST.name, 'What it is').fill('One way.');
  await field(page, FIRST.name, 'Risk without it').click();
  await changesAre(page, [`“${FIRST.name}” has another description.`]);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Chaos.', { delay: 20 });
  await page.keyboard.press('Tab');
  await changesAre(page, [`“${FIRST.name}” has another description and risk.`]);
});

test('the button that is clicked after typing does what it says', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await field(page, FIRST.name, 'What it is').fill('One way.');
  // As slowly as a hand.
  await rowButton(page, SECOND.name, 'Edit').click({ delay: 150 });
  await changesAre(page, [`“${FIRST.name}” has another description.`]);
  await field(page, SECOND.name, 'Name').waitFor({ timeout: 3000 });
});

for (const [what, name, problem] of [
  ['an empty name', '', /A name is needed/],
  ['a name of blanks', '   ', /A name is needed/],
  ['a name that is taken', 'Pinning of artifacts', /already. Choose another name/],
  ['a name with a meaning of its own', 'ignore', /meaning of its own/],
]) {
  test(`a rename to ${what} is refused in words and changes nothing`, async (visit) => {
    const page = await visit.open('#/model');
    await edit(page, FIRST.name);
    await write(page, FIRST.name, 'Name', name);
    await refused(page, problem);
    await changesAre(page, []);
    await eventually(async () => {
      assert.equal(await field(page, FIRST.name, 'Name').inputValue(), FIRST.name);
    });
    assert.equal((await exported(page)).model_overlay, undefined);
    // The sentence goes with the next change.
    await setLevel(page, FIRST.name, 2);
    assert.equal(await page.getByRole('main').getByRole('alert').count(), 0);
  });
}

const HOSTILE = [
  '<img src=x onerror="document.title=1"><script>document.title=2</script> <b>bold</b> &amp;',
  '![a picture](https://example.org/a.png) [bad](javascript:alert(1)) [good](https://example.org/)',
  '[mail](mailto:ida@example.org) [data](data:text/html,x) **strong** `code`',
  '- one\n- two',
].join('\n\n');

test('Markdown of a text is shown, and nothing in it becomes HTML', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await write(page, FIRST.name, 'What it is', HOSTILE);
  await changesAre(page, [`“${FIRST.name}” has another description.`]);
  await visitActivity(page, FIRST);
  const about = page.getByRole('region', { name: 'About this activity' });
  await about.getByText('<script>document.title=2</script> <b>bold</b> &amp;').waitFor();
  assert.equal(await about.locator('img, script, b').count(), 0);
  const links = await about.getByRole('link').evaluateAll((all) =>
    all
      .filter(({ href }) => /example\.org|javascript|data:/.test(href))
      .map(({ textContent, href, rel }) => [textContent, href, rel]),
  );
  assert.deepEqual(links, [
    ['a picture', 'https://example.org/a.png', 'noopener noreferrer'],
    ['good', 'https://example.org/', 'noopener noreferrer'],
    ['mail', 'mailto:ida@example.org', 'noopener noreferrer'],
  ]);
  await about.getByText('[bad](javascript:alert(1))').waitFor();
  await about.locator('strong', { hasText: 'strong' }).waitFor();
  await about.locator('code', { hasText: 'code' }).waitFor();
  await about.locator('li', { hasText: 'two' }).waitFor();
});

// Adding.

test('an activity of one’s own, in a new dimension, can be answered', async (visit) => {
  const page = await visit.open();
  const five = await dimensionNames(page);
  await addOwn(page);
  await modelIs(page, ALL + 1, 6);
  await dimensionsAre(page, [...five, OWN.dimension]);
  await browse(page, OWN.dimension);
  await row(page, OWN.name).getByText('Level 2', { exact: true }).waitFor();

  await goToRoute(page, '#/dimension/physical', OWN.dimension);
  await page.getByRole('main').getByText(OWN.subdimension).first().waitFor();
  await goTo(page, 'Assess');
  await page.getByRole('button', { name: 'List', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search' }).fill(OWN.name);
  await choose(page, OWN.name, 'Fully implemented');
  await saved(page);
  await coverageIs(page, 1, ALL + 1);
  assert.ok((await results(page)).radar.includes(OWN.dimension));
  await reload(page);
  await dimensionsAre(page, [...five, OWN.dimension]);
  await coverageIs(page, 1, ALL + 1);

  await openModel(page);
  await browse(page, OWN.dimension);
  await edit(page, OWN.name);
  await setLevel(page, OWN.name, 4);
  await rename(page, OWN.name, 'Shut doors');
  await changesAre(page, ['“Shut doors” is new in Physical / Doors, level 4.']);
});

test('the field of the name is empty after adding; dimension and place stay', async (visit) => {
  const page = await visit.open();
  await addOwn(page);
  const form = region(page, 'Add an activity');
  const values = await form
    .getByRole('textbox')
    .or(form.getByRole('combobox'))
    .evaluateAll((fields) => fields.map((field) => field.value));
  assert.deepEqual(values, [OWN.dimension, OWN.subdimension, '']);
});

for (const [what, change, problem] of [
  ['an empty name', { name: '' }, /A name is needed/],
  ['a name of blanks', { name: '  ' }, /A name is needed/],
  ['an empty dimension', { dimension: '' }, /A name is needed/],
  ['an empty subdimension', { subdimension: ' ' }, /A name is needed/],
  ['a name that is taken', {}, /“Locked doors” in Physical \/ Doors already/],
  [
    'the name of an activity of DSOMM',
    { dimension: 'Build and Deployment', subdimension: 'Build', name: FIRST.name },
    /already. Choose another name/,
  ],
  ['a dimension called meta', { dimension: 'meta' }, /“meta” has a meaning of its own/],
  ['a name called ignore', { name: 'ignore' }, /“ignore” has a meaning of its own/],
]) {
  test(`an activity with ${what} is refused in words and changes nothing`, async (visit) => {
    const page = await visit.open();
    await addOwn(page);
    const { model_overlay: before } = await exported(page);
    const wanted = { ...OWN, ...change };
    await add(page, wanted);
    await refused(page, problem);
    await changesAre(page, [OWN_CHANGE]);
    assert.deepEqual((await exported(page)).model_overlay, before);
    const name = region(page, 'Add an activity').getByLabel('Name', { exact: true });
    assert.equal(await name.inputValue(), wanted.name, 'what was typed stays');
    await modelIs(page, ALL + 1, 6);
  });
}

test('the sentence of a refusal is seen where one is', async (visit) => {
  const page = await visit.open();
  await addOwn(page);
  await add(page, OWN);
  await refused(page, /already/);
  const seen = await page
    .getByRole('main')
    .getByRole('alert')
    .evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
  assert.ok(seen, 'the alert is in the window while the form is');
});

for (const [one, other] of [
  ['Physical doors', 'Physical-Doors'],
  ['…', '?!'],
]) {
  test(`dimensions “${one}” and “${other}” each have a page`, async (visit) => {
    const page = await visit.open('#/model');
    await region(page, 'Activities').waitFor();
    for (const dimension of [one, other]) {
      await add(page, { ...OWN, dimension, name: `Activity of ${dimension}` });
      await eventually(async () => {
        assert.equal((await dimensionNames(page)).at(-1), dimension, 'the last dimension');
      });
    }
    for (const name of [one, other]) {
      await goTo(page, name);
      await page.getByRole('main').getByText(`Activity of ${name}`).first().waitFor();
    }
  });
}

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

// A model of one's own.

/** A small model in two documents, as DSOMM publishes it: one activity of ours, one known. */
const FORK = {
  name: 'model.yaml',
  text: `---
meta:
  version: '9.9'
---
Build and Deployment:
  Build:
    ${FIRST.name}:
      uuid: ${FIRST.id}
      level: 2
      risk: Nobody knows.
      measure: Ask.
Physical:
  Doors:
    Locked doors:
      uuid: 7a3d6a3a-5f0f-4d27-9f0a-3f6f3a0f5d11
      level: 1
      risk: Anybody walks in.
      measure: Lock them.
`,
};

/** Chooses files of a whole model. */
function loadModel(page, ...files) {
  return region(page, 'Your changes').getByLabel('Load a whole model').setInputFiles(buffers(files));
}

/** Loads a model that lacks most of what is asked. */
async function loadSmallModel(page, file) {
  await loadModel(page, file);
  await page.getByRole('button', { name: 'Load it all the same' }).click();
}

function buffers(files) {
  return files.map(({ name, text }) => ({ name, mimeType: 'text/yaml', buffer: Buffer.from(text) }));
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

// Names of places.

function renameButton(page, subdimension) {
  const heading = region(page, 'Activities').getByRole('heading', { name: subdimension, exact: true });
  return heading.locator('xpath=..').getByRole('button', { name: 'Rename subdimension' });
}

async function renamePlace(page, button, from, to) {
  await button.click();
  const name = region(page, 'Activities').getByLabel(`New name of ${from}`, { exact: true });
  await name.fill(to);
  await page.keyboard.press('Enter');
}

test('a dimension and a subdimension get other names and stay where they are', async (visit) => {
  const page = await visit.open();
  const five = await dimensionNames(page);
  await openModel(page);
  const dimension = region(page, 'Activities').getByRole('button', { name: 'Rename this dimension' });
  await renamePlace(page, dimension, five[0], 'Delivery');
  await changesAre(page, [`“${five[0]}” is called “Delivery” now.`]);
  await dimensionsAre(page, ['Delivery', ...five.slice(1)]);
  await hasFocus(dimension, 'the button of the place');
  await renamePlace(page, renameButton(page, 'Build'), 'Build', 'Make');
  const sentences = [
    `“${five[0]}” is called “Delivery” now.`,
    `“${five[0]} / Build” is called “Delivery / Make” now.`,
  ];
  await changesAre(page, sentences);
  await hasFocus(renameButton(page, 'Make'), 'the button of the subdimension');
  await row(page, FIRST.name).waitFor();
  await saved(page);
  const changes = await exportChanges(page);

  const other = await visit.open('#/model', { person: await visit.person() });
  await loadChanges(other, changes);
  await changesAre(other, sentences);
  await dimensionsAre(other, ['Delivery', ...five.slice(1)]);

  await undo(page);
  await undo(page);
  await changesAre(page, []);
  await dimensionsAre(page, five);
});

test('a name that another place has is refused, and Cancel leaves all as it was', async (visit) => {
  const page = await visit.open('#/model');
  await region(page, 'Activities').waitFor();
  await renamePlace(page, renameButton(page, 'Build'), 'Build', 'Deployment');
  await refused(page, /There is a subdimension “Deployment” in “Build and Deployment” already/);
  await changesAre(page, []);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await hasFocus(renameButton(page, 'Build'), 'the button of the place');
});

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

// Accessibility.

async function isAccessible(page, where) {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  // What the header covers while the page is scrolled is no finding.
  await page.evaluate('scrollTo(0, 0)');
  const { violations, passes } = await page.evaluate(
    (values) =>
      axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }),
    TAGS,
  );
  assert.ok(passes.length > 10, 'axe looked at the page');
  const short = violations.map(({ id, help, nodes }) => ({
    rule: `${id}: ${help}`,
    where: nodes.slice(0, 4).map(({ target, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message)[0] ?? '';
      return `${target.join(' ')} (${nodes.length}×) ${why}`;
    }),
  }));
  assert.deepEqual(short, [], where);
}

/** Changes with a finding: a need that does not exist. */
const FINDING = {
  name: 'odd.yaml',
  text: `Build and Deployment:\n  Build:\n    ${FIRST.name}:\n      uuid: ${FIRST.id}\n      dependsOn: [0f0f0f0f-0000-4000-8000-000000000000]\n`,
};

async function showFinding(page) {
  await loadChanges(page, FINDING);
  await region(page, 'Findings in your changes').getByRole('row').nth(1).waitFor();
}

test('a finding says what, where and how bad', async (visit) => {
  const page = await visit.open('#/model');
  await region(page, 'Activities').waitFor();
  assert.equal(await region(page, 'Findings in your changes').count(), 0);
  await showFinding(page);
  const cells = await region(page, 'Findings in your changes')
    .getByRole('row')
    .nth(1)
    .evaluate((line) => [...line.cells].map((cell) => cell.innerText.trim()));
  assert.match(cells[0], /^(Error|Warning|Hint)$/);
  const { text } = await exportChanges(page);
  const [, line] = cells[1].match(/^line (\d+), column \d+$/);
  assert.match(text.split('\n')[line - 1], /dependsOn|0f0f0f0f/, 'the line in the exported file');
  assert.match(cells.join(' '), /0f0f0f0f/);
  await takeBackAll(page);
  await region(page, 'Findings in your changes').waitFor({ state: 'detached' });
});

for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of [
    ['', undefined],
    [' on a phone', { width: 390, height: 844 }],
  ]) {
    test(`axe finds nothing on Model, ${colorScheme}${size}`, async (visit) => {
      const options = viewport ? { colorScheme, viewport } : { colorScheme };
      const page = await visit.open('#/model', { person: await visit.person(options) });
      await region(page, 'Activities').waitFor();
      await isAccessible(page, 'as it is opened');
      await edit(page, FIRST.name);
      await isAccessible(page, 'with an open form');
      await setLevel(page, FIRST.name, 3);
      await rowButton(page, SECOND.name, 'Hide').click();
      await hiddenRow(page, SECOND.name).waitFor();
      await showFinding(page);
      await isAccessible(page, 'with a change, something hidden and a finding');
      await add(page, { ...OWN, name: '' });
      await refused(page, /name/);
      await isAccessible(page, 'with a refusal');
    });
  }
}

// Width.

/** Nothing sticks out of the page, apart from what scrolls in a box of its own. */
async function fits(page, where) {
  const out = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found = [];
    if (document.documentElement.scrollWidth > width) {
      found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    }
    const clips = (element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return true;
        if (at.clientWidth <= 1) return true;
      }
      return false;
    };
    for (const element of document.body.querySelectorAll('*')) {
      if (!element.checkVisibility() || element.closest('svg svg, svg *')) continue;
      const { left, right, width: own } = element.getBoundingClientRect();
      if (own > 1 && (right > width + 1 || left < -1) && !clips(element)) {
        const text = (element.ariaLabel ?? element.textContent).trim().slice(0, 40);
        found.push(`${element.tagName.toLowerCase()} “${text}” from ${left} to ${right}`);
      }
    }
    return found.slice(0, 5);
  });
  assert.deepEqual(out, [], where);
}

for (const width of [390, 320]) {
  test(`at ${width} px Model does not scroll sideways`, async (visit) => {
    const person = await visit.person({ viewport: { width, height: 844 } });
    const page = await visit.open('#/model', { person });
    await region(page, 'Activities').waitFor();
    await fits(page, 'as it is opened');
    await edit(page, FIRST.name);
    await fits(page, 'with an open form');
    await rename(page, FIRST.name, LONG);
    await fits(page, 'with a long name');
    await add(page, { dimension: LONG, subdimension: LONG, name: LONG });
    await modelIs(page, ALL + 1, 6);
    await fits(page, 'with a long dimension');
    await add(page, { dimension: LONG, subdimension: LONG, name: LONG });
    await refused(page, /already/);
    await fits(page, 'with a refusal');
    await rowButton(page, LONG, 'Hide').click();
    await hidden(page).first().waitFor();
    await fits(page, 'with something hidden');
    await loadChanges(page, {
      ...FINDING,
      text: FINDING.text.replaceAll('0f0f0f0f-0000-4000-8000-000000000000', LONG),
    });
    await region(page, 'Findings in your changes').waitFor();
    await fits(page, 'with a finding');
  });
}

// Keyboard.

/** What has the focus, in words. */
function focus(page) {
  return page.evaluate(() => {
    const { tagName, ariaLabel, textContent, labels } = document.activeElement;
    if (tagName === 'BODY') return 'nothing';
    const name = labels?.[0]?.textContent ?? ariaLabel ?? textContent;
    return `${tagName.toLowerCase()} “${name.trim().slice(0, 40)}”`;
  });
}

async function hasFocus(locator, what) {
  await eventually(async () => {
    const is = await locator.evaluateAll((all) => all.includes(document.activeElement));
    assert.ok(is, `${what} has the focus; it is on ${await focus(locator.page())}`);
  }, 3000);
}

/** The focus stays somewhere, also when all that follows from a change has happened. */
async function focusIsKept(page) {
  await page.waitForTimeout(700);
  assert.notEqual(await focus(page), 'nothing', 'what has the focus after the change');
}

async function tabTo(page, locator) {
  await locator.waitFor();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (await locator.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`80 × Tab did not reach ${locator}; the focus is on ${await focus(page)}`);
}

test('the keyboard alone reaches an activity and changes its level', async (visit) => {
  const page = await visit.open();
  const nav = page.getByRole('navigation', { name: 'Main' });
  await tabTo(page, nav.getByRole('link', { name: 'Model', exact: true }));
  await page.keyboard.press('Enter');
  await region(page, 'Activities').waitFor();
  await hasFocus(heading(page, 'Model'), 'the heading');
  await tabTo(page, rowButton(page, FIRST.name, 'Edit'));
  await page.keyboard.press('Enter');
  await hasFocus(rowButton(page, FIRST.name, 'Close'), 'the button that opened the fields');
  await tabTo(page, field(page, FIRST.name, 'Level'));
  await page.keyboard.press('ArrowDown');
  await changesAre(page, [`“${FIRST.name}” went from level 1 to level 2.`]);
  await hasFocus(field(page, FIRST.name, 'Level'), 'the level');
  await page.keyboard.press('ArrowDown');
  await changesAre(page, [RELEVELLED]);
  await hasFocus(field(page, FIRST.name, 'Level'), 'the level');
});

test('Tab from a changed field goes to the next one', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await field(page, FIRST.name, 'Name').fill('Our build');
  await page.keyboard.press('Tab');
  await row(page, 'Our build').waitFor();
  await hasFocus(field(page, 'Our build', 'Level'), 'the level');
  await field(page, 'Our build', 'What it is').fill('One way.');
  await page.keyboard.press('Tab');
  await page.getByText('has another description').waitFor();
  await hasFocus(field(page, 'Our build', 'Risk without it'), 'the next text');
});

for (const [what, act] of [
  ['switching an extension on', async (page) => {
    await agentic(page).focus();
    await page.keyboard.press('Space');
    await modelIs(page, WITH_AGENTIC, 6);
  }],
  ['Hide', async (page) => {
    await rowButton(page, FIRST.name, 'Hide').focus();
    await page.keyboard.press('Enter');
    await hiddenRow(page, FIRST.name).waitFor();
  }],
  ['Show', async (page) => {
    await rowButton(page, FIRST.name, 'Hide').click();
    await hiddenRow(page, FIRST.name).getByRole('button', { name: 'Show' }).focus();
    await page.keyboard.press('Enter');
    await row(page, FIRST.name).waitFor();
  }],
  ['Take back changes', async (page) => {
    await edit(page, FIRST.name);
    await setLevel(page, FIRST.name, 3);
    await row(page, FIRST.name).getByRole('button', { name: 'Take back changes' }).focus();
    await page.keyboard.press('Enter');
    await changesAre(page, []);
  }],
  ['Take back all', async (page) => {
    await edit(page, FIRST.name);
    await setLevel(page, FIRST.name, 3);
    await region(page, 'Your changes').getByRole('button', { name: 'Take back all' }).focus();
    await page.keyboard.press('Enter');
    await changesAre(page, []);
  }],
  ['Add activity', async (page) => {
    await add(page, { ...OWN, name: 'Other' });
    await region(page, 'Add an activity').getByLabel('Name', { exact: true }).fill(OWN.name);
    await page.keyboard.press('Enter');
    await eventually(async () => assert.ok((await yourChanges(page)).includes(OWN_CHANGE)));
  }],
  ['a refused name', async (page) => {
    await edit(page, FIRST.name);
    await field(page, FIRST.name, 'Name').fill('');
    await page.keyboard.press('Enter');
    await refused(page, /A name is needed/);
  }],
]) {
  test(`after ${what} the focus is not lost`, async (visit) => {
    const page = await visit.open('#/model');
    await region(page, 'Activities').waitFor();
    await act(page);
    await focusIsKept(page);
  });
}

test('what is typed into the form is still there after an extension is switched', async (visit) => {
  const page = await visit.open('#/model');
  const name = region(page, 'Add an activity').getByLabel('Name', { exact: true });
  await name.fill('Half typed');
  await agentic(page).check();
  await modelIs(page, WITH_AGENTIC, 6);
  await saved(page);
  await browse(page, AGENTIC);
  assert.equal(await name.inputValue(), 'Half typed');
});
