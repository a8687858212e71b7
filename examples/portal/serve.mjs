// Serves the portal and, on another origin, DSOMM Radar with a configuration that lets it in.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = process.env.DIST || fileURLToPath(new URL("../../dist/", import.meta.url));
const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Serves a folder; `own` holds files that take the place of what lies there. */
function serve(folder, host, port, own = {}) {
  createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const file = normalize(join(folder, decodeURIComponent(path)));
    try {
      if (!file.startsWith(normalize(folder + sep))) throw new Error("outside");
      const body = own[path] ?? (await readFile(file));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404).end("Not found\n");
    }
  }).listen(port, host);
}

const portal = "http://localhost:8090";
const config = { version: 1, embed: { origins: [portal] } };
serve(here, "localhost", 8090);
serve(dist, "127.0.0.1", 8091, { "/config.json": JSON.stringify(config) });
console.log(`The portal is at ${portal}/ until Ctrl-C`);
