// The level-1 round: one keystroke an answer, resumed, a result at the end.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  assessmentFile,
  eventually,
  goTo,
  heading,
  importFile,
  reload,
  saved,
  test,
} from './support.mjs';

const FIRST_LEVEL = ACTIVITIES.filter(({ level }) => level === 1);

function question(page) {
  return page.getByRole('main').getByRole('heading', { level: 2 }).first();
}

/** Waits until the round shows another activity; returns its name. */
async function next(page, before) {
  return eventually(async () => {
    const now = await question(page).textContent();
    assert.notEqual(now, before);
    return now;
  });
}

test('one keystroke answers and goes on; the round is resumed where it was left', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Assess');
  await page.getByRole('link', { name: 'Level-1 round' }).click();
  await heading(page, 'Level-1 round').waitFor();
  const first = await question(page).textContent();
  await page.getByText(`1 of ${FIRST_LEVEL.length} ·`).waitFor();
  await page.keyboard.press('4');
  const second = await next(page, first);
  // The focus goes along, so that the next question is read out.
  await eventually(async () =>
    assert.equal(await page.evaluate(() => document.activeElement.textContent), second),
  );
  await page.keyboard.press('s');
  const third = await next(page, second);
  // Without a reason, not applicable does not go on.
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: /reason/i }).fill('The platform team does this.');
  await page.keyboard.press('Enter');
  const fourth = await next(page, third);
  await saved(page);
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => assert.equal(await question(page).textContent(), third));
  const given = page.getByRole('group', { name: third }).getByRole('button', { pressed: true });
  assert.match(await given.textContent(), /Not applicable/);
  await reload(page);
  await eventually(async () => assert.equal(await question(page).textContent(), fourth));
  await page.getByText(`3 of ${FIRST_LEVEL.length} answered`).waitFor();
  // `later` leaves one out, and the round comes back to it.
  await page.getByRole('button', { name: 'Later' }).click();
  await next(page, fourth);
});

test('the end of the round is a result with a number, a picture and what to do first', async (visit) => {
  const page = await visit.open();
  const given = ACTIVITIES.map(({ level }) => (level === 1 ? 'fully' : null));
  const last = ACTIVITIES.findLastIndex(({ level }) => level === 1);
  given[last] = null;
  await importFile(page, assessmentFile({ teams: { Shop: given } }));
  await goTo(page, 'Assess');
  await page.getByRole('link', { name: 'Level-1 round' }).click();
  await eventually(async () => assert.equal(await question(page).textContent(), ACTIVITIES[last].name));
  await page.keyboard.press('1');
  await page.getByRole('heading', { name: 'The level-1 round is done' }).waitFor();
  await page.getByText(`${FIRST_LEVEL.length - 1} of ${FIRST_LEVEL.length}`).first().waitFor();
  await page.getByRole('img', { name: /^Radar: Level 1 in place, Shop; / }).waitFor();
  const numbers = page.getByRole('table');
  await numbers.getByRole('row').nth(1).waitFor();
  const ready = await numbers.locator('tbody tr td:nth-child(2)').allTextContents();
  assert.equal(ready.reduce((sum, text) => sum + Number(text), 0), FIRST_LEVEL.length - 1);
  await page.getByRole('region', { name: 'Do these first' }).getByRole('link', { name: ACTIVITIES[last].name }).waitFor();
  await page.getByRole('link', { name: 'Go on with level 2' }).click();
  await heading(page, 'Assess').waitFor();
  const left = page.getByRole('group', { name: 'Unanswered by level' });
  assert.equal(await left.getByRole('button', { name: /^Level 1:/ }).count(), 0);
  const second = ACTIVITIES.filter(({ level }) => level === 2).length;
  await left.getByRole('button', { name: `Level 2: ${second}` }).click();
  await page.getByText(`${second} activities`).waitFor();
});
