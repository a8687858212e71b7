// Storage under fire: pages that are killed, many tabs at once, room that ends in the middle of an
// import, damaged records, a program that breaks down. What was called saved is there.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  ACTIVITIES,
  assessmentFile,
  eventually,
  exportFile,
  give,
  goTo,
  has,
  heading,
  importDialog,
  importFile,
  offer,
  ready,
  reload,
  said,
  saved,
  stored,
  teamNames,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;
const MINUTES = 60_000;

/** Numbers that look random, the same each time. */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Kills the process of a page, as the system does when memory is short. */
async function kill(person, page) {
  const session = await person.newCDPSession(page);
  const gone = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => {});
  await gone;
  await page.close();
}

test(
  'twenty times killed at a random moment: whatever was called saved is there',
  async (visit) => {
    visit.allow(/the page crashed/);
    const person = await visit.person();
    const below = random(5);
    let acknowledged = 0;
    for (let round = 0; round < 20; round += 1) {
      const activity = ACTIVITIES[round];
      const page = await visit.open(`#/activity/${activity.id}`, { person });
      await page.getByRole('main').getByRole('radio').first().waitFor();
      let last = -1;
      await page.exposeFunction('acknowledge', (at, status) => {
        if (/\bSaved\b/.test(status)) last = at;
      });
      // One stage after the other, as quickly as the page takes them.
      const clicking = page
        .evaluate(async (name) => {
          const groups = [...document.querySelectorAll('main [role=radiogroup]')];
          const group = groups.find((one) => one.getAttribute('aria-label') === name) ?? groups[0];
          const radios = [...group.querySelectorAll('input[type=radio]')].slice(0, 4);
          for (const [at, radio] of radios.entries()) {
            radio.click();
            await Promise.resolve();
            window.acknowledge(at, document.querySelector('[role=status]').textContent);
            await new Promise((resolve) => setTimeout(resolve, 0));
          }
        }, activity.name)
        .catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, below(120)));
      await kill(person, page);
      await clicking;
      const after = await visit.open(`#/activity/${activity.id}`, { person });
      await after.getByRole('main').getByRole('radio').first().waitFor();
      const found = await after
        .getByRole('radiogroup', { name: activity.name, exact: true })
        .getByRole('radio')
        .evaluateAll((radios) => radios.findIndex((radio) => radio.checked));
      assert.ok(found >= last, `round ${round}: saved ${last}, found ${found}`);
      if (last >= 0) acknowledged += 1;
      await after.close();
    }
    assert.ok(acknowledged >= 5, `only ${acknowledged} rounds came to an answer`);
  },
  6 * MINUTES,
);

/** Answers one activity after the other as fast as the page can, without waiting for anybody. */
function answerAll(page, activities) {
  return page.evaluate(async (wanted) => {
    const found = async (find) => {
      for (;;) {
        const one = find();
        if (one) return one;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    for (const { id, name } of wanted) {
      location.hash = `#/activity/${id}`;
      await found(() => document.querySelector('main h1')?.textContent.trim() === name);
      const radio = await found(
        () => document.querySelectorAll('main [role=radiogroup] input[type=radio]')[3],
      );
      radio.click();
    }
  }, activities);
}

for (const tabs of [2, 5]) {
  test(
    `${tabs} tabs answering at once: all answers are in all tabs and in storage`,
    async (visit) => {
      const pages = [];
      for (let at = 0; at < tabs; at += 1) pages.push(await visit.open());
      const each = 6;
      const mine = (at) => ACTIVITIES.slice(at * each, (at + 1) * each);
      await Promise.all(pages.map((page, at) => answerAll(page, mine(at))));
      const all = ACTIVITIES.slice(0, tabs * each);
      pages.push(await visit.open());
      for (const page of pages) {
        await eventually(async () => {
          const answers = Object.values(JSON.parse((await exportFile(page)).text).answers)[0];
          const ids = Object.keys(answers ?? {}).filter((id) => answers[id].stage === 'fully');
          assert.deepEqual(new Set(ids), new Set(all.map(({ id }) => id)));
        });
      }
      await reload(pages[0]);
      const { text } = await exportFile(pages[0]);
      for (const { id } of all) assert.ok(text.includes(`"${id}"`));
    },
    4 * MINUTES,
  );
}

/** Takes all the room of the origin but so many units, under keys of another application. */
function leaveRoom(page, units) {
  return page.evaluate((left) => {
    localStorage.setItem('other-app/room', 'x'.repeat(left));
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
    localStorage.removeItem('other-app/room');
  }, units);
}

function freeRoom(page) {
  return page.evaluate(() => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith('other-app/')) localStorage.removeItem(key);
    }
  });
}

