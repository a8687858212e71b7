// What all end-to-end tests share: one browser and one server for each file, a fresh visit for
// each test, and helpers that find things as people do, by role and name.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test as nodeTest } from 'node:test';
import { chromium } from 'playwright-core';
import { ACTIVITIES, assessmentFile, AT, DIST, eventually, PATIENCE } from './base.mjs';
import { serve } from './serve.mjs';

export { ACTIVITIES, assessmentFile, DIST, eventually, PAGES } from './base.mjs';

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let server;
let browser;

before(async () => {
  server = await serve({ dir: DIST });
  browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/**
 * One promise of the page. The body gets a {@link Visit}; when it is done, nothing may have gone
 * wrong in any page that it opened, and no page may have asked another origin for anything.
 */
export function test(name, body, timeout = 120_000) {
  nodeTest(name, { timeout }, async () => {
    const visit = new Visit();
    try {
      await body(visit);
      await visit.assertClean();
    } catch (problem) {
      // What the page complained of often says why.
      const faults = await visit.faults().catch(() => []);
      if (faults.length > 0) problem.message += `\nfaults of the page:\n${faults.join('\n')}`;
      throw problem;
    } finally {
      await visit.end();
    }
  });
}

/** What happens in one test: contexts (each with a storage of its own) and their pages. */
class Visit {
  #faults = [];
  #allowed = [];
  #contexts = [];
  #servers = [];
  #first;
  /** Addresses of all requests. */
  requests = [];
  /**
   * Whether the browsers of this test keep a copy of the page. It would answer in place of what
   * other tests put between page and server.
   */
  keepsCopy = false;
  /**
   * Whether parts of the program are loaded ahead of time. Where the server goes away in a test, the
   * browser would complain of those that it lacks. The people of this test save data otherwise.
   */
  fetchesAhead = true;

  /** Says that faults like this one belong to the test. */
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  /** Faults up to now, expected or not. */
  async faults() {
    // Messages come in order, so an answer from the page means that the earlier ones are here.
    for (const page of this.#contexts.flatMap((context) => context.pages())) {
      await page.evaluate('0').catch(() => {});
    }
    return [...this.#faults];
  }

  async assertClean() {
    const faults = await this.faults();
    const unexpected = faults.filter((fault) => !this.#allowed.some((known) => known.test(fault)));
    assert.deepEqual(unexpected, [], 'errors, warnings and foreign requests of the page');
  }

  /** A person with a browser of their own: nothing stored. */
  async person(options = {}) {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI}`);
      });
    });
    if (!this.keepsCopy) {
      await context.addInitScript(() => {
        Object.defineProperty(navigator, 'serviceWorker', { value: undefined });
      });
    }
    if (!this.fetchesAhead) {
      await context.addInitScript(() => {
        Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
      });
    }
    this.#contexts.push(context);
    return context;
  }

  /** Another server, for pages that live elsewhere. */
  async serve(options) {
    const other = await serve({ dir: DIST, ...options });
    this.#servers.push(other);
    return other;
  }

  /** Opens the page in a new tab and waits until it is there. */
  async open(route = '#/', { person, url = server.url } = {}) {
    this.#first ??= person ?? (await this.person());
    const page = await this.tab(person ?? this.#first, url);
    await page.goto(new URL(route, url).href);
    await ready(page);
    return page;
  }

  /** Address of the page. */
  address() {
    return server.url;
  }

  /** An empty tab that is watched. */
  async tab(person, url = server.url) {
    const { origin } = new URL(url);
    const page = await person.newPage();
    page.on('pageerror', (error) => this.#faults.push(`uncaught: ${error}`));
    page.on('console', (message) => {
      if (['error', 'warning', 'assert'].includes(message.type())) {
        const { url } = message.location();
        const from = /Failed to load/.test(message.text()) ? ` (${url})` : '';
        this.#faults.push(`console ${message.type()}: ${message.text()}${from}`);
      }
    });
    page.on('crash', () => this.#faults.push('the page crashed'));
    page.on('request', (request) => {
      const address = new URL(request.url());
      if (address.protocol === 'data:' || address.protocol === 'blob:') return;
      this.requests.push(address.href);
      if (address.origin !== origin) this.#faults.push(`request to ${address.href}`);
    });
    return page;
  }

  async end() {
    for (const context of this.#contexts) await context.close();
    for (const other of this.#servers) await other.close();
  }
}

/**
 * What the page has begun by itself is over: files that were asked for are there, and three times in
 * a row it was drawn and had nothing left to do. For what must stay as it is.
 */
export async function settled(page) {
  await page.evaluate(async () => {
    const count = () => performance.getEntriesByType('resource').length;
    for (let quiet = 0, before = count(); quiet < 3; quiet += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => requestIdleCallback(resolve));
      if (count() !== before) [quiet, before] = [0, count()];
    }
  });
}

/** The program has taken over from the screen that is shown while it loads. */
export async function ready(page) {
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
}

export function heading(page, name) {
  return page.getByRole('heading', { level: 1, name, exact: true });
}

/** Follows a link of the main navigation. */
export async function goTo(page, name) {
  const nav = page.getByRole('navigation', { name: 'Main' });
  await nav.getByRole('link', { name, exact: true }).click();
  await heading(page, name).waitFor();
}

/** Goes to an address of the page that is open, without loading it anew. */
export async function goToRoute(page, route, name) {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, route);
  await heading(page, name).waitFor();
}

export async function reload(page) {
  await page.reload();
  await ready(page);
}

/** Waits until the status region says something; returns all that it says. */
export async function said(page, pattern) {
  return eventually(async () => {
    const words = (await page.getByRole('status').allTextContents()).join(' ');
    assert.match(words, pattern, `the status region says “${words}”`);
    return words;
  });
}

export function saved(page) {
  return said(page, /\bSaved\b/);
}

/** The answers to an activity, on whatever page they are. */
export function answers(page, activity) {
  return page.getByRole('radiogroup', { name: activity, exact: true });
}

export function answer(page, activity, name) {
  return answers(page, activity).getByRole('radio', { name, exact: true });
}

/** Answers, as somebody with a mouse does. What takes the answer may still be on its way. */
export async function choose(page, activity, name) {
  const wanted = answer(page, activity, name);
  if (!(await wanted.isChecked())) await wanted.click();
  await eventually(async () => assert.ok(await wanted.isChecked(), `“${name}” is chosen for ${activity}`));
}

/** Waits until an answer is the chosen one; `null`: none is. */
export async function chosen(page, activity, name) {
  await answers(page, activity).waitFor();
  await eventually(async () => {
    const checked = answers(page, activity).getByRole('radio', { checked: true });
    assert.deepEqual(await namesOf(checked), name === null ? [] : [name], `answer to ${activity}`);
  });
}

/** Accessible names of elements that carry them as a label. */
export function namesOf(locator) {
  return locator.evaluateAll((elements) =>
    elements.map((element) => element.getAttribute('aria-label') ?? element.textContent.trim()),
  );
}

/** Opens an activity by its address. */
export async function openActivity(page, activity) {
  await goToRoute(page, `#/activity/${activity.id}`, activity.name);
}

/** Chooses a team in the header. */
export async function showTeam(page, name) {
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: name });
}

export function shownTeam(page) {
  return page
    .getByRole('combobox', { name: 'Team' })
    .evaluate((select) => select.selectedOptions[0]?.textContent ?? null);
}

export function teamNames(page) {
  return page
    .getByRole('combobox', { name: 'Team' })
    .evaluate((select) => [...select.options].map((option) => option.textContent));
}

/** All numbers of the Overview: the figures, the overall radar's name and its table, cell by cell. */
export async function results(page) {
  if (!(await heading(page, 'Overview').isVisible())) await goTo(page, 'Overview');
  const overall = page.getByRole('region', { name: 'Overall' });
  return {
    figures: await page.getByRole('main').getByRole('definition').allInnerTexts(),
    radar: await overall.getByRole('img', { name: /^Radar: / }).getAttribute('aria-label'),
    table: await overall
      .getByRole('table')
      .getByRole('row')
      .evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText))),
  };
}

