// What is promised in every browser. The end-to-end tests say it at length, in Chromium; these are
// the same promises, once each, in one text for all browsers.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Key } from 'selenium-webdriver';
import { ACTIVITIES, assessmentFile, PAGES } from '../e2e/base.mjs';

const [FIRST, SECOND] = ACTIVITIES;
/** What `cargo xtask test` makes of dist/ before the tests. */
const SINGLE_FILE = process.env.SINGLE_FILE || fileURLToPath(new URL('../../target/single-file.html', import.meta.url));

/** Writes a file where only this run looks. */
async function file(name, text) {
  const path = join(tmpdir(), `dsomm-${process.pid}-${name}`);
  await writeFile(path, text);
  return path;
}

async function importFile(page, path) {
  await page.offer(path);
  const dialog = await page.find('dialog', 'Import');
  await page.click('button', 'Apply', dialog);
  await page.gone('dialog', 'Import');
  await page.saved();
}

/** Nothing sticks out of the page, apart from what scrolls in a box of its own. */
function sticksOut() {
  const width = document.documentElement.clientWidth;
  const found = [];
  const page = document.documentElement.scrollWidth;
  if (page > width) found.push(`the page is ${page} wide`);
  const clips = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX) || at.clientWidth <= 1) return true;
    }
    return false;
  };
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility() || element.closest('svg svg, svg *')) continue;
    const { left, right, width: own } = element.getBoundingClientRect();
    if (own > 1 && (right > width + 1 || left < -1) && !clips(element)) {
      found.push(`${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 40)}” from ${left} to ${right}`);
    }
  }
  return found.slice(0, 5);
}

/** How the page looks on paper: drivers cannot show that, so what holds for printing holds for the screen meanwhile. */
function onPaper() {
  const changed = [];
  const turn = (rules) => {
    for (const rule of rules) {
      const asked = rule.media?.mediaText;
      if (asked === 'print' || asked === 'screen') {
        changed.push([rule.media, asked]);
        rule.media.mediaText = asked === 'print' ? 'all' : 'not all';
      }
      if (rule.cssRules) turn(rule.cssRules);
    }
  };
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) turn(sheet.cssRules);
  const lightness = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number).reduce((sum, one) => sum + one) / 765;
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility() && it.textContent.trim());
  const texts = seen('main h1, main h2, main h3, main p, main td, main th, main li');
  const shown = {
    rules: changed.length,
    paper: lightness(getComputedStyle(document.body).backgroundColor),
    texts: texts.length,
    pale: texts.filter((it) => lightness(getComputedStyle(it).color) > 0.6).map((it) => it.textContent.trim().slice(0, 40)),
    buttons: seen('main .button').map((it) => it.textContent.trim()),
  };
  for (const [media, asked] of changed) media.mediaText = asked;
  return shown;
}

const FRAME = () => document.querySelector('dsomm-radar')?.shadowRoot.querySelector('iframe') ?? null;

/** A portal on another origin, with a strict policy, that has the page in it as an element. */
async function portal(visit, element, { frames, headers = {} } = {}) {
  let config = {};
  const radar = await visit.serve({
    headers,
    instead: (path) => (path === 'config.json' ? { body: JSON.stringify(config) } : undefined),
  });
  const home = new URL(radar.url).origin;
  const outside = await visit.elsewhere(
    {
      'index.html': `<!doctype html><html lang="en"><title>Portal</title><link rel="icon" href="data:,"><script src="portal.js"></script><script src="${radar.url}embed.js"></script>${element.replaceAll('RADAR', radar.url)}</html>`,
      'portal.js': `window.heard = [];
        for (const type of ['ready', 'changed', 'save', 'saved', 'navigate', 'error']) {
          addEventListener('dsomm-' + type, (event) => heard.push({ event: type, ...event.detail }));
        }`,
    },
    { 'content-security-policy': `default-src 'none'; script-src 'self' ${home}; frame-src ${frames ?? home}; img-src data:` },
  );
  config = { embed: { origins: [new URL(outside.url).origin] } };
  const page = await visit.tab();
  await page.goto(outside.url);
  return { page, frame: page.frame(FRAME) };
}

/** The last that the portal heard of this kind. */
function hears(page, event) {
  return page.eventually(async () => {
    const heard = await page.run(() => window.heard);
    const found = heard.findLast((one) => one.event === event);
    assert.ok(found, `${event} among ${JSON.stringify(heard).slice(0, 1000)}`);
    return found;
  });
}

