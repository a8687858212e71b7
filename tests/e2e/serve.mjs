// A small static file server for the tests, without dependencies.
//
// As a module:  const server = await serve({ dir: 'dist', prefix: '/a/b/' }); … await server.close();
// As a program: node serve.mjs DIR PORT [PREFIX]

import { createServer } from 'node:http';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const MIME_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
  '.yaml': 'text/yaml; charset=utf-8',
  '.yml': 'text/yaml; charset=utf-8',
};

/**
 * Serves the files of a directory on 127.0.0.1.
 *
 * @param {object} options
 * @param {string} options.dir directory to serve
 * @param {string} [options.prefix] URL path it appears under; everything outside it is 404
 * @param {Record<string, string>} [options.headers] headers to add to every response
 * @param {number} [options.port] port to listen on; 0 takes any free one
 * @param {boolean} [options.slash] whether the address of a folder is completed by its last slash;
 *   if not, its page is shown without one
 * @param {(path: string, request: object) => undefined | 'silence' | object} [options.instead] what is answered
 *   instead of a file, by its path below the prefix: nothing else, no answer at all, or parts of
 *   one (`status`, `type`, `headers`, `body`)
 * @returns {Promise<{url: string, port: number, close: () => Promise<void>}>}
 */
export async function serve({
  dir,
  prefix = '/',
  headers = {},
  port = 0,
  slash = true,
  instead = () => undefined,
}) {
  const root = await realpath(dir);
  const base = `/${prefix}/`.replace(/\/+/g, '/');

  const server = createServer(async (request, response) => {
    let reply;
    try {
      reply = await answer(root, base, request, slash);
      const path = request.url.split('?')[0];
      const other = path.startsWith(base) ? instead(path.slice(base.length), request) : undefined;
      if (other === 'silence') return;
      if (other) reply = changed(reply, other);
    } catch (error) {
      reply = failure(500, `500 ${error.message}`);
    }
    response.writeHead(reply.status, {
      'cache-control': 'no-store',
      'content-length': Buffer.byteLength(reply.body),
      ...reply.headers,
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : reply.body);
  });

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actualPort } = server.address();

  return {
    url: `http://127.0.0.1:${actualPort}${base}`,
    port: actualPort,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        // Browsers keep connections open, and close() would wait for them.
        server.closeAllConnections();
      }),
  };
}

function changed(reply, { type, headers, ...rest }) {
  const named = type ? { 'content-type': type } : {};
  return { ...reply, ...rest, headers: { ...reply.headers, ...named, ...headers } };
}

async function answer(root, base, request, slash) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return failure(405, '405 Method not allowed', { allow: 'GET, HEAD' });
  }
  // Not the URL class: it would resolve `..` and hide an attempt to leave the prefix.
  const [rawPath, ...query] = request.url.split('?');
  let path = decode(rawPath);
  if (path === null) return failure(400, '400 Bad request');
  if (!slash && `${path}/` === base) path = base;
  if (!path.startsWith(base) || path.split('/').includes('..')) return notFound();

  let file = await find(root, path.slice(base.length));
  if (file?.isDirectory) {
    if (!path.endsWith('/')) {
      const location = [`${rawPath}/`, ...query].join('?');
      return failure(301, `301 Moved to ${location}`, { location });
    }
    file = await find(root, `${path.slice(base.length)}index.html`);
  } else if (path.endsWith('/')) {
    return notFound();
  }
  if (!file?.isFile) return notFound();

  const type = MIME_TYPES[extname(file.path).toLowerCase()] ?? 'application/octet-stream';
  return { status: 200, headers: { 'content-type': type }, body: await readFile(file.path) };
}

/** What stands at a path below the root; null when there is nothing or a link leads out of it. */
async function find(root, path) {
  try {
    const real = await realpath(join(root, path));
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
    const found = await stat(real);
    return { path: real, isFile: found.isFile(), isDirectory: found.isDirectory() };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(error.code)) return null;
    throw error;
  }
}

function decode(rawPath) {
  try {
    const path = decodeURIComponent(rawPath);
    return path.includes('\0') ? null : path;
  } catch {
    return null;
  }
}

function notFound() {
  return failure(404, '404 Not found');
}

function failure(status, message, headers = {}) {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
    body: `${message}\n`,
  };
}

async function main([dir, port, prefix]) {
  if (!dir || !/^\d+$/.test(port ?? '')) {
    console.error('Usage: node serve.mjs DIR PORT [PREFIX]');
    process.exitCode = 2;
    return;
  }
  try {
    const { url } = await serve({ dir, port: Number(port), prefix });
    console.log(`Serves ${dir} on ${url} until Ctrl-C`);
  } catch (error) {
    console.error(`${dir} cannot be served on port ${port}: ${error.message}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] && (await realpath(process.argv[1])) === fileURLToPath(import.meta.url)) {
  await main(process.argv.slice(2));
}
