// Offline: after the first visit the page needs no server; a new version is offered, never forced.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ACTIVITIES,
  assessmentFile,
  choose,
  chosen,
  DIST,
  eventually,
  goTo,
  heading,
  importDialog,
  openActivity,
  ready,
  reload,
  saved,
  test as base,
} from './support.mjs';

const [FIRST] = ACTIVITIES;
const OFFER = 'A new version is ready.';

/** Like the others, with a copy of the page that may be changed while it is served. */
function test(name, body) {
  // What the server answers instead of a file; see serve.mjs.
  const instead = new Map();
  base(name, async (visit) => {
    const dir = await mkdtemp(join(tmpdir(), 'dsomm-offline-'));
    try {
      await cp(DIST, dir, { recursive: true });
      visit.keepsCopy = true;
      // The files are gone when the test is over.
      visit.fetchesAhead = false;
      const { url } = await visit.serve({
        dir,
        prefix: '/tools/radar/',
        instead: (path) => [...instead].find(([pattern]) => pattern.test(path))?.[1],
      });
      await body(visit, { dir, url, instead });
    } finally {
      await rm(dir, { recursive: true });
    }
  });
}

/** Marks the page with a version, and lists it as the build would. */
async function publish(dir, version, { isComplete = true } = {}) {
  const page = await readFile(join(DIST, 'index.html'), 'utf8');
  const marked = page.replace('<head>', `<head><meta name="version" content="${version}" />`);
  const worker = await readFile(join(DIST, 'sw.js'), 'utf8');
  const files = JSON.parse(/^const FILES = (.*);$/m.exec(worker)[1]);
  assert.ok(Object.hasOwn(files, 'index.html'), 'the build lists the files');
  files['index.html'] = `sha256-${createHash('sha256').update(marked).digest('base64')}`;
  const listed = worker
    .replace(/^const VERSION = .*$/m, `const VERSION = ${JSON.stringify(version)};`)
    .replace(/^const FILES = .*$/m, `const FILES = ${JSON.stringify(files)};`);
  if (isComplete) await writeFile(join(dir, 'index.html'), marked);
  await writeFile(join(dir, 'sw.js'), listed);
}

function version(page) {
  return page.evaluate(() => document.querySelector('meta[name="version"]')?.content ?? null);
}

/** The copy is complete, and the page is served from it. */
async function kept(page) {
  await eventually(async () => {
    const isKept = await page.evaluate(() => Boolean(navigator.serviceWorker.controller));
    assert.ok(isKept, 'the page is served from its copy');
  });
}

/** Asks for a new version, as the browser does from time to time; waits until it is here or not. */
function askForUpdate(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('./');
    await registration.update().catch(() => {});
    const worker = registration.installing;
    if (!worker) return worker === null && registration.waiting ? 'installed' : 'nothing';
    await new Promise((resolve) => {
      worker.addEventListener('statechange', resolve, { once: true });
    });
    return worker.state;
  });
}

test('after the first visit the page needs no server', async (visit, { url }) => {
  const page = await visit.open('#/', { url });
  await kept(page);
  await page.context().setOffline(true);
  assert.equal(
    await page.evaluate(() => fetch('no-such-file').then(() => 'answered', () => 'no answer')),
    'no answer',
  );
  visit.allow(/Failed to load resource/);
  await reload(page);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Fully implemented');
  await saved(page);
  // This needs chunks, and the files that they read.
  await goTo(page, 'Model');
  await reload(page);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Fully implemented');
});

test('a new version is offered and taken when it is wanted', async (visit, { dir, url }) => {
  await publish(dir, 'one');
  const page = await visit.open('#/', { url });
  await kept(page);
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
  await page.evaluate(() => caches.open('of another page'));

  await publish(dir, 'two');
  assert.equal(await askForUpdate(page), 'installed');
  const offer = page.getByRole('status').filter({ hasText: OFFER });
  await offer.waitFor();
  assert.equal(await version(page), 'one', 'nobody has asked for it yet');
  await offer.getByRole('button', { name: 'Later' }).click();
  await offer.waitFor({ state: 'detached' });
  await reload(page);
  assert.equal(await version(page), 'one', 'loading the page anew does not force it either');

  await offer.getByRole('button', { name: 'Use it now' }).click();
  await eventually(async () => assert.equal(await version(page), 'two'));
  await ready(page);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Started');
  await eventually(async () => {
    const names = await page.evaluate(() => caches.keys());
    const ours = names.filter((name) => name.startsWith('dsomm-radar '));
    assert.deepEqual(
      ours.sort(),
      [`dsomm-radar ${url} host`, `dsomm-radar ${url} two`],
      'what the old version kept is gone',
    );
    assert.ok(names.includes('of another page'));
  });
});

test('a tab that did not ask for the new version goes on and may take it', async (visit, { dir, url }) => {
  await publish(dir, 'one');
  const one = await visit.open('#/', { url });
  await kept(one);
  const two = await visit.open('#/', { url });
  await publish(dir, 'two');
  await askForUpdate(one);
  await one.getByRole('button', { name: 'Use it now' }).click();
  await eventually(async () => assert.equal(await version(one), 'two'));
  assert.equal(await version(two), 'one');
  await two.getByRole('button', { name: 'Use it now' }).click();
  await eventually(async () => assert.equal(await version(two), 'two'));
  await ready(two);
});