test(
  'room that ends in the middle of an import: the old state is intact, the new one in memory and in the file',
  async (visit) => {
    const page = await visit.open();
    await give(page, FIRST, 'Started');
    const before = await stored(page, 'dsomm-radar/a/');
    await leaveRoom(page, 40_000);
    // Nothing that gets shorter when it is compressed.
    const note = () => randomBytes(150).toString('base64');
    const answers = ACTIVITIES.slice(0, 100).map(() => ({ stage: 'fully', note: note() }));
    const names = Array.from({ length: 12 }, (_, at) => `Team ${at + 1}`);
    const file = assessmentFile({ teams: Object.fromEntries(names.map((name) => [name, answers])) });
    await offer(page, file);
    await importDialog(page).waitFor();
    await importDialog(page).getByRole('radio', { name: 'Open instead' }).check();
    await importDialog(page).getByRole('button', { name: 'Apply' }).click();
    await said(page, /storage is full.*Export/);
    // The log is for reading, and the first to go.
    const answersOnly = (records) =>
      Object.fromEntries(Object.entries(records).filter(([key]) => !key.endsWith('/log')));
    assert.deepEqual(answersOnly(await stored(page, 'dsomm-radar/a/')), answersOnly(before));
    assert.deepEqual(await teamNames(page), names);
    const exported = JSON.parse((await exportFile(page)).text);
    const wanted = JSON.parse(file.text);
    assert.equal(exported.id, wanted.id);
    for (const [team, given] of Object.entries(wanted.answers)) {
      // Activities without an answer have an empty entry; see docs/formats.md.
      const there = Object.entries(exported.answers[team]).filter(([, answer]) => Object.keys(answer).length);
      assert.deepEqual(there.map(([id]) => id).sort(), Object.keys(given).sort());
    }
    // Another tab still opens what is stored.
    const other = await visit.open();
    assert.deepEqual(await teamNames(other), ['My team']);
    await has(other, FIRST, 'Started');
    await other.close();
    // With room again, the next change stores everything.
    await freeRoom(page);
    await give(page, SECOND, 'Started');
    await reload(page);
    assert.deepEqual(await teamNames(page), names);
  },
  3 * MINUTES,
);

test('the browser grants what the page counts on', async (visit) => {
  const page = await visit.open();
  const granted = await page.evaluate(() => {
    localStorage.clear();
    // Letters as the page packs them: they take two bytes.
    localStorage.setItem('k', '\u0800'.repeat(5_242_880 - 1));
    const { length } = localStorage.getItem('k');
    localStorage.clear();
    return length;
  });
  assert.equal(granted, 5_242_879);
});

test('storage that is cleared under an open page is filled again, and the page says so', async (visit) => {
  const one = await visit.open();
  await give(one, FIRST, 'Started');
  const two = await visit.open();
  await two.evaluate(() => localStorage.clear());
  await said(one, /storage was cleared.*stored again/);
  const three = await visit.open();
  await has(three, FIRST, 'Started');
  // Cleared by somebody who tells nobody: the next change notices.
  await one.evaluate(() => localStorage.clear());
  await give(one, SECOND, 'Started');
  await reload(one);
  await has(one, FIRST, 'Started');
  await has(one, SECOND, 'Started');
});

