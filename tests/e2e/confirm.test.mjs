// Reviews by two: an answer is confirmed by a second person, and ready may need that.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  assessmentFile,
  choose,
  eventually,
  exportFile,
  goTo,
  importFile,
  openActivity,
  reload,
  saved,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;
const file = () => assessmentFile({ teams: { Shop: ['fully', 'fully', 'partly'] } });

const confirm = (page) => page.getByRole('button', { name: 'Confirm as second person', exact: true });
const nobody = (page) => page.getByText('No second person has confirmed this.', { exact: true });

/** Says who answers here. */
async function call(page, name) {
  await goTo(page, 'Settings');
  const field = page.getByRole('textbox', { name: 'Your name' });
  await field.fill(name);
  await field.press('Tab');
}

test('a second person confirms an answer, and a changed answer loses that', async (visit) => {
  const page = await visit.open();
  await importFile(page, file(), 'Open instead');
  await call(page, 'ben');
  await openActivity(page, FIRST);
  await nobody(page).waitFor();
  await confirm(page).click();
  const confirmed = page.getByText(/^Confirmed by ben as second person on \d{4}-\d\d-\d\d\.$/);
  await confirmed.waitFor();
  await saved(page);
  await reload(page);
  await confirmed.waitFor();
  await choose(page, FIRST.name, 'Partly implemented');
  await nobody(page).or(page.getByText('No second person has confirmed this. You gave this answer yourself.')).waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await confirmed.waitFor();
  await page.getByRole('button', { name: 'Take confirmation back' }).click();
  await nobody(page).or(page.getByText('No second person has confirmed this. You gave this answer yourself.')).waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await confirmed.waitFor();
  // What cannot be confirmed offers no button.
  await openActivity(page, ACTIVITIES[5]);
  await page.getByRole('textbox', { name: 'Owner' }).waitFor();
  assert.equal(await confirm(page).count(), 0);
});

test('with the rule only what two confirmed is ready, and the file takes it along', async (visit) => {
  const page = await visit.open();
  await importFile(page, file(), 'Open instead');
  const figure = (of) => of.getByText(/claimed ready; only these count as ready$/);
  await page.getByText(/^2 of \d+ ready$/).waitFor();
  assert.equal(await figure(page).count(), 0);
  await call(page, 'kim');
  await page.getByRole('checkbox', { name: 'Ready needs two' }).check();
  await goTo(page, 'Overview');
  await page.getByText('0 of 2 claimed ready; only these count as ready').waitFor();
  await page.getByText(/^0 of \d+ ready$/).waitFor();
  // Kim gave the answers, so somebody else has to confirm them.
  await openActivity(page, FIRST);
  await page.getByText('Waits for a second person; until then it counts as “Partly implemented”. You gave this answer yourself.').waitFor();
  assert.equal(await confirm(page).count(), 0);
  await call(page, 'ben');
  await goTo(page, 'Audit');
  await page.getByText('Shop: 2 answers to confirm').click();
  await page.getByRole('button', { name: `Confirm as second person: ${SECOND.name}` }).click();
  const table = page.getByRole('group', { name: 'Ready, and reviewed by two' });
  await eventually(async () => {
    const cells = await table.getByRole('row', { name: /^Shop/ }).getByRole('cell').allTextContents();
    assert.deepEqual(cells, ['2', '1', '50 %']);
  });
  await goTo(page, 'Overview');
  await page.getByText('1 of 2 claimed ready; only these count as ready').waitFor();
  await page.getByText(/^1 of \d+ ready$/).waitFor();
  await saved(page);
  const exported = await exportFile(page);
  const other = await visit.open('#/', { person: await visit.person() });
  await importFile(other, exported, 'Open instead');
  await figure(other).waitFor();
  await other.getByText('1 of 2 claimed ready; only these count as ready').waitFor();
});
