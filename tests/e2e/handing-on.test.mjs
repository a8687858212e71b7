// What hands answers on: share links, tables, parts of the assessment. All of it is on Settings.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  ACTIVITIES,
  assessmentFile,
  chosen,
  download,
  eventually,
  goTo,
  heading,
  importDialog,
  importFile,
  offer,
  openActivity,
  ready,
  said,
  saved,
  showTeam,
  teamNames,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;
const FILE = () =>
  assessmentFile({
    id: 'e2e-handing-on',
    title: '=Shop 2026',
    teams: {
      '=Shop': [{ stage: 'fully', confirmed: '2026-03-02', note: 'a secret' }, 'partly'],
      Bank: [{ not_applicable: 'no servers' }, { not_sure: true }],
    },
  });

const card = (page, name) => page.getByRole('region', { name });

async function link(page, { team, names = true } = {}) {
  await goTo(page, 'Settings');
  const share = card(page, 'Share link');
  await share.waitFor();
  if (team) await share.getByLabel('Whose answers').selectOption({ label: team });
  if (!names) await share.getByRole('checkbox', { name: 'With title and names' }).uncheck();
  const make = share.getByRole('button', { name: 'Make a link' });
  if (await make.count()) await make.click();
  await share.getByRole('img', { name: 'QR code of the link' }).waitFor();
  return share.getByLabel('Link', { exact: true }).inputValue();
}

async function exported(page, region, button) {
  const file = await download(page, card(page, region).getByRole('button', { name: button }));
  await said(page, /Exported as /);
  return file;
}

test('a link shows its answers elsewhere, and nothing is kept before it is imported', async (visit) => {
  const page = await visit.open();
  await importFile(page, FILE(), 'Open instead');
  const address = await link(page);
  const share = card(page, 'Share link');
  await share.getByText(`2 teams, 4 answers, in ${address.length} letters. Not in it: notes`).waitFor();
  assert.ok(!decodeURIComponent(address).includes('secret'));
  await share.getByRole('button', { name: 'Copy link' }).click();
  await said(page, /in the clipboard|did not let this page write/);

  const other = await visit.open(address.slice(address.indexOf('#')), { person: await visit.person() });
  await heading(other, 'Shared answers').waitFor();
  const shared = card(other, '=Shop 2026');
  await shared.getByRole('rowheader', { name: '=Shop' }).waitFor();
  await shared.getByText(/no notes, evidence/).waitFor();
  assert.deepEqual(await teamNames(other), ['My team'], 'nothing is kept yet');
  await shared.getByRole('button', { name: 'Import into mine' }).click();
  const dialog = importDialog(other);
  await dialog.getByText(/Share link: “=Shop 2026”, 2 teams with 4 answers/).waitFor();
  await dialog.getByRole('radio', { name: 'Open instead' }).check();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await saved(other);
  assert.deepEqual((await teamNames(other)).sort(), ['=Shop', 'Bank']);
  await showTeam(other, '=Shop');
  await openActivity(other, FIRST);
  await chosen(other, FIRST.name, 'Fully implemented');
});

