// Many files at once: one preview, one step of undo, and it is asked which team is which.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAccessible } from './axe.mjs';
import {
  ACTIVITIES,
  assessmentFile,
  chosen,
  eventually,
  goTo,
  importDialog,
  importFile,
  offer,
  offerAll,
  openActivity,
  ready,
  said,
  saved,
  showTeam,
  teamNames,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;

/** An assessment of its own: nothing in it has an id that another one has. */
function fileOf(team, answers = ['fully']) {
  const { text } = assessmentFile({ title: `${team} 2026`, teams: { [team]: answers } });
  const id = `team-of-${team}`.replaceAll(/\W/g, '-');
  return { name: `${id}.dsomm.json`, text: text.replaceAll('"team-1"', `"${id}"`) };
}

/** Drops files and folders of the disk, as somebody does with a mouse. */
async function dropFromDisk(page, paths) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }
}

async function apply(page) {
  await importDialog(page).getByRole('button', { name: 'Apply' }).click();
  await importDialog(page).waitFor({ state: 'hidden' });
  await saved(page);
}

test('the files of many teams are one import and one step of undo', async (visit) => {
  const page = await visit.open();
  await offerAll(page, ['Alpha', 'Beta', "Bob's <b>No</b>"].map((team) => fileOf(team)));
  const dialog = importDialog(page);
  await dialog.getByText(/^3 files: 3 teams with 3 answers\./).waitFor();
  await dialog.getByText('What is in these 3 files').click();
  await dialog.getByRole('listitem').filter({ hasText: 'team-of-Beta.dsomm.json' }).waitFor();
  await dialog.getByRole('rowheader', { name: "Bob's <b>No</b>" }).waitFor();
  // The team that goes is not among those that stay as they are.
  await dialog.getByText('“My team” is removed: nobody has answered for it.').waitFor();
  assert.equal(await dialog.getByRole('rowheader', { name: 'My team' }).count(), 0);
  await isAccessible(page, 'the preview of many files');
  await apply(page);
  // The team that a new assessment begins with is of no use beside them.
  assert.deepEqual((await teamNames(page)).sort(), ['Alpha', 'Beta', "Bob's <b>No</b>"]);
  await showTeam(page, 'Beta');
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Fully implemented');
  await page.getByRole('button', { name: 'Undo' }).click();
  await eventually(async () => assert.deepEqual(await teamNames(page), ['My team']));
});

test('several assessments can be kept beside what is open, each by itself', async (visit) => {
  const page = await visit.open();
  await importFile(page, fileOf('Shop'), 'Open instead');
  await offerAll(page, [fileOf('Alpha'), fileOf('Beta')]);
  await importDialog(page).getByRole('radio', { name: 'Keep beside' }).check();
  await importDialog(page).getByRole('button', { name: 'Apply' }).click();
  await said(page, /“Alpha 2026” was added\. “Beta 2026” was added\./);
  assert.deepEqual(await teamNames(page), ['Shop']);
  await goTo(page, 'Settings');
  const list = page.getByRole('region', { name: 'Assessments in this browser' });
  for (const title of ['Alpha 2026', 'Beta 2026', 'Shop 2026']) {
    await list.getByRole('listitem').filter({ hasText: title }).waitFor();
  }
});

