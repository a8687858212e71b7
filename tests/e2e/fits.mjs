// Whether a page is as narrow as its window.

import assert from 'node:assert/strict';

/** Nothing sticks out of the page, apart from what scrolls in a box of its own. */
export async function fits(page, where) {
  const out = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found = [];
    if (document.documentElement.scrollWidth > width) {
      found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    }
    scrollTo(1000, scrollY);
    if (scrollX !== 0) found.push(`the page scrolls sideways by ${scrollX}`);
    scrollTo(0, scrollY);
    const clips = (element) => {
      for (let at = element.parentElement; at; at = at.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return true;
        // What only screen readers see is one pixel large.
        if (at.clientWidth <= 1) return true;
      }
      return false;
    };
    for (const element of document.body.querySelectorAll('*')) {
      if (!element.checkVisibility() || element.closest('svg svg, svg *')) continue;
      const { left, right, width: own } = element.getBoundingClientRect();
      if (own > 1 && (right > width + 1 || left < -1) && !clips(element)) {
        const text = (element.ariaLabel ?? element.textContent).trim().slice(0, 40);
        found.push(`${element.tagName.toLowerCase()} “${text}” from ${left} to ${right}`);
      }
    }
    return found.slice(0, 5);
  });
  assert.deepEqual(out, [], where);
}
