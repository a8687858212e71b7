// What needs what: the page Dependencies, the graph of an activity, and warnings.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  assessmentFile,
  eventually,
  goTo,
  goToRoute,
  heading,
  importFile,
  openActivity,
  test,
} from './support.mjs';

const BUILD = ACTIVITIES.find(({ name }) => name === 'Defined build process');
const DEPLOY = ACTIVITIES.find(({ name }) => name === 'Defined deployment process');

function graph(page) {
  return page.getByRole('img', { name: /^Graph: / });
}

/** One team, for which everything is ready but the build process. */
function early() {
  const given = ACTIVITIES.map(({ id }) => (id === BUILD.id ? 'not-implemented' : 'fully'));
  return assessmentFile({ teams: { Shop: given } });
}

test('the page Dependencies shows what an activity needs and unlocks, with the same as a list', async (visit) => {
  const page = await visit.open('#/dependencies');
  await heading(page, 'Dependencies').waitFor();
  const choice = page.getByRole('combobox', { name: 'Around the activity' });
  await choice.selectOption({ label: DEPLOY.name });
  assert.equal(new URL(page.url()).hash, `#/dependencies?activity=${DEPLOY.id}`);
  await page.getByRole('img', { name: new RegExp(`^Graph: ${DEPLOY.name}, `) }).waitFor();
  const said = await graph(page).getAttribute('aria-label');
  const [, all, before, after] = said.match(/; (\d+) activities, (\d+) before it, (\d+) after it; /);
  assert.equal(Number(all), Number(before) + Number(after) + 1);
  assert.ok(Number(before) > 0 && Number(after) > 10, said);
  const card = page.getByRole('region', { name: DEPLOY.name });
  const rows = card.getByRole('list').getByRole('link');
  await eventually(async () => assert.equal(await rows.count(), Number(all) - 1));
  // The same activities as in the picture.
  const drawn = await graph(page).locator('title').allTextContents();
  const listed = await rows.allTextContents();
  assert.deepEqual([...listed, DEPLOY.name].sort(), drawn.sort());
  await card.getByRole('group', { name: 'Save the picture' }).getByRole('button', { name: 'SVG' }).waitFor();
  await rows.first().focus();
  await page.keyboard.press('Enter');
  await heading(page, listed[0]).waitFor();
});

test('on a phone the graph begins at the activity that it is about', async (visit) => {
  const page = await visit.open('#/', { person: await visit.person({ viewport: { width: 390, height: 844 } }) });
  await goToRoute(page, `#/dependencies?activity=${DEPLOY.id}`, 'Dependencies');
  await graph(page).waitFor();
  const box = graph(page).locator('title', { hasText: DEPLOY.name }).locator('..');
  const part = page.getByRole('group', { name: 'Graph', exact: true });
  await eventually(async () => {
    const [inner, outer] = await Promise.all([box.boundingBox(), part.boundingBox()]);
    for (const [from, size] of [['x', 'width'], ['y', 'height']]) {
      const middle = inner[from] + inner[size] / 2 - outer[from];
      assert.ok(middle > 0 && middle < outer[size], `${from}: ${middle} of ${outer[size]}`);
    }
  });
});

test('what is ready although what it needs is not is said in picture and list', async (visit) => {
  const page = await visit.open();
  await importFile(page, early());
  await goToRoute(page, `#/dependencies?activity=${BUILD.id}`, 'Dependencies');
  await page.getByRole('img', { name: /ready although what it needs is not\.$/ }).waitFor();
  const warnings = page.getByRole('region', { name: 'Ready too early?' });
  const named = warnings.getByRole('link', { name: BUILD.name, exact: true });
  const count = await named.count();
  assert.ok(count > 3, 'each one that needs the build process');
  await openActivity(page, DEPLOY);
  await page.getByRole('note').getByText('Ready, although what it needs is not').waitFor();
  await page.getByRole('note').getByRole('link', { name: BUILD.name }).click();
  await heading(page, BUILD.name).waitFor();
  // Undone, nothing is said any more.
  await page.getByRole('radiogroup', { name: BUILD.name }).getByRole('radio', { name: 'Fully implemented' }).check();
  await goToRoute(page, '#/dependencies', 'Dependencies');
  await page.getByText('Nothing is ready before what it needs.').waitFor();
});

test('an activity has its graph, with a list and a page of its own', async (visit) => {
  const page = await visit.open();
  await openActivity(page, DEPLOY);
  await graph(page).waitFor();
  const card = page.getByRole('region', { name: 'Dependencies' });
  await card.getByText('As a list').click();
  assert.ok((await card.getByRole('list').getByRole('link').count()) > 10);
  await card.getByRole('link', { name: 'On a page of its own' }).click();
  await heading(page, 'Dependencies').waitFor();
  await page.getByRole('img', { name: new RegExp(`^Graph: ${DEPLOY.name}, `) }).waitFor();
});

test('Assess says what has to be there first', async (visit) => {
  const page = await visit.open(`#/assess/${DEPLOY.id}`);
  await page.getByRole('note').getByText('Needs first, and is not ready yet:').waitFor();
  await page.getByRole('note').getByRole('link', { name: BUILD.name }).waitFor();
});

test('an activity that needs nothing and unlocks nothing has no graph', async (visit) => {
  const page = await visit.open('#/dependencies');
  const linked = await page
    .getByRole('combobox', { name: 'Around the activity' })
    .evaluate((select) => [...select.options].map((option) => option.value));
  const alone = ACTIVITIES.find(({ id }) => !linked.includes(id));
  await openActivity(page, alone);
  await goTo(page, 'Matrix');
  await page.getByRole('link', { name: 'Dependencies' }).click();
  await heading(page, 'Dependencies').waitFor();
  await goToRoute(page, '#/dependencies?activity=nowhere', 'Dependencies').catch(() => {});
});