test('damaged records: the page opens, and what was unreadable is not written over', async (visit) => {
  const person = await visit.person();
  const first = await visit.open('#/', { person });
  await give(first, FIRST, 'Fully implemented');
  const good = await stored(first);
  const damage = [
    [/\/head$/, (text) => text.slice(0, text.length / 2)],
    [/\/head$/, (text) => text.replace('"title"', '"titel"')],
    [/\/ids$/, () => ''],
    [/\/t\//, (text) => `${text.slice(0, -2)}\uffff\ud800`],
    [/\/t\//, () => '2:00000000:'],
    [/\/current$/, () => 'nobody'],
    [/\/log$/, () => '\u0000\t\t'],
    [/\/revision$/, () => 'x'],
  ];
  for (const [pattern, change] of damage) {
    const key = Object.keys(good).find((one) => pattern.test(one));
    const bad = change(good[key]);
    await first.evaluate(
      ([records, at, text]) => {
        localStorage.clear();
        for (const [name, value] of Object.entries(records)) localStorage.setItem(name, value);
        localStorage.setItem(at, text);
      },
      [good, key, bad],
    );
    const page = await visit.open('#/', { person });
    await heading(page, 'Overview').waitFor();
    await give(page, SECOND, 'Started');
    const now = await stored(page);
    const isContent = /\/(head|ids|t\/.*)$/.test(key);
    if (isContent) assert.ok(Object.values(now).includes(bad), `${key} was written over`);
    await reload(page);
    await has(page, SECOND, 'Started');
    await page.close();
  }
}, 3 * MINUTES);

/** Downloads what the rescue screen gives. */
async function rescued(page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download my data' }).click(),
  ]);
  return {
    name: download.suggestedFilename(),
    text: await readFile(await download.path(), 'utf8'),
  };
}

/** The file of the rescue screen, imported by somebody else. */
async function importsWhole(visit, file) {
  const other = await visit.open('#/', { person: await visit.person() });
  await importFile(other, file);
  await has(other, FIRST, 'Started');
}

test('a program that breaks down shows the rescue screen, and a reload works', async (visit) => {
  // The browser refuses what every program may count on; the program panics.
  visit.allow(/panicked|uncaught|unreachable|RuntimeError/);
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  await page.evaluate(() => {
    const refuse = () => {
      throw new Error('The browser is out of elements.');
    };
    document.createElement = refuse;
    document.createElementNS = refuse;
    Node.prototype.cloneNode = refuse;
    location.hash = '#/assess';
  });
  await page.getByRole('heading', { name: 'Something broke' }).waitFor();
  await page.getByText(/is still stored in this browser/).waitFor();
  await page.evaluate(() => {
    delete document.createElement;
  });
  const file = await rescued(page);
  await page.getByRole('link', { name: 'Reload' }).click();
  await ready(page);
  await has(page, FIRST, 'Started');
  await importsWhole(visit, file);
});

test('a trap that is no panic shows the rescue screen, too', async (visit) => {
  visit.allow(/uncaught/);
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  await breakDown(page);
  await page.getByRole('heading', { name: 'Something broke' }).waitFor();
  await importsWhole(visit, await rescued(page));
});

test('what is too long to be stored leaves the rescue screen as a file of its own', async (visit) => {
  visit.allow(/uncaught/);
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  const file = JSON.parse((await exportFile(page)).text);
  file.some_field = 'x'.repeat(9_000_000);
  await page.evaluate(
    (text) => document.querySelector('#unsaved').setAttribute('data-unsaved', text),
    JSON.stringify(file),
  );
  await breakDown(page);
  await page.getByRole('heading', { name: 'Something broke' }).waitFor();
  const downloads = [];
  page.on('download', (download) => downloads.push(download));
  await page.getByRole('button', { name: 'Download my data' }).click();
  await eventually(() => assert.equal(downloads.length, 2));
  for (const download of downloads) {
    const text = await readFile(await download.path(), 'utf8');
    await importsWhole(visit, { name: download.suggestedFilename(), text });
  }
});

