// Keeping: several tabs, storage that is denied, full or damaged. No answer is lost.

import assert from 'node:assert/strict';
import { crowd } from './crowd.mjs';
import {
  ACTIVITIES,
  assessmentFile,
  choose,
  chosen,
  coverage,
  eventually,
  exportFile,
  give,
  goTo,
  has,
  heading,
  importFile,
  openActivity,
  reload,
  results,
  said,
  saved,
  shows,
  showTeam,
  stored,
  teamNames,
  test,
} from './support.mjs';

const [FIRST, SECOND, THIRD] = ACTIVITIES;

test('an answer in one tab appears in the other without a reload', async (visit) => {
  const one = await visit.open();
  await give(one, FIRST, 'Started');
  const two = await visit.open();
  await openActivity(two, SECOND);
  await openActivity(one, SECOND);
  await choose(one, SECOND.name, 'Fully implemented');
  await chosen(two, SECOND.name, 'Fully implemented');
});

test('answers given in two tabs are in both, also after a reload', async (visit) => {
  const one = await visit.open();
  await give(one, FIRST, 'Started');
  const two = await visit.open();
  await give(two, SECOND, 'Fully implemented');
  await give(one, THIRD, 'Not sure');
  for (const again of [false, true]) {
    for (const page of [one, two]) {
      if (again) await reload(page);
      await has(page, FIRST, 'Started');
      await has(page, SECOND, 'Fully implemented');
      await has(page, THIRD, 'Not sure');
    }
  }
});

/** What is answered in each of two tabs is in both after a reload. */
async function keepBoth(one, two) {
  await give(one, FIRST, 'Started');
  await give(two, SECOND, 'Fully implemented');
  for (const page of [one, two]) {
    await reload(page);
    await has(page, FIRST, 'Started');
    await has(page, SECOND, 'Fully implemented');
  }
}

test('two tabs that were opened before the first answer keep the answers of both', async (visit) => {
  const one = await visit.open();
  const two = await visit.open();
  await keepBoth(one, two);
});

test('two tabs that begin before either has stored anything keep the answers of both', async (visit) => {
  const person = await visit.person();
  // What stores is a part of the program: for both it comes only when both are open.
  let letGo;
  const isOpen = new Promise((resolve) => {
    letGo = resolve;
  });
  await person.route(/\/split_funnel-[0-9a-f]+\.wasm$/, async (route) => {
    await isOpen;
    await route.continue();
  });
  const one = await visit.open('#/', { person });
  const two = await visit.open('#/', { person });
  letGo();
  await keepBoth(one, two);
  assert.deepEqual(await teamNames(one), ['My team']);
  await goTo(one, 'Settings');
  const list = one.getByRole('region', { name: 'Assessments in this browser' });
  await list.getByRole('listitem').first().waitFor();
  assert.equal(await list.getByRole('listitem').count(), 1);
});

test('a team that is added in one tab can be chosen in the other', async (visit) => {
  const one = await visit.open();
  await give(one, FIRST, 'Started');
  const two = await visit.open();
  await goTo(one, 'Teams');
  await one.getByRole('textbox', { name: 'New team' }).fill('Payments');
  await one.getByRole('button', { name: 'Add team' }).click();
  await eventually(async () => assert.deepEqual(await teamNames(two), ['My team', 'Payments']));
  await showTeam(two, 'Payments');
  await give(two, FIRST, 'Not sure');
  await reload(one);
  await showTeam(one, 'Payments');
  await has(one, FIRST, 'Not sure');
  await showTeam(one, 'My team');
  await has(one, FIRST, 'Started');
});

test('an undo in one tab leaves what the other tab did', async (visit) => {
  const one = await visit.open();
  await give(one, FIRST, 'Started');
  const two = await visit.open();
  await give(two, SECOND, 'Fully implemented');
  await has(one, SECOND, 'Fully implemented');
  await one.getByRole('button', { name: 'Undo', exact: true }).click();
  await has(one, FIRST, null);
  await has(two, FIRST, null);
  await has(two, SECOND, 'Fully implemented');
});

test('undoing an import leaves what another tab answered since', async (visit) => {
  const one = await visit.open();
  await give(one, FIRST, 'Started');
  const file = await exportFile(one);
  const two = await visit.open();
  const { text } = assessmentFile({ teams: { Mobile: ['fully'] } });
  await importFile(one, { name: file.name, text }, 'Merge');
  await eventually(async () => assert.ok((await teamNames(two)).includes('Mobile')));
  await showTeam(two, 'My team');
  await give(two, SECOND, 'Fully implemented');
  await showTeam(one, 'My team');
  await has(one, SECOND, 'Fully implemented');
  await one.getByRole('button', { name: 'Undo', exact: true }).click();
  await has(one, SECOND, 'Fully implemented');
  await has(one, FIRST, 'Started');
});

