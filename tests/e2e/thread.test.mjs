// Work that would hold the page up is done in a second thread: workbooks, large assessment files.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  assessmentFile,
  download,
  eventually,
  goTo,
  importDialog,
  importFile,
  manyAnswers,
  offer,
  said,
  teamNames,
  test,
} from './support.mjs';

/** More than two megabytes: an assessment that is read in a second thread. */
const large = (count = 120, fields = {}) =>
  assessmentFile({
    id: 'e2e-large',
    teams: Object.fromEntries(Array.from({ length: count }, (_, at) => [`Team ${at}`, manyAnswers()])),
    ...fields,
  });

/** The page itself has not loaded what the thread does. */
async function didNot(page) {
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  assert.ok(loaded.some((name) => name.includes('split_files')));
  assert.deepEqual(loaded.filter((name) => name.includes('split_sheets')), [], 'the page did it itself');
}

/** The threads that the page starts, and how many of them are still there. */
function threads(page) {
  const seen = { started: 0, running: 0 };
  page.on('worker', (worker) => {
    seen.started += 1;
    seen.running += 1;
    worker.on('close', () => (seen.running -= 1));
  });
  return seen;
}

async function workbook(page) {
  await goTo(page, 'Settings');
  const tables = page.getByRole('region', { name: 'Tables' });
  const file = await download(page, tables.getByRole('button', { name: 'Export XLSX' }));
  await said(page, /Exported as /);
  return file;
}

test('a workbook is written and read in a second thread, which ends with that', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ id: 'e2e-book', teams: { "Bob's <b>No</b>": manyAnswers() } }), 'Open instead');
  const seen = threads(page);
  const { path } = await workbook(page);
  await eventually(async () => assert.deepEqual(seen, { started: 1, running: 0 }));
  await offer(page, { name: 'back.xlsx', bytes: await readFile(path) });
  const dialog = importDialog(page);
  await dialog.getByText(/back\.xlsx is a spreadsheet \(XLSX\)/).waitFor();
  await dialog.getByRole('row', { name: /Bob's <b>No<\/b> .*no difference/ }).waitFor();
  await eventually(async () => assert.deepEqual(seen, { started: 2, running: 0 }));
  await didNot(page);
});

test('where there can be no second thread, workbooks are written and read all the same', async (visit) => {
  const person = await visit.person();
  await person.addInitScript(() => delete globalThis.Worker);
  const page = await visit.open('', { person });
  await importFile(page, assessmentFile({ id: 'e2e-book', teams: { Shop: manyAnswers() } }), 'Open instead');
  const { path } = await workbook(page);
  await offer(page, { name: 'back.xlsx', bytes: await readFile(path) });
  await importDialog(page).getByRole('row', { name: /Shop .*no difference/ }).waitFor();
});

test('where the thread cannot start, it is done without it', async (visit) => {
  visit.allow(/worker\.js|404/);
  const page = await visit.open();
  await page.route(/\/worker\.js$/, (route) => route.fulfill({ status: 404, body: 'gone' }));
  await workbook(page);
});

test('where the part that does it does not come, it is done once it comes', async (visit) => {
  visit.allow(/split_sheets|503|could not be loaded|is not loaded/);
  const page = await visit.open();
  let refused = 0;
  let isBack = false;
  await page.route(/\/split_sheets-[0-9a-f]+\.wasm$/, async (route) => {
    if (isBack) return route.continue();
    refused += 1;
    return route.fulfill({ status: 503, body: 'busy' });
  });
  await goTo(page, 'Settings');
  const tables = page.getByRole('region', { name: 'Tables' });
  const file = page.waitForEvent('download');
  await tables.getByRole('button', { name: 'Export XLSX' }).click();
  // The thread, then the page itself.
  await eventually(async () => assert.ok(refused >= 2, `asked ${refused} times`));
  isBack = true;
  await file;
  await said(page, /Exported as /);
});

test('a large assessment is read in a second thread, and says the same', async (visit) => {
  const page = await visit.open();
  const seen = threads(page);
  await importFile(page, large(), 'Open instead');
  await eventually(async () => assert.deepEqual(seen, { started: 1, running: 0 }));
  assert.equal((await teamNames(page)).length, 120);
  // What it says is what it would say if it were small: the same file changes nothing.
  await offer(page, large());
  await importDialog(page).getByText(/120 teams with \d+ answers/).waitFor();
  await importDialog(page).getByRole('row', { name: /Team 7 .*no difference/ }).waitFor();
});

test('reading a large file can be stopped, and nothing has happened', async (visit) => {
  const page = await visit.open();
  let release;
  const held = new Promise((done) => (release = done));
  await page.route(/\/worker\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await offer(page, large());
  const banner = page.getByText(/^Reading file 1 of 1: 0 kB of \d+\.\d MB …$/);
  await banner.waitFor();
  const { y, height } = await banner.boundingBox();
  assert.ok(y + height <= page.viewportSize().height, 'it is seen without scrolling');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await said(page, /Stopped\. Nothing was imported\./);
  release();
  await offer(page, assessmentFile({ teams: { Gamma: ['fully'] } }));
  await importDialog(page).getByRole('rowheader', { name: 'Gamma' }).waitFor();
  assert.deepEqual(await teamNames(page), ['My team']);
});

test('a large file that is damaged is refused with the place, whatever its size', async (visit) => {
  const page = await visit.open();
  const { name, text } = large();
  await offer(page, { name, text: text.replace('"stage": "fully"', '"stage": 7') });
  await said(page, /“shop\.dsomm\.json” was not imported\. The file is damaged: at “answers → team-1 → .* → stage” there has to be a text/);
  // Too large to be read in the usual way.
  const room = ' '.repeat(33 << 20);
  await offer(page, { name, text: text.replace('"stage": "fully"', '"stage": 7') + room });
  await said(page, /“shop\.dsomm\.json” was not imported\. The file is damaged: in line \d+, before column \d+, stands something/);
  await offer(page, { name, text: text + room });
  await importDialog(page).getByText(/120 teams/).waitFor();
});

test('that there is too little room to keep a large assessment is said before it is imported', async (visit) => {
  const page = await visit.open();
  await page.evaluate(() => localStorage.setItem('another page', 'x'.repeat(5_180_000)));
  await offer(page, large(200));
  const dialog = importDialog(page);
  await dialog.getByText(/This takes \d+ kB of storage, and \d+ kB are free\. Make room first/).waitFor();
  await dialog.getByRole('radio', { name: 'Open instead' }).check();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await said(page, /Not saved: the browser's storage is full/);
  assert.equal((await teamNames(page)).length, 200, 'it is shown all the same');
});