/** Ends the program as a fault in it would. */
async function breakDown(page) {
  await page.evaluate(() => {
    // A module whose only function is the instruction "unreachable".
    const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const module = new WebAssembly.Module(new Uint8Array(bytes));
    const { f } = new WebAssembly.Instance(module).exports;
    setTimeout(f, 0);
  });
}

test('an error of somebody else on the page is not taken for one of the program', async (visit) => {
  visit.allow(/uncaught/);
  const page = await visit.open();
  await page.evaluate(() => setTimeout(() => { throw new Error('An extension failed.'); }, 0));
  await eventually(async () => assert.ok((await visit.faults()).some((fault) => /extension/.test(fault))));
  await give(page, FIRST, 'Started');
  assert.equal(await page.getByRole('heading', { name: 'Something broke' }).isVisible(), false);
});

for (const [what, answer] of [
  ['500', { status: 500, body: 'no' }],
  ['garbage', { status: 200, contentType: 'application/json', body: '{"a": [}' }],
]) {
  test(`the rescue page opens when everything else answers ${what}`, async (visit) => {
    visit.allow(/Failed to load|console error|uncaught|was preloaded/);
    const person = await visit.person();
    const first = await visit.open('#/', { person });
    await give(first, FIRST, 'Started');
    await first.close();
    const page = await visit.tab(person);
    await page.route(/\.(json|wasm|yaml)$|(dsomm-radar|chunks)-.*\.js$/, (route) => route.fulfill(answer));
    await page.goto(`${visit.address()}#/rescue`);
    await page.getByRole('heading', { level: 1, name: 'Rescue' }).waitFor();
    await importsWhole(visit, await rescued(page));
  });

  test(`a model that answers ${what}: the page says so and leads to the rescue page`, async (visit) => {
    visit.allow(/Failed to load|console error|was preloaded/);
    const person = await visit.person();
    const first = await visit.open('#/', { person });
    await give(first, FIRST, 'Started');
    const page = await visit.tab(person);
    await page.route(/model\/.*\.(json|yaml)$/, (route) => route.fulfill(answer));
    await page.goto(visit.address());
    await page.getByRole('heading', { name: 'The model could not be loaded' }).waitFor();
    await page.getByRole('link', { name: 'Download my data' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rescue' }).waitFor();
    await importsWhole(visit, await rescued(page));
  });
}

function undoButton(page) {
  return page.getByRole('button', { name: 'Undo', exact: true });
}

test('undo and redo survive a reload and the loading of more of the program', async (visit) => {
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  await give(page, SECOND, 'Fully implemented');
  await reload(page);
  await undoButton(page).click();
  await has(page, SECOND, null);
  await reload(page);
  await page.getByRole('button', { name: 'Redo', exact: true }).click();
  await has(page, SECOND, 'Fully implemented');
  await goTo(page, 'Settings');
  await undoButton(page).click();
  await undoButton(page).click();
  await has(page, SECOND, null);
  await has(page, FIRST, null);
  // Another tab has done nothing that it could take back.
  const other = await visit.open();
  assert.equal(await undoButton(other).getAttribute('aria-disabled'), 'true');
});

test('steps of undo are not taken for those of another assessment', async (visit) => {
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  const other = await visit.open();
  await importFile(other, assessmentFile({ teams: { Shop: ['fully'] } }), 'Open instead');
  await reload(page);
  assert.deepEqual(await teamNames(page), ['Shop']);
  assert.equal(await undoButton(page).getAttribute('aria-disabled'), 'true');
});

function card(page, name) {
  return page.getByRole('region', { name, exact: true });
}

test('a deleted assessment can be brought back, and one that is removed for good is gone', async (visit) => {
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  await goTo(page, 'Settings');
  const list = card(page, 'Assessments in this browser');
  await list.getByRole('button', { name: /^Duplicate/ }).click();
  await list.getByRole('button', { name: /^Delete Copy of/ }).click();
  await said(page, /Deleted “Copy of .*Restore/);
  await list.getByRole('button', { name: /^Restore Copy of/ }).click();
  await list.getByRole('button', { name: /^Open Copy of/ }).click();
  await goTo(page, 'Settings');
  // The open one: another is opened first.
  await list.getByRole('button', { name: /^Delete Copy of/ }).click();
  await list.getByRole('button', { name: /^Remove for good/ }).click();
  await said(page, /for good/);
  assert.equal(await list.getByRole('listitem').count(), 1);
  await reload(page);
  await has(page, FIRST, 'Started');
});

test('what another tab removed for good: the page says so, and the next change stores it whole', async (visit) => {
  const one = await visit.open();
  await give(one, FIRST, 'Started');
  const two = await visit.open();
  await goTo(two, 'Settings');
  const list = card(two, 'Assessments in this browser');
  await list.getByRole('button', { name: /^Delete/ }).click();
  await list.getByRole('button', { name: /^Remove for good/ }).click();
  await said(one, /removed this assessment for good/);
  await give(one, SECOND, 'Not sure');
  await eventually(async () => assert.equal(await list.getByRole('listitem').count(), 2));
  // A browser tells its tabs of writes one by one.
  await eventually(async () => {
    const heads = Object.keys(await stored(two)).filter((key) => key.endsWith('/head'));
    assert.equal(heads.length, 2);
  });
});

test('a recovery copy shows what it holds, and can be restored', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['fully', 'started'] } }), 'Open instead');
  await importFile(page, assessmentFile({ teams: { Mobile: ['fully'] } }), 'Merge');
  await goTo(page, 'Settings');
  const copies = card(page, 'Recovery copies');
  const row = copies.getByRole('listitem').first();
  await row.getByText('What it holds').click();
  await row.getByText('Shop: 2 answers').waitFor();
  await copies.getByRole('button', { name: /^Restore the copy/ }).first().click();
  await eventually(async () => assert.deepEqual(await teamNames(page), ['Shop']));
  await has(page, FIRST, 'Fully implemented');
});

