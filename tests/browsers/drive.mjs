// Starts a browser under its driver: Firefox with geckodriver, WebKit with WebKitWebDriver (the
// MiniBrowser of WebKitGTK, on a screen that is only in memory), Chromium with chromedriver. All three
// are spoken to in the same words, those of WebDriver.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder } from 'selenium-webdriver';
import { eventually } from '../e2e/base.mjs';
import { freePort } from '../e2e/process.mjs';

/** The first of these files that is there. */
const found = (...files) => files.find((file) => file && existsSync(file)) ?? files.at(-1);

/** Where Debian puts the small browser that comes with WebKitGTK; the folder has the machine's name. */
const miniBrowser = () =>
  ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`);

const BROWSERS = {
  firefox: {
    driver: () => found(process.env.GECKODRIVER, join(homedir(), '.cache/dsomm-radar/tools/bin/geckodriver'), '/usr/bin/geckodriver'),
    args: (port) => ['--port', port, '--websocket-port', '0'],
    capabilities: (downloads) => ({
      browserName: 'firefox',
      'moz:firefoxOptions': {
        binary: found(process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'),
        args: ['-headless', '-width', '1280', '-height', '1000'],
        prefs: {
          'browser.download.folderList': 2,
          'browser.download.dir': downloads,
          'browser.download.always_ask_before_handling_new_types': false,
          'browser.helperApps.neverAsk.saveToDisk': 'application/json,application/octet-stream',
        },
      },
    }),
  },
  webkit: {
    driver: () => found(process.env.WEBKITDRIVER, '/usr/bin/WebKitWebDriver'),
    args: (port) => [`--port=${port}`],
    needsScreen: true,
    capabilities: () => ({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': {
        binary: found(process.env.MINIBROWSER, ...miniBrowser()),
        args: ['--automation', '--geometry=1280x1000'],
      },
    }),
  },
  chromium: {
    driver: () => found(process.env.CHROMEDRIVER, '/usr/bin/chromedriver'),
    args: (port) => [`--port=${port}`],
    capabilities: (downloads) => ({
      browserName: 'chrome',
      'goog:chromeOptions': {
        binary: found(process.env.CHROMIUM, '/usr/bin/chromium'),
        args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--window-size=1280,1000'],
        prefs: { 'download.default_directory': downloads, 'download.prompt_for_download': false },
      },
    }),
  },
};

/** A program that runs until it is ended; what it says is kept for when something fails. */
function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const running = { child, said: '', problem: null };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      running.said = `${running.said}${text}`.slice(-4000);
    });
  }
  child.once('error', (problem) => {
    running.problem = problem;
  });
  return running;
}

async function end({ child }) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/**
 * Starts a browser with nothing stored.
 *
 * @param {'firefox' | 'webkit' | 'chromium'} name
 * @returns {Promise<{driver: object, downloads: () => string[], close: () => Promise<void>}>}
 */
export async function drive(name) {
  const { driver: program, args, capabilities, needsScreen } = BROWSERS[name];
  // Profile, cache and downloads of this run, and of no other.
  const home = await mkdtemp(join(tmpdir(), `dsomm-${name}-`));
  const started = [];
  const close = async () => {
    for (const one of started.toReversed()) await end(one);
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const env = { ...process.env, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'data'), XDG_RUNTIME_DIR: home };
    if (needsScreen) {
      const screen = start(process.env.XVFB || 'Xvfb', ['-displayfd', '1', '-screen', '0', '1400x1200x24', '-nolisten', 'tcp'], { env });
      started.push(screen);
      env.DISPLAY = await eventually(() => {
        assert.equal(screen.problem, null);
        const number = /^\s*(\d+)\s*$/m.exec(screen.said);
        assert.ok(number, `Xvfb says which screen it has: ${screen.said}`);
        return `:${number[1]}`;
      }, 60_000);
      // There is no graphics card that could help, and nobody to hear or be read to.
      Object.assign(env, { WEBKIT_DISABLE_DMABUF_RENDERER: '1', LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1', GIO_USE_VFS: 'local', GSETTINGS_BACKEND: 'memory' });
    }
    const port = await freePort();
    const server = start(program(), args(port), { env });
    started.push(server);
    await eventually(async () => {
      assert.equal(server.problem, null);
      await fetch(`http://127.0.0.1:${port}/status`).catch((problem) => assert.fail(`${problem.cause ?? problem}; ${server.said}`));
    }, 60_000);
    const driver = await new Builder()
      .disableEnvironmentOverrides()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(capabilities(home))
      .build()
      .then(async (built) => (await built.getSession(), built))
      .catch((problem) => {
        throw new Error(`${name} did not start: ${problem.message}\n${server.said}`);
      });
    return {
      driver,
      /** Files that were downloaded, whole ones only. */
      downloads: () =>
        [home, join(home, 'Downloads')]
          .filter((folder) => existsSync(folder))
          .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
          .filter((file) => /\.(json|html|xlsx|png|svg|csv)$/.test(file)),
      close: async () => {
        await driver.quit().catch(() => {});
        await close();
      },
    };
  } catch (problem) {
    await close();
    throw problem;
  }
}
