// A page on which nothing can be changed, and settings that the configuration has decided: what
// would change something cannot be used, says why, and is refused in code too.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  assessmentFile,
  eventually,
  everythingFile,
  goTo,
  goToRoute,
  heading,
  importDialog,
  importFile,
  openActivity,
  ready,
  said,
  saved,
  test,
} from './support.mjs';

const [FIRST] = ACTIVITIES;

/** What stays of use: looking, choosing what is shown, taking a file along. */
const LIVE = [
  // Assess.
  /^(Card|List|Previous|Next|Search|Dimension|Subdimension|Level|Answer|Clear filters)$/,
  /^Level \d+: \d+$/,
  // Numbers.
  /^(Maturity|Completion)$/,
  /^Show more/,
  // Pictures: what is shown, and files of them.
  /^(Copy|SVG|PNG|Assessment inside)$/,
  /^(Owner, due date, evidence|Show|Shown|Group|From|To|Targets of)$/,
  // Audit: statements and files for other tools.
  /^(Statement as (CSV|HTML|Markdown)|Export (calendar|OSCAL|attestations)|Of)$/,
  // Mapping.
  /^(Standard|Export CSV)$/,
  // Settings and Model: files out, and comparing.
  /^(Export now|Export all|Export (team-progress|team-evidence|teams)\.yaml|Download|Export changes|Export for DSOMM’s app|Old model|New model)$/,
  /^Download the copy of /,
  /^Load the (old|new) model$/,
];

/** Controls of the page that can be used although they are none of those above. */
async function usable(page) {
  const names = await page.getByRole('main').evaluate((main) =>
    [...main.querySelectorAll('button, input, select, textarea')]
      // What puts an address, a report, a table or a part together changes nothing.
      .filter(
        (control) =>
          !['share', 'wanted', 'link', 'tables', 'part'].some((card) =>
            control.closest(`[aria-labelledby="${card}"]`),
          ),
      )
      .filter((control) => !control.matches(':disabled') && !control.readOnly)
      .map((control) => {
        const label = control.getAttribute('aria-label') ?? control.labels?.[0]?.textContent;
        return (label ?? control.textContent).trim();
      }),
  );
  return names.filter((name) => !LIVE.some((live) => live.test(name)));
}

/** A browser that keeps two assessments, one of them with everything in it. */
async function filled(visit) {
  const page = await visit.open('#/');
  await importFile(page, assessmentFile({ title: 'Another one' }));
  await importFile(page, everythingFile(), 'Open instead');
  // Before a merge, a recovery copy is made.
  await importFile(page, everythingFile({ turned: true }), 'Merge');
  return page;
}

/** The pages, each with what has to be opened there. */
const PLACES = {
  Overview: async () => {},
  Assess: async (page) => {
    await page.locator('details.along summary').click();
    // Behind a button, unless it was loaded ahead.
    const more = page.getByRole('button', { name: 'Owner, due date, evidence' });
    await eventually(async () => {
      if (await more.isVisible()) await more.click({ timeout: 500 }).catch(() => {});
      assert.ok(await page.getByRole('textbox', { name: 'Owner' }).isVisible());
    });
  },
  Teams: async (page) => {
    for (const summary of await page.locator('.team-ties summary').all()) await summary.click();
    assert.ok(await page.getByRole('button', { name: 'Show', exact: true }).isEnabled());
    assert.ok(await page.getByRole('textbox', { name: 'Name of Shop' }).isDisabled());
  },
  Roadmap: async (page) => {
    await page.getByRole('img', { name: /^Radar: / }).waitFor();
  },
  History: async (page) => {
    await page.getByRole('img', { name: /^Trend: / }).waitFor();
  },
  Mapping: async (page) => {
    await page.getByRole('region', { name: 'Embedded security' }).waitFor();
  },
  Audit: async (page) => {
    await page.getByRole('button', { name: 'Draw the sample' }).waitFor();
  },
  Report: async (page) => {
    await page.getByRole('article').waitFor();
  },
  Model: async (page) => {
    await page.getByRole('region', { name: 'Add an activity' }).waitFor();
  },
  Settings: async (page) => {
    await page.getByRole('button', { name: 'Duplicate Another one' }).waitFor();
  },
  Help: async () => {},
};

test('nothing that would change something can be used on a read-only page', async (visit) => {
  await filled(visit);
  const page = await visit.open('?readonly=1#/');
  await page.getByText('Read-only: you can look at everything, but change nothing.').waitFor();
  for (const [place, open] of Object.entries(PLACES)) {
    await goTo(page, place);
    await open(page);
    assert.deepEqual(await usable(page), [], place);
  }
  // Nearly all that can be pressed in a picture chooses what is shown; but answers are given there.
  await goTo(page, 'Matrix');
  await page.getByRole('main').getByRole('button', { name: FIRST.name }).first().click();
  const given = page.getByRole('radiogroup', { name: FIRST.name }).getByRole('radio');
  await given.first().waitFor();
  for (const radio of await given.all()) assert.ok(await radio.isDisabled(), 'an answer in the matrix');
  await openActivity(page, FIRST);
  await page.getByText('Pipeline definition').waitFor();
  assert.deepEqual(await usable(page), [], 'an activity');
  for (const name of ['It still holds', 'Edit Pipeline definition']) {
    assert.ok(await page.getByRole('button', { name }).isDisabled(), name);
  }
  await goToRoute(page, '#/review', 'Assess');
  assert.deepEqual(await usable(page), [], 'a review');
  await goToRoute(page, '#/dimension/implementation', 'Implementation');
  await page.locator('details.leave-out summary').click();
  await page.getByRole('form', { name: 'Set a part to not applicable' }).waitFor();
  assert.deepEqual(await usable(page), [], 'a dimension');
  await goTo(page, 'Teams');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await goTo(page, 'Settings');
  assert.ok(await page.getByRole('button', { name: 'Export now' }).isEnabled());
});

