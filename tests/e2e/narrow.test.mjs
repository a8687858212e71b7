// On a phone, and at 400 % zoom, nothing has to be scrolled sideways.

import assert from 'node:assert/strict';
import { fits } from './fits.mjs';
import {
  ACTIVITIES,
  answered,
  answers,
  assessmentFile,
  choose,
  dimensions,
  everything,
  everythingFile,
  goTo,
  goToRoute,
  heading,
  importDialog,
  offer,
  openActivity,
  said,
  saved,
  test,
} from './support.mjs';

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const WORDS = 'The team that looks after everything which nobody else wants to look after, really';
const [FIRST] = ACTIVITIES;
const PHONE = { width: 390, height: 844 };

for (const width of [390, 320]) {
  for (const team of [LONG, WORDS]) {
    const kind = team === LONG ? 'one long word' : 'many words';
    test(`at ${width} px no page scrolls sideways, with a team of ${kind}`, async (visit) => {
      const person = await visit.person({ viewport: { width, height: 844 } });
      const page = await visit.open('#/', { person });
      await fits(page, 'the empty Overview');
      await answered(page, [team, 'Mobile']);
      await heading(page, 'Overview').waitFor();
      await fits(page, 'Overview');
      for (const { name, route } of await dimensions(page)) {
        await goToRoute(page, route, name);
        await page.getByText('What low and high maturity look like').click();
        await fits(page, name);
      }
      await goTo(page, 'Assess');
      await page.getByRole('region', { name: 'About this activity' }).waitFor();
      await fits(page, 'the card of Assess');
      await page.getByRole('button', { name: 'List', exact: true }).click();
      await choose(page, FIRST.name, 'Not applicable');
      await answers(page, FIRST.name).waitFor();
      await fits(page, 'the list of Assess');
      await openActivity(page, FIRST);
      await page.getByRole('region', { name: 'About this activity' }).waitFor();
      await fits(page, 'an activity');
      await goTo(page, 'Teams');
      await fits(page, 'Teams');
      await goTo(page, 'Help');
      await fits(page, 'Help');
      await goToRoute(page, `#/${LONG}`, 'Page not found');
      await fits(page, 'an unknown page');
      await offer(page, assessmentFile({ teams: { [LONG]: ['fully'], [WORDS]: ['started'] } }));
      await importDialog(page).waitFor();
      await fits(page, 'the import dialog');
      await page.keyboard.press('Escape');
      await offer(page, { name: `${LONG}.dsomm.json`, text: '' });
      await page.getByRole('button', { name: 'Close message' }).waitFor();
      await fits(page, 'a problem');
    });
  }
}

for (const width of [390, 320]) {
  test(`at ${width} px roadmap, history, mapping and settings do not scroll sideways`, async (visit) => {
    const person = await visit.person({ viewport: { width, height: 844 } });
    const page = await visit.open('#/', { person });
    await everything(page, { names: [LONG, WORDS] });
    for (const name of ['Teams', 'Roadmap', 'History', 'Mapping', 'Heatmap', 'Matrix', 'Audit', 'Report', 'Settings']) {
      await goTo(page, name);
      const closed = page.locator('main details:not([open]) > summary');
      while ((await closed.count()) > 0) await closed.first().click();
      await fits(page, name);
    }
    for (const view of ['table', 'spread', 'activities', 'against']) {
      await goToRoute(page, `#/compare?view=${view}&picked=team-1`, 'Compare');
      await page.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor();
      await fits(page, `Compare, ${view}`);
    }
    for (const [route, name] of [['#/dependencies', 'Dependencies'], ['#/round', 'Level-1 round']]) {
      await goToRoute(page, route, name);
      await page.getByText('Loading…').waitFor({ state: 'hidden' });
      await fits(page, name);
    }
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('listbox', { name: 'Found' }).getByRole('option').first().waitFor();
    await fits(page, 'search');
    await page.keyboard.press('Escape');
    await goToRoute(page, '#/why/implementation', 'Why: Implementation');
    await fits(page, 'the terms of a dimension');
    await openActivity(page, FIRST);
    await page.getByRole('button', { name: 'Edit Pipeline definition' }).click();
    await fits(page, 'a piece of evidence');
    await offer(page, everythingFile({ turned: true, names: [LONG, WORDS] }));
    await importDialog(page).getByText('Decide one by one').click();
    await fits(page, 'answers that disagree');
  });
}

test('on a phone, too, the status region says what went wrong', async (visit) => {
  const page = await visit.open('#/', { person: await visit.person({ viewport: PHONE }) });
  await offer(page, { name: 'empty.dsomm.json', text: '' });
  await page.getByRole('button', { name: 'Close message' }).waitFor();
  await said(page, /is empty/);
});

test('on a phone an answer is saved and all pages can be reached', async (visit) => {
  const page = await visit.open('#/', { person: await visit.person({ viewport: PHONE }) });
  await goTo(page, 'Assess');
  await choose(page, FIRST.name, 'Started');
  await saved(page);
  for (const name of ['Teams', 'Help', 'Overview']) await goTo(page, name);
  await page.getByRole('main').getByRole('link', { name: 'Implementation' }).first().click();
  await heading(page, 'Implementation').waitFor();
});
