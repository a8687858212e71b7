// Hosting and embedding: what config.json sets, and a portal on another origin that has the page
// as a part of it. Whoever is not asked hears nothing and changes nothing.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ACTIVITIES,
  answers,
  assessmentFile,
  choose,
  chosen,
  eventually,
  goTo,
  goToRoute,
  heading,
  openActivity,
  ready,
  said,
  saved,
  teamNames,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;

/** Serves a file of the page with another content. */
async function instead(page, url, content) {
  await page.route(url, (route) =>
    typeof content === 'number'
      ? route.fulfill({ status: content, body: '' })
      : route.fulfill({
          contentType: 'application/json',
          headers: { 'access-control-allow-origin': '*' },
          body: typeof content === 'string' ? content : JSON.stringify(content),
        }),
  );
}

/** Opens the page by itself with this configuration. */
async function openWith(visit, config, route = '#/') {
  const page = await visit.tab(await visit.person());
  await instead(page, `${visit.address()}config.json`, config);
  await page.goto(new URL(route, visit.address()).href);
  return page;
}

/** Serves these files from another origin. */
async function elsewhere(visit, files, headers = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'portal-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return visit.serve({ dir, headers });
}

/** What the portal does: it remembers all that it hears. */
const PORTAL = `
  window.heard = [];
  addEventListener('message', (event) => heard.push({ origin: event.origin, ...event.data }));
  for (const type of ['ready', 'changed', 'saved', 'save', 'navigate', 'error']) {
    addEventListener('dsomm-' + type, (event) => heard.push({ event: type, ...event.detail }));
  }
  window.tell = (message) =>
    document.querySelector('iframe').contentWindow.postMessage({ dsomm: 1, ...message }, '*');
`;

/**
 * A portal on another origin, with a strict policy, that has the page in it.
 *
 * @returns {Promise<{page: object, frame: object}>} the portal's page, the frame
 */
async function portal(visit, body, { config, radarHeaders = {} } = {}) {
  const radar = await visit.serve({ headers: radarHeaders });
  const home = new URL(radar.url).origin;
  // Served for real: browsers do not let a page of unknown origin frame one of this computer.
  const outside = await elsewhere(
    visit,
    {
      'portal.html': `<!doctype html><html lang="en"><title>Portal</title><link rel="icon" href="data:,">
        <script src="portal.js"></script>${body.replaceAll('RADAR', radar.url)}`,
      'portal.js': PORTAL,
      'other.html': '<!doctype html><title>Other</title>',
    },
    {
      'content-security-policy': `default-src 'none'; script-src 'self' ${home}; style-src 'self'; frame-src ${home} 'self'; img-src 'self' data:`,
    },
  );
  const origin = new URL(outside.url).origin;
  // The frame's own files come from the page's origin; nothing else may.
  visit.allow(new RegExp(`^request to ${home}/`));
  const page = await visit.tab(await visit.person(), outside.url);
  await instead(page, `${radar.url}config.json`, config ?? { embed: { origins: [origin] } });
  await page.goto(`${outside.url}portal.html`);
  const frame = await eventually(() => {
    const found = page.frames().filter((frame) => frame.url().startsWith(radar.url));
    assert.ok(found.length > 0, 'the frame is there');
    return found[0];
  });
  await frame.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  return { page, frame };
}

/** The first thing that the portal has heard and that is like this. */
function hears(page, wanted) {
  return eventually(async () => {
    const heard = await page.evaluate('heard');
    const found = heard.filter((message) =>
      Object.entries(wanted).every(([key, value]) => message[key] === value),
    );
    assert.ok(found.length > 0, `${JSON.stringify(wanted)} among ${JSON.stringify(heard).slice(0, 2000)}`);
    return found.at(-1);
  });
}

const file = () => JSON.parse(assessmentFile({ teams: { Shop: ['started'], Mobile: [] } }).text);

