// A tab, or a frame in one, as people use it: things are found by role and name, and pressed, typed into and read.

import assert from 'node:assert/strict';
import { Key } from 'selenium-webdriver';
import { eventually } from '../e2e/base.mjs';

/** How long something may take before it counts as missing: a driver adds to what the page takes. */
const PATIENCE = 30_000;

/** Runs in the page: the elements that are seen and have this role and name. */
function elements(role, name, within) {
  const SELECTORS = {
    alert: '[role="alert"]',
    banner: 'header',
    button: 'button, [role="button"]',
    checkbox: 'input[type="checkbox"]',
    combobox: 'select, [role="combobox"]',
    definition: 'dd',
    dialog: 'dialog[open], [role="dialog"]',
    heading: 'h1, h2, h3, h4',
    img: '[role="img"]',
    link: 'a[href]',
    main: 'main',
    navigation: 'nav',
    option: '[role="option"]',
    radio: 'input[type="radio"], [role="radio"]',
    radiogroup: '[role="radiogroup"]',
    region: 'section',
    status: '[role="status"]',
    table: 'table',
    textbox: 'input:not([type]), input[type="text"], textarea',
  };
  const words = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return '';
    return node.getAttribute('aria-label') ?? [...node.childNodes].map(words).join(' ');
  };
  const named = (element) => {
    const by = element.getAttribute('aria-labelledby');
    if (by) return by.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean).map(words).join(' ');
    const label = element.getAttribute('aria-label');
    if (label !== null) return label;
    if (element.labels?.length) return [...element.labels].map(words).join(' ');
    return words(element);
  };
  const plain = (text) => text.replace(/\s+/g, ' ').trim();
  const fits = (text) => {
    if (name === null) return true;
    return typeof name === 'string' ? plain(text) === name : new RegExp(name.pattern, 'u').test(plain(text));
  };
  return [...(within ?? document).querySelectorAll(SELECTORS[role])].filter(
    (element) => (element.checkVisibility() || role === 'status') && fits(named(element)),
  );
}

export class Page {
  #driver;
  #handle;
  #frame;

  /** @param {() => HTMLIFrameElement} [frame] runs in the tab and gives the frame that is meant */
  constructor(driver, handle, frame) {
    this.#driver = driver;
    this.#handle = handle;
    this.#frame = frame;
  }

