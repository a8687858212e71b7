// Answering: what is chosen counts, is kept, and can be taken back.

import assert from 'node:assert/strict';
import { isFocused } from './focus.mjs';
import {
  ACTIVITIES,
  answer,
  answers,
  assessmentFile,
  choose,
  chosen,
  coverage,
  eventually,
  goTo,
  goToRoute,
  heading,
  importFile,
  openActivity,
  ready,
  reload,
  results,
  said,
  saved,
  shownTeam,
  shows,
  showTeam,
  teamNames,
  test,
} from './support.mjs';

const [FIRST, SECOND, THIRD] = ACTIVITIES;
const ALL = ACTIVITIES.length;

test('a newcomer is one click away from the first answer', async (visit) => {
  const page = await visit.open('');
  await heading(page, 'Overview').waitFor();
  for (const name of ['Overview', 'Assess', 'Teams', 'Help']) {
    const nav = page.getByRole('navigation', { name: 'Main' });
    await nav.getByRole('link', { name, exact: true }).waitFor();
  }
  await page.getByRole('main').getByRole('link', { name: /first activity/i }).click();
  await heading(page, 'Assess').waitFor();
  await answer(page, FIRST.name, 'Fully implemented').waitFor();
});

test('an answer is saved and changes the radar and the numbers', async (visit) => {
  const page = await visit.open();
  const before = await results(page);
  assert.match(before.radar, /^Radar: /);
  await goTo(page, 'Assess');
  await choose(page, FIRST.name, 'Fully implemented');
  assert.equal((await saved(page)).trim(), 'Saved');
  const after = await results(page);
  assert.notEqual(after.radar, before.radar);
  assert.notDeepEqual(after.table, before.table);
  assert.notDeepEqual(after.figures, before.figures);
  await coverage(page, 1);
});

test('the answers are the stages, then "Not applicable" and "Not sure"', async (visit) => {
  const page = await visit.open('#/assess');
  await answers(page, FIRST.name).waitFor();
  const radios = answers(page, FIRST.name).getByRole('radio');
  const names = [
    'Not implemented',
    'Started',
    'Partly implemented',
    'Fully implemented',
    'Not applicable',
    'Not sure',
  ];
  assert.equal(await radios.count(), names.length);
  for (const [at, name] of names.entries()) {
    await radios.nth(at).and(answer(page, FIRST.name, name)).waitFor();
  }
});

test('a reload keeps answer, note and team', async (visit) => {
  const page = await visit.open();
  await fillIn(page);
  const before = await results(page);
  await reload(page);
  await isAsFilledIn(page);
  await shows(page, before);
});

test('a closed tab keeps answer, note and team for the next one', async (visit) => {
  const page = await visit.open();
  await fillIn(page);
  const before = await results(page);
  await page.close();
  const next = await visit.open();
  await isAsFilledIn(next);
  await shows(next, before);
});

async function fillIn(page) {
  await goTo(page, 'Teams');
  await page.getByRole('textbox', { name: 'New team' }).fill('Payments');
  await page.getByRole('button', { name: 'Add team' }).click();
  await goTo(page, 'Assess');
  await choose(page, FIRST.name, 'Partly implemented');
  await page.getByRole('textbox', { name: 'Note' }).fill('Half of it.\nAsk Ida.');
  await page.getByRole('textbox', { name: 'Note' }).blur();
  await saved(page);
}

async function isAsFilledIn(page) {
  assert.equal(await shownTeam(page), 'Payments');
  assert.deepEqual(await teamNames(page), ['My team', 'Payments']);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Partly implemented');
  assert.equal(await page.getByRole('textbox', { name: 'Note' }).inputValue(), 'Half of it.\nAsk Ida.');
  await showTeam(page, 'My team');
  await chosen(page, FIRST.name, null);
  await showTeam(page, 'Payments');
}

test('a note that is still being typed survives a reload', async (visit) => {
  const page = await visit.open(`#/activity/${FIRST.id}`);
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.pressSequentially('Not yet done typing');
  await reload(page);
  await eventually(async () => assert.equal(await note.inputValue(), 'Not yet done typing'));
});

test('a note that is still being typed survives going back in the browser', async (visit) => {
  const page = await visit.open();
  await openActivity(page, FIRST);
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.pressSequentially('Not yet done typing');
  await page.goBack();
  await heading(page, 'Overview').waitFor();
  await openActivity(page, FIRST);
  await eventually(async () => assert.equal(await note.inputValue(), 'Not yet done typing'));
});