test('a portal loads, hears of a change, saves, and gets the same back', async (visit) => {
  const body = '<script src="RADARembed.js"></script><dsomm-radar src="RADAR" storage="memory" team="Shop"></dsomm-radar>';
  const { page, frame } = await portal(visit, body);
  const element = page.locator('dsomm-radar');
  const storage = await element.evaluate(async (radar) => (await radar.ready).storage);
  assert.equal(storage, 'memory');
  await element.evaluate((radar, assessment) => radar.load(assessment), file());
  await eventually(async () => assert.deepEqual(await teamNames(frame), ['Shop', 'Mobile']));
  await openActivity(frame, FIRST);
  await chosen(frame, FIRST.name, 'Started');
  await hears(page, { event: 'navigate', route: `#/activity/${FIRST.id}` });
  await openActivity(frame, SECOND);
  await choose(frame, SECOND.name, 'Fully implemented');
  const changed = await hears(page, { event: 'changed' });
  assert.equal(changed.summary.team_name, 'Shop');
  assert.equal(changed.summary.answered, 2);
  await said(frame, /Not saved/);
  const save = await hears(page, { event: 'save' });
  assert.equal(save.revision, changed.revision);
  const answered = Object.values(save.assessment.answers).flatMap((team) => Object.entries(team));
  assert.ok(answered.some(([id, { stage }]) => id === SECOND.id && stage === 'fully'));
  await element.evaluate((radar, revision) => radar.saved(revision), save.revision);
  await said(frame, /^Saved$/);
  await element.evaluate((radar) => radar.notSaved(99, 'The portal is read-only at night.'));
  await said(frame, /could not keep it.*at night/);
  const again = await element.evaluate((radar) => radar.get());
  assert.deepEqual(again.assessment, save.assessment);
  const exported = await element.evaluate((radar) => radar.export());
  assert.deepEqual(JSON.parse(exported.content), save.assessment);
  assert.match(exported.name, /\.dsomm\.json$/);
  const kept = await frame.evaluate(() => Object.keys(localStorage));
  assert.deepEqual(kept, [], 'nothing is kept in the browser');
  // The next visit begins where the portal has kept it.
  const next = await portal(visit, body);
  const opened = next.page.locator('dsomm-radar');
  await opened.evaluate((radar, assessment) => radar.load(assessment), save.assessment);
  await openActivity(next.frame, SECOND);
  await chosen(next.frame, SECOND.name, 'Fully implemented');
});

test('the frame is as high as its page', async (visit) => {
  const { page, frame } = await portal(
    visit,
    '<script src="RADARembed.js"></script><dsomm-radar src="RADAR"></dsomm-radar>',
  );
  const fits = () =>
    eventually(async () => {
      const outer = await page.locator('dsomm-radar iframe').evaluate((it) => it.clientHeight);
      const inner = await frame.evaluate(() => document.querySelector('.app').scrollHeight);
      assert.ok(inner > 300 && Math.abs(outer - inner) <= 2, `${outer} for ${inner}`);
      return outer;
    });
  const overview = await fits();
  await openActivity(frame, FIRST);
  await eventually(async () => assert.notEqual(await fits(), overview));
});

test('the portal sets theme, team, route and read-only', async (visit) => {
  const { page, frame } = await portal(
    visit,
    '<script src="RADARembed.js"></script><dsomm-radar src="RADAR" storage="memory" theme="dark" readonly></dsomm-radar>',
  );
  const element = page.locator('dsomm-radar');
  const theme = () => frame.locator('html').getAttribute('data-theme');
  await element.evaluate((radar, assessment) => radar.load(assessment), file());
  assert.equal(await theme(), 'dark');
  await frame.getByText(/Read-only: you can look/).waitFor();
  await openActivity(frame, FIRST);
  assert.ok(await answers(frame, FIRST.name).getByRole('radio', { name: 'Started' }).isDisabled());
  const patch = [{ team: 'Shop', activity: FIRST.id, stage: 'fully' }];
  const refused = await element.evaluate((radar, it) => radar.patch(it).catch(({ code }) => code), patch);
  assert.equal(refused, 'read_only');
  await element.evaluate((radar) => {
    radar.removeAttribute('readonly');
    radar.setAttribute('theme', 'light');
  });
  await eventually(async () => assert.equal(await theme(), 'light'));
  await choose(frame, FIRST.name, 'Partly implemented');
  await hears(page, { event: 'save' });
  await element.evaluate((radar, it) => radar.patch(it), patch);
  await chosen(frame, FIRST.name, 'Fully implemented');
  await element.evaluate((radar) => radar.set({ team: 'Mobile', route: '#/' }));
  await heading(frame, 'Overview').waitFor();
  await eventually(async () => {
    const shown = await frame.getByRole('combobox', { name: 'Team' }).evaluate((it) => it.selectedOptions[0].text);
    assert.equal(shown, 'Mobile');
  });
  const unknown = await element.evaluate((radar) => radar.set({ team: 'Nobody' }).catch(({ code }) => code));
  assert.equal(unknown, 'unknown_team');
});

