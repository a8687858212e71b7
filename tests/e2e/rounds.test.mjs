// What there is beside an answer: evidence, owners, groups, inheritance, stages, targets, plans,
// cycles, and decisions where two copies disagree.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  answer,
  assessmentFile,
  choose,
  chosen,
  coverage,
  eventually,
  everything,
  everythingFile,
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
  showTeam,
  test,
} from './support.mjs';

const [FIRST, SECOND, THIRD] = ACTIVITIES;

/** A figure of the Overview: "Evidenced 50 % 1 of 2 ready activities proven". */
async function figure(page, name) {
  await goTo(page, 'Overview');
  const term = page.getByRole('main').locator('dl > div', { hasText: name });
  return (await term.innerText()).replace(/\s+/g, ' ');
}

async function figureIs(page, name, wanted) {
  await eventually(async () => assert.equal(await figure(page, name), `${name} ${wanted}`));
}

/** On the page of an activity: waits for what is beside the answer. */
async function beside(page) {
  await page.getByRole('button', { name: 'Add evidence' }).waitFor();
}

test('evidence makes the difference between claimed and evidenced, and stays', async (visit) => {
  const page = await visit.open();
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  await figureIs(page, 'Evidenced', '0 % 0 of 1 ready activity proven');
  await openActivity(page, FIRST);
  await beside(page);
  await page.getByRole('button', { name: 'Add evidence' }).click();
  const form = page.getByRole('form', { name: 'Piece of evidence' });
  await form.getByRole('textbox', { name: 'Title' }).fill('Bob\'s <b>proof</b>');
  await form.getByRole('textbox', { name: 'Links, one per line' }).fill('https://example.org/a\njavascript:alert(1)');
  await form.getByRole('textbox', { name: 'Reviewer' }).fill('Ida');
  await form.getByRole('button', { name: 'Save evidence' }).click();
  await saved(page);
  await figureIs(page, 'Evidenced', '100 % 1 of 1 ready activity proven');
  await reload(page);
  await openActivity(page, FIRST);
  await beside(page);
  const evidence = page.getByRole('region', { name: 'Evidence' });
  await evidence.getByText('Bob\'s <b>proof</b>', { exact: true }).waitFor();
  const links = evidence.getByRole('link');
  assert.deepEqual(await links.allTextContents(), ['https://example.org/a'], 'no script is a link');
  assert.equal(await links.first().getAttribute('rel'), 'noopener noreferrer');
  await page.getByRole('button', { name: 'Remove Bob\'s <b>proof</b>' }).click();
  await figureIs(page, 'Evidenced', '0 % 0 of 1 ready activity proven');
  await page.getByRole('button', { name: 'Undo' }).click();
  await figureIs(page, 'Evidenced', '100 % 1 of 1 ready activity proven');
});

test('evidence that has run out does not count', async (visit) => {
  const page = await visit.open();
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  await beside(page);
  await page.getByRole('button', { name: 'Add evidence' }).click();
  const form = page.getByRole('form', { name: 'Piece of evidence' });
  await form.getByRole('textbox', { name: 'Title' }).fill('Old report');
  await form.getByLabel('Recorded').fill('2020-01-01');
  await form.getByRole('button', { name: 'Save evidence' }).click();
  await saved(page);
  await figureIs(page, 'Evidenced', '0 % 0 of 1 ready activity proven');
});

test('a piece of evidence without anything in it is refused, and what was typed stays', async (visit) => {
  const page = await visit.open(`#/activity/${FIRST.id}`);
  await beside(page);
  await page.getByRole('button', { name: 'Add evidence' }).click();
  const form = page.getByRole('form', { name: 'Piece of evidence' });
  await form.getByRole('textbox', { name: 'Reviewer' }).fill('Ida');
  await form.getByRole('button', { name: 'Save evidence' }).click();
  await said(page, /needs a title/);
  assert.equal(await form.getByRole('textbox', { name: 'Reviewer' }).inputValue(), 'Ida');
});

test('owner and due date stay, and can be undone', async (visit) => {
  const page = await visit.open(`#/activity/${FIRST.id}`);
  await beside(page);
  await page.getByRole('textbox', { name: 'Owner' }).fill('Ida');
  await page.getByLabel('Due', { exact: true }).fill('2030-01-31');
  await saved(page);
  await reload(page);
  await page.getByRole('textbox', { name: 'Owner' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Owner' }).inputValue(), 'Ida');
  assert.equal(await page.getByLabel('Due', { exact: true }).inputValue(), '2030-01-31');
  // In a new tab too.
  const other = await visit.open(`#/activity/${FIRST.id}`);
  await eventually(async () => assert.equal(await other.getByRole('textbox', { name: 'Owner' }).inputValue(), 'Ida'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () => assert.equal(await page.getByLabel('Due', { exact: true }).inputValue(), ''));
});

test('a team inherits from the platform team, and may answer itself', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: [], Platform: ['fully', 'fully'] } }));
  await showTeam(page, 'Shop');
  await coverage(page, 0);
  await goTo(page, 'Teams');
  await page.getByText('Inheritance and groups').first().click();
  await page.getByRole('combobox', { name: 'Shop inherits from' }).selectOption({ label: 'Platform' });
  await saved(page);
  await coverage(page, 2);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Not sure');
  await coverage(page, 2);
  await goTo(page, 'Teams');
  await page.getByText('Inheritance and groups').nth(1).click();
  await page.getByRole('combobox', { name: 'Platform inherits from' }).selectOption({ label: 'Shop' });
  await said(page, /No team can inherit from itself/);
  assert.equal(
    await page.getByRole('combobox', { name: 'Platform inherits from' }).inputValue(),
    '',
    'the list shows what holds',
  );
});

