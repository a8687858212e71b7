// Model: activities, dimensions and names of one’s own.

import assert from 'node:assert/strict';
import { hasFocus } from './focus.mjs';
import {
  ALL,
  FIRST,
  OWN,
  OWN_CHANGE,
  add,
  addOwn,
  browse,
  changesAre,
  coverageIs,
  dimensionNames,
  dimensionsAre,
  edit,
  exportChanges,
  exported,
  field,
  loadChanges,
  modelIs,
  openModel,
  refused,
  region,
  rename,
  row,
  setLevel,
  undo,
} from './model.mjs';
import {
  choose,
  eventually,
  goTo,
  goToRoute,
  heading,
  reload,
  results,
  saved,
  test,
} from './support.mjs';

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

test('what the check finds does not move the form that the next activity is typed into', async (visit) => {
  const page = await visit.open();
  await addOwn(page);
  const button = page.getByRole('button', { name: 'Add activity' });
  const { y: before } = await button.boundingBox();
  await region(page, 'Findings in your changes').waitFor();
  assert.equal((await button.boundingBox()).y, before);
});

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