test('what the portal has said and what was answered stays when more of the program is loaded', async (visit) => {
  const { page, frame } = await portal(
    visit,
    '<script src="RADARembed.js"></script><dsomm-radar src="RADAR" storage="memory" theme="dark"></dsomm-radar>',
  );
  const element = page.locator('dsomm-radar');
  await element.evaluate((radar, assessment) => radar.load(assessment), file());
  await openActivity(frame, FIRST);
  await choose(frame, FIRST.name, 'Fully implemented');
  await goTo(frame, 'Teams');
  await frame.getByRole('textbox', { name: 'New team' }).fill('Payments');
  await frame.getByRole('button', { name: 'Add team' }).click();
  await eventually(async () => {
    const { assessment } = await hears(page, { event: 'save' });
    const names = Object.values(assessment.teams).map(({ name }) => name);
    assert.ok(names.includes('Payments') && names.includes('Shop'), names.join());
    assert.ok(JSON.stringify(assessment.answers).includes('"stage":"fully"'));
  });
  assert.equal(await frame.locator('html').getAttribute('data-theme'), 'dark');
  const { assessment } = await element.evaluate((radar) => radar.get());
  assert.equal(Object.keys(assessment.teams).length, 3);
  assert.deepEqual(await frame.evaluate(() => Object.keys(localStorage)), []);
});

test('where the browser keeps the answers, the portal hears that they are saved', async (visit) => {
  const { page, frame } = await portal(
    visit,
    '<script src="RADARembed.js"></script><dsomm-radar src="RADAR"></dsomm-radar>',
  );
  const storage = await page.locator('dsomm-radar').evaluate(async (radar) => (await radar.ready).storage);
  assert.equal(storage, 'local');
  await frame.getByText(/kept apart/).waitFor();
  await openActivity(frame, FIRST);
  await choose(frame, FIRST.name, 'Started');
  await saved(frame);
  const { revision } = await hears(page, { event: 'changed' });
  await hears(page, { event: 'saved', revision });
  const heard = await page.evaluate('heard');
  assert.ok(heard.every(({ event }) => event !== 'save'));
});

const PLAIN = '<iframe title="Radar" src="RADAR?embed=1" width="1200" height="900"></iframe>';

test('before init nothing is told and nothing is changed', async (visit) => {
  const { page, frame } = await portal(visit, PLAIN);
  assert.deepEqual(await hears(page, { type: 'ready' }), {
    origin: new URL(frame.url()).origin,
    dsomm: 1,
    type: 'ready',
    protocol: [1],
  });
  for (const type of ['get', 'load', 'patch', 'export', 'set', 'saved']) {
    await page.evaluate((it) => tell({ type: it, id: `early ${it}`, theme: 'dark', assessment: {} }), type);
    const refused = await hears(page, { id: `early ${type}` });
    assert.equal(refused.code, 'not_ready');
  }
  const heard = await page.evaluate('heard');
  assert.ok(heard.every(({ type }) => type === 'ready' || type === 'error'));
  assert.equal(await frame.locator('html').getAttribute('data-theme'), null);
  assert.deepEqual(await frame.evaluate(() => Object.keys(localStorage)), []);
});

