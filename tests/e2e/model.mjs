// What the end-to-end tests of the page Model share.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  ACTIVITIES,
  dimensions,
  eventually,
  exportFile,
  goTo,
  goToRoute,
  heading,
  results,
  saved,
  settled,
} from './support.mjs';

export const [FIRST, SECOND] = ACTIVITIES;

export const ALL = ACTIVITIES.length;

export const AGENTIC = 'Agentic AI';

export const WITH_AGENTIC = ALL + 40;

export function region(page, name) {
  return page.getByRole('region', { name, exact: true });
}

/** Goes to the page and waits until the workshop is there. */
export async function openModel(page) {
  if (!(await heading(page, 'Model').isVisible())) await goTo(page, 'Model');
  await region(page, 'Activities').waitFor();
  // Nothing that the page began by opening is left to come.
  await settled(page);
}

export function agentic(page) {
  return page.getByRole('checkbox', { name: AGENTIC });
}

/** An activity in the list of the workshop. */
export function row(page, name) {
  return region(page, 'Activities')
    .getByRole('listitem', { name, exact: true })
    .filter({ has: page.getByRole('button', { name: 'Hide', exact: true }) });
}

/** What is listed under “Hidden”. */
export function hidden(page) {
  return region(page, 'Activities').locator('h3:text-is("Hidden") + ul').getByRole('listitem');
}

/** An activity under “Hidden”. */
export function hiddenRow(page, name) {
  return hidden(page).filter({ hasText: name });
}

export function rowButton(page, name, button) {
  return row(page, name).getByRole('button', { name: button, exact: true });
}

/** Opens the fields of an activity. */
export async function edit(page, name) {
  await rowButton(page, name, 'Edit').click();
  await field(page, name, 'Name').waitFor();
}

export function field(page, activity, name) {
  return row(page, activity).getByLabel(name, { exact: true });
}

/** Types a text and leaves the field. */
export async function write(page, activity, name, text) {
  await field(page, activity, name).fill(text);
  await field(page, activity, name).blur();
}

export async function rename(page, from, to) {
  await write(page, from, 'Name', to);
  await row(page, to).waitFor();
}

export async function setLevel(page, activity, level) {
  await field(page, activity, 'Level').selectOption(String(level));
  await row(page, activity).getByText(`Level ${level}`, { exact: true }).waitFor();
}

export function yourChanges(page) {
  return region(page, 'Your changes').getByRole('listitem').allTextContents();
}

/** Waits until "Your changes" are these sentences. */
export async function changesAre(page, wanted) {
  await eventually(async () => assert.deepEqual(await yourChanges(page), wanted));
}

/** Goes to an activity, by way of the Overview. */
export async function visitActivity(page, { id, name }) {
  if (!(await heading(page, 'Overview').isVisible())) await goTo(page, 'Overview');
  await goToRoute(page, `#/activity/${id}`, name);
}

/** What the page says below its heading. */
export async function modelIs(page, activities, dimensionCount) {
  const words = `${activities} activities in ${dimensionCount} dimensions`;
  await page.getByRole('main').getByText(words).waitFor();
}

/** The coverage figure of the Overview. */
export async function coverageIs(page, answered, all) {
  await eventually(async () => {
    const { figures } = await results(page);
    assert.match(figures.join(' | '), new RegExp(`\\b${answered} of ${all} answered`));
  });
}

/** Waits until the navigation has these dimensions. */
export async function dimensionsAre(page, wanted) {
  await eventually(async () => {
    const names = (await dimensions(page)).map(({ name }) => name);
    assert.deepEqual(names, wanted, 'dimensions in the navigation');
  });
}

export async function dimensionNames(page) {
  return (await dimensions(page)).map(({ name }) => name);
}

/** Adds an activity with the form; it may be refused. */
export async function add(page, { dimension, subdimension, name, level = 1 }) {
  const form = region(page, 'Add an activity');
  await form.getByLabel('Dimension', { exact: true }).fill(dimension);
  await form.getByLabel('Subdimension', { exact: true }).fill(subdimension);
  await form.getByLabel('Name', { exact: true }).fill(name);
  await form.getByLabel('Level', { exact: true }).fill(String(level));
  await form.getByRole('button', { name: 'Add activity' }).click();
}

/** Shows a dimension in the list of the workshop. */
export async function browse(page, dimension) {
  await region(page, 'Activities')
    .getByRole('combobox', { name: 'Dimension' })
    .selectOption({ label: dimension });
}

export function undo(page) {
  return page.getByRole('button', { name: 'Undo', exact: true }).click();
}

export function takeBackAll(page) {
  return region(page, 'Your changes').getByRole('button', { name: 'Take back all' }).click();
}

/** Exports the changes; returns `{ name, text }`. */
export async function exportChanges(page) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    region(page, 'Your changes').getByRole('button', { name: 'Export changes' }).click(),
  ]);
  return {
    name: download.suggestedFilename(),
    text: await readFile(await download.path(), 'utf8'),
  };
}

/** Chooses files of changes: `{ name, text }`. */
export async function loadChanges(page, ...files) {
  await region(page, 'Your changes')
    .getByLabel('Load changes')
    .setInputFiles(
      files.map(({ name, text }) => ({
        name,
        mimeType: 'text/yaml',
        buffer: Buffer.from(text),
      })),
    );
}

/** The exported assessment, parsed. */
export async function exported(page) {
  return JSON.parse((await exportFile(page)).text);
}

/** Waits until the page's alert says something. */
export async function refused(page, pattern) {
  await eventually(async () => {
    const words = (await page.getByRole('main').getByRole('alert').allTextContents()).join(' ');
    assert.match(words, pattern, `the alert says “${words}”`);
  });
}

/** Opens Model, changes the first activity in name, level and a text. */
export async function changeFirst(page) {
  await openModel(page);
  await edit(page, FIRST.name);
  await setLevel(page, FIRST.name, 3);
  await write(page, FIRST.name, 'Risk without it', 'Nobody knows how it was built.');
  await changesAre(page, [RELEVELLED, RETOLD]);
  await rename(page, FIRST.name, 'Our build');
  await changesAre(page, CHANGED);
  await saved(page);
}

export const RELEVELLED = `“${FIRST.name}” went from level 1 to level 3.`;

export const RETOLD = `“${FIRST.name}” has another risk.`;

export const CHANGED = [
  `“${FIRST.name}” is called “Our build” now.`,
  '“Our build” went from level 1 to level 3.',
  '“Our build” has another risk.',
];

export const OWN = { dimension: 'Physical', subdimension: 'Doors', name: 'Locked doors', level: 2 };

export const OWN_CHANGE = '“Locked doors” is new in Physical / Doors, level 2.';

export async function addOwn(page) {
  await openModel(page);
  await add(page, OWN);
  await changesAre(page, [OWN_CHANGE]);
  await saved(page);
}

// A model of one's own.

/** A small model in two documents, as DSOMM publishes it: one activity of ours, one known. */
export const FORK = {
  name: 'model.yaml',
  text: `---
meta:
  version: '9.9'
---
Build and Deployment:
  Build:
    ${FIRST.name}:
      uuid: ${FIRST.id}
      level: 2
      risk: Nobody knows.
      measure: Ask.
Physical:
  Doors:
    Locked doors:
      uuid: 7a3d6a3a-5f0f-4d27-9f0a-3f6f3a0f5d11
      level: 1
      risk: Anybody walks in.
      measure: Lock them.
`,
};

export function buffers(files) {
  return files.map(({ name, text }) => ({ name, mimeType: 'text/yaml', buffer: Buffer.from(text) }));
}