test('a version that is not complete is not offered', async (visit, { dir, url }) => {
  await publish(dir, 'one');
  const page = await visit.open('#/', { url });
  await kept(page);
  // The list is there, the page that it names is not yet.
  await publish(dir, 'two', { isComplete: false });
  visit.allow(/Failed to find a valid digest|Failed to load resource/);
  assert.equal(await askForUpdate(page), 'redundant');
  assert.equal(await page.getByText(OFFER).count(), 0);
  await page.context().setOffline(true);
  await reload(page);
  assert.equal(await version(page), 'one');
  const names = await page.evaluate(() => caches.keys());
  assert.ok(!names.includes(`dsomm-radar ${url} two`), 'nothing of it is left');
});

test('a new version is not taken while something is not stored', async (visit, { dir, url }) => {
  await publish(dir, 'one');
  const page = await visit.open('#/', { url });
  await kept(page);
  await publish(dir, 'two');
  await askForUpdate(page);
  await page.evaluate(() => document.getElementById('unsaved').setAttribute('data-unsaved', '{}'));
  await page.getByRole('button', { name: 'Use it now' }).click();
  await page.getByText('not all of this is stored').waitFor();
  assert.equal(await version(page), 'one');
});

test('an offline copy that is broken can be left through the rescue screen', async (visit, { dir, url }) => {
  await writeFile(
    join(dir, 'broken.js'),
    `addEventListener('install', () => skipWaiting());
     addEventListener('activate', (event) => event.waitUntil(clients.claim()));
     addEventListener('fetch', (event) => {
       if (event.request.url.endsWith('.wasm')) event.respondWith(new Response('broken'));
     });`,
  );
  const page = await visit.open('#/', { url });
  await kept(page);
  await page.evaluate(async () => {
    const changed = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
    await navigator.serviceWorker.register('broken.js', { scope: './' });
    await changed;
    await caches.open('of another page');
  });
  visit.allow(/WebAssembly|wasm/i);
  await page.reload();
  await page.getByRole('heading', { name: 'The page could not be started' }).waitFor();

  await page.goto(new URL('#/rescue', url).href);
  await heading(page, 'Rescue').waitFor();
  await page.getByRole('button', { name: 'Reset offline copy' }).click();
  await page.getByText('The offline copy is gone.').waitFor();
  assert.deepEqual(await page.evaluate(() => caches.keys()), ['of another page']);
  await page.getByRole('link', { name: 'Reload' }).click();
  await ready(page);
  await kept(page);
});

test('in a frame nothing is kept, and everything comes from the server', async (visit, { dir, url }) => {
  await publish(dir, 'one');
  await writeFile(join(dir, 'portal.html'), '<!doctype html><link rel="icon" href="data:," /><title>P</title><iframe src="./"></iframe>');
  const person = await visit.person();
  const portal = await visit.tab(person, url);
  const open = async () => {
    await portal.goto(new URL('portal.html', url).href);
    await eventually(async () => assert.ok(portal.frames()[1], 'the frame is there'));
    const [, frame] = portal.frames();
    await ready(frame);
    return frame;
  };
  const frame = await open();
  // What the page does when it has time, it does before this.
  await frame.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  const count = await frame.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
  assert.equal(count, 0);
  assert.ok(!visit.requests.some((address) => /offline\.js|sw\.js/.test(address)));

  // Whoever has the page open directly as well has a copy. The frame does not use it.
  await kept(await visit.open('#/', { person, url }));
  await publish(dir, 'two');
  assert.equal(await version(await open()), 'two');
});

test('a page that is opened as embedded keeps nothing', async (visit, { url }) => {
  const page = await visit.open('?embed=1#/', { url });
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  const count = await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
  assert.equal(count, 0);
});

test('a file that the system opens with the page is offered for import', async (visit, { url }) => {
  const file = assessmentFile();
  const person = await visit.person();
  await person.addInitScript(({ name, text }) => {
    Object.defineProperty(window, 'launchQueue', {
      value: {
        setConsumer: (take) => take({ files: [{ getFile: async () => new File([text], name) }] }),
      },
    });
  }, file);
  const page = await visit.open('#/', { person, url });
  await importDialog(page).getByText(file.name).waitFor();
});

test('the page can be installed', async (visit, { url }) => {
  const page = await visit.open('#/', { url });
  const session = await page.context().newCDPSession(page);
  const { url: address, errors, data } = await session.send('Page.getAppManifest');
  assert.equal(address, new URL('manifest.webmanifest', url).href);
  assert.deepEqual(errors, []);
  for (const icon of JSON.parse(data).icons) {
    const loaded = await page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, icon.src);
    if (icon.sizes !== 'any') assert.equal(loaded, icon.sizes, icon.src);
  }
});