test('unknown, malformed and huge messages are refused by name, and the page works on', async (visit) => {
  const { page, frame } = await portal(visit, PLAIN);
  await hears(page, { type: 'ready' });
  await page.evaluate(() => tell({ type: 'init', id: 1, storage: 'memory' }));
  assert.equal((await hears(page, { id: 1 })).type, 'result');
  const before = await page.evaluate(() => heard.length);
  // None of this protocol: nobody answers.
  await page.evaluate(() => {
    const { contentWindow } = document.querySelector('iframe');
    for (const other of [null, 7, 'get', ['get'], { type: 'get' }]) contentWindow.postMessage(other, '*');
  });
  for (const [message, code] of [
    [{ type: 'eval', id: 2 }, 'unknown_type'],
    [{ type: 'get', id: 3, dsomm: 2 }, 'unsupported_version'],
    [{ id: 4 }, 'bad_message'],
    [{ type: 'load', id: 5, assessment: { format: 'other' } }, 'bad_assessment'],
    [{ type: 'set', id: 6, route: 'javascript:alert(1)' }, 'bad_message'],
    [{ type: 'export', id: 7, format: 'exe' }, 'unknown_format'],
  ]) {
    await page.evaluate((it) => tell(it), message);
    const refused = await hears(page, { id: message.id });
    assert.equal(refused.code, code);
    assert.ok(refused.message.length > 10);
  }
  await page.evaluate(() => tell({ type: 'load', id: 'huge', assessment: 'x'.repeat(60 << 20) }));
  assert.equal((await hears(page, { id: 'huge' })).code, 'too_large');
  await page.evaluate(() => {
    let deep = {};
    for (let at = 0; at < 500; at += 1) deep = { deep };
    tell({ type: 'load', id: 'deep', assessment: deep });
    const circle = {};
    circle.circle = circle;
    tell({ type: 'load', id: 'circle', assessment: circle });
  });
  await hears(page, { id: 'deep', type: 'error' });
  await hears(page, { id: 'circle', type: 'error' });
  const heard = (await page.evaluate('heard')).slice(before);
  assert.ok(heard.every(({ type }) => ['error', 'resize'].includes(type)), JSON.stringify(heard));
  await openActivity(frame, FIRST);
  await choose(frame, FIRST.name, 'Started');
  await hears(page, { type: 'save' });
});

test('a portal that config.json does not name hears nothing and changes nothing', async (visit) => {
  const { page, frame } = await portal(visit, PLAIN, { config: { embed: { origins: ['https://portal.example.com'] } } });
  await hears(page, { type: 'ready' });
  await page.evaluate(() => {
    tell({ type: 'init', id: 1, theme: 'dark', storage: 'memory' });
    tell({ type: 'get', id: 2 });
    tell({ type: 'nonsense', id: 3 });
  });
  await frame.getByText(/is not answered: embed\.origins/).waitFor();
  await openActivity(frame, FIRST);
  await choose(frame, FIRST.name, 'Started');
  await saved(frame);
  const heard = await page.evaluate('heard');
  assert.deepEqual([...new Set(heard.map(({ type }) => type))], ['ready']);
  assert.equal(await frame.locator('html').getAttribute('data-theme'), null);
});

test('a message of a window that is not the parent is not heard, whatever its origin', async (visit) => {
  const { page, frame } = await portal(visit, `${PLAIN}<iframe title="Other" src="other.html"></iframe>`);
  await hears(page, { type: 'ready' });
  const sibling = page.frames().find((other) => other.url().endsWith('other.html'));
  const forge = (from) =>
    from.evaluate(() => {
      const radar = (window.parent.frames[0] === window ? window.parent : window.parent.frames[0]);
      radar.postMessage({ dsomm: 1, type: 'init', id: 'forged', theme: 'dark' }, '*');
      radar.postMessage({ dsomm: 1, type: 'set', id: 'forged', theme: 'dark' }, '*');
      radar.postMessage({ dsomm: 1, type: 'get', id: 'forged' }, '*');
    });
  await page.evaluate(() => tell({ type: 'init', id: 1 }));
  await hears(page, { id: 1 });
  await forge(sibling);
  // The page itself is not its parent either.
  await frame.evaluate(() => window.postMessage({ dsomm: 1, type: 'set', id: 'forged', theme: 'dark' }, '*'));
  await page.evaluate(() => tell({ type: 'get', id: 2 }));
  await hears(page, { id: 2 });
  const heard = await page.evaluate('heard');
  assert.ok(heard.every(({ id }) => id !== 'forged'));
  assert.equal(await frame.locator('html').getAttribute('data-theme'), null);
});

