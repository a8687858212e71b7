// The report: chosen, read, printed, and taken along as files that open without the page.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isAccessible } from './axe.mjs';
import {
  ACTIVITIES,
  assessmentFile,
  download,
  eventually,
  everything,
  everythingFile,
  goTo,
  goToRoute,
  importFile,
  said,
  test,
} from './support.mjs';

const sheet = (page) => page.getByRole('article', { name: 'Shop 2026' });
const part = (page, name) => sheet(page).getByRole('region', { name, exact: true });

/** Of the team, group or all teams that are chosen, everything is drawn. */
async function whole(page) {
  await eventually(async () => assert.equal(await sheet(page).getAttribute('aria-busy'), 'false'));
}

/** Chooses in one of the fields, and waits for the report. */
async function choose(page, field, label) {
  await page.getByRole('combobox', { name: field, exact: true }).selectOption({ label });
  await whole(page);
}

/** Chooses a file of the report; returns its name and text. */
async function exported(page, button) {
  const { name, path } = await download(page, page.getByRole('button', { name: button, exact: true }));
  return { name, text: await readFile(path, 'utf8') };
}

async function open(visit, options) {
  const page = await visit.open('#/', options);
  await everything(page);
  await goTo(page, 'Report');
  await whole(page);
  return page;
}

test('the report has its parts, and what is not wanted is left out', async (visit) => {
  const page = await open(visit);
  const contents = sheet(page).getByRole('navigation', { name: 'Contents' });
  const parts = ['Summary', 'Radar', 'Levels', 'Below target', 'What changed', 'Next actions', 'Evidence', 'Audits', 'Exceptions', 'How the numbers are made'];
  assert.deepEqual(await contents.getByRole('link').allTextContents(), parts);
  await contents.getByRole('link', { name: 'Evidence' }).click();
  await eventually(async () => {
    const focused = await page.evaluate(() => document.activeElement.textContent);
    assert.equal(focused, 'Evidence');
  });
  assert.match(page.url(), /#\/report$/);
  await part(page, 'Evidence').getByRole('link', { name: 'https://example.org/pipeline' }).waitFor();
  await choose(page, 'Size', 'One page');
  const titles = sheet(page).getByRole('heading', { level: 3 });
  assert.deepEqual(await titles.allTextContents(), ['Summary', 'Radar', 'Next actions']);
  await choose(page, 'Of', 'Shop');
  assert.equal(await part(page, 'Radar').getByRole('img', { name: /^Radar: .*Shop/ }).count(), 1);
  assert.equal(await part(page, 'Next actions').getByRole('rowheader').count(), 3);
  // A sentence says how it came about.
  const sentence = part(page, 'Summary').getByText(/^Maturity is /);
  await part(page, 'Summary').getByText(/^Means over \d dimensions/).waitFor({ state: 'hidden' });
  await sentence.click();
  await part(page, 'Summary').getByText(/^Means over \d dimensions/).waitFor();
  await choose(page, 'Size', 'Everything');
  await part(page, 'Answers').getByRole('rowheader', { name: ACTIVITIES[0].name, exact: true }).waitFor();
  await part(page, 'Answers').getByText('The platform team does this.').first().waitFor();
  // The controls are fetched once the part is wanted.
  await part(page, 'Statement of applicability').getByRole('rowheader', { name: 'A.5.37', exact: true }).first().waitFor();
  await part(page, 'Exceptions').getByText(/marked as not applicable, which leaves every number/).waitFor();
  await page.getByRole('checkbox', { name: 'Answers' }).uncheck();
  await part(page, 'Answers').waitFor({ state: 'hidden' });
  assert.equal(
    await page.getByRole('combobox', { name: 'Size' }).evaluate((select) => select.selectedOptions[0].text),
    'As chosen below',
  );
});

test('a phone shows every part of the report', async (visit) => {
  const page = await open(visit);
  await page.setViewportSize({ width: 390, height: 844 });
  await choose(page, 'Size', 'Everything');
  await part(page, 'Statement of applicability').waitFor();
  await part(page, 'Evidence').getByRole('table').first().waitFor();
  const contents = sheet(page).getByRole('navigation', { name: 'Contents' });
  const titles = sheet(page).getByRole('heading', { level: 3 });
  assert.deepEqual(await titles.allTextContents(), await contents.getByRole('link').allTextContents());
});

test('no two things on the page of the report have the same id', async (visit) => {
  const page = await open(visit);
  await choose(page, 'Size', 'Everything');
  await part(page, 'Levels').waitFor();
  const twice = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  });
  assert.deepEqual(twice, []);
});