test('an empty read-only page offers nothing that changes it', async (visit) => {
  const page = await visit.open('?readonly=1#/');
  assert.deepEqual(await usable(page), []);
});

/** Everything that the browser keeps, but for what is shown. */
const kept = (page) =>
  page.evaluate(() => {
    const shown = ['dsomm-radar/team', 'dsomm-radar/radar'];
    return JSON.stringify(Object.entries(localStorage).filter(([key]) => !shown.includes(key)).sort());
  });

test('what is forced open on a read-only page is refused all the same', async (visit) => {
  await filled(visit);
  const page = await visit.open('?readonly=1#/settings');
  await page.getByRole('button', { name: 'Duplicate Another one' }).waitFor();
  const before = await kept(page);
  // In one go: the page may lock again what it draws anew.
  const force = (control, value) =>
    control.evaluate((element, text) => {
      for (const set of document.querySelectorAll('fieldset')) set.disabled = false;
      if (text === undefined) return element.click();
      element.value = text;
      element.dispatchEvent(new Event('input', { bubbles: true }));
    }, value);
  const forced = async (name) => {
    await force(page.getByRole('button', { name }).first());
    await said(page, /Read-only: nothing can be changed/);
    assert.equal(await kept(page), before, String(name));
    await page.getByRole('button', { name: 'Close message' }).click();
  };
  for (const name of ['Duplicate Another one', 'Open Another one', 'Delete Another one', 'New assessment', /^Restore the copy/]) {
    await forced(name);
  }
  await page.getByRole('button', { name: 'Rename Another one' }).click();
  await force(page.getByRole('textbox', { name: /^New title/ }), 'Stolen');
  await forced('Save');
  // A file is not even looked at.
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'shop.dsomm.json'));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, assessmentFile().text);
  await said(page, /Read-only: nothing can be changed/);
  assert.ok(!(await importDialog(page).isVisible()));
  assert.equal(await kept(page), before, 'a dropped file');
});

test('a page that becomes read-only while something is open locks that too', async (visit) => {
  // The page is its own portal here: pages of the same origin may talk to each other.
  const page = await visit.tab(await visit.person());
  await page.route('**/portal-of-test.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><title>Portal</title><link rel="icon" href="data:,"><iframe title="Radar" src="./?embed=1" width="900" height="900"></iframe>' }),
  );
  await page.goto(new URL('portal-of-test.html', visit.address()).href);
  const frame = await eventually(() => {
    const found = page.frames().find((one) => one.url().includes('embed=1'));
    assert.ok(found);
    return found;
  });
  await heading(frame, 'Overview').waitFor();
  const tell = (message) =>
    page.evaluate((it) => document.querySelector('iframe').contentWindow.postMessage({ dsomm: 1, ...it }, '*'), message);
  await tell({ type: 'init' });
  await goTo(frame, 'Teams');
  const name = frame.getByRole('textbox', { name: 'New team' });
  await name.fill('Payments');
  await tell({ type: 'set', readonly: true });
  await eventually(async () => assert.ok(await name.isDisabled()));
  await tell({ type: 'set', readonly: false });
  await eventually(async () => assert.ok(await name.isEnabled()));
  await frame.getByRole('button', { name: 'Add team' }).click();
  await saved(frame);
});

test('stages and months that the configuration has locked stay as they are', async (visit) => {
  const page = await visit.tab(await visit.person());
  await page.route('**/config.json', (route) =>
    route.fulfill({ json: { version: 1, locked: ['stages', 'cadence_months'] } }),
  );
  await page.goto(new URL('#/settings', visit.address()).href);
  await ready(page);
  const stages = page.getByRole('region', { name: 'Stages' });
  await stages.getByText('The configuration of this page has decided this').waitFor();
  for (const control of await stages.locator('button, input').all()) assert.ok(await control.isDisabled());
  const months = page.getByRole('spinbutton', { name: 'Months between two reviews' });
  assert.ok(await months.isDisabled());
  const valid = page.getByRole('spinbutton', { name: 'Months for which evidence is valid' });
  await valid.fill('24');
  await valid.blur();
  await saved(page);
  // Forced, it is refused, and the fields show what holds.
  await page.evaluate(() => {
    for (const set of document.querySelectorAll('fieldset')) set.disabled = false;
  });
  await stages.getByRole('button', { name: 'Add stage' }).click();
  await said(page, /configuration of this page has decided this/);
  assert.equal(await stages.getByRole('listitem').count(), 4);
  await months.fill('3');
  await months.blur();
  await eventually(async () => assert.notEqual(await months.inputValue(), '3'));
});