test('in a sandbox without an origin the page works from memory, and the portal saves', async (visit) => {
  // Such a frame has no origin of its own, so the server has to share its files with it.
  const { page, frame } = await portal(
    visit,
    '<script src="RADARembed.js"></script><dsomm-radar src="RADAR" sandbox="allow-scripts"></dsomm-radar>',
    { radarHeaders: { 'access-control-allow-origin': '*' } },
  );
  const element = page.locator('dsomm-radar');
  const storage = await element.evaluate(async (radar) => (await radar.ready).storage);
  assert.equal(storage, 'memory');
  await frame.getByText(/The page around this one keeps your answers/).waitFor();
  await openActivity(frame, FIRST);
  await choose(frame, FIRST.name, 'Fully implemented');
  const save = await hears(page, { event: 'save' });
  await element.evaluate((radar, revision) => radar.saved(revision), save.revision);
  await said(frame, /^Saved$/);
  await goTo(frame, 'Teams');
  const { assessment } = await element.evaluate((radar) => radar.get());
  assert.deepEqual(assessment, save.assessment);
});

test('header and navigation can be left out; messages stand in the page then', async (visit) => {
  const { page, frame } = await portal(
    visit,
    '<script src="RADARembed.js"></script><dsomm-radar src="RADAR" no-header no-nav></dsomm-radar>',
  );
  await page.locator('dsomm-radar').evaluate((radar) => radar.ready);
  assert.equal(await frame.getByRole('banner').count(), 0);
  assert.equal(await frame.getByRole('navigation', { name: 'Main' }).count(), 0);
  await openActivity(frame, FIRST);
  await choose(frame, FIRST.name, 'Started');
  await saved(frame);
});

test('the focus stays where it is outside', async (visit) => {
  const { page, frame } = await portal(
    visit,
    '<input aria-label="Search"><script src="RADARembed.js"></script><dsomm-radar src="RADAR"></dsomm-radar>',
  );
  await page.getByRole('textbox', { name: 'Search' }).focus();
  await page.locator('dsomm-radar').evaluate((radar) => radar.set({ route: '#/teams' }));
  await heading(frame, 'Teams').waitFor();
  await frame.getByRole('textbox', { name: 'New team' }).waitFor();
  const focused = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  assert.equal(focused, 'Search');
});

test('a configuration sets title, words, colours, pages and what a new assessment has', async (visit) => {
  const page = await openWith(visit, {
    version: 1,
    title: 'Acme Radar',
    theme: { mode: 'dark', accent: '#0b6b49' },
    wording: { team: 'Product', teams: 'Products' },
    hide: ['model'],
    teams: ['Checkout', 'Ledger'],
    team: 'Ledger',
    stages: [
      { id: 'no', title: 'No', score: 0 },
      { id: 'yes', title: 'Yes', score: 1 },
    ],
  });
  await ready(page);
  assert.match(await page.title(), /Acme Radar$/);
  await page.getByRole('link', { name: 'Acme Radar' }).waitFor();
  const shown = page.getByRole('combobox', { name: 'Product', exact: true });
  assert.deepEqual(await shown.locator('option').allTextContents(), ['Checkout', 'Ledger']);
  assert.equal(await shown.evaluate((it) => it.selectedOptions[0].text), 'Ledger');
  const nav = page.getByRole('navigation', { name: 'Main' });
  await nav.getByRole('link', { name: 'Products' }).waitFor();
  assert.equal(await nav.getByRole('link', { name: 'Model', exact: true }).count(), 0);
  await goToRoute(page, '#/model', 'Page not found');
  const style = await page.evaluate(() => {
    const { documentElement: root } = document;
    return [root.dataset.theme, getComputedStyle(root).getPropertyValue('--accent')];
  });
  assert.deepEqual(style, ['dark', '#0b6b49']);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Yes');
  await saved(page);
});

