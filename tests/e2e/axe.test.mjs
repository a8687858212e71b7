// Accessibility as far as a machine can see it: axe finds nothing on any page, light and dark.

import assert from 'node:assert/strict';
import { isAccessible, isAccessibleAsShown } from './axe.mjs';
import {
  ACTIVITIES,
  answered,
  answers,
  assessmentFile,
  dimensions,
  everything,
  everythingFile,
  goTo,
  goToRoute,
  heading,
  importDialog,
  offer,
  openActivity,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;
const PHONE = { width: 390, height: 844 };

/** The pages, each with the way to it. */
const PLACES = {
  'the empty Overview': async () => {},
  'a filled Overview': async (page) => {
    await answered(page);
    await goTo(page, 'Overview');
  },
  'the card of Assess': async (page) => {
    await answered(page);
    await goTo(page, 'Assess');
    await page.getByRole('region', { name: 'About this activity' }).waitFor();
  },
  'the card of Assess, not applicable': async (page) => {
    await goTo(page, 'Assess');
    await answers(page, FIRST.name).getByRole('radio', { name: 'Not applicable' }).check();
    await page.getByRole('textbox', { name: /reason/i }).waitFor();
  },
  'the list of Assess': async (page) => {
    await answered(page);
    await goTo(page, 'Assess');
    await page.getByRole('button', { name: 'List', exact: true }).click();
    await answers(page, SECOND.name).waitFor();
  },
  'an activity': async (page) => {
    await answered(page);
    await openActivity(page, SECOND);
    await page.getByRole('region', { name: 'About this activity' }).waitFor();
  },
  Teams: async (page) => {
    await answered(page);
    await goTo(page, 'Teams');
  },
  Roadmap: async (page) => {
    await everything(page);
    await goTo(page, 'Roadmap');
    await page.getByRole('img', { name: /^Radar: / }).waitFor();
  },
  History: async (page) => {
    await everything(page);
    await goTo(page, 'History');
    await page.getByRole('img', { name: /^Trend: / }).waitFor();
  },
  Mapping: async (page) => {
    await everything(page);
    await goTo(page, 'Mapping');
    await page.getByRole('region', { name: 'Embedded security' }).waitFor();
  },
  Heatmap: async (page) => {
    await everything(page);
    await goTo(page, 'Heatmap');
    await page.getByRole('img', { name: /^Heatmap: / }).waitFor();
    await page.getByRole('table').getByRole('button').first().click();
    await page.getByRole('complementary').getByRole('radiogroup').first().waitFor();
  },
  Matrix: async (page) => {
    await everything(page);
    await goTo(page, 'Matrix');
    await page.getByRole('button', { name: `${FIRST.name}: Fully implemented` }).click();
    await answers(page, FIRST.name).waitFor();
  },
  Compare: async (page) => {
    await everything(page);
    await goTo(page, 'Compare');
    await page.getByRole('checkbox', { name: 'Platform' }).check();
    await page.getByRole('img', { name: /^Radar: / }).waitFor();
  },
  'the spread of Compare': async (page) => {
    await everything(page);
    await goToRoute(page, '#/compare?view=spread', 'Compare');
    await page.getByRole('table').waitFor();
  },
  'two sides of Compare': async (page) => {
    await everything(page);
    await goToRoute(page, '#/compare?view=against&b-cycle=then&b=team-1', 'Compare');
    await page.getByRole('columnheader', { name: 'Shop, 2025 H2' }).first().waitFor();
  },
  Dependencies: async (page) => {
    await everything(page);
    await goToRoute(page, '#/dependencies', 'Dependencies');
    await page.getByRole('img', { name: /^Graph: / }).waitFor();
  },
  'a question of the level-1 round': async (page) => {
    await goToRoute(page, '#/round', 'Level-1 round');
    await page.getByRole('group', { name: FIRST.name }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: /reason/i }).waitFor();
  },
  'the result of the level-1 round': async (page) => {
    await answered(page);
    await goToRoute(page, '#/round', 'Level-1 round');
    await page.getByRole('img', { name: /^Radar: / }).waitFor();
  },
  'search and commands': async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('listbox', { name: 'Found' }).getByRole('option').first().waitFor();
    await page.getByRole('combobox', { name: /^Find / }).fill('build');
  },
  Settings: async (page) => {
    await everything(page);
    await goTo(page, 'Settings');
    await page.getByRole('button', { name: 'Remove stage Started' }).click();
  },
  'the terms of a dimension': async (page) => {
    await everything(page);
    await goToRoute(page, '#/why/implementation', 'Why: Implementation');
  },
  'the terms of the whole': async (page) => {
    await everything(page);
    await goToRoute(page, '#/why/overall', 'Why: Overall');
  },
  'a piece of evidence': async (page) => {
    await everything(page);
    await goTo(page, 'Teams');
    await openActivity(page, FIRST);
    await page.getByRole('button', { name: 'Edit Pipeline definition' }).click();
    await page.getByRole('form', { name: 'Piece of evidence' }).waitFor();
  },
  'answers that disagree': async (page) => {
    await everything(page);
    await offer(page, everythingFile({ turned: true }));
    await importDialog(page).getByText('Decide one by one').click();
  },
  Help: async (page) => {
    await goTo(page, 'Help');
  },
  'an unknown page': async (page) => {
    await goToRoute(page, '#/nowhere', 'Page not found');
  },
  'the import dialog': async (page) => {
    await answered(page);
    await offer(page, assessmentFile());
    await importDialog(page).waitFor();
  },
  'a problem': async (page) => {
    await offer(page, { name: 'empty.dsomm.json', text: '' });
    await page.getByRole('button', { name: 'Close message' }).waitFor();
  },
};

for (const [place, go] of Object.entries(PLACES)) {
  test(`axe finds nothing on ${place}`, async (visit) => {
    const page = await visit.open();
    await go(page);
    await isAccessible(page, place);
  });
}

test('axe finds nothing on any dimension', async (visit) => {
  const page = await visit.open();
  await answered(page);
  const all = await dimensions(page);
  assert.ok(all.length >= 5);
  for (const { name, route } of all) {
    await goToRoute(page, route, name);
    await page.getByText('What low and high maturity look like').click();
    await isAccessible(page, name);
  }
});

test('axe finds nothing where nothing can be changed', async (visit) => {
  await everything(await visit.open());
  const page = await visit.open('?readonly=1#/');
  for (const place of ['Overview', 'Assess', 'Teams', 'Roadmap', 'History', 'Model', 'Settings']) {
    await goTo(page, place);
    if (place === 'Model') await page.getByRole('region', { name: 'Add an activity' }).waitFor();
    await isAccessible(page, place);
  }
});

test('axe finds nothing on a phone', async (visit) => {
  const page = await visit.open('#/', { person: await visit.person({ viewport: PHONE }) });
  await answered(page);
  await heading(page, 'Overview').waitFor();
  await isAccessible(page, 'Overview');
  await goTo(page, 'Assess');
  await page.getByRole('region', { name: 'About this activity' }).waitFor();
  await isAccessible(page, 'Assess');
});

test('axe finds nothing with the theme chosen on the page, against the system', async (visit) => {
  for (const [colorScheme, label] of [['light', 'Dark'], ['dark', 'Light']]) {
    const person = await visit.person({ colorScheme });
    const page = await visit.open('#/', { person });
    await page.getByRole('combobox', { name: 'Theme' }).selectOption({ label });
    await isAccessibleAsShown(page, label);
  }
});
