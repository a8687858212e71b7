// Browsers translate pages by themselves: they put copies in the place of texts. What is on screen
// has to be what is stored all the same, and the long texts of the model have to be translatable.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  answers,
  chosen,
  eventually,
  goTo,
  goToRoute,
  heading,
  openActivity,
  results,
  saved,
  test,
} from './support.mjs';

/** What a browser's translation does: runs in the page, and goes on with what comes later. */
function translate() {
  const isLeft = (element) =>
    !element || element.closest('script, style, font, textarea, select, [translate="no"], .notranslate');
  const swap = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.nodeValue.trim() || isLeft(text.parentElement)) continue;
      const copy = document.createElement('font');
      copy.append(document.createElement('font'));
      copy.firstChild.textContent = `[${text.nodeValue}]`;
      text.replaceWith(copy);
    }
  };
  swap(document.body);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) swap(node.nodeType === Node.TEXT_NODE ? (node.parentNode ?? document.body) : node);
    }
  }).observe(document.body, { childList: true, subtree: true });
}

test('a translated page answers the question that it shows', async (visit) => {
  const page = await visit.open('#/assess');
  await answers(page, ACTIVITIES[0].name).waitFor();
  await page.evaluate(translate);
  const shown = () => page.getByRole('main').getByRole('heading', { level: 2 }).first().textContent();
  const given = [];
  for (const key of ['4', '3', '4']) {
    const name = (await shown()).trim();
    await page.keyboard.press(key);
    await eventually(async () => assert.ok(await answers(page, name).getByRole('radio', { checked: true }).count()));
    given.push(name);
    await page.keyboard.press('j');
    await eventually(async () => assert.notEqual((await shown()).trim(), name));
  }
  assert.equal(new Set(given).size, 3);
  await saved(page);
  await page.getByText('3 of 210 answered').first().waitFor();
  // The same as in a tab that nobody translates.
  const other = await visit.open('#/assess');
  for (const [at, name] of given.entries()) {
    const activity = ACTIVITIES.find((activity) => activity.name === name);
    assert.ok(activity, name);
    await openActivity(other, activity);
    await chosen(other, name, at === 1 ? 'Partly implemented' : 'Fully implemented');
  }
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByText('2 of 210 answered').first().waitFor();
});

test('a translated page shows the heading of its page, and numbers that follow', async (visit) => {
  const page = await visit.open();
  await page.evaluate(translate);
  for (const name of ['Teams', 'Roadmap', 'History', 'Mapping', 'Audit', 'Report', 'Settings', 'Model', 'Assess']) {
    await goTo(page, name);
    await heading(page, name).waitFor();
  }
  for (const route of ['#/dimension/implementation', '#/dimension/build-and-deployment']) {
    await goToRoute(page, route, route.includes('impl') ? 'Implementation' : 'Build and Deployment');
  }
  await openActivity(page, ACTIVITIES[0]);
  await answers(page, ACTIVITIES[0].name).getByRole('radio', { name: 'Fully implemented' }).check();
  await saved(page);
  await goTo(page, 'Overview');
  const translated = await results(page);
  const plain = await visit.open();
  assert.deepEqual(translated, await results(plain));
});

test('the long texts are translated, and those of the next activity too', async (visit) => {
  const page = await visit.open('#/assess');
  const texts = page.getByRole('region', { name: 'About this activity' });
  await texts.getByRole('heading', { name: 'What it is' }).waitFor();
  await page.evaluate(translate);
  const first = await texts.textContent();
  assert.match(first, /^\[/);
  await page.keyboard.press('j');
  await eventually(async () => assert.notEqual(await texts.textContent(), first));
  await eventually(async () => assert.ok(await texts.locator('font').count()));
  // Nothing of the first one stands beside the second.
  assert.equal(await texts.getByText('What it is').count(), 1);
  await goToRoute(page, '#/dimension/implementation', 'Implementation');
  await page.locator('.lead font').first().waitFor();
  await goToRoute(page, '#/dimension/build-and-deployment', 'Build and Deployment');
  await eventually(async () => assert.equal(await page.locator('.lead .prose').count(), 1));
});
