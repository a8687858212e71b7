// The element <dsomm-radar> in the hands of frameworks, and where the page in it does not come:
// what the host sets last counts, whenever it comes, and nothing waits for ever.

import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACTIVITIES, answers, choose, eventually, openActivity, ready, test } from './support.mjs';

const [FIRST] = ACTIVITIES;
/** Longer than the element itself waits. */
const LONG = 40_000;

/**
 * A portal on another origin. RADAR stands for the page's address.
 *
 * @returns {Promise<{page: object, home: string}>} the portal's page, the page's origin
 */
async function portal(visit, body, { script = '', headers = {}, frames = 'RADAR', isKnown = true } = {}) {
  let config = {};
  const radar = await visit.serve({
    headers,
    instead: (path) => (path === 'config.json' ? { body: JSON.stringify(config) } : undefined),
  });
  const home = new URL(radar.url).origin;
  const dir = await mkdtemp(join(tmpdir(), 'portal-'));
  const address = (text) => text.replaceAll('RADAR', radar.url);
  await writeFile(join(dir, 'portal.js'), address(`
    window.heard = [];
    for (const type of ['ready', 'error', 'save', 'changed']) {
      addEventListener('dsomm-' + type, (event) => heard.push({ event: type, ...event.detail }));
    }
    ${script}`));
  await writeFile(
    join(dir, 'index.html'),
    address(`<!doctype html><html lang="en"><title>Portal</title><link rel="icon" href="data:,"><body>${body}</body></html>`),
  );
  const outside = await visit.serve({
    dir,
    headers: {
      'content-security-policy': `default-src 'none'; script-src 'self' ${home}; frame-src ${frames.replace('RADAR', home)}; img-src data:`,
    },
  });
  if (isKnown) config = { embed: { origins: [new URL(outside.url).origin] } };
  visit.allow(new RegExp(`^request to ${home}/`));
  const page = await visit.tab(await visit.person(), outside.url);
  await page.goto(outside.url);
  return { page, home };
}

const SCRIPTS = '<script src="portal.js"></script><script src="RADARembed.js"></script>';
const frameOf = (page, home) =>
  eventually(() => {
    const found = page.frames().find((frame) => frame.url().startsWith(home));
    assert.ok(found, 'the frame is there');
    return found;
  });
const theme = (frame) => frame.locator('html').getAttribute('data-theme');

/** The first detail of an event of this kind. */
function hears(page, event, patience) {
  return eventually(async () => {
    const heard = await page.evaluate('heard');
    const found = heard.find((one) => one.event === event);
    assert.ok(found, `${event} among ${JSON.stringify(heard)}`);
    return found;
  }, patience);
}

/** The element says in words, in an event, and to whoever waits that the page is not there. */
async function fails(page, code, text, patience) {
  const error = await hears(page, 'error', patience);
  assert.equal(error.code, code);
  assert.match(error.message, text);
  const alert = page.getByRole('alert').filter({ hasText: text });
  await alert.waitFor();
  const element = page.locator('dsomm-radar');
  assert.equal(await element.evaluate((radar) => radar.ready.then(() => 'ready', (problem) => problem.code)), code);
  assert.equal(await element.evaluate((radar) => radar.get().then(() => 'got', (problem) => problem.code)), code);
  return alert;
}

test('a frame that the policy of the portal refuses: the element says so at once', async (visit) => {
  visit.allow(/Content Security Policy|policy: frame-src|Framing/);
  const { page, home } = await portal(visit, `${SCRIPTS}<dsomm-radar src="RADAR"></dsomm-radar>`, { frames: "'self'" });
  const alert = await fails(page, 'not_allowed', /does not let .* be shown: add it to frame-src/);
  const link = alert.getByRole('link', { name: 'Open the page by itself' });
  assert.equal(await link.getAttribute('href'), `${home}/`);
});

