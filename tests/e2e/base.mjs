// What the tests of the built page share, whatever drives the browser: where the page is, what its model
// asks, files to import, and patience.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const DIST = process.env.DIST || fileURLToPath(new URL('../../dist', import.meta.url));
/** How long something may take before it counts as missing; a busy computer is slow. */
export const PATIENCE = 30_000;

/** Repeats a check until it holds; in the end its own message says what is wrong. */
export async function eventually(check, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (problem) {
      if (Date.now() > end) throw problem;
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** The pages that the navigation leads to, in its order: address, and name. A new page is a line here. */
export const PAGES = [
  ['#/', 'Overview'],
  ['#/assess', 'Assess'],
  ['#/heatmap', 'Heatmap'],
  ['#/matrix', 'Matrix'],
  ['#/teams', 'Teams'],
  ['#/compare', 'Compare'],
  ['#/roadmap', 'Roadmap'],
  ['#/history', 'History'],
  ['#/dependencies', 'Dependencies'],
  ['#/mapping', 'Mapping'],
  ['#/audit', 'Audit'],
  ['#/report', 'Report'],
  ['#/model', 'Model'],
  ['#/settings', 'Settings'],
  ['#/help', 'Help'],
];

/** What the model asks, in the order of Assess: lowest level first. */
export const ACTIVITIES = readActivities();

function readActivities() {
  const outline = readFileSync(`${DIST}/model/dsomm/outline.yaml`, 'utf8');
  const found = [...outline.matchAll(/^ {2}(\S.*):\n {3}uuid: (\S+)\n {3}level: (\d)/gm)].map(
    ([, name, id, level]) => ({ name: plain(name), id: plain(id), level: Number(level) }),
  );
  assert.ok(found.length > 100, `only ${found.length} activities in model/dsomm/outline.yaml`);
  return found.sort((left, right) => left.level - right.level);
}

/** A YAML scalar without its quotes. */
function plain(scalar) {
  return scalar.replace(/^(["'])(.*)\1$/, '$2');
}

export const AT = '2026-03-02T10:00:00.000Z';

/**
 * An assessment file.
 *
 * @param {object} options
 * @param {Record<string, Array<string | object>>} [options.teams] answers of each team by its name:
 *   the n-th is to the n-th of {@link ACTIVITIES}; a stage's id, or an answer as in the file
 * @returns {{name: string, text: string}}
 */
export function assessmentFile({
  id = randomUUID(),
  title = 'Shop 2026',
  version = 1,
  teams = { Shop: ['fully', 'partly'] },
} = {}) {
  const file = {
    format: 'dsomm-assessment',
    version,
    id,
    title,
    changed: { at: AT, by: 'kim' },
    teams: {},
    answers: {},
  };
  for (const [at, [name, given]] of Object.entries(teams).entries()) {
    const team = `team-${at + 1}`;
    file.teams[team] = { name, order: at + 1, changed: { at: AT, by: 'kim' } };
    file.answers[team] = {};
    for (const [position, value] of given.entries()) {
      const said = typeof value === 'string' ? { stage: value, confirmed: '2026-03-02' } : value;
      file.answers[team][ACTIVITIES[position].id] = { ...said, changed: { at: AT, by: 'kim' } };
    }
  }
  return { name: 'shop.dsomm.json', text: `${JSON.stringify(file, null, 2)}\n` };
}
