// The program comes in parts: what is not needed at first is loaded when it is asked for, or ahead
// of time while the page has nothing else to do. A part that does not come loses nothing.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  answer,
  assessmentFile,
  choose,
  chosen,
  eventually,
  exportFile,
  goTo,
  goToRoute,
  heading,
  importDialog,
  offer,
  openActivity,
  ready,
  reload,
  said,
  saved,
  settled,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;

/** Names of the parts that were asked for, in the order of asking. */
function parts(visit) {
  const names = visit.requests.map((address) => new URL(address).pathname.split('/').at(-1));
  return names.filter((name) => /^(split|chunk)_.*\.wasm$/.test(name)).map((name) => name.replace(/-[0-9a-f]+\.wasm$/, ''));
}

/** Somebody who has asked the browser to save data: nothing is loaded ahead of time. */
function frugal(visit) {
  visit.fetchesAhead = false;
  return visit.person();
}

/** Answers for the part of a group in place of the server. */
async function partAnswers(page, group, answer) {
  await page.route(new RegExp(`/split_${group}-[0-9a-f]+\\.wasm$`), answer);
}

const missing = (page) => page.getByRole('alert').filter({ hasText: 'could not be loaded' });

test('parts are loaded ahead of time, the likely one first, and each only once', async (visit) => {
  const page = await visit.open();
  await eventually(() => assert.ok(parts(visit).includes('split_workshop')));
  const own = parts(visit).filter((name) => name.startsWith('split_'));
  assert.deepEqual(own.slice(0, 2), ['split_funnel', 'split_answers']);
  for (const name of ['Assess', 'Teams', 'Roadmap', 'Settings', 'Help', 'Model', 'Overview']) await goTo(page, name);
  await page.getByRole('region', { name: 'Overall' }).waitFor();
  const all = parts(visit);
  assert.deepEqual(all.toSorted(), [...new Set(all)].toSorted(), 'nothing is fetched twice');
});

test('a part that comes ahead of time leaves a page where somebody has scrolled to', async (visit) => {
  const page = await visit.tab(await visit.person());
  let release;
  const held = new Promise((done) => { release = done; });
  await partAnswers(page, 'workshop', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(visit.address());
  await goTo(page, 'Roadmap');
  const last = page.getByRole('region', { name: 'Targets' });
  await last.scrollIntoViewIfNeeded();
  const scrolled = () => page.evaluate(() => scrollY);
  const before = await scrolled();
  assert.ok(before > 0, 'the page is longer than its window');
  const arrives = page.waitForResponse(/split_workshop/);
  release();
  await (await arrives).finished();
  await settled(page);
  assert.equal(await scrolled(), before);
});

test('who saves data loads a part only with the page that needs it', async (visit) => {
  const person = await frugal(visit);
  const page = await visit.open('#/', { person });
  await page.getByRole('region', { name: 'Overall' }).waitFor();
  // What keeps the new assessment is needed at once.
  const own = () => parts(visit).filter((name) => name.startsWith('split_'));
  await eventually(() => assert.deepEqual(own(), ['split_funnel']));
  await goTo(page, 'Help');
  await page.getByRole('heading', { level: 2, name: 'Keys' }).waitFor();
  assert.deepEqual(own(), ['split_funnel', 'split_setup']);
  // Its card of links is made by the part for files.
  await goTo(page, 'Settings');
  await page.getByRole('region', { name: 'Share link' }).getByRole('button').first().waitFor();
  await goTo(page, 'Overview');
  assert.deepEqual(own(), ['split_funnel', 'split_setup', 'split_files']);
});

test('a part that answers 404 once: a sentence, "Try again", and the focus on the page', async (visit) => {
  visit.allow(/Failed to load resource.*404/);
  const person = await frugal(visit);
  const page = await visit.open('#/', { person });
  let asked = 0;
  await partAnswers(page, 'beyond', (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ status: 404, body: 'no' }) : route.continue();
  });
  await goTo(page, 'Teams');
  await missing(page).getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Add team' }).waitFor();
  await goTo(page, 'Overview');
  await goTo(page, 'Teams');
  await eventually(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Teams'),
  );
});

for (const [what, reply] of [
  ['a login page', { status: 200, contentType: 'text/html', body: '<title>Log in</title>' }],
  ['half of it', { status: 200, contentType: 'application/wasm', body: Buffer.from('0061736d01000000ff', 'hex') }],
]) {
  test(`a part in whose place ${what} comes is not taken, and comes with the next try`, async (visit) => {
    const person = await frugal(visit);
    const page = await visit.open('#/', { person });
    let asked = 0;
    await partAnswers(page, 'beyond', (route) => {
      asked += 1;
      return asked === 1 ? route.fulfill(reply) : route.continue();
    });
    await goTo(page, 'Roadmap');
    await missing(page).getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('region').first().waitFor();
    await eventually(async () => assert.equal(await missing(page).count(), 0));
    assert.equal(asked, 2);
  });
}

