// Teams: added, renamed, deleted; whatever a name holds, it is text.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  answers,
  assessmentFile,
  choose,
  dimensions,
  eventually,
  exportFile,
  goTo,
  goToRoute,
  importDialog,
  importFile,
  offer,
  openActivity,
  reload,
  results,
  said,
  saved,
  shownTeam,
  showTeam,
  teamNames,
  test,
} from './support.mjs';

const [FIRST] = ACTIVITIES;
const STRANGE = "Bob's <b>No</b>";

async function addTeam(page, name) {
  await page.getByRole('textbox', { name: 'New team' }).fill(name);
  await page.getByRole('button', { name: 'Add team' }).click();
}

async function teamsAre(page, names) {
  await eventually(async () => assert.deepEqual(await teamNames(page), names));
}

test('a team that is added is shown at once', async (visit) => {
  const page = await visit.open('#/teams');
  await addTeam(page, 'Payments');
  await teamsAre(page, ['My team', 'Payments']);
  assert.equal(await shownTeam(page), 'Payments');
  await saved(page);
  assert.match((await results(page)).radar, /Payments/);
});

test('a team can be renamed', async (visit) => {
  const page = await visit.open('#/teams');
  const name = page.getByRole('textbox', { name: 'Name of My team' });
  await name.fill('Payments');
  await name.press('Tab');
  await teamsAre(page, ['Payments']);
  await page.getByRole('textbox', { name: 'Name of Payments' }).waitFor();
  await saved(page);
  await reload(page);
  await teamsAre(page, ['Payments']);
});

test('deleting a team and undoing it', async (visit) => {
  const page = await visit.open('#/teams');
  await addTeam(page, 'Payments');
  await page.getByRole('button', { name: 'Delete Payments' }).click();
  await teamsAre(page, ['My team']);
  assert.equal(await shownTeam(page), 'My team');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await teamsAre(page, ['My team', 'Payments']);
  await saved(page);
  await reload(page);
  await teamsAre(page, ['My team', 'Payments']);
});

test('the last team cannot be deleted', async (visit) => {
  const page = await visit.open('#/teams');
  const remove = page.getByRole('button', { name: 'Delete My team' });
  assert.ok(await remove.isDisabled());
  // It can have the focus, so a key press has to be refused, too.
  await remove.focus();
  await page.keyboard.press('Enter');
  await teamsAre(page, ['My team']);
  await addTeam(page, 'Payments');
  await remove.click();
  await teamsAre(page, ['Payments']);
});

test('with a file that has no team, Assess leads to a new one', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: {} }), 'Open instead');
  await teamsAre(page, []);
  await goTo(page, 'Assess');
  await page.getByRole('main').getByRole('link', { name: 'Add the first one' }).click();
  await addTeam(page, 'Payments');
  await teamsAre(page, ['Payments']);
  await goTo(page, 'Assess');
  await choose(page, FIRST.name, 'Started');
  await saved(page);
});

test('two teams may not have the same name, and an empty name is refused', async (visit) => {
  const page = await visit.open('#/teams');
  await addTeam(page, 'My team');
  await said(page, /is taken/);
  await addTeam(page, '  ');
  await said(page, /name is needed/);
  await teamsAre(page, ['My team']);
});

test('teams can be put into another order', async (visit) => {
  const page = await visit.open('#/teams');
  await addTeam(page, 'Payments');
  await page.getByRole('button', { name: 'Move Payments up' }).click();
  await teamsAre(page, ['Payments', 'My team']);
  await saved(page);
  await reload(page);
  await teamsAre(page, ['Payments', 'My team']);
});

test('each team has answers of its own', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['fully'], Mobile: ['started'] } }));
  await openActivity(page, FIRST);
  const table = page.getByRole('region', { name: 'All teams' }).getByRole('table');
  await table.getByRole('row', { name: /Shop Fully implemented/ }).waitFor();
  await table.getByRole('row', { name: /Mobile Started/ }).waitFor();
  await showTeam(page, 'Shop');
  const shop = await results(page);
  await showTeam(page, 'Mobile');
  assert.notDeepEqual(await results(page), shop);
});

test('a name with markup is text everywhere', async (visit) => {
  const page = await visit.open('#/teams');
  const name = page.getByRole('textbox', { name: 'Name of My team' });
  await name.fill(STRANGE);
  await name.press('Tab');
  await saved(page);
  await isText(page);
});

test('a name with markup survives a reload', async (visit) => {
  const page = await visit.open('#/teams');
  await addTeam(page, STRANGE);
  await saved(page);
  await reload(page);
  await isText(page);
});

test('a name with markup survives export and import', async (visit) => {
  const page = await visit.open('#/teams');
  await addTeam(page, STRANGE);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  const before = await results(page);
  const file = await exportFile(page);
  const names = Object.values(JSON.parse(file.text).teams).map((team) => team.name);
  assert.deepEqual(names.toSorted(), [STRANGE, 'My team']);
  const other = await visit.open('#/', { person: await visit.person() });
  await offer(other, file);
  await importDialog(other).getByRole('rowheader', { name: STRANGE, exact: true }).waitFor();
  await importDialog(other).getByRole('button', { name: 'Apply' }).click();
  await saved(other);
  await showTeam(other, STRANGE);
  assert.deepEqual(await results(other), before);
  await isText(other);
});

/** On every page that names the team, its name is there letter by letter, and made no element. */
async function isText(page) {
  const main = page.getByRole('main');
  const noMarkup = async (where) => {
    const made = await page.evaluate(
      () => [...document.querySelectorAll('b')].filter((b) => b.textContent === 'No').length,
    );
    assert.equal(made, 0, `no element made from the name on ${where}`);
  };
  assert.equal(await shownTeam(page), STRANGE);
  for (const route of ['Overview', 'Assess']) {
    await goTo(page, route);
    await main.getByText(STRANGE).first().waitFor();
    await noMarkup(route);
  }
  const { radar } = await results(page);
  assert.ok(radar.includes(STRANGE), radar);
  for (const { name, route } of await dimensions(page)) {
    await goToRoute(page, route, name);
    await main.getByRole('img', { name: /^Radar: / }).waitFor();
    const label = await main.getByRole('img').first().getAttribute('aria-label');
    assert.ok(label.includes(STRANGE), label);
    await noMarkup(name);
  }
  await openActivity(page, FIRST);
  await answers(page, FIRST.name).waitFor();
  await main.getByText(STRANGE).first().waitFor();
  await noMarkup('an activity');
  await goTo(page, 'Teams');
  await page.getByRole('button', { name: `Delete ${STRANGE}`, exact: true }).waitFor();
  const field = page.getByRole('textbox', { name: `Name of ${STRANGE}`, exact: true });
  assert.equal(await field.inputValue(), STRANGE);
  await noMarkup('Teams');
}