for (const [what, src, headers] of [
  ['that forbids to be framed', 'RADAR', { 'x-frame-options': 'DENY' }],
  ['that is not there', 'RADARno-such-folder/', {}],
]) {
  test(`a page ${what}: the element says what it can be`, async (visit) => {
    visit.allow(/X-Frame-Options|Refused to display|Failed to load|Failed to execute|chrome-error/);
    const { page } = await portal(visit, `${SCRIPTS}<dsomm-radar src="${src}"></dsomm-radar>`, { headers });
    await fails(page, 'no_page', /Nothing was heard of the page.*frame-ancestors, X-Frame-Options/, LONG);
  });
}

test('an origin that config.json does not name: the element says so', async (visit) => {
  const { page } = await portal(visit, `${SCRIPTS}<dsomm-radar src="RADAR"></dsomm-radar>`, { isKnown: false });
  await fails(page, 'not_answered', /does not answer http.*embed\.origins/, LONG);
});

test('a src that is no address is named, and one that is given later works', async (visit) => {
  const { page, home } = await portal(visit, `${SCRIPTS}<dsomm-radar src="javascript:alert(1)"></dsomm-radar>`);
  await hears(page, 'error');
  await page.getByRole('alert').filter({ hasText: /is no address of a page/ }).waitFor();
  await page.locator('dsomm-radar').evaluate((radar, src) => {
    radar.src = src;
    return radar.ready;
  }, `${home}/`);
  assert.equal(await page.getByRole('alert').count(), 0);
});

const CHANGES = `
  const change = () => {
    const radar = document.querySelector('dsomm-radar');
    radar.setAttribute('theme', 'light');
    radar.removeAttribute('readonly');
  };
  let isDone = false;
  addEventListener('message', ({ data }) => {
    if (data?.type !== 'ready' || isDone) return;
    isDone = true;
    WHEN;
  });`;

for (const [when, act] of [
  ['before the page is ready', 'change()'],
  ['while it answers', 'setTimeout(change, 0)'],
]) {
  test(`what the portal sets ${when} counts`, async (visit) => {
    const { page, home } = await portal(
      visit,
      `${SCRIPTS}<dsomm-radar src="RADAR" storage="memory" theme="dark" readonly></dsomm-radar>`,
      { script: CHANGES.replace('WHEN', act) },
    );
    await page.locator('dsomm-radar').evaluate((radar) => radar.ready);
    const frame = await frameOf(page, home);
    await ready(frame);
    await eventually(async () => assert.equal(await theme(frame), 'light'));
    await openActivity(frame, FIRST);
    await choose(frame, FIRST.name, 'Started');
  });
}

test('what is set as properties before the script is there counts', async (visit) => {
  const { page, home } = await portal(
    visit,
    `<dsomm-radar></dsomm-radar>${SCRIPTS}`,
    {
      script: `
        Object.assign(document.querySelector('dsomm-radar'), {
          src: 'RADAR', theme: 'dark', storage: 'memory', readonly: true, noNav: true,
          init: { config: { title: 'Acme Radar' } },
        });`,
    },
  );
  await page.locator('dsomm-radar').evaluate((radar) => radar.ready);
  const frame = await frameOf(page, home);
  await eventually(async () => assert.equal(await theme(frame), 'dark'));
  await frame.getByRole('link', { name: 'Acme Radar' }).waitFor();
  await frame.getByText(/Read-only: you can look/).waitFor();
  assert.equal(await frame.getByRole('navigation', { name: 'Main' }).count(), 0);
});

test('a script that writes each src of the page to itself takes none away', async (visit) => {
  // MkDocs Material does so with `navigation.instant`, before the element is defined and after it.
  const { page, home } = await portal(visit, `<dsomm-radar src="RADAR"></dsomm-radar>${SCRIPTS}`, {
    script: `
      const again = () => document.querySelectorAll('[src]').forEach((one) => { one.src = one.src; });
      again();
      addEventListener('load', again);`,
  });
  await page.locator('dsomm-radar').evaluate((radar) => radar.ready);
  await (await frameOf(page, home)).getByRole('heading', { name: 'Overview', exact: true }).waitFor();
});

