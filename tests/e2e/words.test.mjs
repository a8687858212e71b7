// Where the configuration has another word for "team", no page says "team".

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  PAGES,
  assessmentFile,
  dimensions,
  everythingFile,
  goTo,
  goToRoute,
  heading,
  importDialog,
  importFile,
  offer,
  openActivity,
  ready,
  said,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;
const MODEL_TEXT = /\/model\/(about|characteristics|dsomm\/details)\./;

/** The page with products in place of teams; the model's own texts speak of crews. */
async function open(visit, wording) {
  const page = await visit.tab(await visit.person());
  await page.route('**/config.json', (route) => route.fulfill({ json: { version: 1, wording } }));
  await page.route(MODEL_TEXT, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replaceAll(/\bteam/gi, 'crew');
    await route.fulfill({ response: answer, body });
  });
  await page.goto(visit.address());
  await ready(page);
  return page;
}

/** What of the page still says it: texts, and names for those who do not see it. */
async function wrong(page) {
  const said = await page.evaluate(() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      // Where the word is configured, it has to be named.
      if (!element || element.closest('script, style, noscript, label[for^="share-word"]')) continue;
      if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
      else for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(node.getAttribute(name) ?? '');
    }
    return found;
  });
  // What others call things stays: the model its activities and what marks a mature organisation,
  // DSOMM's app its files, and people their reasons.
  const files = ['team-progress.yaml', 'team-evidence.yaml', 'teams.yaml'];
  const names = [...files, 'The platform team does this.', 'Awareness in all teams', ...ACTIVITIES.map(({ name }) => name)].filter((name) => /team/i.test(name));
  return said
    .map((text) => names.reduce((left, name) => left.replaceAll(name, ''), text).trim())
    .filter((text) => /\bteams?\b/i.test(text));
}

test('no page names teams where they are called products', async (visit) => {
  const page = await open(visit, { team: 'Product', teams: 'Products' });
  assert.deepEqual(await wrong(page), [], 'the empty Overview');
  const first = page.getByRole('combobox', { name: 'Product', exact: true });
  assert.deepEqual(await first.locator('option').allTextContents(), ['My product']);
  await importFile(page, assessmentFile({ title: 'Empty', teams: {} }), 'Open instead');
  await goTo(page, 'Assess');
  await page.getByText('No product yet').waitFor();
  assert.deepEqual(await wrong(page), [], 'Assess without any');
  await importFile(page, everythingFile(), 'Open instead');
  for (const place of PAGES.map(([, name]) => (name === 'Teams' ? 'Products' : name))) {
    await goTo(page, place);
    await page.getByText('Loading…').waitFor({ state: 'hidden' });
    if (place === 'Model') await page.getByRole('region', { name: 'Add an activity' }).waitFor();
    assert.deepEqual(await wrong(page), [], place);
  }
  for (const { name, route } of await dimensions(page)) {
    await goToRoute(page, route, name);
    await page.locator('details.leave-out summary').click();
    await page.getByRole('form', { name: 'Set a part to not applicable' }).waitFor();
    assert.deepEqual(await wrong(page), [], name);
  }
  await goToRoute(page, '#/why/implementation', 'Why: Implementation');
  assert.deepEqual(await wrong(page), [], 'Why');
  await openActivity(page, FIRST);
  await page.getByRole('region', { name: 'About this activity' }).waitFor();
  await page.getByRole('button', { name: 'Owner, due date, evidence' }).or(page.getByRole('textbox', { name: 'Owner' })).first().waitFor();
  assert.deepEqual(await wrong(page), [], 'an activity');
  await offer(page, everythingFile({ turned: true }));
  await importDialog(page).waitFor();
  assert.deepEqual(await wrong(page), [], 'the import dialog');
  await importDialog(page).getByRole('button', { name: 'Cancel' }).click();
});

test('refusals and the log speak of products too, and leave names alone', async (visit) => {
  const page = await open(visit, { team: 'Product', teams: 'Products' });
  await importFile(page, everythingFile({ names: ['Shop', 'Team of teams'] }), 'Open instead');
  await goTo(page, 'Products');
  await page.getByRole('listitem').filter({ has: page.getByRole('textbox', { name: 'Name of Team of teams' }) }).getByText('Inheritance and groups').click();
  await page.getByRole('combobox', { name: 'Team of teams inherits from' }).selectOption({ label: 'Shop' });
  await said(page, /No product can inherit from itself/);
  await page.getByRole('button', { name: 'Close message' }).click();
  await page.getByRole('textbox', { name: 'New product' }).fill('A team');
  await page.getByRole('button', { name: 'Add product' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await said(page, /Undone: Add product “A team”/);
  await goTo(page, 'History');
  await page.getByRole('cell', { name: 'Undone: Add product “A team”' }).or(page.getByText('Undone: Add product “A team”')).first().waitFor();
});

test('a word with an article of its own reads right', async (visit) => {
  const page = await open(visit, { team: 'Asset', teams: 'Assets' });
  await importFile(page, everythingFile(), 'Open instead');
  for (const place of ['Assess', 'Assets', 'Roadmap', 'History', 'Settings', 'Help']) {
    await goTo(page, place);
    const text = await page.getByRole('main').innerText();
    assert.doesNotMatch(text, /\ba assets?\b/i, place);
  }
  await openActivity(page, SECOND);
  await heading(page, SECOND.name).waitFor();
});
