// Where the focus is.

import assert from 'node:assert/strict';
import { eventually } from './support.mjs';

export function isFocused(locator) {
  return locator.evaluate((element) => element === document.activeElement);
}

/** What has the focus, in words. */
export function focus(page) {
  return page.evaluate(() => {
    const { tagName, ariaLabel, textContent, labels } = document.activeElement;
    if (tagName === 'BODY') return 'nothing';
    const name = labels?.[0]?.textContent ?? ariaLabel ?? textContent;
    return `${tagName.toLowerCase()} “${name.trim().slice(0, 40)}”`;
  });
}

export async function hasFocus(locator, what = locator) {
  await eventually(async () => {
    const is = await locator.evaluateAll((all) => all.includes(document.activeElement));
    assert.ok(is, `${what} has the focus; it is on ${await focus(locator.page())}`);
  });
}

/** Presses a key until an element has the focus. `onTheWay` looks at what has it after each press. */
export async function tabTo(page, locator, { key = 'Tab', onTheWay = async () => {} } = {}) {
  await locator.waitFor();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    await onTheWay();
    if (await isFocused(locator)) return;
  }
  assert.fail(`80 × ${key} did not reach ${locator}; the focus is on ${await focus(page)}`);
}
