// Search and commands, over every page.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  answered,
  eventually,
  goTo,
  heading,
  shownTeam,
  test,
} from './support.mjs';

const FIND = { name: 'Find activities, pages, actions' };

function field(page) {
  return page.getByRole('combobox', FIND);
}

function options(page) {
  return page.getByRole('listbox', { name: 'Found' }).getByRole('option');
}

/** Types what is sought, and waits until this is the first that is found. */
async function find(page, typed, name) {
  await field(page).fill(typed);
  await eventually(async () => assert.match(await options(page).first().textContent(), name, typed));
}

test('Ctrl K finds activities, pages, teams and actions, also with slips', async (visit) => {
  const page = await visit.open();
  await answered(page);
  await page.keyboard.press('Control+k');
  await field(page).waitFor();
  await eventually(async () => assert.ok(await field(page).evaluate((it) => it === document.activeElement)));
  assert.ok((await options(page).count()) > 10, 'pages and actions before anything is typed');
  await find(page, 'histroy', /^History/);
  await page.keyboard.press('Enter');
  await heading(page, 'History').waitFor();
  assert.equal(await field(page).isVisible(), false);
  await page.keyboard.press('Control+k');
  await find(page, 'mobil', /^Mobile/);
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal(await shownTeam(page), 'Mobile'));
  const { name } = ACTIVITIES.find(({ name }) => name === 'Defined build process');
  await page.keyboard.press('Control+k');
  await find(page, 'defned bulid', new RegExp(`^${name}`));
  await options(page).first().click();
  await heading(page, name).waitFor();
  await page.keyboard.press('Control+k');
  await find(page, 'dark', /^Dark theme/);
  await page.keyboard.press('Enter');
  await eventually(async () =>
    assert.equal(await page.getByRole('combobox', { name: 'Theme' }).inputValue(), 'dark'),
  );
});

test('the arrow keys choose, Escape closes, and the focus is where it was', async (visit) => {
  const page = await visit.open();
  const undo = page.getByRole('button', { name: 'Export', exact: true });
  await undo.focus();
  await page.keyboard.press('/');
  await field(page).waitFor();
  const chosen = async () => {
    const id = await field(page).getAttribute('aria-activedescendant');
    return page.locator(`#${id}`).textContent();
  };
  const [first, second] = [await options(page).nth(0).textContent(), await options(page).nth(1).textContent()];
  assert.equal(await chosen(), first);
  await page.keyboard.press('ArrowDown');
  await eventually(async () => assert.equal(await chosen(), second));
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await eventually(async () => assert.equal(await chosen(), await options(page).last().textContent()));
  await field(page).fill('zzzzzz');
  await page.getByRole('status').getByText('Nothing found').waitFor();
  assert.equal(await field(page).getAttribute('aria-activedescendant'), null);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await eventually(async () => assert.equal(await field(page).isVisible(), false));
  await eventually(async () => assert.ok(await undo.evaluate((it) => it === document.activeElement)));
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), '');
});

test('a slash in a field is a slash', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Assess');
  const words = page.getByRole('searchbox', { name: 'Search' });
  await words.focus();
  await page.keyboard.type('a/b');
  assert.equal(await words.inputValue(), 'a/b');
  assert.equal(await field(page).count(), 0);
});
