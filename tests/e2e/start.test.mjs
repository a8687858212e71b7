// A page that does not start says why: to whoever opened it, and to whoever runs the server.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ACTIVITIES, choose, DIST, eventually, goTo, heading, openActivity, ready, saved, test as base } from './support.mjs';

const [FIRST] = ACTIVITIES;
/** Longer than the page itself waits. */
const LONG = 40_000;
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; script-src 'self'";
const HTML = { status: 200, type: 'text/html', body: '<!doctype html><title>Log in</title>' };

/** What goes wrong belongs to these tests. */
function test(name, body) {
  base(name, async (visit) => {
    visit.allow(/Failed to load|was preloaded|MIME type|Content Security Policy|policy:|uncaught:|TypeError|Wasm|WebAssembly|CORS|wasm|Trusted|JSON/i);
    await body(visit);
  }, 120_000);
}

/** Opens the page from a server that answers otherwise. */
async function open(visit, options, route = '') {
  const { url } = await visit.serve({ prefix: '/tools/radar/', ...options });
  const page = await visit.tab(await visit.person(), url);
  await page.goto(new URL(route, url).href, { waitUntil: 'commit' });
  return page;
}

/** Answers files of this name in another way. */
function instead(pattern, reply) {
  return { instead: (path) => (pattern.test(path) ? reply : undefined) };
}

/** The screen that says why: both sentences, and what the browser said. */
async function says(page, person, owner, seen = /./) {
  const screen = page.getByRole('alert').filter({ has: page.getByRole('heading', { name: 'The page could not be started' }) });
  await screen.waitFor({ timeout: LONG });
  await eventually(async () => {
    const text = await screen.innerText();
    assert.match(text, person);
    assert.match(text, new RegExp(`For whoever runs the server: .*${owner.source}`));
    assert.match(text, seen);
  });
  await screen.getByRole('link', { name: 'Reload' }).waitFor();
  return screen;
}

const MISSING = { status: 404, type: 'text/plain', body: 'no' };
const PROGRAM = /^dsomm-radar-[0-9a-f]+\.js$/;
const WASM = /_bg\.wasm$/;

for (const [what, pattern, reply, person, owner, seen] of [
  ['a start script that is missing', /^boot\.js$/, MISSING, /missing on the server: boot\.js/, /whole folder/, /boot\.js: 404/],
  ['scripts that are sent as text', /^(boot|dsomm.*)\.js$/, { type: 'text/plain' }, /does not call it a script/, /text\/javascript/, /boot\.js: 200, text\/plain/],
  ['a page in place of the start script', /^boot\.js$/, HTML, /web page, perhaps a login/, /Send boot\.js itself/, /Log in/],
  ['a hashed script of a version that is gone', PROGRAM, MISSING, /missing on the server: dsomm-radar-.*\.js/, /index\.html.*no-cache/, /TypeError/],
  ['a page in place of the program', WASM, HTML, /Instead of .*_bg\.wasm.*web page/, /rule for missing files/, /text\/html/],
  ['a program that is missing', WASM, MISSING, /missing on the server: .*_bg\.wasm/, /whole folder/, /_bg\.wasm: 404/],
  ['a program that is not given out', WASM, { status: 403, type: 'text/plain', body: 'no' }, /does not give out .*_bg\.wasm/, /403/, /_bg\.wasm: 403/],
  ['a program that was changed on its way', WASM, { body: 'no program' }, /_bg\.wasm is damaged/, /Nothing on the way/, /CompileError/],
  ['a server that has trouble', /^boot\.js$/, { status: 503, type: 'text/plain', body: 'no' }, /answered 503/, /log/, /boot\.js/],
  ['a program that never comes', WASM, 'silence', /does not answer.*_bg\.wasm/, /_bg\.wasm/, /no answer after/],
  ['a model that never comes', /outline\.json$/, 'silence', /does not answer.*outline\.json/, /outline\.json/, /no answer after/],
]) {
  test(`${what}: the page says so`, async (visit) => {
    const page = await open(visit, instead(pattern, reply));
    const screen = await says(page, person, owner, seen);
    const canDownload = (await screen.getByRole('button', { name: 'Download my data' }).count()) > 0;
    assert.equal(canDownload, !pattern.test('boot.js'), 'a button is there only if it does something');
  });
}

