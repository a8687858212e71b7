// Files of pipeline tools: what is dropped gives evidence and suggestions, shows what it contradicts,
// and changes no answer by itself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  ACTIVITIES,
  assessmentFile,
  chosen,
  eventually,
  exportFile,
  goToRoute,
  importDialog,
  importFile,
  offer,
  openActivity,
  said,
  saved,
  test,
} from './support.mjs';

const fixture = (name) => ({
  name,
  text: readFileSync(fileURLToPath(new URL(`../fixtures/evidence/${name}`, import.meta.url)), 'utf8'),
});

const named = (name) => ACTIVITIES.find((activity) => activity.name === name);
const FORCE_PUSHES = named('Block force pushes');
const REVIEW = named('Approval by reviewing any new version');
const SBOM = named('SBOM of components');

/** Somebody who claims much. */
async function claiming(page, teams = ['Shop']) {
  const answers = ACTIVITIES.map(({ id }) => ([FORCE_PUSHES.id, REVIEW.id].includes(id) ? 'fully' : {}));
  await importFile(page, assessmentFile({ teams: Object.fromEntries(teams.map((team) => [team, answers])) }));
}

/** Drops files anywhere on the page. */
async function drop(page, ...files) {
  await page.evaluate((files) => {
    const data = new DataTransfer();
    for (const { name, text } of files) data.items.add(new File([text], name, { lastModified: Date.UTC(2026, 10, 5, 12) }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true, bubbles: true }));
  }, files);
}

const part = (page, name) => importDialog(page).getByRole('region', { name });
const apply = (page) => importDialog(page).getByRole('button', { name: 'Apply' }).click();
const evidence = async (page) => {
  const { text } = await exportFile(page);
  return Object.values(JSON.parse(text).evidence ?? {}).filter((piece) => !piece.deleted);
};

test('a Scorecard and an SBOM are dropped: what is contradicted is seen, applied and undone', async (visit) => {
  const page = await visit.open();
  await claiming(page);
  const before = JSON.parse((await exportFile(page)).text);
  await drop(page, fixture('scorecard-v4.json'), fixture('npm.cdx.json'));

  const dialog = importDialog(page);
  await dialog.getByText('scorecard-v4.json: OpenSSF Scorecard').waitFor();
  await part(page, /^Contradicted/).getByText(FORCE_PUSHES.name).waitFor();
  await part(page, /^Contradicted/).getByText('Branch-Protection 0 of 10').waitFor();
  await part(page, /^Evidence to add/).getByRole('checkbox', { name: REVIEW.name }).waitFor();
  await part(page, 'What it does not show').getByText('nothing about Signed-Releases').waitFor();
  await apply(page);

  // The next file is shown by itself.
  await dialog.getByText('npm.cdx.json: CycloneDX SBOM').waitFor();
  await part(page, /^Suggestions/).getByRole('checkbox', { name: `${SBOM.name}: Started` }).check();
  await apply(page);
  await dialog.waitFor({ state: 'hidden' });
  await said(page, /Imported npm\.cdx\.json: 1 piece of evidence/);

  const after = JSON.parse((await exportFile(page)).text);
  const pieces = Object.values(after.evidence);
  const sbom = pieces.find((piece) => piece.activity === SBOM.id);
  assert.equal(sbom.recorded, '2026-11-27', 'the day of the run');
  assert.equal(sbom.title, 'npm 11.19.1: a bill of materials with 2 components');
  assert.ok(pieces.length >= 5, `${pieces.length} pieces`);
  const [team] = Object.keys(after.answers);
  assert.equal(after.answers[team][SBOM.id].stage, 'started');
  assert.deepEqual(
    Object.entries(after.answers[team]).filter(([id]) => id !== SBOM.id),
    Object.entries(before.answers[team]).filter(([id]) => id !== SBOM.id),
    'no other answer has changed',
  );

  await openActivity(page, REVIEW);
  await page.getByText('OpenSSF Scorecard v4.13.1: Code-Review 10 of 10').first().waitFor();
  await chosen(page, REVIEW.name, 'Fully implemented');

  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await saved(page);
  assert.deepEqual(await evidence(page), []);
});

test('a contradicted answer becomes not sure only where that is chosen, and what stands behind answers is told', async (visit) => {
  const page = await visit.open();
  await claiming(page);
  await drop(page, fixture('scorecard-v4.json'));
  const doubt = part(page, /^Contradicted/).getByRole('checkbox', { name: `${FORCE_PUSHES.name}: mark as not sure` });
  await doubt.waitFor();
  assert.equal(await doubt.isChecked(), false);
  await doubt.check();
  await apply(page);
  await saved(page);
  await openActivity(page, FORCE_PUSHES);
  await chosen(page, FORCE_PUSHES.name, 'Not sure');
  await openActivity(page, REVIEW);
  await chosen(page, REVIEW.name, 'Fully implemented');
  await page.getByText(/^Proven by a tool\./).waitFor();
  await goToRoute(page, '#/why/overall', 'Why: Overall');
  await page.getByRole('row', { name: 'Proven by a tool 1' }).waitFor();
  await page.getByRole('row', { name: 'Only claimed 0' }).waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await saved(page);
  await page.getByRole('row', { name: 'Only claimed 2' }).waitFor();
});

