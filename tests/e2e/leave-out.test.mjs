// Not applicable for a dimension or a part of it at once.

import assert from 'node:assert/strict';
import {
  assessmentFile,
  eventually,
  goToRoute,
  importFile,
  said,
  saved,
  showTeam,
  test,
} from './support.mjs';

const ROUTE = '#/dimension/implementation';

/** Opens the form of the dimension that is shown. */
async function openForm(page) {
  await goToRoute(page, ROUTE, 'Implementation');
  await page.getByText('Set a part to not applicable', { exact: true }).click();
  const form = page.getByRole('form', { name: 'Set a part to not applicable' });
  await form.waitFor();
  return form;
}

/** How many answers the form says it changes. */
async function changes(form) {
  const words = await form.getByRole('status').innerText();
  return Number(words.match(/^Changes (\d+) answer/)[1]);
}

/** How many activities of the dimension that is shown are not applicable. */
function left(page) {
  return page.getByRole('listitem').filter({ hasText: 'Not applicable' }).count();
}

test('a whole dimension becomes not applicable in one step, with one reason', async (visit) => {
  const page = await visit.open(ROUTE);
  const form = await openForm(page);
  const count = await changes(form);
  assert.ok(count > 5, `only ${count} answers`);
  const press = form.getByRole('button', { name: 'Set to not applicable' });
  await press.click();
  await said(page, /Say why this does not apply/);
  assert.equal(await left(page), 0);
  await form.getByRole('textbox', { name: 'Reason why it does not apply' }).fill('Bought software');
  await press.click();
  await saved(page);
  await eventually(async () => assert.equal(await left(page), count));
  assert.equal(await changes(form), 0);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await eventually(async () => assert.equal(await left(page), 0));
});

test('a part becomes not applicable for several teams; what is answered stays unless asked', async (visit) => {
  const page = await visit.open(ROUTE);
  await importFile(page, assessmentFile({ teams: { Shop: [], Ledger: [] } }), 'Open instead');
  await showTeam(page, 'Shop');
  const form = await openForm(page);
  const place = form.getByRole('combobox', { name: 'What does not apply' });
  const whole = await changes(form);
  await place.selectOption({ index: 1 });
  const part = await eventually(async () => {
    const part = await changes(form);
    assert.ok(part > 0 && part < whole, `${part} of ${whole}`);
    return part;
  });
  await form.getByRole('checkbox', { name: 'Ledger' }).check();
  await eventually(async () => assert.equal(await changes(form), 2 * part));
  await form.getByRole('textbox', { name: 'Reason why it does not apply' }).fill('No such thing here');
  await form.getByRole('button', { name: 'Set to not applicable' }).click();
  await saved(page);
  await eventually(async () => assert.equal(await left(page), part));
  await eventually(async () => {
    assert.match(await form.getByRole('status').innerText(), /Keeps \d+ answers that are there already/);
  });
  await form.getByRole('checkbox', { name: 'Also where there is an answer already' }).check();
  await form.getByRole('textbox', { name: 'Reason why it does not apply' }).fill('Another reason');
  await eventually(async () => assert.equal(await changes(form), 2 * part));
  await showTeam(page, 'Ledger');
  await eventually(async () => assert.equal(await left(page), part));
});
