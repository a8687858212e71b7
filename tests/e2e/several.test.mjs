// All assessments of a browser in one file, and back; and a link to what only an extension brings.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  ACTIVITIES,
  assessmentFile,
  chosen,
  eventually,
  goTo,
  heading,
  importDialog,
  importFile,
  offer,
  openActivity,
  ready,
  reload,
  said,
  saved,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;

const SHOP = assessmentFile({ id: 'e2e-shop', title: 'Shop', teams: { Shop: ['fully'] } });
const BANK = assessmentFile({ id: 'e2e-bank', title: 'Bank', teams: { Bank: ['partly'] } });

function list(page) {
  return page.getByRole('region', { name: 'Assessments in this browser' });
}

async function exportAll(page) {
  await goTo(page, 'Settings');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    list(page).getByRole('button', { name: 'Export all' }).click(),
  ]);
  await said(page, /Exported \d assessments? as all\.dsomm\.json/);
  return {
    name: download.suggestedFilename(),
    text: await readFile(await download.path(), 'utf8'),
  };
}

async function apply(page) {
  await importDialog(page).getByRole('button', { name: 'Apply' }).click();
  await importDialog(page).waitFor({ state: 'hidden' });
}

/** Titles in the list, with “Open” and “deleted” behind them. */
async function titles(page) {
  await goTo(page, 'Settings');
  const rows = await list(page).getByRole('listitem').allInnerTexts();
  return rows.map((row) => {
    const [title] = row.split('\n');
    return `${title}${/\bOpen\b .*·/.test(row) ? ' (open)' : ''}${/deleted/.test(row) ? ' (deleted)' : ''}`;
  });
}

async function has(page, wanted) {
  await eventually(async () => assert.deepEqual(await titles(page), wanted));
}

test('all assessments go into one file and come back in another browser', async (visit) => {
  const page = await visit.open();
  await importFile(page, SHOP, 'Open instead');
  await importFile(page, BANK, 'Open instead');
  await has(page, ['Bank (open)', 'DevSecOps assessment', 'Shop']);
  const file = await exportAll(page);
  const { format, open, assessments } = JSON.parse(file.text);
  assert.deepEqual([format, open], ['dsomm-assessments', 'e2e-bank']);
  const ids = assessments.map(({ id }) => id);
  assert.ok(ids.includes('e2e-bank') && ids.includes('e2e-shop'), ids.join());

  const other = await visit.open('#/', { person: await visit.person() });
  await offer(other, file);
  const dialog = importDialog(other);
  await dialog.getByText('“Bank”').first().waitFor();
  const box = dialog.getByRole('checkbox', { name: /^Shop/ });
  assert.ok(await box.isChecked());
  await dialog.getByText('1 team, 1 answer · is added to the list under Settings').waitFor();
  await apply(other);
  await said(other, /Imported all\.dsomm\.json.*Saved.*“Shop” was added/);
  const there = await titles(other);
  assert.ok(there.includes('Bank (open)') && there.includes('Shop'), there.join());
  await openActivity(other, FIRST);
  await chosen(other, FIRST.name, 'Partly implemented');

  // Once more: nothing is different, and nothing changes.
  await offer(other, file);
  await dialog.getByText('is in the list here, with nothing different').first().waitFor();
  await dialog.getByText('no difference').first().waitFor();
  await apply(other);
  await said(other, /“Shop” was here already/);
  await has(other, there);
});

test('what is open is merged, what is in the list too, and what was deleted comes back', async (visit) => {
  const page = await visit.open();
  await importFile(page, SHOP, 'Open instead');
  await importFile(page, BANK, 'Open instead');
  const file = await exportAll(page);

  const other = await visit.open('#/', { person: await visit.person() });
  const older = { id: 'e2e-shop', title: 'Shop', teams: { Shop: [{}, 'started'] } };
  await importFile(other, assessmentFile(older), 'Open instead');
  await importFile(other, BANK, 'Open instead');
  await goTo(other, 'Settings');
  await list(other).getByRole('button', { name: 'Delete Shop' }).click();
  await said(other, /Deleted “Shop”/);
  await offer(other, file);
  const dialog = importDialog(other);
  await dialog.getByText('was deleted here, and comes back').waitFor();
  // The open one is a copy of one in the file, so it is merged.
  assert.ok(await dialog.getByRole('radio', { name: 'Merge' }).isChecked());
  assert.equal(await dialog.getByRole('radio', { name: 'Keep beside' }).count(), 0);
  await apply(other);
  await said(other, /“Shop” came back/);
  await goTo(other, 'Settings');
  await list(other).getByRole('button', { name: 'Open Shop' }).click();
  await saved(other);
  await openActivity(other, FIRST);
  await chosen(other, FIRST.name, 'Fully implemented');
  await openActivity(other, SECOND);
  await chosen(other, SECOND.name, 'Started');
});