test('the same file again is nothing new', async (visit) => {
  const page = await visit.open();
  await claiming(page);
  await offer(page, fixture('scorecard-v4.json'));
  await importDialog(page).waitFor();
  await apply(page);
  await saved(page);
  const { text } = await exportFile(page);
  await offer(page, fixture('scorecard-v4.json'));
  await part(page, /^Nothing new/).waitFor();
  assert.equal(await part(page, /^Evidence to add/).count(), 0);
  await apply(page);
  await said(page, /Nothing of “scorecard-v4\.json” was chosen/);
  assert.equal((await exportFile(page)).text, text);
});

test('a file without a day asks for one, and proposes that of the file', async (visit) => {
  const page = await visit.open();
  await claiming(page);
  await drop(page, fixture('checkov.sarif'));
  const day = importDialog(page).getByLabel('Day of the run');
  await day.waitFor();
  assert.equal(await day.inputValue(), '2026-11-05');
  await importDialog(page).getByText('It was last changed on 2026-11-05').waitFor();
  await day.fill('');
  await eventually(async () => assert.equal(await part(page, /^Evidence to add/).count(), 0));
  await day.fill('2026-11-01');
  await part(page, /^Evidence to add/).waitFor();
  await importDialog(page).getByLabel('Link to the run').fill('https://kim:secret@ci.example.org/runs/7?token=1');
  await apply(page);
  await saved(page);
  const [piece] = await evidence(page);
  assert.equal(piece.recorded, '2026-11-01');
  assert.deepEqual(piece.links, [{ kind: 'link', url: 'https://ci.example.org/runs/7' }]);
});

test('each repository goes to the team that is chosen, and claims have to be asked for', async (visit) => {
  const page = await visit.open();
  await claiming(page, ['Shop', 'Mobile']);
  await drop(page, fixture('scorecard-v5.jsonl'));
  await part(page, /^Contradicted/).getByText('1 of 9 lack branch protection').waitFor();
  // The one without protection belongs to somebody else.
  await importDialog(page).getByLabel('Team for github.com/example-shop/part-7').selectOption({ label: 'Mobile' });
  await part(page, /^Contradicted/).getByText(`${FORCE_PUSHES.name}, Mobile`).waitFor();
  await part(page, /^Evidence to add/).getByText('8 of 8 show branch protection').first().waitFor();
  await importDialog(page).getByRole('button', { name: 'Cancel' }).click();

  await drop(page, fixture('security-insights-2.yml'));
  const claims = part(page, /^Claims/).getByRole('checkbox');
  await claims.first().waitFor();
  for (const claim of await claims.all()) assert.equal(await claim.isChecked(), false);
  await claims.first().check();
  await apply(page);
  await saved(page);
  const [piece] = await evidence(page);
  assert.match(piece.title, /^Claim, not verified: /);
  assert.equal(piece.recorded, undefined);
});

const BROKEN = [
  ['a SARIF file that was cut off', 'cut.sarif', fixture('bandit.sarif').text.slice(0, 1500), /cut\.sarif.*cut off/],
  ['SARIF of another version', 'old.sarif', '{"version": "2.0.0", "runs": [{"tool": {}, "results": []}]}', /SARIF 2\.0\.0; 2\.1\.0 is read/],
  ['SPDX as text', 'a.spdx', 'SPDXVersion: SPDX-2.3\n', /read as JSON/],
  ['results of tests that were cut off', 'cut.xml', '<testsuite><testcase', /not readable XML: line 1/],
];

for (const [what, name, text, problem] of BROKEN) {
  test(`${what} is refused in words and changes nothing`, async (visit) => {
    const page = await visit.open();
    await claiming(page);
    const before = (await exportFile(page)).text;
    await offer(page, { name, text });
    await said(page, problem);
    assert.equal(await importDialog(page).count(), 0);
    assert.equal((await exportFile(page)).text, before);
  });
}

test('a large file is read while the page goes on', async (visit) => {
  const page = await visit.open();
  await claiming(page);
  const longest = await page.evaluate(async () => {
    const result = `{"ruleId":"r","level":"error","message":{"text":"${'x'.repeat(1800)}"},"locations":[{"a":[1,2,3]}]}`;
    const results = Array(10_000).fill(result).join(',');
    const text = `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Bandit"}},"invocations":[{"endTimeUtc":"2026-11-05T00:00:00Z"}],"results":[${results}]}]}`;
    const data = new DataTransfer();
    data.items.add(new File([text], 'large.sarif'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true, bubbles: true }));
    let beats = 0;
    while (!document.querySelector('dialog[open]')) {
      await new Promise((next) => setTimeout(next, 5));
      beats += 1;
      if (beats > 20_000) break;
    }
    return beats;
  });
  assert.ok(longest > 3, `the page was alive ${longest} times`);
  await importDialog(page).getByText('10000 results').first().waitFor();
});