test('a part with a type that the server does not know runs all the same', async (visit) => {
  const person = await frugal(visit);
  const page = await visit.open('#/', { person });
  await page.route(/\/(split|chunk)_.*\.wasm$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'content-type': 'application/octet-stream' } });
  });
  await goTo(page, 'Teams');
  await page.getByRole('button', { name: 'Add team' }).waitFor();
});

test('the line is gone between the first view and the first part, and the page goes on when it is back', async (visit) => {
  visit.allow(/Failed to load resource/);
  const person = await frugal(visit);
  const page = await visit.open('#/', { person });
  await person.setOffline(true);
  await goTo(page, 'Assess');
  await missing(page).waitFor();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview', exact: true }).click();
  await page.getByRole('region', { name: 'Overall' }).waitFor();
  await goTo(page, 'Assess');
  await missing(page).waitFor();
  await person.setOffline(false);
  await page.getByRole('main').getByRole('radiogroup').first().waitFor();
});

test('an old tab after the parts of its build were removed keeps what it has', async (visit) => {
  visit.allow(/Failed to load resource.*404/);
  const person = await frugal(visit);
  const page = await visit.open('#/', { person });
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
  await page.route(/\/(split|chunk)_(?!answers|funnel).*\.wasm$/, (route) => route.fulfill({ status: 404, body: 'gone' }));
  await goTo(page, 'Teams');
  await missing(page).filter({ hasText: 'reload the page' }).waitFor();
  const { text } = await exportFile(page);
  assert.match(text, /"stage": ?"started"/);
  await page.unroute(/\/(split|chunk)_(?!answers|funnel).*\.wasm$/);
  await page.reload();
  await ready(page);
  await page.getByRole('button', { name: 'Add team' }).waitFor();
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Started');
});

test('a half-typed note, the focus, undo and a file that waits survive the loading of a part', async (visit) => {
  const person = await frugal(visit);
  const page = await visit.open('#/', { person });
  await openActivity(page, SECOND);
  await choose(page, SECOND.name, 'Partly implemented');
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.pressSequentially('half a sen');
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await partAnswers(page, 'extras', async (route) => {
    await held;
    await route.continue();
  });
  await offer(page, assessmentFile({ title: 'Waiting', teams: { Shop: ['fully'] } }));
  await note.focus();
  await note.press('End');
  await note.pressSequentially('tence');
  release();
  await importDialog(page).getByText(/Waiting/).first().waitFor();
  await importDialog(page).getByRole('button', { name: 'Cancel' }).click();
  assert.equal(await note.inputValue(), 'half a sentence');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await eventually(async () => assert.equal(await note.inputValue(), ''));
  await chosen(page, SECOND.name, 'Partly implemented');
});

test('a file that was chosen while its part does not come is imported once it does', async (visit) => {
  visit.allow(/Failed to load resource.*503/);
  const person = await frugal(visit);
  const page = await visit.open('#/', { person });
  let asked = 0;
  await partAnswers(page, 'extras', (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ status: 503, body: 'later' }) : route.continue();
  });
  await offer(page, assessmentFile({ title: 'Waiting', teams: { Shop: ['fully'] } }));
  await missing(page).getByRole('button', { name: 'Try again' }).click();
  await importDialog(page).getByRole('button', { name: 'Apply' }).click();
  await said(page, /Imported/);
});

test('an answer that waits for a part is not called saved, and is stored once the part is there', async (visit) => {
  const person = await frugal(visit);
  const first = await visit.open('#/', { person });
  await openActivity(first, SECOND);
  await choose(first, SECOND.name, 'Started');
  await saved(first);
  await first.close();
  const page = await visit.tab(person);
  let release;
  const held = new Promise((done) => { release = done; });
  await partAnswers(page, 'funnel', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${visit.address()}#/activity/${FIRST.id}`);
  // With what is stored so far, the page begins with "Saved".
  await saved(page);
  await answer(page, FIRST.name, 'Fully implemented').click();
  await said(page, /Not saved yet/);
  release();
  await saved(page);
  await reload(page);
  await chosen(page, FIRST.name, 'Fully implemented');
});

test('owner and evidence open in place, with the focus in the first field', async (visit) => {
  const person = await frugal(visit);
  const page = await visit.open('#/', { person });
  await goToRoute(page, `#/activity/${FIRST.id}`, FIRST.name);
  await answer(page, FIRST.name, 'Started').check();
  await page.getByRole('button', { name: 'Owner, due date, evidence' }).click();
  await page.getByRole('textbox', { name: 'Owner' }).waitFor();
  await eventually(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.labels?.[0]?.textContent), 'Owner'),
  );
  await heading(page, FIRST.name).waitFor();
});