test('the latest changes are listed, with what and when', async (visit) => {
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  await goTo(page, 'History');
  const table = card(page, 'Log').getByRole('table');
  await table.getByRole('row').filter({ hasText: FIRST.name }).getByText('Answer: Started').waitFor();
  await reload(page);
  await table.getByRole('row').filter({ hasText: FIRST.name }).waitFor();
});

test('the Overview says when the last export was and what changed since', async (visit) => {
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  await goTo(page, 'Overview');
  await page.getByText(/Never exported, \d+ changes?\./).waitFor();
  await exportFile(page);
  await page.getByText(/Last exported just now, no changes since\./).waitFor();
  await give(page, SECOND, 'Started');
  await goTo(page, 'Overview');
  await page.getByText(/Last exported .*, 1 change since\./).waitFor();
});

test('unreadable records are listed, can be downloaded and removed', async (visit) => {
  const page = await visit.open();
  await give(page, FIRST, 'Started');
  const key = Object.keys(await stored(page)).find((one) => one.includes('/t/'));
  await page.evaluate((at) => localStorage.setItem(at, '2:broken'), key);
  await reload(page);
  await goTo(page, 'Settings');
  const aside = card(page, 'Moved aside');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    aside.getByRole('button', { name: 'Download' }).click(),
  ]);
  assert.equal(await readFile(await download.path(), 'utf8'), '2:broken');
  await aside.getByRole('button', { name: 'Remove' }).click();
  await eventually(async () => assert.equal(await aside.count(), 0));
});