  /** The frame that this function finds in the tab. */
  frame(finds) {
    return new Page(this.#driver, this.#handle, finds);
  }

  /** Goes to this tab; what follows is about it. */
  async here() {
    await this.#driver.switchTo().window(this.#handle);
    if (!this.#frame) return this.#driver;
    await this.#driver.switchTo().defaultContent();
    const frame = await this.#driver.executeScript(this.#frame);
    assert.ok(frame, 'the frame is there');
    await this.#driver.switchTo().frame(frame);
    return this.#driver;
  }

  async goto(url) {
    await (await this.here()).get(url);
  }

  async reload() {
    await (await this.here()).navigate().refresh();
    await this.ready();
  }

  async close() {
    await this.#driver.switchTo().window(this.#handle);
    await this.#driver.close();
  }

  /** What a function gives that runs in the page; it may give a promise. */
  async run(body, ...args) {
    return (await this.here()).executeScript(body, ...args);
  }

  /** All elements that are seen, with this role and name (a text, or a pattern). */
  async all(role, name = null, within = null) {
    const wanted = name instanceof RegExp ? { pattern: name.source } : name;
    return (await this.here()).executeScript(elements, role, wanted, within);
  }

  /** Waits until there is one, and gives it. */
  find(role, name = null, within = null) {
    return this.eventually(async () => {
      const [first] = await this.all(role, name, within);
      assert.ok(first, `a ${role} named ${name}`);
      return first;
    });
  }

  /** Waits until there is none. */
  gone(role, name = null) {
    return this.eventually(async () => assert.equal((await this.all(role, name)).length, 0, `no ${role} named ${name}`));
  }

  eventually(check) {
    return eventually(check, PATIENCE);
  }

  async click(role, name, within = null) {
    // A page that is still being drawn may put another element in the place of the one that was found.
    await this.eventually(async () => {
      const element = await this.find(role, name, within);
      await (await this.here()).executeScript((it) => it.scrollIntoView({ block: 'center' }), element);
      await element.click();
    });
  }

  /** Presses keys where the focus is: `press(Key.TAB)`, `press(Key.CONTROL, 'k')`. */
  async press(...keys) {
    const driver = await this.here();
    const actions = driver.actions();
    for (const held of keys.slice(0, -1)) actions.keyDown(held);
    actions.sendKeys(keys.at(-1));
    for (const held of keys.slice(0, -1).toReversed()) actions.keyUp(held);
    await actions.perform();
  }

  /** Gives the focus to an element. */
  async focus(role, name) {
    const element = await this.find(role, name);
    await this.run((it) => it.focus(), element);
    return element;
  }

  /** Words of what has the focus. */
  focused() {
    return this.run(() => {
      const it = document.activeElement;
      return it === document.body ? '' : (it.ariaLabel ?? it.textContent ?? '').trim();
    });
  }

  /** Presses a key until what has the focus is named so. */
  async tabTo(name, key = Key.TAB) {
    for (let presses = 0; presses < 60; presses += 1) {
      await this.press(key);
      if ((await this.focused()) === name) return;
    }
    assert.fail(`60 times the key did not reach ${name}; the focus is on ${await this.focused()}`);
  }

  /** The program has taken over from the screen that is shown while it loads. */
  async ready() {
    await this.find('navigation', 'Main');
    await this.find('heading', /./, await this.find('main'));
  }

  heading(name) {
    return this.find('heading', name, null);
  }

  async goTo(name) {
    const nav = await this.find('navigation', 'Main');
    await this.click('link', name, nav);
    await this.isOn(name);
  }

  /** Waits until the page with this heading is shown. */
  isOn(name) {
    return this.eventually(async () => {
      const first = await this.run(() => document.querySelector('main h1')?.textContent.trim());
      assert.equal(first, name);
    });
  }

  async openActivity({ id, name }) {
    await this.run((route) => { location.hash = route; }, `#/activity/${id}`);
    await this.isOn(name);
  }

  /** What the status regions say together. */
  said(pattern) {
    return this.eventually(async () => {
      const words = await this.run(() => [...document.querySelectorAll('[role="status"]')].map((it) => it.textContent).join(' '));
      assert.match(words, pattern);
    });
  }

  saved() {
    return this.said(/\bSaved\b/);
  }

  async answer(activity, name) {
    const group = await this.find('radiogroup', activity.name);
    return this.find('radio', name, group);
  }

  /** Answers, with the mouse. */
  async choose(activity, name) {
    await this.pick(activity, name);
    await this.chosen(activity, name);
  }

  /** Presses an answer, whatever comes of it. */
  pick(activity, name) {
    return this.eventually(async () => {
      const radio = await this.answer(activity, name);
      const label = await this.run((it) => it.closest('label') ?? it.labels[0], radio);
      await this.run((it) => it.scrollIntoView({ block: 'center' }), label);
      await label.click();
    });
  }

  /** Waits until an answer is the chosen one; `null`: none is. */
  async chosen(activity, name) {
    await this.eventually(async () => {
      const group = await this.find('radiogroup', activity.name);
      const checked = await this.run(
        (it) => [...it.querySelectorAll('input[type="radio"]:checked')].map((one) => one.getAttribute('aria-label') ?? one.labels[0].textContent.trim()),
        group,
      );
      assert.deepEqual(checked, name === null ? [] : [name], `answer to ${activity.name}`);
    });
  }

  /** Chooses in a list by the words that are seen. */
  async select(name, option) {
    const list = await this.find('combobox', name);
    await this.run(
      (it, wanted) => {
        it.value = [...it.options].find((one) => one.textContent.trim() === wanted).value;
        it.dispatchEvent(new Event('input', { bubbles: true }));
        it.dispatchEvent(new Event('change', { bubbles: true }));
      },
      list,
      option,
    );
  }

  /** All figures and the table of the Overview. */
  async results() {
    if ((await this.run(() => document.querySelector('main h1').textContent.trim())) !== 'Overview') await this.goTo('Overview');
    await this.find('img', /^Radar: /);
    return this.run(() => ({
      figures: [...document.querySelectorAll('main dd')].map((it) => it.innerText),
      radar: document.querySelector('main [role="img"][aria-label^="Radar: "]').getAttribute('aria-label'),
      rows: [...document.querySelectorAll('main table')][0] && [...document.querySelectorAll('main table')[0].rows].map((row) => [...row.cells].map((cell) => cell.innerText)),
    }));
  }

  /** Hands a file to the field behind the button Import. */
  async offer(path) {
    const field = await this.run(() => document.querySelector('input[type="file"][aria-label="Assessment file"]'));
    await field.sendKeys(path);
  }
}