/** Waits until the Overview shows these numbers. */
export async function shows(page, wanted) {
  await eventually(async () => assert.deepEqual(await results(page), wanted));
}

/** The coverage figure in words: "1 of 210 answered". */
export async function coverage(page, wanted) {
  await eventually(async () => {
    const { figures } = await results(page);
    assert.match(figures.join(' | '), new RegExp(`\\b${wanted} of ${ACTIVITIES.length} answered`));
  });
}

/** Chooses a file behind the button "Import": a path, or `{ name, text }`. */
export async function offer(page, file) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import', exact: true }).click(),
  ]);
  await chooser.setFiles(
    typeof file === 'string'
      ? file
      : { name: file.name, mimeType: 'application/json', buffer: file.bytes ?? Buffer.from(file.text) },
  );
}

/** Chooses several files at once behind the button "Import", each `{ name, text }`. */
export async function offerAll(page, files) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import', exact: true }).click(),
  ]);
  await chooser.setFiles(
    files.map(({ name, text }) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })),
  );
}

export function importDialog(page) {
  return page.getByRole('dialog', { name: 'Import', exact: true });
}

/** Imports a file; `how` is a choice of the dialog, or nothing for the one it proposes. */
export async function importFile(page, file, how) {
  await offer(page, file);
  const dialog = importDialog(page);
  await dialog.waitFor();
  if (how) await dialog.getByRole('radio', { name: how }).check();
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await saved(page);
}

