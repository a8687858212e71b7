// Audit: a sample is drawn, looked at claim by claim, and its result counted.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { isAccessible } from './axe.mjs';
import {
  ACTIVITIES,
  chosen,
  download,
  eventually,
  everything,
  goTo,
  openActivity,
  reload,
  said,
  saved,
  showTeam,
  test,
} from './support.mjs';

async function open(visit, options) {
  const page = await visit.open('#/', options);
  await everything(page);
  await goTo(page, 'Audit');
  return page;
}

/** Draws a sample of so many claims. */
async function draw(page, size, { seed = 'seed', name } = {}) {
  const form = page.getByRole('form', { name: 'Sample' });
  if (!(await form.isVisible())) await page.getByText('Draw a sample', { exact: true }).click();
  await form.getByRole('spinbutton', { name: 'Claims' }).fill(String(size));
  await form.getByRole('textbox', { name: 'Seed' }).fill(seed);
  if (name) await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('button', { name: 'Draw the sample' }).click();
  await results(page).first().waitFor();
}

const results = (page) => page.getByRole('radiogroup', { name: /^Result: / });
const names = (page) =>
  results(page).evaluateAll((groups) => groups.map((group) => group.getAttribute('aria-label')));
const counted = (page) => page.getByText(/^Of \d+ claims? in the sample, /);

test('the same seed draws the same sample, another one another', async (visit) => {
  const page = await open(visit);
  await draw(page, 6, { seed: 'one', name: 'First' });
  const first = await names(page);
  assert.equal(first.length, 6);
  await draw(page, 6, { seed: 'one', name: 'Second' });
  await page.getByRole('heading', { name: 'Second' }).waitFor();
  assert.deepEqual(await names(page), first);
  await draw(page, 6, { seed: 'two', name: 'Third' });
  await page.getByRole('heading', { name: 'Third' }).waitFor();
  assert.notDeepEqual(await names(page), first);
  await page.getByRole('combobox', { name: 'Shown' }).selectOption({ label: 'First' });
  await page.getByRole('heading', { name: 'First' }).waitFor();
  assert.deepEqual(await names(page), first);
});

test('results are recorded with the keyboard, counted, kept, and taken back', async (visit) => {
  const page = await open(visit);
  await draw(page, 4);
  await page.getByText(/^Of 4 claims in the sample, 0 held, 0 did not hold and 0 could not be seen\. 4 wait/).waitFor();
  const first = results(page).first();
  await first.getByRole('radio', { name: 'Held', exact: true }).focus();
  await page.keyboard.press('Space');
  await page.getByText(/1 held, 0 did not hold and 0 could not be seen\. 3 wait/).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByText(/0 held, 1 did not hold and 0 could not be seen\. 3 wait/).waitFor();
  assert.ok(await first.getByRole('radio', { name: 'Did not hold' }).isChecked());
  await page.keyboard.press('Tab');
  await page.keyboard.type('Only on paper');
  await saved(page);
  await reload(page);
  await page.getByRole('heading', { name: 'Audit', exact: true }).waitFor();
  const remark = page.getByRole('textbox', { name: /^Remark: / }).first();
  assert.equal(await remark.inputValue(), 'Only on paper');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await eventually(async () => assert.equal(await remark.inputValue(), ''));
  await page.getByRole('button', { name: 'Redo', exact: true }).click();
  await eventually(async () => assert.equal(await remark.inputValue(), 'Only on paper'));
});

test('a claim that did not hold becomes partly or not sure with one click', async (visit) => {
  const page = await open(visit);
  await draw(page, 2);
  const [first] = await names(page);
  const [activity, team] = first.replace('Result: ', '').split(/, (?=[^,]*$)/);
  await page.getByRole('button', { name: `Set to “Partly implemented”: ${activity}, ${team}` }).waitFor({ state: 'hidden' });
  await results(page).first().getByRole('radio', { name: 'Could not be seen' }).check();
  await page.getByRole('button', { name: `Set to “Partly implemented”: ${activity}, ${team}` }).click();
  await page.getByText('The answer says now: Partly implemented.').waitFor();
  await saved(page);
  await showTeam(page, team);
  await openActivity(page, ACTIVITIES.find(({ name }) => name === activity));
  await chosen(page, activity, 'Partly implemented');
});