test('one answer can be given for several teams, and is one step of undo', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: [], Mobile: [], Web: [] } }));
  await showTeam(page, 'Shop');
  await goTo(page, 'Assess');
  await page.getByText('Answer for several teams').click();
  await page.getByRole('checkbox', { name: 'Web' }).check();
  await choose(page, FIRST.name, 'Started');
  await saved(page);
  await coverage(page, 1);
  await showTeam(page, 'Web');
  await coverage(page, 1);
  await showTeam(page, 'Mobile');
  await coverage(page, 0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await showTeam(page, 'Web');
  await coverage(page, 0);
});

test('groups: add, put a team in, see it together, delete, undo', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['fully'], Mobile: ['started'] } }));
  await goTo(page, 'Teams');
  await page.getByRole('textbox', { name: 'New group' }).fill('Bob\'s <b>No</b>');
  await page.getByRole('button', { name: 'Add group' }).click();
  await saved(page);
  await page.getByText('Inheritance and groups').first().click();
  await page.getByRole('checkbox', { name: 'Bob\'s <b>No</b>' }).first().check();
  const together = page.getByRole('region', { name: 'Together' });
  await together.getByRole('combobox', { name: 'Group' }).selectOption({ label: 'Bob\'s <b>No</b>' });
  const overall = together.getByRole('row', { name: /^Overall/ });
  await eventually(async () => assert.match(await overall.innerText(), /Shop.*Shop\s+1$/s));
  await page.getByRole('button', { name: 'Delete group Bob\'s <b>No</b>' }).click();
  await eventually(async () => {
    assert.equal(await page.getByRole('button', { name: /^Delete group/ }).count(), 0);
  });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Delete group Bob\'s <b>No</b>' }).waitFor();
});

test('a removed stage keeps its answers, which count as another one', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['started', 'partly'] } }));
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Remove stage Started' }).click();
  await page.getByRole('combobox', { name: 'Its 1 answer will count as' }).selectOption({ label: 'Partly implemented' });
  await page.getByRole('button', { name: 'Remove stage', exact: true }).click();
  await saved(page);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Partly implemented');
  assert.equal(await answer(page, FIRST.name, 'Started').count(), 0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await chosen(page, FIRST.name, 'Started');
});

test('stages: title and score change, nonsense is refused in words', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['started'] } }));
  await goTo(page, 'Settings');
  const score = page.getByRole('spinbutton', { name: 'Score in % of stage 2' });
  await score.fill('120');
  await score.blur();
  await said(page, /0 % to 100 %/);
  assert.equal(await score.inputValue(), '20', 'the field shows what holds');
  await score.fill('30');
  await score.blur();
  await saved(page);
  const title = page.getByRole('textbox', { name: 'Title of stage 2' });
  await title.fill('Begun');
  await title.blur();
  await saved(page);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Begun');
});

test('a new cycle freezes the answers and asks for each again', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['fully', 'partly', { not_sure: true }] } }));
  const before = await results(page);
  await goTo(page, 'History');
  await page.getByRole('textbox', { name: 'Name of the next cycle' }).fill('Autumn');
  await page.getByRole('button', { name: 'Start cycle' }).click();
  await saved(page);
  await page.getByText('“Autumn” is under way').waitFor();
  await page.getByText('3 answers of this team were carried over and wait to be confirmed.').waitFor();
  await page.getByRole('img', { name: /^Trend: maturity, Shop; Before Autumn .*, Now / }).waitFor();

  await page.getByRole('link', { name: 'Review the answers' }).click();
  // Not sure comes first.
  await chosen(page, THIRD.name, 'Not sure');
  await choose(page, THIRD.name, 'Fully implemented');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('From before this cycle').waitFor();
  await page.getByRole('button', { name: 'It still holds' }).click();
  await saved(page);
  await goTo(page, 'History');
  await page.getByText('1 answer of this team was carried over and waits to be confirmed.').waitFor();
  await page.getByText('1 answer differs.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('2 answers of this team were carried over and wait to be confirmed.').waitFor();

  // The snapshot stays as it was.
  const row = page.getByRole('table').getByRole('row', { name: /^Before Autumn/ });
  assert.match(before.figures.join(' '), /3 of \d+ answered/);
  assert.match(await row.first().innerText(), /3 \/ \d+/);
  await reload(page);
  await page.getByText('“Autumn” is under way').waitFor();
});