const CONFIG = /^config\.json$/;
const LOGIN = { type: 'text/html', body: '<!doctype html><title>Log in</title>' };

/** The page has the title that the configuration sets. */
async function titled(page, title) {
  await eventually(async () => assert.match(await page.title(), new RegExp(title)));
}

for (const [what, reply] of [
  ['a login page', LOGIN],
  ['a login page that calls itself JSON', { body: LOGIN.body }],
  ['half of it', { body: '{ "version": 1, "tit' }],
]) {
  test(`${what} in place of the configuration is not kept over the good one`, async (visit, { dir, url, instead }) => {
    visit.allow(/Failed to load resource|was preloaded/);
    await writeFile(join(dir, 'config.json'), '{ "version": 1, "title": "Team radar" }');
    const page = await visit.open('#/', { url });
    await kept(page);
    await reload(page);
    await titled(page, 'Team radar');
    instead.set(CONFIG, reply);
    await reload(page);
    if (reply === LOGIN) await titled(page, 'Team radar');
    await page.context().setOffline(true);
    await reload(page);
    await titled(page, 'Team radar');
  });
}

test('a page that comes in place of another file of the host is not kept', async (visit, { dir, url, instead }) => {
  await mkdir(join(dir, 'data'));
  await writeFile(join(dir, 'data/index.json'), '[1]');
  await writeFile(join(dir, 'data/index.html'), '<!doctype html><title>Data</title>');
  const page = await visit.open('#/', { url });
  await kept(page);
  const ask = (path) => page.evaluate((it) => fetch(it).then((answer) => answer.text()), path);
  await ask('data/index.html');
  assert.equal(await ask('data/index.json'), '[1]');
  instead.set(/^data\/index\.json$/, LOGIN);
  assert.equal(await ask('data/index.json'), '[1]');
  await page.context().setOffline(true);
  assert.equal(await ask('data/index.json'), '[1]');
  assert.match(await ask('data/index.html'), /Data/);
  visit.allow(/Failed to load resource/);
});

test('a server that hangs does not keep the page from opening', async (visit, { dir, url, instead }) => {
  visit.allow(/was preloaded|Failed to load resource/);
  await writeFile(join(dir, 'config.json'), '{ "version": 1, "title": "Team radar" }');
  const page = await visit.open('#/', { url });
  await kept(page);
  await reload(page);
  instead.set(/^/, 'silence');
  await page.reload({ waitUntil: 'commit' });
  await ready(page);
  await titled(page, 'Team radar');
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
});

test('a configuration that never answers does not keep the page from being kept', async (visit, { url, instead }) => {
  visit.allow(/was preloaded|Failed to load resource/);
  instead.set(CONFIG, 'silence');
  const page = await visit.open('#/', { url });
  await eventually(() => kept(page), 20_000);
});

/** What the page tells those who look into its console. */
function told(page) {
  const texts = [];
  page.on('console', (message) => {
    if (message.type() === 'info') texts.push(message.text());
  });
  return texts;
}

test('files that the page starts without may be missing from its copy, and it says which', async (visit, { dir, url, instead }) => {
  visit.allow(/Failed to load resource/);
  await publish(dir, 'one');
  const refused = { status: 403, type: 'text/plain', body: 'no' };
  const spare = /\.(yaml|webmanifest)$|^schema\/|^icons\/.*\.png$/;
  instead.set(spare, refused);
  const page = await visit.tab(await visit.person(), url);
  const texts = told(page);
  await page.goto(url);
  await ready(page);
  await kept(page);
  await eventually(() => assert.match(texts.join(), /works offline.*manifest\.webmanifest.*model\/aliases\.yaml.*schema\//));
  assert.equal(texts.filter((text) => /works offline/.test(text)).length, 1, 'it says so once');
  assert.doesNotMatch(texts.join(), /icons\/radar\.svg/);

  // With the next version they are asked for again, and also when the page needs one.
  const isKept = (path) => page.evaluate((it) => caches.match(it).then(Boolean), path);
  instead.set(spare, undefined);
  assert.equal(await isKept('model/aliases.yaml'), false);
  assert.equal(await page.evaluate(() => fetch('model/aliases.yaml').then((answer) => answer.status)), 200);
  assert.equal(await isKept('model/aliases.yaml'), true);
  assert.equal(await isKept('manifest.webmanifest'), false);
  await publish(dir, 'two');
  assert.equal(await askForUpdate(page), 'installed');
  assert.equal(await isKept('manifest.webmanifest'), true);
  await page.context().setOffline(true);
  await reload(page);
});

test('a host that refuses what the page needs: the console says why nothing is kept', async (visit, { url, instead }) => {
  visit.allow(/Failed to load resource/);
  instead.set(/^model\/dsomm\/details\.json$/, { status: 403, type: 'text/plain', body: 'no' });
  const page = await visit.tab(await visit.person(), url);
  const texts = told(page);
  await page.goto(url);
  await ready(page);
  await eventually(() => assert.match(texts.join(), /not kept for offline use.*details\.json: the server answered 403/));
});
