// What axe says about the page that is shown.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const AXE = readFileSync(
  fileURLToPath(new URL('node_modules/axe-core/axe.min.js', import.meta.url)),
  'utf8',
);
const CONTRAST = 'color-contrast';
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** axe finds nothing, light and dark. Only the colours differ, so the rest is looked at once. */
export async function isAccessible(page, where) {
  await page.emulateMedia({ colorScheme: 'light' });
  await findsNothing(page, `${where}, light`, { runOnly: { type: 'tag', values: TAGS } });
  await page.emulateMedia({ colorScheme: 'dark' });
  await findsNothing(page, `${where}, dark`, { runOnly: { type: 'rule', values: [CONTRAST] } });
}

/**
 * axe finds nothing on the page as it looks. Where the system sets the colours (`forced`) it would
 * compare those of the page with those of the system.
 */
export function isAccessibleAsShown(page, where, { forced = false } = {}) {
  const rules = { [CONTRAST]: { enabled: !forced } };
  return findsNothing(page, where, { runOnly: { type: 'tag', values: TAGS }, rules });
}

async function findsNothing(page, where, options) {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  // What the header covers while the page is scrolled is no finding.
  await page.evaluate('scrollTo(0, 0)');
  const { violations, passes } = await page.evaluate(
    (options) => axe.run(document, { ...options, resultTypes: ['violations'] }),
    options,
  );
  const least = options.runOnly.type === 'tag' ? 10 : 1;
  assert.ok(passes.length >= least, 'axe looked at the page');
  const short = violations.map(({ id, help, nodes }) => ({
    rule: `${id}: ${help}`,
    where: nodes.slice(0, 4).map(({ target, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message)[0] ?? '';
      return `${target.join(' ')} (${nodes.length}×) ${why}`;
    }),
  }));
  assert.deepEqual(short, [], where);
}