/** Answers an activity on its page. */
export async function give(page, activity, name) {
  await openActivity(page, activity);
  await choose(page, activity.name, name);
  await saved(page);
}

/** An activity has this answer on its page. */
export async function has(page, activity, name) {
  await openActivity(page, activity);
  await chosen(page, activity.name, name);
}

/** What the page stored, by key. */
export function stored(page, prefix = 'dsomm-radar/') {
  return page.evaluate(
    (wanted) => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith(wanted))),
    prefix,
  );
}

/** Presses what downloads a file; returns `{ name, path }`. */
export async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), path: await file.path() };
}

/** Exports; returns `{ name, text }`. */
export async function exportFile(page) {
  const { name, path } = await download(page, page.getByRole('button', { name: 'Export', exact: true }));
  return { name, text: await readFile(path, 'utf8') };
}

/** The dimensions as `{ name, route }`, read from the page's navigation. */
export async function dimensions(page) {
  const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
  const all = await links.evaluateAll((elements) =>
    elements.map((element) => ({
      // The number beside the name is hidden from the accessible name.
      name: [...element.childNodes]
        .filter((node) => node.ariaHidden !== 'true')
        .map((node) => node.textContent)
        .join('')
        .trim(),
      route: element.getAttribute('href'),
    })),
  );
  return all.filter(({ route }) => route.startsWith('#/dimension/'));
}

/**
 * A file in which nothing is missing: groups, inheritance, evidence, targets, a plan, a closed cycle
 * and one under way. `turned`: another copy of it in which every stage is another one, and newer.
 */
export function everythingFile({ turned = false, names = ['Shop', 'Platform'] } = {}) {
  const file = JSON.parse(
    assessmentFile({ id: 'e2e-everything', teams: { [names[0]]: manyAnswers(), [names[1]]: manyAnswers() } }).text,
  );
  const changed = { at: AT, by: 'kim' };
  const first = ACTIVITIES.map(({ id }) => id);
  file.groups = { retail: { name: 'Retail', order: 1, changed } };
  Object.assign(file.teams['team-1'], { inherits: 'team-2', groups: ['retail'] });
  file.evidence = {
    pipeline: {
      activity: first[0],
      teams: ['team-1'],
      title: 'Pipeline definition',
      recorded: today(),
      links: [{ kind: 'link', url: 'https://example.org/pipeline' }],
      changed,
    },
  };
  file.targets = { '*': { '*': { level: 3, by: '2030-06-30', changed } } };
  file.plan = { 'team-1': { [first[4]]: { cycle: 'now', changed } } };
  const before = Object.fromEntries(first.slice(0, 9).map((id) => [id, { stage: 'started' }]));
  file.cycles = [
    { id: 'then', name: '2025 H2', opened: '2025-07-01', closed: '2026-01-05', answers: { 'team-1': before }, changed },
    { id: 'now', name: '2026 H1', opened: '2026-01-05', opened_at: '2026-01-05T10:00:00.000Z', changed },
  ];
  if (turned) {
    for (const answers of Object.values(file.answers)) {
      for (const answer of Object.values(answers)) {
        if (answer.stage) answer.stage = answer.stage === 'fully' ? 'started' : 'fully';
        answer.changed = { at: '2026-03-03T10:00:00.000Z', by: 'bob' };
      }
    }
  }
  return { name: 'everything.dsomm.json', text: JSON.stringify(file) };
}

/** Fills the page with {@link everythingFile}. */
export async function everything(page, options) {
  await importFile(page, everythingFile(options), 'Open instead');
}

/** The calendar day on which the test runs, as the browser has it. */
export function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Answers of every kind to most activities. */
export function manyAnswers() {
  const kinds = [
    'fully',
    'fully',
    'partly',
    { not_sure: true },
    'started',
    'not-implemented',
    { not_applicable: 'The platform team does this.' },
    { stage: 'fully', note: 'See the pipeline definition in the repository.' },
  ];
  return ACTIVITIES.slice(0, Math.floor(ACTIVITIES.length * 0.8)).map(
    (_, at) => kinds[at % kinds.length],
  );
}

/** Fills the page with an assessment of two teams and many answers. */
export async function answered(page, names = ['Shop', 'Mobile']) {
  const teams = Object.fromEntries(names.map((name) => [name, manyAnswers()]));
  await importFile(page, assessmentFile({ teams }));
}