test('a target and a plan stand on the roadmap, and in the next actions', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'History');
  await page.getByRole('textbox', { name: 'Name of a later cycle' }).fill('2031 H1');
  await page.getByRole('button', { name: 'Add cycle' }).click();
  await saved(page);
  await goTo(page, 'Roadmap');
  const first = page.getByRole('region', { name: 'Next best actions' }).getByRole('listitem').first();
  const name = await first.getByRole('link').innerText();
  await page.getByRole('combobox', { name: `Plan ${name} for` }).selectOption({ label: '2031 H1' });
  await saved(page);
  const plan = page.getByRole('region', { name: 'Plan', exact: true });
  await plan.getByRole('link', { name }).waitFor();
  await plan.getByRole('img', { name: /^Radar: .*With the plan done/ }).waitFor();
  await page.getByRole('combobox', { name: 'Target for Everywhere' }).selectOption({ label: 'Level 1' });
  await page.getByLabel('Until when for Everywhere').fill('2031-06-30');
  await saved(page);
  await goTo(page, 'Overview');
  await page.getByRole('img', { name: /^Radar: maturity by dimension.*Target: Build and Deployment 1\.0/ }).waitFor();
  await reload(page);
  await goTo(page, 'Roadmap');
  await plan.getByRole('link', { name }).waitFor();
  await page.getByRole('button', { name: `Take out ${name}` }).click();
  await eventually(async () => assert.equal(await plan.getByRole('link', { name }).count(), 0));
});

test('where two copies disagree, one can decide: all at once, one by one, and take it back', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ id: 'same', teams: { Shop: ['fully', 'started', 'partly'] } }));
  const theirs = JSON.parse(assessmentFile({ id: 'same', teams: { Shop: ['started', 'fully', 'fully'] } }).text);
  for (const answer of Object.values(theirs.answers['team-1'])) {
    answer.changed = { at: '2026-03-03T10:00:00.000Z', by: 'bob' };
  }
  await offer(page, { name: 'theirs.dsomm.json', text: JSON.stringify(theirs) });
  const dialog = importDialog(page);
  await dialog.getByText('3 answers differ between here and the file').waitFor();
  await dialog.getByRole('combobox', { name: 'Keep', exact: true }).selectOption({ label: 'the lower stage' });
  await dialog.getByText('Decide one by one').click();
  await dialog.getByRole('combobox', { name: `Keep for ${THIRD.name}, Shop` }).selectOption('theirs');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await saved(page);
  for (const [activity, wanted] of [
    [FIRST, 'Started'],
    [SECOND, 'Started'],
    [THIRD, 'Fully implemented'],
  ]) {
    await openActivity(page, activity);
    await chosen(page, activity.name, wanted);
  }
  await page.getByRole('button', { name: 'Undo' }).click();
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Fully implemented');
});

test('whose clock runs ahead is said before anything is imported', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ id: 'same', teams: { Shop: ['fully'] } }));
  const theirs = JSON.parse(assessmentFile({ id: 'same', teams: { Shop: ['started'] } }).text);
  theirs.answers['team-1'][FIRST.id].changed = { at: '2190-01-01T00:00:00.000Z', by: 'bob' };
  await offer(page, { name: 'ahead.dsomm.json', text: JSON.stringify(theirs) });
  await importDialog(page).getByText('The clock of bob runs ahead').waitFor();
});

test('a file with everything in it comes out as it went in', async (visit) => {
  const page = await visit.open();
  await everything(page);
  const [there, back] = [everythingFile().text, (await exportFile(page)).text].map((text) => JSON.parse(text));
  // Activities without an answer have an empty entry; see docs/formats.md.
  for (const answers of Object.values(back.answers)) {
    for (const [id, answer] of Object.entries(answers)) if (!Object.keys(answer).length) delete answers[id];
  }
  for (const part of ['groups', 'teams', 'answers', 'evidence', 'targets', 'plan', 'cycles']) {
    assert.deepEqual(back[part], there[part], part);
  }
});

test('Mapping shows characteristics and controls, and exports them', async (visit) => {
  const page = await visit.open();
  await everything(page);
  await goTo(page, 'Mapping');
  const region = page.getByRole('region', { name: 'Controls of standards' });
  const row = region.getByRole('row', { name: /^5\.10 / });
  await row.waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    region.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'iso27001-2022.csv');
  await page.getByRole('region', { name: 'Culture of ownership' }).getByRole('row', { name: /^All points/ }).waitFor();
});

test('each number can be opened, down to the answers', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['fully'] } }));
  await goTo(page, 'Overview');
  await page.getByRole('link', { name: 'Why these numbers?' }).click();
  await page.getByRole('heading', { level: 1, name: 'Why: Overall' }).waitFor();
  await page.getByRole('link', { name: 'Details' }).first().click();
  await page.getByText(`${FIRST.name}: 100 %`).first().waitFor();
  await goToRoute(page, '#/why/overall', 'Why: Overall');
});
