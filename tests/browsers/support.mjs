// What the tests in other browsers share: one browser for all tests of a file, and for each test a server, and so
// a storage, of its own. When a test is done, nothing may have gone wrong in any page that it opened.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, test as nodeTest } from 'node:test';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, eventually } from '../e2e/base.mjs';
import { serve } from '../e2e/serve.mjs';
import { drive } from './drive.mjs';
import { Page } from './page.mjs';

/** Runs before all else in every page: drivers do not tell of what a page complains. */
const WATCH = `
  window.faults = [];
  const fault = (text) => faults.push(text);
  addEventListener('error', (event) => fault('uncaught: ' + event.message));
  addEventListener('unhandledrejection', (event) => fault('unhandled: ' + event.reason));
  addEventListener('securitypolicyviolation', (event) => fault('policy: ' + event.effectiveDirective + ' refused ' + event.blockedURI));
  for (const kind of ['error', 'warn', 'assert']) {
    const before = console[kind];
    console[kind] = (...words) => {
      if (kind !== 'assert' || !words[0]) fault('console ' + kind + ': ' + words.join(' '));
      before.apply(console, words);
    };
  }
  // A copy for offline use would answer in place of the server.
  Object.defineProperty(navigator, 'serviceWorker', { value: undefined });
`;

/** What a server answers so that its page is watched. */
async function watching() {
  const page = await readFile(join(DIST, 'index.html'), 'utf8');
  const watched = page.replace(/<head[^>]*>/, (head) => `${head}<script src="watch.js"></script>`);
  assert.notEqual(watched, page);
  return (path) => {
    if (path === '' || path === 'index.html') return { body: watched };
    return path === 'watch.js' ? { status: 200, type: 'text/javascript', body: WATCH } : undefined;
  };
}

/** What happens in one test. */
class Visit {
  #browser;
  #watch;
  #pages = [];
  #closing = [];

  constructor(browser, watch) {
    this.#browser = browser;
    this.#watch = watch;
  }

  /** A server with the page, and with other files in place of some of its own. */
  async serve({ instead = () => undefined, isWatched = true, ...options } = {}) {
    const server = await serve({
      dir: DIST,
      ...options,
      instead: (path) => instead(path) ?? (isWatched ? this.#watch(path) : undefined),
    });
    let isClosed = false;
    const close = async () => {
      if (isClosed) return;
      isClosed = true;
      await server.close();
    };
    this.#closing.push(close);
    return { ...server, close };
  }

  /** Files of somebody else, on an origin of their own. */
  async elsewhere(files, headers) {
    const dir = await mkdtemp(join(tmpdir(), 'dsomm-portal-'));
    this.#closing.push(() => rm(dir, { recursive: true }));
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    return this.serve({ dir, headers, isWatched: false });
  }

  /** An empty tab. */
  async tab() {
    const { driver } = this.#browser;
    await driver.switchTo().newWindow('tab');
    const page = new Page(driver, await driver.getWindowHandle());
    this.#pages.push(page);
    return page;
  }

  /** Opens the page in a new tab and waits until it is there; without a server, on one of its own. */
  async open({ server, route = '' } = {}) {
    const { url } = server ?? (await this.serve());
    const page = await this.tab();
    await page.goto(`${url}${route}`);
    await page.ready();
    return page;
  }

  /** The file that was saved last, as soon as it is whole. */
  async saved(pattern, before = []) {
    return eventually(async () => {
      const file = this.#browser.downloads().find((one) => pattern.test(one) && !before.includes(one));
      assert.ok(file, `a file like ${pattern} among ${this.#browser.downloads()}`);
      const text = await readFile(file, 'utf8');
      assert.ok(text.length > 0);
      return { path: file, text };
    }, 30_000);
  }

  downloads() {
    return this.#browser.downloads();
  }

  /** Of which the pages complained. */
  async faults(pages = this.#pages) {
    const all = [];
    for (const page of pages) all.push(...(await page.run(() => window.faults ?? [])));
    return all;
  }

  /** Where the page that was opened last is, and with which words it begins. */
  async shows() {
    const [address, words] = await this.#pages.at(-1).run(() => [location.href, document.body?.innerText ?? '']);
    return `the page ${address} shows: ${words.slice(0, 300)}`;
  }

  async end(home) {
    for (const page of this.#pages) await page.close().catch(() => {});
    await this.#browser.driver.switchTo().window(home);
    for (const close of this.#closing) await close();
  }
}

/** Defines the tests of one browser: `define` gets a function like `test`, and the name. */
export function inBrowser(name, define) {
  let browser;
  let watch;
  let home;

  before(async () => {
    watch = await watching();
    browser = await drive(name);
    await browser.driver.manage().setTimeouts({ script: 60_000, pageLoad: 120_000, implicit: 0 });
    home = await browser.driver.getWindowHandle();
  }, { timeout: 180_000 });

  after(() => browser?.close());

  const test = (what, body) =>
    nodeTest(`${name}: ${what}`, { timeout: 180_000 }, async () => {
      const visit = new Visit(browser, watch);
      try {
        await body(visit);
        assert.deepEqual(await visit.faults(), [], 'errors and warnings of the page');
      } catch (problem) {
        const faults = await visit.faults().catch(() => []);
        if (faults.length > 0) problem.message += `\nfaults of the page:\n${faults.join('\n')}`;
        problem.message += `\n${await visit.shows().catch((other) => `the page cannot be asked: ${other.message}`)}`;
        throw problem;
      } finally {
        await visit.end(home);
      }
    });
  define(test, name);
}
