// Model: for eyes, screens and keyboards of all kinds.

import assert from 'node:assert/strict';
import { isAccessible } from './axe.mjs';
import { fits } from './fits.mjs';
import { focus, hasFocus, tabTo } from './focus.mjs';
import {
  AGENTIC,
  ALL,
  FIRST,
  OWN,
  OWN_CHANGE,
  RELEVELLED,
  SECOND,
  WITH_AGENTIC,
  add,
  agentic,
  browse,
  changesAre,
  edit,
  exportChanges,
  field,
  hidden,
  hiddenRow,
  loadChanges,
  modelIs,
  refused,
  region,
  rename,
  row,
  rowButton,
  setLevel,
  takeBackAll,
  yourChanges,
} from './model.mjs';
import { eventually, heading, saved, settled, test } from './support.mjs';

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

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

for (const width of [1440, 390]) {
  test(`axe finds nothing on Model, ${width} px`, async (visit) => {
    const person = await visit.person({ viewport: { width, height: 844 } });
    const page = await visit.open('#/model', { person });
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

// Width.

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

/** The focus stays somewhere, also when all that follows from a change has happened. */
async function focusIsKept(page) {
  await settled(page);
  assert.notEqual(await focus(page), 'nothing', 'what has the focus after the change');
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
