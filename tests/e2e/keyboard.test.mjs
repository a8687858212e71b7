// Everything works with the keyboard alone, and one always sees where one is.

import assert from 'node:assert/strict';
import { focus, hasFocus, tabTo as reach } from './focus.mjs';
import {
  ACTIVITIES,
  answer,
  answers,
  assessmentFile,
  chosen,
  coverage,
  goTo,
  heading,
  importDialog,
  importFile,
  offer,
  openActivity,
  results,
  saved,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;

/** The element with the focus, or the label around it, has an outline. */
async function focusIsSeen(page) {
  const seen = await page.evaluate(() => {
    const element = document.activeElement;
    if (element === document.body) return false;
    return [element, element.closest('label')].some((candidate) => {
      if (!candidate) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
      const { width, height } = candidate.getBoundingClientRect();
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && width * height > 4;
    });
  });
  assert.ok(seen, `the focus is seen on ${await focus(page)}`);
}

/** Presses a key until an element has the focus; on the way the focus is always seen. */
function tabTo(page, locator, key) {
  const onTheWay = async () => {
    if ((await focus(page)) !== 'nothing') await focusIsSeen(page);
  };
  return reach(page, locator, { key, onTheWay });
}

test('the way from a fresh page to an answer and back needs no mouse', async (visit) => {
  const page = await visit.open();
  const nav = page.getByRole('navigation', { name: 'Main' });
  const before = await results(page);

  await tabTo(page, nav.getByRole('link', { name: 'Assess', exact: true }));
  await page.keyboard.press('Enter');
  await heading(page, 'Assess').waitFor();
  await hasFocus(heading(page, 'Assess'), 'the heading of Assess');
  await focusIsSeen(page);

  await tabTo(page, answer(page, FIRST.name, 'Not implemented'));
  await page.keyboard.press('Space');
  await chosen(page, FIRST.name, 'Not implemented');
  await hasFocus(answer(page, FIRST.name, 'Not implemented'), 'the chosen answer');
  for (const name of ['Started', 'Partly implemented', 'Fully implemented']) {
    await page.keyboard.press('ArrowDown');
    await chosen(page, FIRST.name, name);
    await hasFocus(answer(page, FIRST.name, name), `the answer “${name}”`);
    await focusIsSeen(page);
  }
  await saved(page);

  await tabTo(page, nav.getByRole('link', { name: 'Overview', exact: true }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await heading(page, 'Overview').waitFor();
  await hasFocus(heading(page, 'Overview'), 'the heading of Overview');
  await focusIsSeen(page);
  assert.notDeepEqual(await results(page), before);
});

for (const where of ['the card of Assess', 'the list of Assess', 'an activity']) {
  test(`on ${where} the focus stays on the answer that was chosen`, async (visit) => {
    const page = await visit.open();
    if (where === 'an activity') {
      await openActivity(page, SECOND);
    } else {
      await goTo(page, 'Assess');
      const view = where.includes('card') ? 'Card' : 'List';
      await page.getByRole('button', { name: view, exact: true }).click();
    }
    const { name } = where.includes('card') ? FIRST : SECOND;
    await answer(page, name, 'Started').focus();
    await page.keyboard.press('Space');
    await chosen(page, name, 'Started');
    await hasFocus(answer(page, name, 'Started'), 'the chosen answer');
    await page.keyboard.press('ArrowDown');
    await chosen(page, name, 'Partly implemented');
    await hasFocus(answer(page, name, 'Partly implemented'), 'the chosen answer');
  });
}

test('the next activity gets the focus on its name', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Assess');
  await answers(page, FIRST.name).waitFor();
  await page.keyboard.press('j');
  await hasFocus(page.getByRole('heading', { name: SECOND.name }), 'the name of the activity');
  await focusIsSeen(page);
});

test('the first stop of Tab skips to the content', async (visit) => {
  const page = await visit.open();
  await page.keyboard.press('Tab');
  await hasFocus(page.getByRole('button', { name: 'Skip to content' }), 'the way to the content');
  await focusIsSeen(page);
  await page.keyboard.press('Enter');
  await hasFocus(heading(page, 'Overview'), 'the heading');
});

test('every stop of Tab on a filled Overview is seen, and none is a trap', async (visit) => {
  const page = await visit.open();
  await importFile(page, assessmentFile());
  const stops = new Set();
  await page.evaluate(() => document.activeElement.blur());
  for (;;) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const all = [...document.querySelectorAll('*')];
      return document.activeElement === document.body ? -1 : all.indexOf(document.activeElement);
    });
    if (at === -1 || (stops.has(at) && stops.size > 1)) break;
    stops.add(at);
    await focusIsSeen(page);
    assert.ok(stops.size < 200, 'Tab comes round');
  }
  const reachable = await page
    .getByRole('main')
    .getByRole('link')
    .count();
  assert.ok(stops.size > reachable, `only ${stops.size} stops for ${reachable} links and more`);
});

test('the import dialog holds the focus, and gives it back to the button', async (visit) => {
  const page = await visit.open();
  await offer(page, assessmentFile());
  const dialog = importDialog(page);
  await dialog.waitFor();
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    const inside = await dialog.evaluate(
      (element) =>
        document.activeElement === document.body || element.contains(document.activeElement),
    );
    assert.ok(inside, `the focus is behind the dialog, on ${await focus(page)}`);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await hasFocus(page.getByRole('button', { name: 'Import', exact: true }), 'the button Import');
});

test('import, apply and export work with the keyboard', async (visit) => {
  const page = await visit.open();
  await offer(page, assessmentFile());
  await tabTo(page, importDialog(page).getByRole('button', { name: 'Apply' }));
  await page.keyboard.press('Enter');
  await importDialog(page).waitFor({ state: 'hidden' });
  await coverage(page, 2);
  await tabTo(page, page.getByRole('button', { name: 'Export', exact: true }));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Enter'),
  ]);
  assert.match(download.suggestedFilename(), /\.dsomm\.json$/);
});

test('while the import dialog is open, Ctrl+Z changes nothing behind it', async (visit) => {
  const page = await visit.open();
  await openActivity(page, FIRST);
  await answer(page, FIRST.name, 'Started').check();
  await saved(page);
  await offer(page, assessmentFile());
  await importDialog(page).waitFor();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Escape');
  await importDialog(page).waitFor({ state: 'hidden' });
  await chosen(page, FIRST.name, 'Started');
});

test('after the last undo the button keeps the focus', async (visit) => {
  const page = await visit.open();
  await openActivity(page, FIRST);
  await answer(page, FIRST.name, 'Started').check();
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await undo.focus();
  await page.keyboard.press('Enter');
  await chosen(page, FIRST.name, null);
  await hasFocus(undo, 'the button Undo');
});
