// Servers as people have them, without any of our settings: each ends in a page that works, or in a
// sentence for whoever runs the server. The table in docs/hosting.md says the same.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, whileServing } from './process.mjs';
import { ACTIVITIES, choose, chosen, DIST, eventually, goTo, openActivity, ready, reload, saved, test } from './support.mjs';

const [FIRST] = ACTIVITIES;
/** Where packages were unpacked; see xtask/src/servers.rs. */
const PACKAGES = process.env.SERVERS || fileURLToPath(new URL('../../target/servers', import.meta.url));

function packaged(...paths) {
  const places = paths.flatMap((path) => [join(PACKAGES, path), join('/', path)]);
  return places.find((path) => existsSync(path)) ?? places[0];
}

/** The first program of this name on PATH. */
function onPath(name) {
  const places = process.env.PATH.split(':').map((folder) => join(folder, name));
  return places.find((path) => existsSync(path)) ?? name;
}

/** A program of a package that the tests bring along. */
function installed(path) {
  return fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));
}

const PLAIN = {
  'python3 -m http.server': {
    program: onPath('python3'),
    args: ({ www, port }) => ['-m', 'http.server', port, '--bind', '127.0.0.1', '--directory', www],
  },
  'npx http-server': {
    program: process.execPath,
    args: ({ www, port }) => [installed('http-server/bin/http-server'), www, '-a', '127.0.0.1', '-p', String(port), '--silent'],
  },
  'busybox httpd': {
    program: process.env.BUSYBOX || packaged('bin/busybox', 'usr/bin/busybox'),
    args: ({ www, port }) => ['httpd', '-f', '-p', `127.0.0.1:${port}`, '-h', www],
  },
  lighttpd: {
    program: process.env.LIGHTTPD || packaged('usr/sbin/lighttpd'),
    args: ({ dir }) => ['-D', '-f', join(dir, 'lighttpd.conf'), '-m', packaged('usr/lib/lighttpd')],
    config: ({ www, port }) => `
      server.document-root = "${www}"
      server.bind = "127.0.0.1"
      server.port = ${port}
      index-file.names = ( "index.html" )
      mimetype.assign = ( ".html" => "text/html", ".js" => "text/javascript", ".css" => "text/css", "" => "application/octet-stream" )`,
  },
};