test('"Not applicable" counts once it has a reason', async (visit) => {
  const page = await visit.open('#/assess');
  await choose(page, FIRST.name, 'Not applicable');
  const reason = page.getByRole('textbox', { name: /reason/i });
  await reason.waitFor();
  await coverage(page, 0);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Not applicable');
  await reason.fill('We build nothing ourselves.');
  await reason.blur();
  await saved(page);
  await coverage(page, 1);
  assert.match((await results(page)).figures.join(' | '), new RegExp(`0 of ${ALL - 1} ready`));
});

test('"Not sure" counts as answered and scores nothing', async (visit) => {
  const page = await visit.open('#/assess');
  const before = await results(page);
  await goTo(page, 'Assess');
  await choose(page, FIRST.name, 'Not sure');
  await saved(page);
  await coverage(page, 1);
  const after = await results(page);
  assert.equal(after.radar, before.radar);
  const scores = ({ table }) => table.map((row) => row.slice(0, 3));
  assert.deepEqual(scores(after), scores(before));
});

test('an answer can be cleared', async (visit) => {
  const page = await visit.open('#/assess');
  const before = await results(page);
  await goTo(page, 'Assess');
  await choose(page, FIRST.name, 'Fully implemented');
  await page.getByRole('button', { name: 'Clear answer' }).click();
  await chosen(page, FIRST.name, null);
  await saved(page);
  await shows(page, before);
});

test('on Assess, keys answer and lead from activity to activity', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Assess');
  await answers(page, FIRST.name).waitFor();
  const stages = ['Not implemented', 'Started', 'Partly implemented', 'Fully implemented'];
  for (const [at, name] of stages.entries()) {
    await page.keyboard.press(String(at + 1));
    await chosen(page, FIRST.name, name);
  }
  await page.keyboard.press('s');
  await chosen(page, FIRST.name, 'Not sure');
  await page.keyboard.press('j');
  await chosen(page, SECOND.name, null);
  await page.keyboard.press('2');
  await chosen(page, SECOND.name, 'Started');
  await page.keyboard.press('j');
  await chosen(page, THIRD.name, null);
  await page.keyboard.press('k');
  await chosen(page, SECOND.name, 'Started');
  await page.keyboard.press('k');
  await chosen(page, FIRST.name, 'Not sure');
});

test('the key n asks for the reason at once, and there letters are text', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Assess');
  await answers(page, FIRST.name).waitFor();
  await page.keyboard.press('n');
  await chosen(page, FIRST.name, 'Not applicable');
  const reason = page.getByRole('textbox', { name: /reason/i });
  await eventually(async () => assert.ok(await isFocused(reason), 'the reason has the focus'));
  await page.keyboard.type('just 1 knows');
  await page.keyboard.press('Tab');
  assert.equal(await reason.inputValue(), 'just 1 knows');
  await chosen(page, FIRST.name, 'Not applicable');
  await coverage(page, 1);
});

test('the keys of Assess work when it is the first page that is opened', async (visit) => {
  const page = await visit.open('#/assess');
  await answers(page, FIRST.name).waitFor();
  await page.keyboard.press('4');
  await chosen(page, FIRST.name, 'Fully implemented');
});

test('the keys of Assess still work after a click beside the answers', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Assess');
  await answers(page, FIRST.name).waitFor();
  // A paragraph takes no focus, so it goes to the page itself.
  await page.getByRole('main').getByText(`0 of ${ALL} answered`).click();
  await page.keyboard.press('4');
  await chosen(page, FIRST.name, 'Fully implemented');
});

test('the keys of Assess still work after "Clear answer"', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Assess');
  await choose(page, FIRST.name, 'Started');
  await page.getByRole('button', { name: 'Clear answer' }).click();
  await chosen(page, FIRST.name, null);
  await page.keyboard.press('4');
  await chosen(page, FIRST.name, 'Fully implemented');
});

test('Assess goes on where the answers end', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['fully', 'partly'] } }));
  await goTo(page, 'Assess');
  await chosen(page, THIRD.name, null);
});

test('buttons undo and redo', async (visit) => {
  const page = await visit.open('#/assess');
  await choose(page, FIRST.name, 'Started');
  await choose(page, FIRST.name, 'Fully implemented');
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  const redo = page.getByRole('button', { name: 'Redo', exact: true });
  await undo.click();
  await chosen(page, FIRST.name, 'Started');
  await undo.click();
  await chosen(page, FIRST.name, null);
  await redo.click();
  await redo.click();
  await chosen(page, FIRST.name, 'Fully implemented');
  await saved(page);
});

test('Ctrl+Z undoes, Ctrl+Shift+Z redoes', async (visit) => {
  const page = await visit.open('#/assess');
  await choose(page, FIRST.name, 'Fully implemented');
  await page.keyboard.press('Control+z');
  await chosen(page, FIRST.name, null);
  await said(page, /^Undone/);
  await page.keyboard.press('Control+Shift+Z');
  await chosen(page, FIRST.name, 'Fully implemented');
  await said(page, /^Redone/);
});