test('a policy of the server that lets no WebAssembly run is named, with what it lacks', async (visit) => {
  const page = await open(visit, { headers: { 'content-security-policy': POLICY } });
  await says(page, /policy of the server keeps the page from running its program/, /'wasm-unsafe-eval' in script-src/, /wasm-eval/);
});

test('a policy of the server that lets no file be loaded is named, with what it lacks', async (visit) => {
  const policy = `${POLICY} 'wasm-unsafe-eval'`.replace("connect-src 'self'", "connect-src 'none'");
  const page = await open(visit, { headers: { 'content-security-policy': policy } });
  await says(page, /policy of the server/, /'self' in connect-src/);
});

test('a policy of the server that requires Trusted Types changes nothing', async (visit) => {
  const policy = `${POLICY} 'wasm-unsafe-eval'; require-trusted-types-for 'script'`;
  const page = await open(visit, { headers: { 'content-security-policy': policy } });
  await ready(page);
  for (const name of ['Teams', 'Model', 'Settings']) await goTo(page, name);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
});

test('a policy of the server that forbids our name for Trusted Types is named', async (visit) => {
  const policy = `${POLICY} 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types other`;
  const page = await open(visit, { headers: { 'content-security-policy': policy } });
  await says(page, /policy of the server/, /“default” in trusted-types/);
});

test('no text becomes markup that runs, and no script comes from elsewhere', async (visit) => {
  const { url } = await visit.serve({ prefix: '/tools/radar/' });
  const page = await visit.open('#/', { url });
  const refused = (name, value) =>
    page.evaluate(([sink, text]) => {
      const element = document.createElement(sink === 'src' ? 'script' : 'div');
      try {
        element[sink] = text;
        return 'taken';
      } catch (problem) {
        return problem.name;
      }
    }, [name, value]);
  if (!(await page.evaluate(() => 'trustedTypes' in window))) return;
  for (const text of [
    '<img src="x" onerror="alert(1)">',
    '<p onclick="alert(1)">a</p>',
    '<a href="#" onclick=alert(1)>a</a>',
    '<script>alert(1)</script>',
    '<<p>script>alert(1)</script>',
    '<iframe srcdoc="a"></iframe>',
    '<svg><foreignObject></foreignObject></svg>',
    '<svg><use href="#a"/></svg>',
    '<svg><use href="#a"/></svg>',
    '<p style="color: red">a</p>',
    '<!-- a -->',
  ]) {
    assert.equal(await refused('innerHTML', text), 'TypeError', text);
  }
  assert.equal(await refused('innerHTML', '<p class="a">1 &lt; 2<br></p>'), 'taken');
  assert.equal(await refused('src', 'https://example.org/a.js'), 'TypeError');
  assert.equal(await refused('src', '../a.js'), 'TypeError');
});

test('a folder that is opened without its last slash', async (visit) => {
  const { url } = await visit.serve({ prefix: '/tools/radar/', slash: false });
  const page = await visit.tab(await visit.person(), url);
  await page.goto(url.slice(0, -1), { waitUntil: 'commit' });
  const text = page.getByText('No script of this page runs. Does its address end in “/”?');
  await text.waitFor();
  assert.ok(await text.isVisible());
});

test('scripts that do not come at all: the page says so without them', async (visit) => {
  const page = await open(visit, instead(/^(boot|start|why)\.js$/, MISSING));
  const text = page.getByText(/No script of this page runs\..*whoever runs the server: send start\.js/);
  await text.waitFor({ timeout: LONG });
});

test('a page that starts does not say that no script runs', async (visit) => {
  const page = await open(visit, instead(/^dsomm-radar.*\.wasm$/, 'silence'));
  await page.getByText('Loading…').waitFor();
  await eventually(async () => assert.equal(await page.getByText('No script of this page runs').count(), 0));
});