test('false as a text is false', async (visit) => {
  const { page, home } = await portal(
    visit,
    `${SCRIPTS}<dsomm-radar src="RADAR" storage="memory" readonly="false" no-nav="false" no-header="false"></dsomm-radar>`,
  );
  const element = page.locator('dsomm-radar');
  await element.evaluate((radar) => radar.ready);
  const frame = await frameOf(page, home);
  await ready(frame);
  await frame.getByRole('banner').waitFor();
  await openActivity(frame, FIRST);
  await choose(frame, FIRST.name, 'Started');
  await element.evaluate((radar) => radar.setAttribute('readonly', ''));
  await eventually(async () =>
    assert.ok(await answers(frame, FIRST.name).getByRole('radio', { name: 'Started' }).isDisabled()));
  await element.evaluate((radar) => radar.setAttribute('readonly', 'false'));
  await choose(frame, FIRST.name, 'Partly implemented');
});

test('properties and attributes are the same thing', async (visit) => {
  const { page } = await portal(visit, SCRIPTS);
  const found = await page.evaluate(() => {
    const radar = document.createElement('dsomm-radar');
    const before = [radar.src, radar.theme, radar.readonly, radar.noHeader, radar.ready instanceof Promise];
    Object.assign(radar, { team: 'Shop', theme: 'dark', readonly: true, noHeader: true, height: 'fixed' });
    const set = radar.getAttributeNames().sort().map((name) => `${name}=${radar.getAttribute(name)}`);
    Object.assign(radar, { team: null, theme: undefined, readonly: false, noHeader: 'false' });
    return { before, set, left: radar.getAttributeNames() };
  });
  assert.deepEqual(found, {
    before: ['', '', false, false, true],
    set: ['height=fixed', 'no-header=', 'readonly=', 'team=Shop', 'theme=dark'],
    left: ['height'],
  });
  const early = await page.evaluate(async () => {
    const radar = document.createElement('dsomm-radar');
    return radar.get().catch(({ message }) => message);
  });
  assert.match(early, /has no src, or is not on the page/);
});

test('init may be written as JSON; an object that a framework made a text of is named', async (visit) => {
  const body = (init) => `${SCRIPTS}<dsomm-radar src="RADAR" storage="memory" init='${init}'></dsomm-radar>`;
  const good = await portal(visit, body('{"config":{"title":"Acme Radar"}}'));
  await (await frameOf(good.page, good.home)).getByRole('link', { name: 'Acme Radar' }).waitFor();
  const bad = await portal(visit, body('[object Object]'));
  assert.match((await hears(bad.page, 'error')).message, /attribute init is no JSON\. Set the property/);
  await hears(bad.page, 'ready');
});

test('an answer is saved even if the element goes with it', async (visit) => {
  const { page, home } = await portal(
    visit,
    `${SCRIPTS}<dsomm-radar src="RADAR" storage="memory"></dsomm-radar>`,
    {
      script: `
        document.addEventListener('DOMContentLoaded', () => {
          const radar = document.querySelector('dsomm-radar');
          radar.addEventListener('dsomm-changed', () => radar.remove());
          radar.addEventListener('dsomm-save', (event) => { window.kept = event.detail; });
        });`,
    },
  );
  await page.locator('dsomm-radar').evaluate((radar) => radar.ready);
  const frame = await frameOf(page, home);
  await openActivity(frame, FIRST);
  await answers(frame, FIRST.name).getByRole('radio', { name: 'Started' }).evaluate((radio) => radio.click());
  await eventually(async () => {
    const kept = await page.evaluate('window.kept');
    assert.ok(JSON.stringify(kept ?? null).includes('"stage":"started"'), 'the answer has come');
  });
});