test('a finished audit can be looked at, but not changed', async (visit) => {
  const page = await open(visit);
  await draw(page, 3);
  await page.getByRole('button', { name: 'Finish audit' }).click();
  await said(page, /No claim of this audit was looked at yet/);
  for (const group of await results(page).all()) await group.getByRole('radio', { name: 'Held', exact: true }).check();
  await page.getByText('100 % of those looked at held; of all such claims, between 29 % and 100 % do.').waitFor();
  const table = page.getByRole('group', { name: 'Claimed and confirmed' });
  const all = await table.getByRole('row', { name: /^All / }).getByRole('cell').allTextContents();
  assert.deepEqual(all.slice(1), ['3', '3', '0', '0', '100 %', '29 % to 100 %']);
  await page.getByRole('button', { name: 'Finish audit' }).click();
  await page.getByText('Finished: nothing of it can be changed any more.').waitFor();
  assert.ok(await results(page).first().getByRole('radio').first().isDisabled());
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByRole('button', { name: 'Finish audit' }).waitFor();
  await page.getByRole('button', { name: 'Remove audit' }).click();
  await results(page).first().waitFor({ state: 'hidden' });
});

test('what is shown of the claims can be chosen', async (visit) => {
  const page = await open(visit);
  await draw(page, 3);
  await results(page).first().getByRole('radio', { name: 'Did not hold' }).check();
  await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption({ label: 'Not looked at yet' });
  await eventually(async () => assert.equal(await results(page).count(), 2));
  await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption({ label: 'Not confirmed' });
  await eventually(async () => assert.equal(await results(page).count(), 1));
});

for (const width of [1440, 390]) {
  test(`the audit is accessible, ${width} px`, async (visit) => {
    const person = await visit.person({ viewport: { width, height: 844 } });
    const page = await open(visit, { person });
    await isAccessible(page, 'before the first sample');
    await draw(page, 5);
    await results(page).first().getByRole('radio', { name: 'Did not hold' }).check();
    await page.getByRole('button', { name: /^Set to “Not sure”: / }).waitFor();
    await isAccessible(page, 'an audit');
    assert.ok((await counted(page).count()) === 1);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide`);
  }, 180_000);
}

/** Presses a button that makes a file; returns its name and text. */
async function exported(page, button) {
  const { name, path } = await download(page, page.getByRole('button', { name: button, exact: true }));
  return { name, text: await readFile(path, 'utf8') };
}

test('an exception that is over counts as unanswered and is listed', async (visit) => {
  const page = await open(visit);
  const card = page.getByRole('region', { name: 'Exceptions' });
  await card.getByText(/ 0 over, /).waitFor();
  const row = card.getByRole('row').filter({ hasText: 'The platform team does this.' }).first();
  const name = await row.getByRole('rowheader').textContent();
  const team = await row.getByRole('cell').first().textContent();
  await showTeam(page, team);
  await openActivity(page, ACTIVITIES.find((activity) => activity.name === name));
  await page.getByLabel(/^Not applicable until/).first().fill('2026-01-31');
  await page.getByText('That day is over, so this counts as unanswered.').first().waitFor();
  await goTo(page, 'Audit');
  await card.getByText(/ 1 over, /).waitFor();
  const first = card.getByRole('row').nth(1);
  assert.equal(await first.getByRole('rowheader').textContent(), name);
  assert.equal(await first.getByRole('cell').last().textContent(), '2026-01-31, over');
});

test('the statement of applicability lists what the model does not touch too', async (visit) => {
  const page = await open(visit);
  const card = page.getByRole('region', { name: 'Statement of applicability' });
  await card.getByText(/93 controls: /).waitFor();
  await card.getByText('All controls', { exact: true }).click();
  await eventually(async () => assert.equal(await card.getByRole('rowheader').count(), 93));
  await card.getByRole('row', { name: /^A\.7\.4 Physical security monitoring Not decided here/ }).waitFor();
  await card.getByRole('combobox', { name: 'Standard' }).selectOption({ label: 'ISO 27001:2017' });
  await card.getByRole('row', { name: /^A\.14\.2\.1 / }).waitFor();
  const { name, text } = await exported(page, 'Statement as CSV');
  assert.equal(name, 'shop-2026-iso27001-2017-statement.csv');
  assert.match(text, /\r\nA\.5\.1\.1,Policies for information security,/);
});

test('files for governance tools and a calendar are exported', async (visit) => {
  const page = await open(visit);
  const calendar = await exported(page, 'Export calendar');
  assert.equal(calendar.name, 'shop-2026.ics');
  assert.match(calendar.text, /^BEGIN:VCALENDAR\r\n/);
  const oscal = await exported(page, 'Export OSCAL');
  assert.equal(JSON.parse(oscal.text)['assessment-results'].results.length, 2);
  await page.getByRole('combobox', { name: 'Of', exact: true }).selectOption({ label: 'Shop' });
  const attestations = await exported(page, 'Export attestations');
  assert.equal(attestations.name, 'shop-2026.cdx.json');
  assert.equal(JSON.parse(attestations.text).declarations.targets.organizations[0].name, 'Shop');
});
