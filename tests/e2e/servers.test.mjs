// The examples in examples/servers/, each with the server that it is for: headers, types, caching,
// and a page that starts. Only address and folder are filled in.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, whileServing } from './process.mjs';
import { DIST, eventually, goTo, test as base } from './support.mjs';

/** Where packages were unpacked; see xtask/src/servers.rs. */
const PACKAGES = process.env.SERVERS || fileURLToPath(new URL('../../target/servers', import.meta.url));
const HASHED = readdirSync(DIST).filter((name) => /-[0-9a-f]{8,16}(_bg)?\.(js|wasm|css)$/.test(name));
const IS_ROOT = process.getuid?.() === 0;

/** A file of a package, unpacked or installed. */
function packaged(path) {
  const unpacked = join(PACKAGES, path);
  return existsSync(unpacked) ? unpacked : join('/', path);
}

function example(name, replacements) {
  const file = new URL(`../../examples/servers/${name}`, import.meta.url);
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of replacements) {
    assert.ok(text.includes(from), `${name} has ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}

const SERVERS = {
  nginx: {
    program: process.env.NGINX || packaged('usr/sbin/nginx'),
    config: ({ dir, port }) => `
      ${IS_ROOT ? 'user www-data;' : ''}
      daemon off;
      pid ${dir}/pid;
      error_log stderr;
      events {}
      http {
        include ${packaged('etc/nginx/mime.types')};
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
          .map((kind) => `${kind}_temp_path ${dir}/${kind};`)
          .join('\n')}
        ${example('nginx.conf', [
          ['listen 80;', `listen 127.0.0.1:${port};`],
          ['/var/www', `${dir}/www`],
        ])}
      }`,
    args: (file, dir) => ['-e', 'stderr', '-p', dir, '-c', file],
  },
  Apache: {
    program: process.env.APACHE || packaged('usr/sbin/apache2'),
    config: ({ dir, port }) => `
      ${['mpm_event', 'authz_core', 'deflate', 'dir', 'filter', 'headers', 'mime']
        .map((name) => `LoadModule ${name}_module ${packaged('usr/lib/apache2/modules')}/mod_${name}.so`)
        .join('\n')}
      ${IS_ROOT ? 'User www-data\nGroup www-data' : ''}
      ServerName 127.0.0.1
      Listen 127.0.0.1:${port}
      PidFile ${dir}/pid
      DefaultRuntimeDir ${dir}
      ErrorLog "||/bin/cat"
      TypesConfig ${packaged('etc/mime.types')}
      DocumentRoot ${dir}/www
      ${example('apache.conf', [['/var/www', `${dir}/www`]])}`,
    args: (file, dir) => ['-d', dir, '-f', file, '-DFOREGROUND'],
  },
  Caddy: {
    program: process.env.CADDY || packaged('usr/bin/caddy'),
    config: ({ dir, port }) => `
{
    admin off
    auto_https off
}
${example('Caddyfile', [
  ['example.org {', `http://127.0.0.1:${port} {`],
  ['/var/www', `${dir}/www`],
])}`,
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
};

/** Runs a server with its example while `work` looks at it. */
async function serving({ program, config, args }, work) {
  const dir = await mkdtemp(join(tmpdir(), 'dsomm-server-'));
  try {
    // The server may run as somebody else.
    await chmod(dir, 0o755);
    await cp(DIST, join(dir, 'www/radar'), { recursive: true });
    const port = await freePort();
    const file = join(dir, 'config');
    await writeFile(file, config({ dir, port }));
    const libraries = join(PACKAGES, 'usr/lib');
    const folders = existsSync(libraries)
      ? readdirSync(libraries).filter((name) => name.endsWith('-linux-gnu'))
      : [];
    const env = {
      ...process.env,
      HOME: dir,
      LD_LIBRARY_PATH: folders.map((folder) => join(libraries, folder)).join(':'),
    };
    await whileServing({ program, args: args(file, dir), env }, `http://127.0.0.1:${port}/radar/`, work);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A header's value without what stands behind a semicolon. */
function plain(value) {
  return value?.split(';')[0];
}

const TYPES = {
  '': 'text/html',
  'boot.js': /^(text|application)\/javascript$/,
  'sw.js': /^(text|application)\/javascript$/,
  'model/dsomm/outline.json': 'application/json',
  'model/dsomm/outline.yaml': 'text/yaml',
  'icons/radar.svg': 'image/svg+xml',
  'icons/radar-192.png': 'image/png',
  'manifest.webmanifest': 'application/manifest+json',
};

for (const [name, server] of Object.entries(SERVERS)) {
  if (!existsSync(server.program)) {
    base(`the example for ${name}`, () => {
      assert.ok(!process.env.CI, `${server.program} is missing`);
      console.log(`NOT TESTED: the example for ${name}, because ${server.program} is missing.`);
    });
    continue;
  }

  base(`the example for ${name} sends the right headers, and the page starts`, (visit) =>
    serving(server, async (url) => {
      const led = await fetch(url.slice(0, -1), { redirect: 'manual' });
      assert.ok([301, 302, 308].includes(led.status), `without a slash: ${led.status}`);
      assert.equal(new URL(led.headers.get('location'), url).pathname, '/radar/');

      for (const [path, type] of [...Object.entries(TYPES), ...HASHED.map((path) => [path, null])]) {
        const answer = await fetch(new URL(path, url), { headers: { 'accept-encoding': 'gzip' } });
        const { headers } = answer;
        const is = (header) => headers.get(header);
        assert.equal(answer.status, 200, path);
        if (type instanceof RegExp) assert.match(plain(is('content-type')), type, path);
        else if (type) assert.equal(plain(is('content-type')), type, path);
        if (path.endsWith('.wasm')) assert.equal(plain(is('content-type')), 'application/wasm', path);
        assert.equal(is('x-content-type-options'), 'nosniff', path);
        assert.equal(is('content-security-policy'), "frame-ancestors 'self'", path);
        assert.equal(is('referrer-policy'), 'no-referrer', path);
        assert.match(is('permissions-policy'), /camera=\(\)/, path);
        assert.equal(
          is('cache-control'),
          type === null ? 'public, max-age=31536000, immutable' : 'no-cache',
          path,
        );
        const isSmall = /\.(png|svg)$/.test(path);
        if (!isSmall) assert.equal(is('content-encoding'), 'gzip', path);

        const mark = is('etag');
        assert.ok(mark, `${path} has a mark to ask by`);
        const again = await fetch(new URL(path, url), {
          headers: { 'accept-encoding': 'gzip', 'if-none-match': mark },
        });
        assert.equal(again.status, 304, `${path} is not sent again`);
        await answer.arrayBuffer();
      }
      assert.equal((await fetch(new URL('no-such-file', url))).status, 404);

      visit.keepsCopy = true;
      const page = await visit.open('#/', { url });
      await goTo(page, 'Model');
      await page.getByRole('region', { name: 'Activities', exact: true }).waitFor();
      await eventually(async () =>
        assert.ok(
          await page.evaluate(() => Boolean(navigator.serviceWorker.controller)),
          'the page is kept for offline use',
        ),
      );
      await page.close();
    }));
}
