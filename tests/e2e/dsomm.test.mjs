// Files of DSOMM's own app: imported through the same dialog, and exported on Settings.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import {
  ACTIVITIES,
  assessmentFile,
  choose,
  chosen,
  download,
  goTo,
  importDialog,
  importFile,
  offer,
  offerAll,
  openActivity,
  results,
  said,
  saved,
  shows,
  showTeam,
  teamNames,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;

const progress = (lines) => ({ name: 'team-progress.yaml', text: `progress:\n${lines}` });

async function apply(page) {
  await importDialog(page).getByRole('button', { name: 'Apply' }).click();
  await importDialog(page).waitFor({ state: 'hidden' });
  await saved(page);
}

async function exported(page, name) {
  await goTo(page, 'Settings');
  const file = await download(page, page.getByRole('button', { name: `Export ${name}` }));
  await said(page, new RegExp(`Exported as ${name}`));
  assert.equal(file.name, name);
  return { name, text: await readFile(file.path, 'utf8') };
}

test('team progress is recognised, shown, merged and undone', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['fully'] } }), 'Open instead');
  const before = await results(page);
  const file = progress(
    `  ${FIRST.id}:\n    Shop:\n      Started: 2020-01-02\n    Mobile:\n      Started: 2026-01-02\n` +
      `  ${SECOND.id}:\n    Shop:\n      Partly implemented: 2026-01-02T00:00:00.000Z\n      Dreamt of: 2026-01-02\n` +
      '  no-such-activity:\n    Shop:\n      Started: 2026-01-02\n  undefined:\n    Shop:\n      Started: 2026-01-02\n',
  );
  await offer(page, file);
  const dialog = importDialog(page);
  await dialog.getByText(/team-progress\.yaml is DSOMM team progress: 2 teams with \d answers.*merged into “Shop 2026”/).waitFor();
  assert.equal(await dialog.getByRole('radio').count(), 0, 'it can only be merged');
  for (const odd of [
    /model has no such activity: no-such-activity/,
    /nobody has defined such a stage.*“Dreamt of”/,
    /an activity that DSOMM’s app called so by mistake: “undefined”/,
  ]) {
    await dialog.getByRole('listitem').filter({ hasText: odd }).waitFor();
  }
  await dialog.getByRole('rowheader', { name: 'Mobile' }).waitFor();
  await dialog.getByText('1 answer differs between here and the file').waitFor();
  assert.deepEqual(await results(page), before, 'a preview changes nothing');
  await apply(page);
  assert.deepEqual((await teamNames(page)).sort(), ['Mobile', 'Shop']);
  await openActivity(page, FIRST);
  // What was said here is later.
  await chosen(page, FIRST.name, 'Fully implemented');
  await openActivity(page, SECOND);
  await chosen(page, SECOND.name, 'Partly implemented');
  await showTeam(page, 'Mobile');
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Started');
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await said(page, /Undone/);
  await shows(page, before);
});

test('a name that went through DSOMM’s app finds its team', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { No: [] } }), 'Open instead');
  await offer(page, progress(`  ${FIRST.id}:\n    false:\n      Started: 2026-01-02\n`));
  await importDialog(page).getByText('“false” for “No”').waitFor();
  await apply(page);
  assert.deepEqual(await teamNames(page), ['No']);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Started');
});

test('progress, evidence and teams go out and come back', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { "it's": ['fully', 'partly', { not_sure: true }], No: ['started'] } }), 'Open instead');
  const evidence = `evidence:\n  ${FIRST.id}:\n    - id: e1\n      teams: ["it's"]\n      title: Pipeline\n      evidenceRecorded: 2026-01-02\n`;
  await offer(page, { name: 'team-evidence.yaml', text: evidence });
  await importDialog(page).getByText(/is DSOMM team evidence: .*1 piece of evidence/).waitFor();
  await apply(page);
  const files = [];
  for (const name of ['teams.yaml', 'team-progress.yaml', 'team-evidence.yaml']) files.push(await exported(page, name));
  await page.getByText('1 × “not sure”').waitFor();
  assert.match(files[0].text, /^teams:\n {2}- 'it''s'\n {2}- 'No'\n/);
  assert.match(files[1].text, /'Fully implemented': \d{4}-\d\d-\d\d\n/);
  assert.match(files[2].text, /title: 'Pipeline'/);

  const other = await visit.open('#/', { person: await visit.person() });
  await importFile(other, assessmentFile({ teams: { "it's": [] } }), 'Open instead');
  for (const file of files) {
    await offer(other, file);
    await apply(other);
  }
  assert.deepEqual(await teamNames(other), ["it's", 'No']);
  assert.equal((await exported(other, 'team-progress.yaml')).text, files[1].text);
  assert.equal((await exported(other, 'team-evidence.yaml')).text, files[2].text);
});

/** Names that YAML takes for something else where they stand without quotes. */
const NASTY = [
  'No', 'y', 'on', 'true', 'null', '~', '12:30', '017', '0x1F', '1_000', '1e3', '.inf', '2026-01-02', '<<', '=',
  '- a', '# b', 'c: d', '"e"', "it's", '*f', '&g', '!h', '%i', '@j', '`k`', '{l}', '[m]', '? n', '| o', ' p ', 'q\tr',
];

test('what DSOMM’s app reads and writes again comes back as it was, whatever teams are called', async (visit) => {
  const page = await visit.open();
  const given = (at) => ['fully', 'partly', 'started', 'not-implemented'].slice(at % 3);
  const teams = Object.fromEntries(NASTY.map((name, at) => [name, given(at)]));
  await importFile(page, assessmentFile({ teams }), 'Open instead');
  const evidence = `evidence:\n  ${FIRST.id}:\n    - id: e1\n      teams: ["No", "12:30"]\n      title: "017"\n      evidenceRecorded: 2026-01-02\n`;
  await offer(page, { name: 'team-evidence.yaml', text: evidence });
  await apply(page);
  const names = ['teams.yaml', 'team-progress.yaml', 'team-evidence.yaml'];
  const files = [];
  for (const name of names) files.push(await exported(page, name));

  // As it does with its data: read by YAML 1.1, written by 1.2.
  const through = files.map(({ name, text }) => ({ name, text: stringify(parse(text, { schema: 'yaml-1.1' })) }));
  const other = await visit.open('#/', { person: await visit.person() });
  await offerAll(other, through);
  await importDialog(other).getByText(new RegExp(`^3 files: ${NASTY.length} teams`)).waitFor();
  await apply(other);
  for (const [at, name] of names.entries()) {
    assert.equal((await exported(other, name)).text, files[at].text, name);
  }
});

test('a file with nothing in it and a broken one are refused in words', async (visit) => {
  const page = await visit.open();
  for (const [file, problem] of [
    [progress(''), /“team-progress\.yaml” was not imported\. There is nothing in it/],
    [progress('  a: {b: [\n'), /“team-progress\.yaml” was not imported\. .*line \d/],
  ]) {
    await offer(page, file);
    await said(page, problem);
    assert.ok(!(await importDialog(page).isVisible()));
  }
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
});