test('a hostile configuration is named key by key, and the page works', async (visit) => {
  const page = await openWith(visit, {
    title: '<img src=x onerror=alert(1)>',
    logo: 'https://evil.example/x.svg',
    theme: { accent: 'red;background:url(//evil.example)', radius: 7 },
    model: 'https://evil.example/model',
    assessment: { url: '//evil.example/a.json' },
    stages: 'all',
    teams: [{}],
    hide: ['everything'],
    embed: { origins: ['*'] },
    constructor: { prototype: {} },
    titel: 'x',
  });
  await ready(page);
  const problems = page.getByRole('region', { name: 'Problems of the configuration' });
  const keys = await problems.getByRole('listitem').allTextContents();
  assert.deepEqual(
    keys.map((problem) => problem.split(': ')[0]),
    ['title', 'logo', 'theme.accent', 'theme.radius', 'model', 'assessment', 'stages', 'teams', 'hide', 'embed.origins', 'constructor', 'titel'],
  );
  assert.match(await page.title(), /DSOMM Radar$/);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
  await page.getByRole('button', { name: 'Close problems of the configuration' }).click();
  await problems.waitFor({ state: 'hidden' });
});

for (const [what, config] of [
  ['no JSON', '{ "title": '],
  ['a page', '<!doctype html>'],
  ['nested without end', '['.repeat(50_000)],
  ['of another shape', '[]'],
]) {
  test(`a configuration that is ${what} is named, and the page works`, async (visit) => {
    const page = await openWith(visit, config);
    await ready(page);
    await page.getByText(/^config\.json: /).waitFor();
    await openActivity(page, FIRST);
    await choose(page, FIRST.name, 'Started');
    await saved(page);
  });
}

test('without config.json the defaults hold', async (visit) => {
  visit.allow(/404/);
  const page = await openWith(visit, 404);
  await ready(page);
  assert.equal(await page.getByRole('region', { name: 'Problems of the configuration' }).count(), 0);
});

test('a published assessment is shown read-only, and leaves the own one alone', async (visit) => {
  const page = await openWith(visit, { assessment: 'data/shop.dsomm.json' });
  await instead(page, `${visit.address()}data/shop.dsomm.json`, file());
  await page.reload();
  await ready(page);
  assert.deepEqual(await teamNames(page), ['Shop', 'Mobile']);
  await page.getByText(/Read-only/).waitFor();
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Started');
  assert.ok(await answers(page, FIRST.name).getByRole('radio', { name: 'Started' }).isDisabled());
  await goTo(page, 'Teams');
  assert.ok(await page.getByRole('textbox', { name: 'New team' }).isDisabled());
  assert.ok(await page.getByRole('button', { name: 'Add team' }).isDisabled());
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
});

test('a published assessment is where people start, once', async (visit) => {
  const page = await openWith(visit, { assessment: { url: 'shop.json', mode: 'start' } });
  await instead(page, `${visit.address()}shop.json`, file());
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await ready(page);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  await saved(page);
  await page.reload();
  await ready(page);
  await chosen(page, FIRST.name, 'Fully implemented');
});

test('an index of assessments shows them all together; one that is broken is named', async (visit) => {
  const page = await openWith(visit, { assessments: 'all/index.json', title: 'Acme' });
  const all = `${visit.address()}all/`;
  await instead(page, `${all}index.json`, ['a.json', { url: 'b.json' }, 'c.json']);
  const other = JSON.parse(assessmentFile({ teams: { Ledger: ['fully'] } }).text);
  other.teams = { ledger: other.teams['team-1'] };
  other.answers = { ledger: other.answers['team-1'] };
  await instead(page, `${all}a.json`, file());
  await instead(page, `${all}b.json`, other);
  await instead(page, `${all}c.json`, '{}');
  await page.reload();
  await ready(page);
  assert.deepEqual((await teamNames(page)).sort(), ['Ledger', 'Mobile', 'Shop']);
  await page.getByText(/^assessments: “all\/c\.json”/).waitFor();
  await page.getByText(/Read-only/).waitFor();
});