test('what is not wanted is left out, and an assessment can be kept beside the open one', async (visit) => {
  const page = await visit.open();
  await importFile(page, SHOP, 'Open instead');
  await importFile(page, BANK, 'Open instead');
  const file = await exportAll(page);

  const other = await visit.open('#/', { person: await visit.person() });
  const mine = assessmentFile({ id: 'e2e-mine', title: 'Mine', teams: { Mine: ['fully'] } });
  await importFile(other, mine, 'Open instead');
  await offer(other, file);
  const dialog = importDialog(other);
  assert.ok(await dialog.getByRole('radio', { name: 'Keep beside' }).isChecked());
  for (const box of await dialog.getByRole('checkbox').all()) await box.uncheck();
  await apply(other);
  await said(other, /“Bank” was added/);
  const there = await titles(other);
  assert.ok(there.includes('Mine (open)') && there.includes('Bank') && !there.includes('Shop'), there.join());
  // A single file can be kept beside as well.
  await importFile2(other, SHOP);
  assert.ok((await titles(other)).includes('Shop'));
  await reload(other);
  assert.ok((await titles(other)).includes('Mine (open)'));
});

async function importFile2(page, file) {
  await offer(page, file);
  await importDialog(page).getByRole('radio', { name: 'Keep beside' }).check();
  await apply(page);
  await said(page, /was added/);
}

test('a damaged entry is told, and the others are taken', async (visit) => {
  const page = await visit.open();
  await importFile(page, SHOP, 'Open instead');
  const file = JSON.parse((await exportAll(page)).text);
  file.assessments.unshift({ ...JSON.parse(BANK.text), teams: 7 });
  await offer(page, { name: 'all.dsomm.json', text: JSON.stringify(file) });
  await importDialog(page).getByText(/Assessment 1 of the file, “Bank”, cannot be used and is left out.*teams/).waitFor();
  await apply(page);
  await said(page, /What is open has all of it already\. .*“DevSecOps assessment” was here already/);
});

test('full storage gives a sentence and loses nothing', async (visit) => {
  const page = await visit.open();
  await importFile(page, SHOP, 'Open instead');
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`Team ${at}`, ACTIVITIES.map(() => ({ stage: 'fully', note: randomBytes(60).toString('base64') }))]),
  );
  const big = JSON.parse(assessmentFile({ id: 'e2e-big', title: 'Big', teams: many }).text);
  const all = { format: 'dsomm-assessments', version: 1, open: 'e2e-shop', assessments: [JSON.parse(SHOP.text), big] };
  await page.evaluate(() => localStorage.setItem('other', 'x'.repeat(4_900_000)));
  await offer(page, { name: 'all.dsomm.json', text: JSON.stringify(all) });
  await importDialog(page).getByRole('checkbox', { name: /^Big/ }).waitFor();
  await apply(page);
  await said(page, /“Big”: Not saved: the browser's storage is full/);
  assert.ok(!(await titles(page)).includes('Big'));
  await reload(page);
  assert.ok((await titles(page)).includes('Shop (open)'));
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Fully implemented');
});

test('a page that is read-only stores nothing of a file', async (visit) => {
  const page = await visit.open();
  await importFile(page, SHOP, 'Open instead');
  const text = JSON.stringify({
    format: 'dsomm-assessments',
    version: 1,
    assessments: [JSON.parse(SHOP.text), JSON.parse(BANK.text)],
  });
  await page.goto(new URL('?readonly=1#/', visit.address()).href);
  await ready(page);
  const ids = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.endsWith('/head')));
  const before = await ids();
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'all.dsomm.json'));
    return transfer;
  }, text);
  await page.getByRole('main').dispatchEvent('drop', { dataTransfer: data });
  // It is refused at the door: there is no preview of what cannot be taken.
  await said(page, /Read-only: nothing can be changed here/);
  assert.equal(await importDialog(page).isVisible(), false);
  assert.deepEqual(await ids(), before);
});

for (const [what, search] of [
  ['id', (activity) => `?uuid=${activity.id}`],
  ['name', (activity) => `?name=${encodeURIComponent(activity.name).replaceAll('%20', '+')}`],
  ['hash', (activity) => `#${activity.id}`],
]) {
  test(`a link by ${what} finds an activity that only an extension brings`, async (visit) => {
    const page = await visit.open();
    const text = JSON.parse(SHOP.text);
    text.model_extensions = ['agentic-ai'];
    await importFile(page, { name: 'x.dsomm.json', text: JSON.stringify(text) }, 'Open instead');
    const model = await page.evaluate(() => fetch('model/extensions/agentic-ai.json').then((got) => got.json()));
    const activity = firstActivity(model);
    await page.goto(new URL(search(activity), visit.address()).href);
    if (what === 'hash') await page.reload();
    await ready(page);
    await heading(page, activity.name).waitFor();
  });
}

function firstActivity(model) {
  for (const [dimension, parts] of Object.entries(model)) {
    if (dimension === 'meta' || dimension.startsWith('_')) continue;
    for (const activities of Object.values(parts)) {
      for (const [name, { uuid }] of Object.entries(activities)) if (uuid) return { name, id: uuid };
    }
  }
  throw new Error('no activity');
}