test('what was answered after opening a file is there after a reload, whatever another tab does', async (visit) => {
  const one = await visit.open();
  await give(one, FIRST, 'Started');
  const two = await visit.open();
  await importFile(one, assessmentFile({ teams: { Shop: ['fully'] } }), 'Open instead');
  await give(one, THIRD, 'Not sure');
  await openActivity(two, SECOND);
  await choose(two, SECOND.name, 'Started');
  await reload(one);
  await eventually(async () => assert.ok((await teamNames(one)).includes('Shop')));
  await showTeam(one, 'Shop');
  await has(one, THIRD, 'Not sure');
});

test('where storage is denied the page works from memory and says so', async (visit) => {
  const person = await visit.person();
  await person.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
  });
  const page = await visit.open('#/', { person });
  await said(page, /keeps nothing.*Export/);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  await said(page, /Not saved/);
  await coverage(page, 1);
  const file = await exportFile(page);
  assert.match(file.text, new RegExp(`"${FIRST.id}": \\{\\s*"stage": "fully"`));
  const other = await visit.open('#/', { person: await visit.person() });
  await importFile(other, file);
  await has(other, FIRST, 'Fully implemented');
});

test('in a sandboxed frame the page works from memory and says so', async (visit) => {
  // The frame has an origin of its own, so the server has to share its files with it.
  const { url } = await visit.serve({ headers: { 'access-control-allow-origin': '*' } });
  const page = await visit.tab(await visit.person(), url);
  await page.route(`${url}portal.html`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><title>Portal</title><iframe title="Radar" sandbox="allow-scripts" src="./" width="1200" height="900"></iframe>',
    }),
  );
  await page.goto(`${url}portal.html`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  const status = frame.getByRole('status');
  await eventually(async () => assert.match(await status.textContent(), /keeps nothing/));
  await frame.getByRole('link', { name: /first activity/i }).click();
  await frame.getByRole('radiogroup', { name: FIRST.name }).getByRole('radio', { name: 'Started' }).check();
  await frame.getByRole('link', { name: 'Overview', exact: true }).click();
  await frame.getByRole('definition').filter({ hasText: /^(< )?\d+ %\s*1 of/ }).waitFor();
});

/**
 * Takes all the room that the origin has, under keys of another application. The log would give
 * way to the next answer, so it goes first.
 */
function fillStorage(page) {
  return page.evaluate(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.endsWith('/log')) localStorage.removeItem(key);
    }
    let count = 0;
    for (let size = 2 ** 21; size >= 1; size = Math.floor(size / 2)) {
      for (;;) {
        try {
          localStorage.setItem(`other-app/${count}`, 'x'.repeat(size));
          count += 1;
        } catch {
          break;
        }
      }
    }
  });
}

test('full storage: the page says so, works on, and exports everything', async (visit) => {
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  await fillStorage(page);
  const others = await stored(page, 'other-app/');
  await openActivity(page, SECOND);
  await choose(page, SECOND.name, 'Fully implemented');
  await said(page, /storage is full.*Export/);
  await openActivity(page, THIRD);
  await choose(page, THIRD.name, 'Not sure');
  await said(page, /storage is full/);
  await coverage(page, 3);
  const { text } = await exportFile(page);
  for (const { id } of [FIRST, SECOND, THIRD]) assert.ok(text.includes(`"${id}"`));
  assert.deepEqual(await stored(page, 'other-app/'), others);
});

test('full storage: as soon as there is room, everything is saved', async (visit) => {
  const page = await visit.open();
  await fillStorage(page);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  await said(page, /storage is full/);
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith('other-app/')) localStorage.removeItem(key);
    }
  });
  await give(page, SECOND, 'Started');
  await reload(page);
  await has(page, FIRST, 'Fully implemented');
  await has(page, SECOND, 'Started');
});

test('full storage: after an export, too, what is not stored gets its last chance when the page is left', async (visit) => {
  const page = await visit.open();
  await fillStorage(page);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  await said(page, /storage is full/);
  await exportFile(page);
  await page.evaluate(() => localStorage.removeItem('other-app/0'));
  await reload(page);
  await has(page, FIRST, 'Fully implemented');
});

test('storage that is full from the start: other keys are untouched, the page opens', async (visit) => {
  const person = await visit.person();
  const first = await visit.open('#/', { person });
  await first.evaluate(() => localStorage.clear());
  await fillStorage(first);
  const all = await stored(first, '');
  await first.close();
  const page = await visit.open('#/', { person });
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  await said(page, /storage is full/);
  assert.deepEqual(await stored(page, ''), all);
});

/** Damages the record whose key ends or goes on like this; returns its text. */
async function damage(page, pattern, text) {
  const keys = Object.keys(await stored(page)).filter((key) => pattern.test(key));
  assert.equal(keys.length, 1, `one record like ${pattern}`);
  await page.evaluate(([key, value]) => localStorage.setItem(key, value), [keys[0], text]);
  return keys[0];
}