test('numbers of the report are those of the Overview, and follow the answers', async (visit) => {
  const page = await open(visit);
  await choose(page, 'Of', 'Shop');
  const text = await part(page, 'Summary').getByText(/^Maturity is /).textContent();
  const shown = text.match(/Maturity is ([\d.]+) of 5; (\d+ %)/);
  await goTo(page, 'Overview');
  const figures = (await page.getByRole('main').getByRole('definition').allInnerTexts()).join(' | ');
  assert.ok(figures.includes(shown[1]) && figures.includes(shown[2]), `${text} / ${figures}`);
});

test('the HTML file opens from disk without a script and without asking for anything', async (visit) => {
  const page = await open(visit);
  await choose(page, 'Size', 'Everything');
  const { name, text } = await exported(page, 'Export as HTML');
  assert.equal(name, 'shop-2026-report.html');
  await said(page, /Exported as shop-2026-report\.html/);
  assert.doesNotMatch(text, /<script|javascript:|\son\w+=|style="|src=|url\(|@import/i);
  const path = join(await mkdtemp(join(tmpdir(), 'report-')), name);
  await writeFile(path, text);
  const person = await visit.person({ javaScriptEnabled: false, colorScheme: 'dark' });
  const address = pathToFileURL(path).href;
  const file = await visit.tab(person, address);
  await file.goto(address);
  await file.getByRole('heading', { level: 1, name: 'Shop 2026' }).waitFor();
  assert.ok((await file.getByRole('img', { name: /^Radar: / }).count()) >= 2);
  await file.getByRole('link', { name: 'Next actions' }).click();
  assert.match(file.url(), /#report-next$/);
  assert.deepEqual(visit.requests.filter((request) => request.startsWith('file:') && !request.startsWith(address)), []);
  // The styles are those of the file, and its policy lets them in.
  const other = await visit.tab(await visit.person({ colorScheme: 'dark' }), address);
  await other.goto(address);
  const look = await other.evaluate(() => [
    getComputedStyle(document.body).maxWidth,
    getComputedStyle(document.documentElement).backgroundColor,
  ]);
  assert.deepEqual(look, ['960px', 'rgb(255, 255, 255)']);
  await isAccessible(other, 'the file');
});

test('the Markdown file has the same parts', async (visit) => {
  const page = await open(visit);
  const { name, text } = await exported(page, 'Export as Markdown');
  assert.equal(name, 'shop-2026-report.md');
  const titles = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  const contents = sheet(page).getByRole('navigation', { name: 'Contents' });
  assert.deepEqual(titles, await contents.getByRole('link').allTextContents());
  assert.match(text, /^# Shop 2026\n/);
});

test('texts of users stay texts, on the page and in the files', async (visit) => {
  const page = await visit.open('#/');
  const hostile = '<img src=x onerror=alert(1)>';
  await importFile(page, everythingFile({ names: [hostile, 'Platform'] }), 'Open instead');
  await goTo(page, 'Report');
  await sheet(page).getByText(hostile).first().waitFor();
  assert.equal(await sheet(page).locator('img').count(), 0);
  const { text } = await exported(page, 'Export as HTML');
  assert.doesNotMatch(text, /<img/);
});

test('axe finds nothing on the report', async (visit) => {
  const page = await open(visit);
  // Every part, but not every row: they are alike, and there are hundreds.
  await choose(page, 'Of', 'Shop');
  await choose(page, 'Size', 'Everything');
  await page.getByRole('combobox', { name: 'Rows of a list' }).selectOption({ label: 'Up to 3' });
  await part(page, 'Answers').waitFor();
  await isAccessible(page, 'every part');
}, 180_000);

test('the printed report is light, repeats its heads, and has nothing to choose', async (visit) => {
  const page = await open(visit, { person: await visit.person({ colorScheme: 'dark' }) });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const look = await page.getByRole('main').evaluate((main) => ({
    paper: getComputedStyle(document.body).backgroundColor,
    text: getComputedStyle(main.querySelector('article p:not(.muted)') ?? main.querySelector('article td')).color,
    heads: [...main.querySelectorAll('article thead')].map((head) => getComputedStyle(head).display),
    rows: getComputedStyle(main.querySelector('article tbody tr')).breakInside,
    controls: [...main.querySelectorAll('button, select, input')].filter((it) => it.checkVisibility()).length,
  }));
  assert.equal(look.paper, 'rgb(255, 255, 255)');
  assert.match(look.text, /^rgb\((\d|[1-4]\d), /, 'dark letters');
  assert.ok(look.heads.length > 4 && look.heads.every((display) => display === 'table-header-group'));
  assert.equal(look.rows, 'avoid');
  assert.equal(look.controls, 0);
  // On the screen to choose, on paper to count.
  const pages = async () => (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b/g).length;
  await page.emulateMedia({ media: null });
  await choose(page, 'Size', 'One page');
  await choose(page, 'Of', 'Shop');
  assert.equal(await pages(), 1, 'for management');
  await choose(page, 'Size', 'For a review');
  await part(page, 'Levels').waitFor();
  assert.ok((await pages()) > 3, 'for a review');
}, 120_000);

test('of many teams the report begins with the shown one, and all of them are drawn in pieces and printed whole', async (visit) => {
  const page = await visit.open();
  const teams = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`Team ${at + 1}`, ['fully', 'partly']]));
  await importFile(page, assessmentFile({ teams }));
  await goTo(page, 'Report');
  await whole(page);
  const of = page.getByRole('combobox', { name: 'Of', exact: true });
  assert.equal(await of.evaluate((select) => select.selectedOptions[0].textContent), 'Team 1');
  const names = part(page, 'Next actions').getByRole('heading', { level: 4 });
  assert.equal(await names.count(), 0, 'one team needs no name');
  // Printed before it is drawn, it is whole all the same.
  const printed = await page.evaluate(async () => {
    const choice = document.querySelector('#wanted-whom');
    const begun = new Promise((resolve) => {
      window.print = () => resolve(document.querySelectorAll('article h4').length);
    });
    choice.selectedIndex = [...choice.options].findIndex((option) => /^All/.test(option.textContent));
    choice.dispatchEvent(new Event('change', { bubbles: true }));
    await null;
    [...document.querySelectorAll('main button')].find((button) => button.textContent === 'Print').click();
    return begun;
  });
  await whole(page);
  await eventually(async () => assert.equal(await names.count(), 40));
  assert.equal(printed, await sheet(page).getByRole('heading', { level: 4 }).count());
  await choose(page, 'Size', 'One page');
  assert.equal(await names.count(), 40);
});

test('Print opens the dialog of the browser', async (visit) => {
  const page = await open(visit);
  await page.evaluate(() => {
    window.print = () => {
      window.printed = true;
    };
  });
  await page.getByRole('button', { name: 'Print', exact: true }).click();
  assert.equal(await page.evaluate('window.printed'), true);
});

test('a read-only page gives its report all the same, and a hidden one is not there', async (visit) => {
  const filled = await visit.open('#/');
  await everything(filled);
  const page = await visit.open('?readonly=1#/report');
  await choose(page, 'Size', 'One page');
  await exported(page, 'Export as HTML');
  const other = await visit.tab(await visit.person());
  await other.route('**/config.json', (route) => route.fulfill({ json: { version: 1, hide: ['report'] } }));
  await other.goto(visit.address());
  await other.getByRole('navigation', { name: 'Main' }).waitFor();
  assert.equal(await other.getByRole('link', { name: 'Report', exact: true }).count(), 0);
  await goToRoute(other, '#/report', 'Page not found');
});