/** Runs a server that has the page in a folder, while `work` looks at it. */
async function serving({ program, args, config, files = {} }, work) {
  const dir = await mkdtemp(join(tmpdir(), 'dsomm-host-'));
  try {
    const place = { dir, www: join(dir, 'www'), port: await freePort() };
    await cp(DIST, join(place.www, 'radar'), { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(place.www, name), text);
    if (config) await writeFile(join(dir, 'lighttpd.conf'), config(place));
    await whileServing({ program, args: args(place) }, `http://127.0.0.1:${place.port}/radar/`, work);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The page works: an answer, each kind of file, and a reload. */
async function works(page) {
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
  await goTo(page, 'Heatmap');
  await goTo(page, 'Model');
  await page.getByRole('region', { name: 'Activities', exact: true }).waitFor();
  await reload(page);
  await openActivity(page, FIRST);
  await chosen(page, FIRST.name, 'Started');
}

for (const [name, server] of Object.entries(PLAIN)) {
  test(`${name} as it is: the page works, also from the address without a slash`, async (visit) => {
    if (!existsSync(server.program)) {
      assert.ok(!process.env.CI, `${server.program} is missing`);
      console.log(`NOT TESTED: ${name}, because ${server.program} is missing.`);
      return;
    }
    // Without the right type the program is not compiled while it comes; browsers say so.
    visit.allow(/WebAssembly.*MIME|application\/wasm/);
    await serving(server, async (url) => {
      const page = await visit.tab(await visit.person(), url);
      await page.goto(url.slice(0, -1));
      await ready(page);
      await works(page);
      await page.close();
    });
  });
}

// `serve` answers a folder's address without a slash with its page, which then looks for its files beside the folder.
test('npx serve: the page works; without the slash of its folder it says what is wrong with the address', async (visit) => {
  const program = process.execPath;
  const args = ({ www, port }) => [installed('serve/build/main.js'), '--no-clipboard', '--listen', `tcp://127.0.0.1:${port}`, www];
  const opens = async (address) => {
    const page = await visit.tab(await visit.person(), address);
    await page.goto(address);
    await ready(page);
    await works(page);
    await page.close();
  };
  await serving({ program, args }, async (url) => {
    await opens(url);
    visit.allow(/404|was preloaded using link preload but not used/);
    const page = await visit.tab(await visit.person(), url);
    await page.goto(url.slice(0, -1));
    await page.getByText('No script of this page runs. Does its address end in “/”?').waitFor();
    await page.close();
  });
  const files = { 'serve.json': '{ "trailingSlash": true }' };
  await serving({ program, args, files }, (url) => opens(url.slice(0, -1)));
});

const GONE = { status: 404, type: 'text/html', body: '<h1>404 - File or directory not found.</h1>' };
const INDEX = { status: 200, type: 'text/html', body: '<!doctype html><title>App</title><div id="root"></div>' };

test('a server that does not give out .yaml and .webmanifest: the page works', async (visit) => {
  visit.allow(/404|Manifest/);
  const { url } = await visit.serve({
    instead: (path) => (/\.(yaml|webmanifest)$/.test(path) ? GONE : undefined),
  });
  const page = await visit.open('#/', { url });
  await openActivity(page, FIRST);
  await choose(page, FIRST.name, 'Started');
  await saved(page);
});

test('a server that calls all files bytes: the page works', async (visit) => {
  visit.allow(/MIME|Failed to load|Refused/);
  const { url } = await visit.serve({
    instead: (path) => (/\.(wasm|json|yaml|webmanifest|svg)$/.test(path) ? { type: 'application/octet-stream' } : undefined),
  });
  const page = await visit.open('#/', { url });
  await works(page);
});

test('a server that answers a page for every file that it lacks: the page works', async (visit) => {
  const { url } = await visit.serve({ instead: (path) => (path === 'config.json' ? INDEX : undefined) });
  const page = await visit.tab(await visit.person(), url);
  await page.goto(url);
  await ready(page);
  await page.getByText(/config\.json.*web page, perhaps a login/).first().waitFor();
  await works(page);
});

test('behind a login of the browser the page works', async (visit) => {
  let refused = 0;
  const wanted = `Basic ${Buffer.from('kim:secret').toString('base64')}`;
  visit.allow(/401|Manifest/);
  const { url } = await visit.serve({
    instead: (path, request) => {
      if (request.headers.authorization === wanted) return undefined;
      refused += 1;
      return { status: 401, type: 'text/plain', headers: { 'www-authenticate': 'Basic realm="radar"' }, body: 'no' };
    },
  });
  const person = await visit.person({ httpCredentials: { username: 'kim', password: 'secret' } });
  const page = await visit.open('#/', { url, person });
  await works(page);
  assert.ok(refused > 0, 'the server asks who it is');
});

test('a server that leads from index.html to a name without its end: the copy for offline use works', async (visit) => {
  visit.keepsCopy = true;
  const page = await readFile(join(DIST, 'index.html'), 'utf8');
  const { url } = await visit.serve({
    instead: (path) => {
      if (path === 'index.html') return { status: 301, headers: { location: './index' }, body: '' };
      return path === 'index' ? { status: 200, type: 'text/html; charset=utf-8', body: page } : undefined;
    },
  });
  const first = await visit.open('#/', { url });
  await eventually(async () =>
    assert.ok(await first.evaluate(() => Boolean(navigator.serviceWorker.controller)), 'the page is kept'));
  await reload(first);
  await openActivity(first, FIRST);
  await choose(first, FIRST.name, 'Started');
  await saved(first);
});