async function isQuarantined(page, text) {
  const copies = Object.entries(await stored(page, 'dsomm-radar/quarantine/'));
  assert.deepEqual(copies.map(([, copy]) => copy), [text]);
}

test('a damaged head: the page says so, keeps it unchanged, and has the answers', async (visit) => {
  const page = await visit.open();
  await give(page, FIRST, 'Fully implemented');
  const text = '{"format":"dsomm-assessment","version":1,"id":"…';
  await damage(page, /\/a\/[^/]+\/head$/, text);
  await reload(page);
  await said(page, /could not be read.*kept unchanged/);
  await heading(page, FIRST.name).waitFor();
  await isQuarantined(page, text);
  await has(page, FIRST, 'Fully implemented');
  await give(page, SECOND, 'Started');
  await reload(page);
  await has(page, FIRST, 'Fully implemented');
  await has(page, SECOND, 'Started');
  await isQuarantined(page, text);
});

test('damaged answers of a team: the page says so, keeps them, and has the other team', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['fully'], Mobile: ['started'] } }));
  await damage(page, /\/t\/team-1$/, '{"record":1,"answers":{');
  await reload(page);
  await said(page, /could not be read.*kept unchanged/);
  await isQuarantined(page, '{"record":1,"answers":{');
  assert.deepEqual(await teamNames(page), ['Shop', 'Mobile']);
  await showTeam(page, 'Mobile');
  await has(page, FIRST, 'Started');
  await showTeam(page, 'Shop');
  await has(page, FIRST, null);
  await give(page, SECOND, 'Not sure');
  await reload(page);
  await showTeam(page, 'Shop');
  await has(page, SECOND, 'Not sure');
  await isQuarantined(page, '{"record":1,"answers":{');
});

test('records of a newer version are left alone', async (visit) => {
  const page = await visit.open();
  await give(page, FIRST, 'Fully implemented');
  await damage(page, /\/head$/, '{"format":"dsomm-assessment","version":99,"id":"x"}');
  const before = await stored(page);
  await reload(page);
  await said(page, /newer version/);
  await openActivity(page, SECOND);
  await choose(page, SECOND.name, 'Started');
  await said(page, /Not saved.*newer version/);
  const after = await stored(page);
  // Which team is shown is only a convenience.
  delete before['dsomm-radar/team'];
  delete after['dsomm-radar/team'];
  assert.deepEqual(after, before);
});

test('nothing but its own keys is touched', async (visit) => {
  const page = await visit.open();
  await page.evaluate(() => {
    localStorage.setItem('current', 'theirs');
    localStorage.setItem('dsomm', 'theirs');
  });
  await importFile(page, assessmentFile());
  const before = await results(page);
  await reload(page);
  await shows(page, before);
  const others = Object.entries(await stored(page, '')).filter(
    ([key]) => !key.startsWith('dsomm-radar/'),
  );
  assert.deepEqual(Object.fromEntries(others), { current: 'theirs', dsomm: 'theirs' });
});

test('of many teams the others are unpacked after the start, and nobody notices', async (visit) => {
  const page = await visit.open();
  const answered = ACTIVITIES.slice(0, 30).map(({ id }) => ({ id, level: 1 }));
  await importFile(page, { name: 'crowd.dsomm.json', text: JSON.stringify(crowd(answered, 40)) });
  const shown = () => page.getByText(/^(Never|Last) exported/).textContent();
  const before = await shown();
  const figures = await results(page);
  // Where the page keeps a place for a sentence that comes later, nothing moves.
  await page.addInitScript(() => {
    window.moved = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) window.moved += value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await reload(page);
  assert.equal(await shown(), before);
  assert.ok((await page.evaluate(() => window.moved)) < 0.05);
  assert.deepEqual(await results(page), figures);
  const file = JSON.parse((await exportFile(page)).text);
  assert.equal(Object.keys(file.answers).length, 40);
});

test('a part of the storage that turns out to be broken later is told, and kept', async (visit) => {
  const page = await visit.open();
  const answered = ACTIVITIES.slice(0, 5).map(({ id }) => ({ id, level: 1 }));
  await importFile(page, { name: 'crowd.dsomm.json', text: JSON.stringify(crowd(answered, 3)) });
  // A whole record with a right sum, but one that belongs elsewhere.
  await page.evaluate(() => {
    const keys = Object.keys(localStorage);
    const [snapshot, team] = ['/c/', '/t/team-3'].map((part) => keys.find((key) => key.includes(part)));
    localStorage.setItem(team, localStorage.getItem(snapshot));
  });
  await reload(page);
  await said(page, /A part of the stored answers could not be read\. It was kept unchanged/);
  await goTo(page, 'Settings');
  await page.getByText('t/team-3').first().waitFor();
});