test('a page that was opened as a file says where it can be opened', async (visit) => {
  const dir = await mkdtemp(join(tmpdir(), 'dsomm-start-'));
  try {
    await cp(DIST, dir, { recursive: true });
    const person = await visit.person();
    const page = await person.newPage();
    await page.goto(pathToFileURL(join(dir, 'index.html')).href, { waitUntil: 'commit' });
    await says(page, /opened as a file.*single file/, /web server/);
  } finally {
    await rm(dir, { recursive: true });
  }
});

/** A page that has the radar in a sandbox, on a server of its own. */
async function sandboxed(visit, headers) {
  const { url } = await visit.serve({ prefix: '/tools/radar/', headers });
  const dir = await mkdtemp(join(tmpdir(), 'dsomm-start-'));
  await writeFile(join(dir, 'index.html'), `<!doctype html><link rel="icon" href="data:,"><title>P</title><iframe sandbox="allow-scripts" src="${url}"></iframe>`);
  const outside = await visit.serve({ dir });
  const portal = await visit.tab(await visit.person(), outside.url);
  visit.allow(/^request to http:\/\/127\.0\.0\.1/);
  await portal.goto(outside.url, { waitUntil: 'commit' });
  await eventually(async () => assert.ok(portal.frames()[1], 'the frame is there'));
  return portal.frames()[1];
}

test('a sandboxed frame that gets no files says so', async (visit) => {
  const frame = await sandboxed(visit, {});
  await says(frame, /sandboxed frame/, /Access-Control-Allow-Origin.*allow-same-origin/);
});

test('a sandboxed frame starts where the server lets it', async (visit) => {
  const frame = await sandboxed(visit, { 'access-control-allow-origin': '*' });
  await ready(frame);
});

test('without a connection the page says that there is none', async (visit) => {
  const { url } = await visit.serve({});
  const page = await visit.tab(await visit.person(), url);
  await page.route(/\.(js|wasm|json)$/, (route) =>
    /(start|why)\.js$/.test(route.request().url()) ? route.continue() : route.abort());
  await page.goto(url, { waitUntil: 'commit' });
  await says(page, /server cannot be reached/, /no answer for boot\.js/);
});

test('an old browser without WebAssembly is named', async (visit) => {
  const person = await visit.person();
  await person.addInitScript(() => delete globalThis.WebAssembly);
  const { url } = await visit.serve({});
  const page = await visit.tab(person, url);
  await page.goto(url, { waitUntil: 'commit' });
  await says(page, /runs no WebAssembly/, /Nothing is wrong with the server/);
});

test('a configuration that never answers: the page starts plainly, and says so', async (visit) => {
  const page = await open(visit, instead(/^config\.json$/, 'silence'));
  await page.getByRole('navigation', { name: 'Main' }).waitFor({ timeout: LONG });
  await page.getByText(/config\.json: the file could not be loaded: the server did not answer within 5 seconds/).first().waitFor();
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
});

test('a configuration that comes as a web page is named as such', async (visit) => {
  const page = await open(visit, instead(/^config\.json$/, HTML));
  await ready(page);
  await page.getByText(/config\.json.*web page, perhaps a login/).first().waitFor();
});

for (const [what, reply, text] of [
  ['a login page', HTML, /outline\.json.*web page, perhaps a login/],
  ['a login page that calls itself JSON', { body: HTML.body }, /outline\.json.*web page, perhaps a login/],
  ['nothing', MISSING, /outline\.json.*answered 404/],
]) {
  test(`${what} in place of the model is named as such`, async (visit) => {
    const page = await open(visit, instead(/outline\.json$/, reply));
    await heading(page, 'The model could not be loaded').waitFor();
    await page.getByRole('alert').getByText(text).waitFor();
  });
}

test('what the page needs to say why it does not start is part of the build', async () => {
  const files = await readdir(DIST);
  for (const name of ['start.js', 'why.js']) assert.ok(files.includes(name), name);
});