test('a copy of what is open, among other assessments, can be left out', async (visit) => {
  const copy = (answers) => {
    const { name, text } = fileOf('Shop', answers);
    return { name, text: text.replace(/"id": "[^"]+"/, '"id": "e2e-open"') };
  };
  const page = await visit.open();
  await importFile(page, copy(['fully']), 'Open instead');
  await offerAll(page, [fileOf('Alpha'), copy(['partly', 'partly'])]);
  const dialog = importDialog(page);
  await dialog.getByText('“team-of-Shop.dsomm.json” has a copy of what is open here').waitFor();
  await dialog.getByRole('radio', { name: 'Keep beside' }).check();
  assert.equal(await dialog.getByRole('checkbox', { name: /Shop/ }).count(), 0);
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await said(page, /“Alpha 2026” was added\./);
  await openActivity(page, SECOND);
  assert.equal(await page.getByRole('radio', { checked: true }).count(), 0, 'nothing of the copy came in');
});

test('a team of the same name is taken for the one here, unless somebody says otherwise', async (visit) => {
  const page = await visit.open();
  await importFile(page, fileOf('Shop', ['fully']), 'Open instead');
  const other = fileOf('Shop', ['not-implemented', 'partly']);
  other.text = other.text.replaceAll('team-of-Shop', 'another-shop');
  const dialog = importDialog(page);

  await offer(page, other);
  await dialog.getByText('Who is who: 1 team of the file taken for one here, 0 teams new').waitFor();
  await dialog.getByText('1 answer differs between here and the file').waitFor();
  await dialog.getByRole('combobox', { name: 'Shop is' }).selectOption({ label: 'A new team' });
  await dialog.getByText('0 teams of the file taken for one here, 1 team new').waitFor();
  await dialog.getByText('1 answer differs').waitFor({ state: 'hidden' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });

  await offer(page, other);
  await dialog.getByText('Who is who').waitFor();
  await apply(page);
  assert.deepEqual(await teamNames(page), ['Shop']);
  await openActivity(page, SECOND);
  await chosen(page, SECOND.name, 'Partly implemented');
});

test('the files of DSOMM’s app come together: what one defines, the others know', async (visit) => {
  const page = await visit.open();
  await importFile(page, fileOf('Shop', ['fully']), 'Open instead');
  await offerAll(page, [
    { name: 'team-progress.yaml', text: `progress:\n  ${FIRST.id}:\n    Mobile:\n      Tried out: 2026-01-02\n` },
    {
      name: 'meta.yaml',
      text: "progressDefinition:\n  Not implemented:\n    score: 0%\n    definition: ''\n  Tried out:\n    score: 30%\n    definition: ''\n  Fully implemented:\n    score: 100%\n    definition: ''\n",
    },
    { name: 'teams.yaml', text: 'teams:\n  - Mobile\n  - Web\nteamGroups: {}\n' },
  ]);
  const dialog = importDialog(page);
  await dialog.getByText(/^3 files: 2 teams with 1 answer\./).waitFor();
  assert.equal(await dialog.getByText('nobody has defined such a stage').count(), 0);
  assert.equal(await dialog.getByRole('radio').count(), 0, 'they can only be merged');
  await apply(page);
  assert.deepEqual((await teamNames(page)).sort(), ['Mobile', 'Shop', 'Web']);
  await showTeam(page, 'Mobile');
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Tried out');
});

test('a folder is dropped: its files are found, and what cannot be used is named', async (visit) => {
  const page = await visit.open();
  await ready(page);
  const folder = await mkdtemp(join(tmpdir(), 'dsomm-radar-'));
  try {
    const files = {
      'teams/alpha/a.dsomm.json': fileOf('Alpha').text,
      'teams/beta/b.dsomm.json': fileOf('Beta').text,
      'teams/beta/broken.json': '{"format": "dsomm-assessment", "version": 1, ',
      'teams/package.json': '{"name": "teams"}',
      'teams/README.md': 'Nothing of ours.',
      'teams/.git/x.json': '{}',
      'teams/node_modules/x/package.json': '{}',
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await dropFromDisk(page, [join(folder, 'teams')]);
    const dialog = importDialog(page);
    await dialog.getByText(/^2 files: 2 teams with 2 answers\./).waitFor();
    await dialog.getByText('What is in these 2 files').click();
    await dialog.getByText('teams/alpha/a.dsomm.json', { exact: true }).waitFor();
    await dialog.getByRole('listitem').filter({ hasText: /teams\/beta\/broken\.json.*not readable JSON/ }).waitFor();
    await dialog.getByRole('listitem').filter({ hasText: 'teams/package.json' }).waitFor();
    for (const passed of ['README', '.git', 'node_modules']) {
      assert.equal(await dialog.getByText(passed).count(), 0, passed);
    }
    await apply(page);
    assert.deepEqual((await teamNames(page)).sort(), ['Alpha', 'Beta']);

    await goTo(page, 'Settings');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Import a folder' }).click(),
    ]);
    await chooser.setFiles(join(folder, 'teams'));
    await dialog.getByText(/^2 files:/).waitFor();
    await dialog.getByText('What is in these 2 files').click();
    await dialog.getByText('teams/alpha/a.dsomm.json', { exact: true }).waitFor();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('reading many files can be stopped, and nothing has happened', async (visit) => {
  visit.fetchesAhead = false;
  const page = await visit.tab(await visit.person());
  let release;
  const held = new Promise((done) => { release = done; });
  // The part that reads these files does not come.
  await page.route(/\/split_files-[0-9a-f]+\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(visit.address());
  await ready(page);
  const one = (team) => ({ name: `${team}.yaml`, text: `progress:\n  ${FIRST.id}:\n    ${team}:\n      Started: 2026-01-02\n` });
  await offerAll(page, [one('Alpha'), one('Beta')]);
  await page.getByText(/^Reading file \d of 2 …$/).waitFor();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await said(page, /Stopped\. Nothing was imported\./);
  release();
  // What comes later is still read.
  await offerAll(page, [one('Gamma')]);
  await importDialog(page).getByRole('rowheader', { name: 'Gamma' }).waitFor();
  assert.deepEqual(await teamNames(page), ['My team']);
  assert.equal(await importDialog(page).getByText('Alpha').count(), 0);
});

test('where none of several files can be used, it is said of each why', async (visit) => {
  const page = await visit.open();
  await offerAll(page, [
    { name: 'a.json', text: '{"name": "a"}' },
    { name: 'b.yaml', text: 'x: [\n' },
  ]);
  await said(page, /Nothing was imported: none of the 2 files can be used\. .*a\.json.*b\.yaml/);
  assert.equal(await importDialog(page).isVisible(), false);
});

test('files that come while a preview is open wait for it, and can be left out', async (visit) => {
  const page = await visit.open();
  await offer(page, fileOf('Alpha'));
  const dialog = importDialog(page);
  await dialog.getByRole('rowheader', { name: 'Alpha' }).waitFor();
  const data = await page.evaluateHandle((texts) => {
    const transfer = new DataTransfer();
    for (const [at, text] of texts.entries()) transfer.items.add(new File([text], `${at}.dsomm.json`));
    return transfer;
  }, [fileOf('Beta').text, fileOf('Gamma').text]);
  await dialog.dispatchEvent('drop', { dataTransfer: data });
  await dialog.getByText('2 files wait behind this one.').waitFor();
  await dialog.getByRole('button', { name: 'Leave them out' }).click();
  await dialog.getByText('behind this one.').waitFor({ state: 'hidden' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
});
