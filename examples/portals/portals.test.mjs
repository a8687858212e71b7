// Builds each portal from its pinned packages in a folder of its own, and opens it: the element appears, takes what
// it is given, tells of a change, goes away without a trace and comes back.
//
//   cargo xtask build && node --test examples/portals/portals.test.mjs

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACTIVITIES, choose, chosen, DIST, eventually, openActivity, ready, saved, test } from '../../tests/e2e/support.mjs';

const [FIRST] = ACTIVITIES;
const MINUTES = 600_000;

function copy(name) {
  const dir = mkdtempSync(join(tmpdir(), `dsomm-${name}-`));
  cpSync(fileURLToPath(new URL(name, import.meta.url)), dir, { recursive: true, filter: (path) => !path.includes('node_modules') });
  return dir;
}

const frameOf = (page, url) =>
  eventually(() => {
    const found = page.frames().find((frame) => frame.url().startsWith(url) && frame.parentFrame());
    assert.ok(found, 'the frame is there');
    return found;
  });

const gone = (page) =>
  eventually(async () => {
    assert.equal(page.frames().length, 1, 'no frame is left');
    assert.equal(await page.locator('dsomm-radar').count(), 0);
  });

/** The file of each portal that is built. */
const MAIN = { 'react-18': 'main.jsx', 'react-19': 'main.jsx', vue: 'main.mjs', angular: 'main.ts' };

for (const [name, main] of Object.entries(MAIN)) {
  test(`a portal in ${name}`, async (visit) => {
    const dir = copy(name);
    try {
      let config = {};
      const radar = await visit.serve({ instead: (path) => (path === 'config.json' ? { body: JSON.stringify(config) } : undefined) });
      for (const file of ['index.html', main]) {
        writeFileSync(join(dir, file), readFileSync(join(dir, file), 'utf8').replaceAll('http://127.0.0.1:8091/', radar.url));
      }
      execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: dir, stdio: 'inherit' });
      execFileSync('npm', ['run', '--silent', 'build'], { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
      const outside = await visit.serve({ dir });
      config = { embed: { origins: [new URL(outside.url).origin] } };
      visit.allow(new RegExp(`^request to ${new URL(radar.url).origin}/`));
      const page = await visit.tab(await visit.person(), outside.url);
      await page.goto(outside.url);
      const frame = await frameOf(page, radar.url);
      await ready(frame);
      await frame.getByRole('link', { name: 'Acme Radar' }).waitFor();
      const theme = () => frame.locator('html').getAttribute('data-theme');
      await eventually(async () => assert.equal(await theme(), 'dark'));
      await page.getByRole('button', { name: 'Light' }).click();
      await eventually(async () => assert.equal(await theme(), 'light'));
      await openActivity(frame, FIRST);
      await choose(frame, FIRST.name, 'Started');
      await saved(frame);
      await page.getByText(/^Kept [1-9]/).waitFor();
      await page.getByRole('button', { name: 'Hide' }).click();
      await gone(page);
      await page.getByRole('button', { name: 'Show' }).click();
      await ready(await frameOf(page, radar.url));
    } finally {
      rmSync(dir, { recursive: true });
    }
  }, MINUTES);
}

test('a handbook in MkDocs Material, with instant navigation', async (visit) => {
  const dir = copy('mkdocs');
  try {
    execFileSync('python3', ['-m', 'venv', 'tools'], { cwd: dir, stdio: 'inherit' });
    execFileSync('tools/bin/pip', ['install', '--quiet', '--disable-pip-version-check', '-r', 'requirements.txt'], { cwd: dir, stdio: 'inherit' });
    cpSync(DIST, join(dir, 'docs/radar'), { recursive: true });
    execFileSync('tools/bin/mkdocs', ['build', '--quiet', '--site-dir', 'site'], { cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] });
    const handbook = await visit.serve({ dir: join(dir, 'site') });
    // The page of the same origin is trusted as the handbook is.
    visit.allow(/allow-scripts and allow-same-origin/);
    const page = await visit.tab(await visit.person(), handbook.url);
    await page.goto(handbook.url);
    await page.getByRole('heading', { level: 1, name: 'Handbook' }).waitFor();
    await page.getByRole('link', { name: 'How mature are we?' }).click();
    const frame = await frameOf(page, handbook.url);
    await ready(frame);
    await openActivity(frame, FIRST);
    await choose(frame, FIRST.name, 'Started');
    await saved(frame);
    await page.getByRole('banner').getByRole('link', { name: 'Handbook' }).click();
    await gone(page);
    await page.getByRole('link', { name: 'How mature are we?' }).click();
    const again = await frameOf(page, handbook.url);
    await ready(again);
    await openActivity(again, FIRST);
    await chosen(again, FIRST.name, 'Started');
    // Parts of the program are still fetched ahead, from a folder that is about to go.
    await page.close();
  } finally {
    rmSync(dir, { recursive: true });
  }
}, MINUTES);
