// The host's folder on Compare: 1,500 teams from one index, none of their files loaded, nothing to change.

import assert from 'node:assert/strict';
import { eventually, goTo, goToRoute, heading, ready, test } from './support.mjs';

const DIMENSIONS = ['Build and Deployment', 'Culture and Organization', 'Implementation'];

/** The index of so many teams, each in a file of its own. */
function index(teams) {
  return {
    format: 'dsomm-index',
    version: 1,
    day: '2026-11-27',
    models: { m: { version: '5', levels: 5, dimensions: DIMENSIONS.map((name) => ({ id: name, name })), subdimensions: [] } },
    assessments: Array.from({ length: teams }, (_, at) => ({
      url: `team-${at}.dsomm.json`,
      id: `a-${at}`,
      title: `Assessment ${at}`,
      model: 'm',
      teams: [
        {
          id: `t-${at}`,
          name: `Team ${String(at).padStart(4, '0')}`,
          groups: at % 2 ? ['Web'] : [],
          maturity: (at % 50) / 10,
          completion: (at % 50) / 50,
          coverage: 1,
          evidenced: at === 7 ? null : 0.5,
          dimensions: { maturity: [1, 2, 3], completion: [0.1, 0.2, 0.3] },
        },
      ],
    })),
  };
}

async function openWith(visit, folder) {
  const page = await visit.tab(await visit.person());
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.route('**/config.json', (route) => route.fulfill({ json: { version: 1, portfolio: 'teams/index.json' } }));
  await page.route('**/teams/index.json', (route) =>
    typeof folder === 'number' ? route.fulfill({ status: folder, body: '' }) : route.fulfill({ json: folder }),
  );
  await page.goto(visit.address());
  await ready(page);
  return { page, asked };
}

test('compare shows 1,500 teams of the host from one file', async (visit) => {
  const { page, asked } = await openWith(visit, index(1500));
  assert.ok(!asked.some((path) => path.endsWith('teams/index.json')), 'only Compare needs it');
  await goTo(page, 'Compare');
  await page.getByRole('button', { name: 'Folder' }).click();
  await page.getByText('From the host’s folder, to look at: 1500 teams in 1500 assessments, with the numbers of 2026-11-27.').waitFor();
  const rows = page.getByRole('group', { name: 'Numbers by team and dimension' });
  await rows.getByRole('rowheader', { name: 'Team 0000' }).waitFor();
  assert.ok((await rows.getByRole('row').count()) < 100);
  await rows.getByRole('row', { name: /^Mean/ }).getByText('2.4').waitFor();
  await rows.getByRole('button', { name: 'Overall' }).click();
  await rows.getByRole('rowheader', { name: 'Team 0049' }).waitFor();
  await page.getByRole('group', { name: 'Rows shown' }).getByText('1–50 of 1500').waitFor();
  await page.getByRole('searchbox', { name: 'Find by name, assessment or group' }).fill('web');
  await page.getByRole('group', { name: 'Rows shown' }).getByText('1–50 of 750').waitFor();
  await page.getByRole('searchbox', { name: 'Find by name, assessment or group' }).fill('0007');
  await rows.getByRole('row', { name: /^Team 0007 Assessment 7/ }).getByText('n/a').waitFor();
  await page.getByRole('button', { name: 'Completion' }).click();
  await rows.getByRole('row', { name: /^Team 0007 Assessment 7 14 / }).waitFor();
  assert.ok(!asked.some((path) => path.includes('team-')), 'no file of a team is loaded');
  // What is looked at stands in the address.
  const { hash } = new URL(page.url());
  assert.match(hash, /view=folder/);
  await page.reload();
  await rows.getByRole('rowheader', { name: 'Team 0007' }).waitFor();
});

test('an index that is not there says so, and the rest of compare works', async (visit) => {
  const { page } = await openWith(visit, { assessments: ['a.dsomm.json'] });
  await goToRoute(page, '#/compare?view=folder', 'Compare');
  await page.getByRole('alert').getByText(/“teams\/index.json” cannot be used\. It is no index of a folder\./).waitFor();
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('group', { name: 'Numbers by row and subdimension' }).waitFor();
});

test('without a folder there is no such view', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Compare');
  await heading(page, 'Compare').waitFor();
  await page.getByRole('button', { name: 'Spread' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Folder' }).count(), 0);
  await eventually(async () => assert.equal(await page.getByRole('alert').count(), 0));
});
