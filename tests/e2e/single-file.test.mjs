// The single file: opened from disk, without any server, it does the main job.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  ACTIVITIES,
  choose,
  chosen,
  exportFile,
  goTo,
  heading,
  importFile,
  openActivity,
  ready,
  reload,
  results,
  saved,
  shows,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;
/** What `cargo xtask test` makes of dist/ before the tests. */
const FILE = process.env.SINGLE_FILE || fileURLToPath(new URL('../../target/single-file.html', import.meta.url));
const url = pathToFileURL(FILE).href;
assert.ok(existsSync(FILE), `there is no ${FILE}; call the tests with: cargo xtask test e2e`);

test('answers stay when the file is opened again, and can be exported and imported', async (visit) => {
  const page = await visit.open('#/', { url });
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  await openActivity(page, SECOND);
  await choose(page, SECOND.name, 'Not sure');
  await saved(page);
  await reload(page);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Fully implemented');
  const before = await results(page);
  const file = await exportFile(page);
  assert.match(file.name, /\.dsomm\.json$/);

  const other = await visit.open('#/', { url, person: await visit.person() });
  await importFile(other, file);
  await shows(other, before);
  assert.deepEqual([...new Set(visit.requests.map((address) => address.split(/[?#]/)[0]))], [url]);
});

test('all pages are in the file, and so are the texts', async (visit) => {
  const page = await visit.open('#/', { url });
  await goTo(page, 'Teams');
  await goTo(page, 'Settings');
  await goTo(page, 'Model');
  // The page Model reads the catalogue and the extension from their own files.
  await page.getByRole('region', { name: 'Activities', exact: true }).waitFor();
  await page.getByRole('checkbox', { name: 'Agentic AI' }).check();
  await saved(page);
  await openActivity(page, FIRST);
  await page.getByRole('heading', { name: 'Risk' }).first().waitFor();
  const logo = page.getByRole('link', { name: 'DSOMM Radar' }).getByRole('presentation');
  assert.ok(await logo.evaluate(async (image) => image.decode().then(() => image.naturalWidth)));
});

test('the rescue screen opens from disk and leads back', async (visit) => {
  const page = await visit.open('#/', { url });
  await page.goto(`${url}#/rescue`);
  await heading(page, 'Rescue').waitFor();
  await page.getByRole('link', { name: 'Reload' }).click();
  await ready(page);
});
