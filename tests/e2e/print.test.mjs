// On paper: dark letters on white whatever theme is chosen, and nothing to press.

import assert from 'node:assert/strict';
import { everything, goTo, test } from './support.mjs';

/** How light a colour is, 0 to 1: "rgb(16, 24, 40)". */
function lightness(colour) {
  const [red, green, blue] = colour.match(/[\d.]+/g).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

test('what is printed is dark on white, without buttons, from a dark screen too', async (visit) => {
  const page = await visit.open();
  await everything(page);
  await page.getByRole('combobox', { name: 'Theme' }).selectOption({ label: 'Dark' });
  await page.emulateMedia({ media: 'print' });
  for (const name of ['Overview', 'Assess', 'Teams', 'Settings']) {
    await page.emulateMedia({ media: 'screen' });
    await goTo(page, name);
    await page.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor();
    await page.emulateMedia({ media: 'print' });
    const shown = await page.getByRole('main').evaluate((main) => {
      const colours = [...main.querySelectorAll('h1, h2, h3, p, td, th, li, text')]
        .filter((element) => element.checkVisibility() && element.textContent.trim())
        .map((element) => getComputedStyle(element));
      return {
        paper: getComputedStyle(document.body).backgroundColor,
        texts: colours.map(({ color, fill }, at) => (at, fill !== 'rgb(0, 0, 0)' ? fill : color)),
        buttons: [...main.querySelectorAll('button, a.button')].filter((it) => it.checkVisibility()).map((it) => it.textContent),
      };
    });
    assert.ok(lightness(shown.paper) > 0.999, name);
    assert.ok(shown.texts.length > 3, name);
    assert.deepEqual(shown.texts.filter((colour) => lightness(colour) > 0.55), [], name);
    assert.deepEqual(shown.buttons, [], name);
  }
});
