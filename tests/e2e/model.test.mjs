// The page Model opens by its address, comes and goes as other pages do.

import assert from 'node:assert/strict';
import { FIRST, SECOND, region, row } from './model.mjs';
import { eventually, goTo, heading, test } from './support.mjs';

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