test('in a text field Ctrl+Z belongs to the text', async (visit) => {
  const page = await visit.open('#/assess');
  await choose(page, FIRST.name, 'Fully implemented');
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.pressSequentially('oops');
  await page.keyboard.press('Control+z');
  await eventually(async () => assert.notEqual(await note.inputValue(), 'oops'));
  await chosen(page, FIRST.name, 'Fully implemented');
});

test('what was undone is stored as undone', async (visit) => {
  const page = await visit.open('#/assess');
  await choose(page, FIRST.name, 'Started');
  await choose(page, FIRST.name, 'Fully implemented');
  await page.keyboard.press('Control+z');
  await chosen(page, FIRST.name, 'Started');
  await saved(page);
  await reload(page);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Started');
});

test('an import can be undone and redone', async (visit) => {
  const page = await visit.open('#/assess');
  await choose(page, FIRST.name, 'Started');
  await saved(page);
  const before = await results(page);
  await importFile(page, assessmentFile({ teams: { Shop: ['fully', 'fully'] } }), 'Open instead');
  await eventually(async () => assert.deepEqual(await teamNames(page), ['Shop']));
  const imported = await results(page);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await shows(page, before);
  await saved(page);
  await page.keyboard.press('Control+Shift+Z');
  await shows(page, imported);
  await page.keyboard.press('Control+z');
  await shows(page, before);
  await saved(page);
  await reload(page);
  await shows(page, before);
});

test('a deleted team comes back with its answers by undo', async (visit) => {
  const page = await visit.open();
  await importFile(
    page,
    assessmentFile({ teams: { Shop: ['fully', 'partly'], Mobile: ['started'] } }),
  );
  await showTeam(page, 'Shop');
  const before = await results(page);
  await goTo(page, 'Teams');
  await page.getByRole('button', { name: 'Delete Shop' }).click();
  await eventually(async () => assert.deepEqual(await teamNames(page), ['Mobile']));
  await page.keyboard.press('Control+z');
  await eventually(async () => assert.deepEqual(await teamNames(page), ['Shop', 'Mobile']));
  await saved(page);
  await showTeam(page, 'Shop');
  await shows(page, before);
  await reload(page);
  await showTeam(page, 'Shop');
  await shows(page, before);
});

test('the list of Assess answers too', async (visit) => {
  const page = await visit.open('#/assess');
  await page.getByRole('button', { name: 'List', exact: true }).click();
  await choose(page, FIRST.name, 'Fully implemented');
  await choose(page, THIRD.name, 'Not sure');
  await saved(page);
  await coverage(page, 2);
  await goToRoute(page, `#/assess/${THIRD.id}`, 'Assess');
  await chosen(page, THIRD.name, 'Not sure');
});

test('rows that were asked for with "Show more" stay when one of them is answered', async (visit) => {
  const page = await visit.open('#/assess');
  await page.getByRole('button', { name: 'List', exact: true }).click();
  await page.getByRole('button', { name: /^Show more/ }).click();
  const { name } = ACTIVITIES[50];
  await choose(page, name, 'Fully implemented');
  await saved(page);
  await chosen(page, name, 'Fully implemented');
});

test('what has just been answered stays in a list of unanswered activities', async (visit) => {
  const page = await visit.open('#/assess');
  await page.getByRole('button', { name: 'List', exact: true }).click();
  await page.getByRole('combobox', { name: 'Answer' }).selectOption({ label: 'Unanswered' });
  await choose(page, SECOND.name, 'Fully implemented');
  await saved(page);
  await chosen(page, SECOND.name, 'Fully implemented');
});

test('filters narrow down what is asked', async (visit) => {
  const page = await visit.open('#/assess');
  await page.getByRole('searchbox', { name: 'Search' }).fill(SECOND.name);
  await answers(page, SECOND.name).waitFor();
  await page.getByRole('combobox', { name: 'Level' }).selectOption({ label: 'Level 5' });
  await page.getByRole('heading', { name: 'No activity matches' }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await answers(page, FIRST.name).waitFor();
  assert.equal(await page.getByRole('searchbox', { name: 'Search' }).inputValue(), '');
});

test('the program says so when the model is missing', async (visit) => {
  visit.allow(/Failed to load resource|preload/);
  const person = await visit.person();
  await person.route(/outline\.json$/, (route) => route.fulfill({ status: 404 }));
  const page = await visit.tab(person);
  await page.goto(visit.address());
  await page.getByRole('heading', { level: 1, name: /could not be loaded/ }).waitFor();
  await page.getByText(/the server answered 404/).waitFor();
  await person.unroute(/outline\.json$/);
  await page.getByRole('link', { name: 'Reload' }).click();
  await ready(page);
});
