// Files: what is exported can be imported anywhere; what cannot be read changes nothing.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ACTIVITIES,
  answered,
  assessmentFile,
  choose,
  chosen,
  eventually,
  exportFile,
  goTo,
  importDialog,
  importFile,
  offer,
  openActivity,
  reload,
  results,
  said,
  saved,
  shows,
  teamNames,
  test,
} from './support.mjs';

const [FIRST, SECOND, THIRD] = ACTIVITIES;

test('an exported file gives the same numbers in another browser', async (visit) => {
  const page = await visit.open();
  await answered(page);
  const before = await results(page);
  const file = await exportFile(page);
  assert.match(file.name, /\.dsomm\.json$/);
  await said(page, /Exported/);

  const other = await visit.open('#/', { person: await visit.person() });
  const empty = await results(other);
  await offer(other, file);
  const dialog = importDialog(other);
  await dialog.waitFor();
  await dialog.getByText(file.name).waitFor();
  await dialog.getByText('2 teams').waitFor();
  for (const team of ['Shop', 'Mobile']) {
    await dialog.getByRole('rowheader', { name: team }).waitFor();
  }
  assert.deepEqual(await results(other), empty, 'a preview changes nothing');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await saved(other);
  await shows(other, before);
  assert.equal((await exportFile(other)).text, file.text);
});

test('importing the same file again changes nothing', async (visit) => {
  const page = await visit.open();
  await answered(page);
  const before = await results(page);
  const file = await exportFile(page);
  await offer(page, file);
  await importDialog(page).getByText('no difference').first().waitFor();
  await importDialog(page).getByRole('button', { name: 'Apply' }).click();
  await importDialog(page).waitFor({ state: 'hidden' });
  await shows(page, before);
  assert.equal((await exportFile(page)).text, file.text);
});

for (const leave of ['Cancel', 'Escape']) {
  test(`an import left with ${leave} changes nothing`, async (visit) => {
    const page = await visit.open();
    await answered(page, ['Shop']);
    const before = await results(page);
    await offer(page, assessmentFile({ teams: { Mobile: ['fully'] } }));
    await importDialog(page).waitFor();
    if (leave === 'Cancel') {
      await importDialog(page).getByRole('button', { name: 'Cancel' }).click();
    } else {
      await page.keyboard.press('Escape');
    }
    await importDialog(page).waitFor({ state: 'hidden' });
    await shows(page, before);
    // The same file can be chosen again at once.
    await offer(page, assessmentFile({ teams: { Mobile: ['fully'] } }));
    await importDialog(page).waitFor();
  });
}

const BROKEN = [
  ['a file that was cut off', 'cut.dsomm.json', assessmentFile().text.slice(0, 300), /not readable JSON.*line \d+/],
  ['a file of DSOMM itself', 'team-progress.yaml', 'progress:\n  Shop: {}\n', /was not imported\. There is nothing in it that could be taken over/],
  ['a DSOMM model', 'model.yaml', 'Build and Deployment:\n  Build: {}\n', /is a model file without activities, not an assessment/],
  ['other JSON', 'package.json', '{ "name": "x" }', /not an assessment file/],
  ['a file of a newer version', 'new.dsomm.json', assessmentFile({ version: 99 }).text, /newer version.*99/],
  ['an empty file', 'empty.dsomm.json', '', /is empty/],
  [
    'a damaged field',
    'damaged.dsomm.json',
    assessmentFile().text.replace('"stage": "fully"', '"stage": 7'),
    /damaged.*stage/,
  ],
];

for (const [what, name, text, problem] of BROKEN) {
  test(`${what} is refused in words and changes nothing`, async (visit) => {
    await isRefused(visit, { name, text }, name, problem);
  });
}

test('a file of 257 MB is refused in words and changes nothing', async (visit) => {
  const folder = await mkdtemp(join(tmpdir(), 'radar-'));
  try {
    const path = join(folder, 'large.dsomm.json');
    await writeFile(path, assessmentFile().text.padEnd(257 * 1024 * 1024, ' '));
    await isRefused(visit, path, 'large.dsomm.json', /It has 257\.\d MB; up to 256\.0 MB are read/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function isRefused(visit, file, name, problem) {
  const page = await visit.open();
  await answered(page);
  const before = await results(page);
  const { text } = await exportFile(page);
  await offer(page, file);
  const words = await said(page, problem);
  assert.ok(words.includes(name), `“${words}” names the file`);
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.deepEqual(await results(page), before);
  assert.equal((await exportFile(page)).text, text);
  await reload(page);
  await shows(page, before);
}

test('after a refused file the page says again that everything is saved', async (visit) => {
  const page = await visit.open();
  await answered(page);
  await offer(page, { name: 'empty.dsomm.json', text: '' });
  await said(page, /empty/);
  await page.getByRole('button', { name: 'Close message' }).click();
  await saved(page);
});

test('two people who answered different activities merge into both answers', async (visit) => {
  const ida = await visit.open('#/', { person: await visit.person() });
  const bob = await visit.open('#/', { person: await visit.person() });
  await goTo(ida, 'Assess');
  await choose(ida, FIRST.name, 'Fully implemented');
  await importFile(bob, await exportFile(ida));

  await openActivity(bob, SECOND);
  await choose(bob, SECOND.name, 'Partly implemented');
  await openActivity(ida, THIRD);
  await choose(ida, THIRD.name, 'Not sure');
  await saved(ida);

  await importFile(ida, await exportFile(bob));
  await importFile(bob, await exportFile(ida));
  assert.deepEqual(await results(ida), await results(bob));
  for (const page of [ida, bob]) {
    for (const [activity, answer] of [
      [FIRST, 'Fully implemented'],
      [SECOND, 'Partly implemented'],
      [THIRD, 'Not sure'],
    ]) {
      await openActivity(page, activity);
      await chosen(page, activity.name, answer);
    }
    assert.deepEqual(await teamNames(page), ['My team']);
  }
});

test('of two answers to the same activity a merge keeps the later one', async (visit) => {
  const ida = await visit.open('#/', { person: await visit.person() });
  const bob = await visit.open('#/', { person: await visit.person() });
  await goTo(ida, 'Assess');
  await choose(ida, FIRST.name, 'Fully implemented');
  await importFile(bob, await exportFile(ida));
  await openActivity(bob, FIRST);
  await choose(bob, FIRST.name, 'Started');
  await saved(bob);
  await importFile(bob, await exportFile(ida));
  await openActivity(bob, FIRST);
  await chosen(bob, FIRST.name, 'Started');
  await importFile(ida, await exportFile(bob));
  await openActivity(ida, FIRST);
  await chosen(ida, FIRST.name, 'Started');
});

test('merging another assessment adds its teams beside the own ones', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile({ teams: { Shop: ['fully'] } }));
  const before = await results(page);
  const { text } = assessmentFile({ teams: { Mobile: ['started'] } });
  await importFile(page, { name: 'm.dsomm.json', text: text.replaceAll('team-1', 'team-9') }, 'Merge');
  await eventually(async () => {
    assert.deepEqual((await teamNames(page)).toSorted(), ['Mobile', 'Shop']);
  });
  await shows(page, before);
});

test('a file that is dropped on the page is imported', async (visit) => {
  const page = await visit.open();
  const file = assessmentFile();
  await page.evaluate(({ name, text }) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name));
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(
        new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }),
      );
    }
  }, file);
  await importDialog(page).getByText(file.name).waitFor();
});