/** @param {string} name of the browser; what it does otherwise than the others is said in its test */
export function promises(test, name) {
  test('the page starts, with a radar that has a name and a table', async (visit) => {
    const page = await visit.open();
    assert.equal(await page.run(() => document.title), 'Overview · DSOMM Radar');
    const { figures, radar, rows } = await page.results();
    assert.ok(figures.length > 2);
    assert.match(radar, /^Radar: /);
    assert.ok(rows.length > 4);
    // What the browser itself tells those who do not see the page.
    const picture = await page.find('img', /^Radar: /);
    assert.equal(await picture.getAccessibleName(), radar);
    const link = await page.find('link', 'Assess');
    assert.equal(await link.getAccessibleName(), 'Assess');
    assert.equal(await link.getAriaRole(), 'link');
  });

  test('an answer by keys, and back', async (visit) => {
    const page = await visit.open();
    await page.goTo('Assess');
    const radio = await page.answer(FIRST, 'Not implemented');
    await page.run((it) => it.focus(), radio);
    await page.press(' ');
    await page.chosen(FIRST, 'Not implemented');
    await page.press(Key.ARROW_DOWN);
    await page.chosen(FIRST, 'Started');
    await page.saved();
    await page.press(Key.CONTROL, 'z');
    await page.chosen(FIRST, 'Not implemented');
    await page.click('button', 'Undo');
    await page.chosen(FIRST, null);
  });

  test('every page opens, with every part of the program', async (visit) => {
    const page = await visit.open();
    await importFile(page, await file('pages.dsomm.json', assessmentFile({ teams: { Shop: ['fully', 'partly'], Mobile: ['started'] } }).text));
    for (const [, place] of [...PAGES.slice(1), PAGES[0]]) {
      await page.goTo(place);
      await page.find('heading', /./, await page.find('main'));
      assert.equal((await page.all('alert')).length, 0, `nothing is wrong on ${place}`);
    }
  });

  test('answers stay when the page is loaded again', async (visit) => {
    const page = await visit.open();
    await page.openActivity(FIRST);
    await page.choose(FIRST, 'Fully implemented');
    await page.saved();
    await page.reload();
    await page.openActivity(FIRST);
    await page.chosen(FIRST, 'Fully implemented');
  });

  test('an answer in one tab appears in the other', async (visit) => {
    const server = await visit.serve();
    const one = await visit.open({ server });
    await one.openActivity(FIRST);
    await one.choose(FIRST, 'Started');
    await one.saved();
    const two = await visit.open({ server });
    await two.openActivity(SECOND);
    await two.choose(SECOND, 'Partly implemented');
    await two.saved();
    await one.openActivity(SECOND);
    await one.chosen(SECOND, 'Partly implemented');
    await two.openActivity(FIRST);
    await two.chosen(FIRST, 'Started');
  });

  test('a file that was exported gives the same numbers elsewhere', async (visit) => {
    const page = await visit.open();
    await page.openActivity(FIRST);
    await page.choose(FIRST, 'Fully implemented');
    await page.openActivity(SECOND);
    await page.choose(SECOND, 'Partly implemented');
    await page.saved();
    const wanted = await page.results();
    const before = visit.downloads();
    await page.click('button', 'Export');
    const { path, text } = await visit.saved(/\.dsomm\.json$/, before);
    assert.equal(JSON.parse(text).format, 'dsomm-assessment');
    const other = await visit.open();
    assert.notDeepEqual(await other.results(), wanted);
    await importFile(other, path);
    await other.eventually(async () => assert.deepEqual(await other.results(), wanted));
  });

  test('a file that cannot be read is named, and nothing is lost', async (visit) => {
    const page = await visit.open();
    await page.openActivity(FIRST);
    await page.choose(FIRST, 'Started');
    await page.saved();
    await page.offer(await file('broken.dsomm.json', '{ "format": "dsomm-assessment", "version": 1, '));
    await page.said(/broken\.dsomm\.json” was not imported/);
    await page.chosen(FIRST, 'Started');
    await page.reload();
    await page.openActivity(FIRST);
    await page.chosen(FIRST, 'Started');
  });

  test('the dialog of an import holds the focus and gives it back', async (visit) => {
    const page = await visit.open();
    await page.focus('button', 'Import');
    await page.offer(await file('dialog.dsomm.json', assessmentFile().text));
    const dialog = await page.find('dialog', 'Import');
    for (let presses = 0; presses < 8; presses += 1) {
      await page.press(Key.TAB);
      const inside = await page.run((it) => document.activeElement === document.body || it.contains(document.activeElement), dialog);
      assert.ok(inside, `the focus is behind the dialog, on ${await page.focused()}`);
    }
    await page.press(Key.ESCAPE);
    await page.gone('dialog', 'Import');
    await page.eventually(async () => assert.equal(await page.focused(), 'Import'));
  });

  test('Ctrl K finds an activity', async (visit) => {
    const page = await visit.open();
    await page.press(Key.CONTROL, 'k');
    await page.find('combobox', 'Find activities, pages, actions');
    await page.press('defned bulid');
    await page.find('option', /^Defined build process/);
    await page.press(Key.ENTER);
    await page.isOn('Defined build process');
  });

  test('the heatmap by keys', async (visit) => {
    const page = await visit.open();
    await page.goTo('Heatmap');
    await page.find('img', /^Heatmap: /);
    const sector = () => page.run(() => document.activeElement.getAttribute('aria-label'));
    await page.run(() => document.querySelector('[role="group"][aria-label^="Sectors"] [tabindex="0"]').focus());
    const begin = await sector();
    assert.match(begin, /level \d/);
    await page.press(Key.ARROW_RIGHT);
    await page.eventually(async () => assert.notEqual(await sector(), begin));
    await page.press(Key.ARROW_LEFT);
    await page.eventually(async () => assert.equal(await sector(), begin));
  });

  test('dark letters become light, and stay so', async (visit) => {
    const page = await visit.open();
    const paper = () => page.run(() => getComputedStyle(document.body).backgroundColor);
    const lightness = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number).reduce((sum, one) => sum + one) / 765;
    await page.select('Theme', 'Light');
    await page.eventually(async () => assert.ok(lightness(await paper()) > 0.8, await paper()));
    await page.select('Theme', 'Dark');
    await page.eventually(async () => assert.ok(lightness(await paper()) < 0.3, await paper()));
    await page.reload();
    assert.ok(lightness(await paper()) < 0.3);
  });

  test('what is printed is dark on white and without buttons, from a dark screen too', async (visit) => {
    const page = await visit.open();
    await page.select('Theme', 'Dark');
    for (const name of ['Assess', 'Teams', 'Heatmap', 'Report', 'Overview']) {
      await page.click('link', name);
      await page.isOn(name);
      const shown = await page.eventually(async () => {
        const found = await page.run(onPaper);
        assert.ok(found.texts > 3, `${name}: ${found.texts} texts`);
        return found;
      });
      assert.ok(shown.rules > 0, `${name}: ${shown.rules} rules for printing`);
      assert.ok(shown.paper > 0.999, `${name}: the paper is ${shown.paper}`);
      assert.deepEqual([shown.pale, shown.buttons], [[], []], name);
    }
    assert.deepEqual(await visit.faults([page]), []);
  });

  test('on a phone nothing has to be scrolled sideways', async (visit) => {
    // No browser window is this narrow, but a frame is.
    const server = await visit.serve({
      instead: (path) =>
        path === 'phone.html'
          ? { status: 200, type: 'text/html', body: '<!doctype html><title>Phone</title><iframe width="390" height="844" src="./"></iframe>' }
          : undefined,
    });
    const outside = await visit.tab();
    await outside.goto(`${server.url}phone.html`);
    const page = outside.frame(() => document.querySelector('iframe'));
    await page.ready();
    for (const [route, place] of [['#/', 'Overview'], ['#/assess', 'Assess'], ['#/heatmap', 'Heatmap'], ['#/matrix', 'Matrix'], ['#/settings', 'Settings'], [`#/activity/${FIRST.id}`, FIRST.name]]) {
      await page.run((hash) => { location.hash = hash; }, route);
      await page.isOn(place);
      await page.eventually(async () => assert.deepEqual(await page.run(sticksOut), [], place));
    }
    assert.deepEqual(await visit.faults([page]), []);
  });

  test('without a server, from the copy that the browser keeps', async (visit) => {
    const server = await visit.serve({ prefix: '/tools/radar/', isWatched: false });
    const page = await visit.open({ server });
    await page.eventually(async () => assert.ok(await page.run(() => Boolean(navigator.serviceWorker.controller))));
    await server.close();
    // As somebody who comes back: a driver may reload past the copy.
    await page.goto('about:blank');
    await page.goto(server.url);
    await page.ready();
    await page.goTo('Heatmap');
    await page.openActivity(FIRST);
    await page.choose(FIRST, 'Started');
    await page.saved();
  });

  test('a portal hears, keeps, changes and sets', async (visit) => {
    const { page, frame } = await portal(visit, '<dsomm-radar src="RADAR" storage="memory" theme="dark"></dsomm-radar>');
    const storage = await page.run(() => document.querySelector('dsomm-radar').ready.then((answer) => answer.storage));
    assert.equal(storage, 'memory');
    await frame.ready();
    assert.equal(await frame.run(() => document.documentElement.dataset.theme), 'dark');
    await frame.openActivity(FIRST);
    await frame.choose(FIRST, 'Started');
    const save = await hears(page, 'save');
    const [team] = Object.keys(save.assessment.teams);
    assert.equal(save.assessment.answers[team][FIRST.id].stage, 'started');
    await page.run((revision) => document.querySelector('dsomm-radar').saved(revision), save.revision);
    await frame.saved();
    await page.run((answers) => document.querySelector('dsomm-radar').patch(answers), [{ team, activity: FIRST.id, stage: 'fully' }]);
    await frame.chosen(FIRST, 'Fully implemented');
    const { assessment } = await page.run(() => document.querySelector('dsomm-radar').get());
    assert.equal(assessment.answers[team][FIRST.id].stage, 'fully');
    await page.run(() => { document.querySelector('dsomm-radar').theme = 'light'; });
    await frame.eventually(async () => assert.equal(await frame.run(() => document.documentElement.dataset.theme), 'light'));
    const refusal = await page.run(
      (answers) => {
        const radar = document.querySelector('dsomm-radar');
        radar.readonly = true;
        return radar.patch(answers).then(() => 'taken', (problem) => problem.code);
      },
      [{ team, activity: FIRST.id, stage: 'started' }],
    );
    assert.equal(refusal, 'read_only');
    assert.deepEqual(await visit.faults([frame]), []);
  });

  test('an element that goes and comes back, and one that goes with an answer', async (visit) => {
    const { page, frame } = await portal(visit, '<dsomm-radar src="RADAR" storage="memory"></dsomm-radar>');
    await page.run(() => document.querySelector('dsomm-radar').ready.then(() => true));
    await page.run(() => {
      const radar = document.querySelector('dsomm-radar');
      radar.remove();
      document.body.append(radar);
      return radar.ready.then(() => true);
    });
    await frame.ready();
    await page.run(() => {
      const radar = document.querySelector('dsomm-radar');
      radar.addEventListener('dsomm-save', (event) => { window.kept = event.detail.assessment; });
      radar.addEventListener('dsomm-changed', () => radar.remove());
    });
    await frame.openActivity(FIRST);
    await frame.pick(FIRST, 'Started');
    const kept = await page.eventually(async () => {
      const found = await page.run(() => window.kept ?? null);
      assert.ok(found, 'the answer was saved');
      return found;
    });
    assert.equal(Object.values(kept.answers)[0][FIRST.id].stage, 'started');
    assert.equal(await page.run(() => document.querySelectorAll('dsomm-radar, iframe').length), 0);
  });

  test('a portal whose policy forbids the frame says so', async (visit) => {
    const { page } = await portal(visit, '<dsomm-radar src="RADAR"></dsomm-radar>', { frames: "'self'" });
    const error = await hears(page, 'error');
    assert.equal(error.code, 'not_allowed');
    const text = await page.run(() => document.querySelector('dsomm-radar').shadowRoot.querySelector('[role="alert"]').textContent);
    assert.match(text, /add it to frame-src/);
  });

  test('in a sandbox without an origin the portal keeps the answers', async (visit) => {
    const { page, frame } = await portal(visit, '<dsomm-radar src="RADAR" sandbox="allow-scripts"></dsomm-radar>', {
      headers: { 'access-control-allow-origin': '*' },
    });
    if (name === 'webkit') {
      // 'self' in the page's policy is nobody there.
      assert.match((await hears(page, 'error')).message, /Safari start no page in a sandbox without allow-same-origin/);
      return;
    }
    const storage = await page.run(() => document.querySelector('dsomm-radar').ready.then((answer) => answer.storage));
    assert.equal(storage, 'memory');
    await frame.openActivity(FIRST);
    await frame.choose(FIRST, 'Started');
    await hears(page, 'save');
  });

  test('a page that does not start says why', async (visit) => {
    const server = await visit.serve({
      isWatched: false,
      instead: (path) => (/_bg\.wasm$/.test(path) && path.startsWith('dsomm-radar') ? { status: 404, type: 'text/plain', body: 'no' } : undefined),
    });
    const page = await visit.tab();
    await page.goto(server.url);
    await page.eventually(async () => {
      const text = await page.run(() => document.body.innerText);
      assert.match(text, /missing on the server: .*_bg\.wasm/);
      assert.match(text, /whole folder/);
    });
  });

  test('a policy of the server that lets no WebAssembly run is named', async (visit) => {
    const server = await visit.serve({
      isWatched: false,
      headers: { 'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'" },
    });
    const page = await visit.tab();
    await page.goto(server.url);
    await page.eventually(async () => {
      const text = await page.run(() => document.body.innerText);
      // WebKit does not ask the server's policy, and the page works.
      assert.match(text, name === 'webkit' ? /Next three actions/ : /'wasm-unsafe-eval' in script-src/);
    });
  });

  test('the single file from disk keeps its answers', async (visit) => {
    assert.ok(existsSync(SINGLE_FILE), `there is no ${SINGLE_FILE}; call the tests with: cargo xtask test browsers`);
    const page = await visit.tab();
    await page.goto(pathToFileURL(SINGLE_FILE).href);
    await page.ready();
    await page.openActivity(FIRST);
    await page.choose(FIRST, 'Started');
    await page.saved();
    await page.reload();
    await page.openActivity(FIRST);
    await page.chosen(FIRST, 'Started');
  });
}