test('a link back into the same assessment only changes what differs', async (visit) => {
  const page = await visit.open();
  await importFile(page, FILE(), 'Open instead');
  const address = await link(page, { team: '=Shop' });
  await offer(page, { name: 'from a chat.txt', text: `${address}\n` });
  const dialog = importDialog(page);
  await dialog.getByText(/from a chat\.txt is a share link/).waitFor();
  assert.equal(await dialog.getByRole('radio').count(), 0, 'it can only be merged');
  await dialog.getByText('no difference').first().waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('a link without names has none, and a damaged one gives a sentence', async (visit) => {
  const page = await visit.open();
  await importFile(page, FILE(), 'Open instead');
  const address = await link(page, { names: false });
  const hash = address.slice(address.indexOf('#'));
  const other = await visit.open(hash, { person: await visit.person() });
  await card(other, 'Answers without names').getByRole('rowheader', { name: 'Team 2' }).waitFor();
  assert.equal(await other.getByText('Bank').count(), 0);
  const broken = await visit.open(hash.slice(0, -3), { person: await visit.person() });
  await card(broken, 'This link cannot be read').getByText(/damaged: a part of it is missing/).waitFor();
});

test('answers that were edited in a table come back', async (visit) => {
  const page = await visit.open();
  await importFile(page, FILE(), 'Open instead');
  await goTo(page, 'Settings');
  await card(page, 'Tables').waitFor();
  const file = await exported(page, 'Tables', 'Export CSV');
  assert.equal(file.name, 'shop-2026-answers.csv');
  const text = await readFile(file.path, 'utf8');
  assert.ok(text.startsWith('\ufeffteam_name,activity_name,'), text.slice(0, 40));
  assert.ok(text.includes("'=Shop,"), 'marked, so that no spreadsheet runs it');
  const lines = text.split('\r\n').map((line) =>
    line.includes(SECOND.id) && line.startsWith("'=Shop") ? line.replace(',partly,', ',fully,') : line,
  );
  await offer(page, { name: 'edited.csv', text: lines.join('\r\n') });
  const dialog = importDialog(page);
  await dialog.getByText(/edited\.csv is a table \(CSV\)/).waitFor();
  await dialog.getByText(/420 rows were read; 1 of them/).waitFor();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await saved(page);
  await showTeam(page, '=Shop');
  await openActivity(page, SECOND);
  await chosen(page, SECOND.name, 'Fully implemented');
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await chosen(page, SECOND.name, 'Partly implemented');
});

test('a workbook and Markdown are written', async (visit) => {
  const page = await visit.open();
  await importFile(page, FILE(), 'Open instead');
  await goTo(page, 'Settings');
  await card(page, 'Tables').waitFor();
  const book = await exported(page, 'Tables', 'Export XLSX');
  assert.equal(book.name, 'shop-2026.xlsx');
  const bytes = await readFile(book.path);
  assert.equal(bytes.subarray(0, 2).toString('latin1'), 'PK');
  assert.ok(bytes.includes('xl/worksheets/sheet6.xml'));
  const text = await exported(page, 'Tables', 'Export Markdown');
  assert.match(await readFile(text.path, 'utf8'), /## Answers\n\n\| team\\_name \|/);
});

test('a spreadsheet that was kept by hand is imported', async (visit) => {
  const page = await visit.open();
  await importFile(page, FILE(), 'Open instead');
  await offer(page, new URL('../fixtures/tables/kept-beside.xlsx', import.meta.url).pathname);
  const dialog = importDialog(page);
  await dialog.getByText(/kept-beside\.xlsx is a spreadsheet \(XLSX\)/).waitFor();
  await dialog.getByText(/Something of our own/).waitFor();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await saved(page);
  await showTeam(page, 'Shop');
  await openActivity(page, ACTIVITIES.find(({ name }) => name === 'Defined build process'));
  await chosen(page, 'Defined build process', 'Fully implemented');
});

test('the page reads the workbook that it wrote', async (visit) => {
  const page = await visit.open();
  await importFile(page, FILE(), 'Open instead');
  await goTo(page, 'Settings');
  await card(page, 'Tables').waitFor();
  const { path } = await exported(page, 'Tables', 'Export XLSX');
  await offer(page, { name: 'shop.xlsx', bytes: await readFile(path) });
  await importDialog(page).getByText(/420 rows were read; 0 of them/).waitFor();
});

test('a workbook that is damaged is refused', async (visit) => {
  const page = await visit.open();
  await importFile(page, FILE(), 'Open instead');
  await offer(page, { name: 'torn.xlsx', bytes: Buffer.from('PK\u0003\u0004 xl/workbook.xml', 'latin1') });
  await said(page, /“torn\.xlsx” is no workbook that can be read/);
});

test('a part of the assessment is a file that says less', async (visit) => {
  const page = await visit.open();
  await importFile(page, FILE(), 'Open instead');
  await goTo(page, 'Settings');
  const parts = card(page, 'A part as a file');
  await parts.getByLabel('Whose answers').selectOption({ label: '=Shop' });
  await parts.getByRole('checkbox', { name: 'Without notes' }).check();
  const one = await exported(page, 'A part as a file', 'Export part');
  await parts.getByText('Other teams, with their answers: 1.').waitFor();
  const file = JSON.parse(await readFile(one.path, 'utf8'));
  assert.deepEqual(Object.values(file.teams).map(({ name }) => name), ['=Shop']);
  assert.equal(file.id, 'e2e-handing-on');
  await parts.getByRole('checkbox', { name: 'Anonymous' }).check();
  const nobody = await exported(page, 'A part as a file', 'Export part');
  const text = await readFile(nobody.path, 'utf8');
  for (const secret of ['Shop', 'secret', 'kim', 'e2e-handing-on']) assert.ok(!text.includes(secret), secret);
  await ready(page);
  await eventually(async () => assert.equal(await parts.getByRole('listitem').count(), 3));
});
