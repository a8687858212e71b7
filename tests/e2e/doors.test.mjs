// Every door for files recognises every kind of file, and asks before it hides what is there.

import { ACTIVITIES, choose, coverage, goTo, offer, openActivity, said, saved, test } from './support.mjs';

const FIRST = ACTIVITIES[0];
const PROGRESS = `progress:\n  ${FIRST.id}:\n    'Team A':\n      'Started': 2026-01-31\n`;
const META = 'progressDefinition:\n  Started:\n    score: "20%"\n';
const OTHER = `Our own:\n  Things:\n    One practice:\n      uuid: 11111111-aaaa-4aaa-8aaa-000000000001\n      level: 1\n      risk: r\n      measure: m\n`;

function loads(page, door, files) {
  return page
    .getByRole('main')
    .getByLabel(door, { exact: true })
    .setInputFiles(files.map(([name, text]) => ({ name, mimeType: 'text/yaml', buffer: Buffer.from(text) })));
}

test('files that are no model change nothing, and are called by their name', async (visit) => {
  const page = await visit.open('#/model');
  const main = page.getByRole('main');
  await main.getByRole('region', { name: 'Activities', exact: true }).waitFor();
  for (const door of ['Load a whole model', 'Load changes']) {
    await loads(page, door, [['team-progress.yaml', PROGRESS]]);
    await main.getByRole('alert').filter({ hasText: 'Nothing was changed. “team-progress.yaml” is DSOMM team progress' }).waitFor();
    await loads(page, door, [['meta.yaml', META]]);
    await main.getByRole('alert').filter({ hasText: '“meta.yaml” is the setup of DSOMM’s own app' }).waitFor();
    await loads(page, door, [['login.yaml', '<!doctype html><title>Log in</title>']]);
    await main.getByRole('alert').filter({ hasText: '“login.yaml” is a web page' }).waitFor();
  }
  await page.getByText(`${ACTIVITIES.length} activities in 5 dimensions`).waitFor();
});

test('Import says what a file is that it does not take', async (visit) => {
  const page = await visit.open();
  await offer(page, { name: 'teams.csv', text: 'Team,Level\nShop,1\n' });
  await said(page, /“teams\.csv” was not imported\. There is no table of answers in it/);
  await offer(page, { name: 'model.yaml', text: OTHER });
  await said(page, /Nothing was imported\. “model\.yaml” is a DSOMM model.*Load a whole model/);
});

test('a model that lacks most of what is asked is loaded only after a question', async (visit) => {
  const page = await visit.open();
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
  await goTo(page, 'Model');
  await page.getByRole('region', { name: 'Activities', exact: true }).waitFor();
  await loads(page, 'Load a whole model', [['other.yaml', OTHER]]);
  const question = page.getByRole('group', { name: new RegExp(`other\\.yaml lacks ${ACTIVITIES.length} of the`) });
  await question.getByText('One of them is answered').waitFor();
  await question.getByRole('button', { name: 'Keep the model' }).click();
  await page.getByText(`${ACTIVITIES.length} activities in 5 dimensions`).waitFor();
  await loads(page, 'Load a whole model', [['other.yaml', OTHER]]);
  await question.getByRole('button', { name: 'Load it all the same' }).click();
  await page.getByText('1 activity in 1 dimension').waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await coverage(page, 1);
});

test('a good file is taken beside an empty one, and what is odd is told with its line', async (visit) => {
  const page = await visit.open('#/model');
  await page.getByRole('region', { name: 'Activities', exact: true }).waitFor();
  await loads(page, 'Load changes', [
    ['own.yaml', OTHER.replace('risk: r', 'risk: r\n      tags:\n        - TODO: later')],
    ['_meta.yaml', '_meta:\n  label: Build and Deployment\n'],
  ]);
  await saved(page);
  const told = page.getByRole('region', { name: 'Findings in the loaded files' }).getByRole('table');
  await told.getByRole('cell', { name: /own\.yaml, line 8/ }).first().waitFor();
  await told.getByRole('cell', { name: /_meta\.yaml/ }).first().waitFor();
});