test('what is locked is not for the link', async (visit) => {
  const page = await openWith(visit, { readonly: true, theme: { mode: 'light' }, locked: ['readonly', 'theme'] }, '?readonly=0&theme=dark#/');
  await ready(page);
  await page.getByText(/Read-only/).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
  assert.equal(await page.getByRole('combobox', { name: 'Theme' }).count(), 0);
});

test('Settings puts configuration, link and snippet together and shows how it looks', async (visit) => {
  const page = await visit.open('#/settings');
  const card = page.getByRole('region', { name: 'Hosting and embedding' });
  await card.getByRole('textbox', { name: 'Title of the page' }).fill('Acme Radar');
  await card.getByRole('textbox', { name: 'Accent colour' }).fill('red');
  await card.getByText(/^theme\.accent: /).waitFor();
  await card.getByRole('textbox', { name: 'Accent colour' }).fill('#0b6b49');
  await card.getByRole('textbox', { name: 'Team to show' }).fill('A & "B"');
  await card.getByRole('checkbox', { name: 'Read-only' }).check();
  await card.getByRole('textbox', { name: /Sites that may embed/ }).fill('https://portal.example.com');
  const value = (name) => card.getByRole('textbox', { name }).inputValue();
  assert.deepEqual(JSON.parse(await value(/^config\.json/)), {
    version: 1,
    title: 'Acme Radar',
    theme: { accent: '#0b6b49' },
    embed: { origins: ['https://portal.example.com'] },
  });
  assert.equal(
    await value('Address for a frame'),
    `${visit.address()}?embed=1&team=A%20%26%20%22B%22&readonly=1`,
  );
  assert.match(await value("Lines for the portal's page"), /<dsomm-radar src="[^"]+" team="A &amp; &quot;B&quot;" readonly><\/dsomm-radar>$/);
  await card.getByRole('checkbox', { name: /^Show title, colour/ }).check();
  await page.getByRole('link', { name: 'Acme Radar' }).waitFor();
  await goTo(page, 'Overview');
  await page.getByRole('link', { name: 'DSOMM Radar' }).waitFor();
});

test('the example portal loads, saves, follows the numbers and sets the theme', async (visit) => {
  const radar = await visit.serve({});
  const home = new URL(radar.url).origin;
  const dir = fileURLToPath(new URL('../../examples/portal', import.meta.url));
  const read = (name) => readFile(join(dir, name), 'utf8');
  const outside = await elsewhere(visit, {
    'index.html': (await read('index.html')).replaceAll('http://127.0.0.1:8091', home),
    'portal.js': await read('portal.js'),
    'portal.css': await read('portal.css'),
  });
  visit.allow(new RegExp(`^request to ${home}/`));
  const page = await visit.tab(await visit.person(), outside.url);
  await instead(page, `${radar.url}config.json`, { embed: { origins: [new URL(outside.url).origin] } });
  await page.goto(outside.url);
  const said = (text) => page.locator('#said').filter({ hasText: text }).waitFor();
  await said('New');
  const inside = () => page.frames().find((frame) => frame.url().startsWith(radar.url));
  await openActivity(inside(), FIRST);
  await choose(inside(), FIRST.name, 'Fully implemented');
  await said('My team: 1 of');
  await saved(inside());
  await page.getByRole('checkbox', { name: 'Dark' }).check();
  await eventually(async () => assert.equal(await inside().locator('html').getAttribute('data-theme'), 'dark'));
  await page.reload();
  await said('Loaded');
  await openActivity(inside(), FIRST);
  await chosen(inside(), FIRST.name, 'Fully implemented');
  await page.getByRole('checkbox', { name: 'Read-only' }).check();
  await inside().getByText(/Read-only: you can look/).waitFor();
});
