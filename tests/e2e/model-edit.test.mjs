// Model: activities are changed field by field, and the changes are told in words.

import assert from 'node:assert/strict';
import {
  CHANGED,
  FIRST,
  RELEVELLED,
  SECOND,
  changeFirst,
  changesAre,
  edit,
  exported,
  field,
  openModel,
  refused,
  row,
  rowButton,
  setLevel,
  visitActivity,
  write,
} from './model.mjs';
import { answers, eventually, reload, saved, test } from './support.mjs';

// Editing.

test('a changed activity is shown everywhere, and its changes are told in words', async (visit) => {
  const page = await visit.open();
  await changeFirst(page);
  const isShown = async () => {
    await visitActivity(page, { ...FIRST, name: 'Our build' });
    await page.getByRole('main').getByText('Level 3', { exact: true }).first().waitFor();
    const about = page.getByRole('region', { name: 'About this activity' });
    await about.getByText('Nobody knows how it was built.').waitFor();
    await answers(page, 'Our build').waitFor();
  };
  await isShown();
  await reload(page);
  await isShown();
  await openModel(page);
  await changesAre(page, CHANGED);
  await row(page, 'Our build').getByText('Changed', { exact: true }).waitFor();

  await edit(page, 'Our build');
  await row(page, 'Our build').getByRole('button', { name: 'Take back changes' }).click();
  await row(page, FIRST.name).getByText('Level 1', { exact: true }).waitFor();
  await changesAre(page, []);
  await visitActivity(page, FIRST);
  const about = page.getByRole('region', { name: 'About this activity' });
  await about.getByText('is on holiday when an urgent fix is due').waitFor();
});

test('setting a field back by hand is no change any more', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await setLevel(page, FIRST.name, 3);
  await changesAre(page, [RELEVELLED]);
  await setLevel(page, FIRST.name, 1);
  await changesAre(page, []);
  await saved(page);
  assert.equal((await exported(page)).model_overlay, undefined);
});

test('all fields of an activity can be changed', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await field(page, FIRST.name, 'Usefulness').selectOption('1');
  await changesAre(page, [`“${FIRST.name}” changed in usefulness from 4 to 1.`]);
  for (const name of [
    'What it is',
    'Risk without it',
    'What to do',
    'How to tell',
    'How to get there',
  ]) {
    await write(page, FIRST.name, name, `${name}: our words`);
    await page.getByText(/has another .*/).waitFor();
  }
  await changesAre(page, [
    `“${FIRST.name}” has another description, risk, measure, assessment and implementation guide.`,
    `“${FIRST.name}” changed in usefulness from 4 to 1.`,
  ]);
  await visitActivity(page, FIRST);
  const about = page.getByRole('region', { name: 'About this activity' });
  for (const name of ['What it is', 'Risk without it', 'What to do', 'How to tell']) {
    await about.getByText(`${name}: our words`).waitFor();
  }
});

test('a text that is being typed is not lost when the next field is chosen', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await field(page, FIRST.name, 'What it is').fill('One way.');
  await field(page, FIRST.name, 'Risk without it').click();
  await changesAre(page, [`“${FIRST.name}” has another description.`]);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Chaos.', { delay: 20 });
  await page.keyboard.press('Tab');
  await changesAre(page, [`“${FIRST.name}” has another description and risk.`]);
});

test('the button that is clicked after typing does what it says', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await field(page, FIRST.name, 'What it is').fill('One way.');
  // As slowly as a hand.
  await rowButton(page, SECOND.name, 'Edit').click({ delay: 150 });
  await changesAre(page, [`“${FIRST.name}” has another description.`]);
  await field(page, SECOND.name, 'Name').waitFor({ timeout: 3000 });
});

for (const [what, name, problem] of [
  ['an empty name', '', /A name is needed/],
  ['a name of blanks', '   ', /A name is needed/],
  ['a name that is taken', 'Pinning of artifacts', /already. Choose another name/],
  ['a name with a meaning of its own', 'ignore', /meaning of its own/],
]) {
  test(`a rename to ${what} is refused in words and changes nothing`, async (visit) => {
    const page = await visit.open('#/model');
    await edit(page, FIRST.name);
    await write(page, FIRST.name, 'Name', name);
    await refused(page, problem);
    await changesAre(page, []);
    await eventually(async () => {
      assert.equal(await field(page, FIRST.name, 'Name').inputValue(), FIRST.name);
    });
    assert.equal((await exported(page)).model_overlay, undefined);
    // The sentence goes with the next change.
    await setLevel(page, FIRST.name, 2);
    assert.equal(await page.getByRole('main').getByRole('alert').count(), 0);
  });
}

const HOSTILE = [
  '<img src=x onerror="document.title=1"><script>document.title=2</script> <b>bold</b> &amp;',
  '![a picture](https://example.org/a.png) [bad](javascript:alert(1)) [good](https://example.org/)',
  '[mail](mailto:ida@example.org) [data](data:text/html,x) **strong** `code`',
  '- one\n- two',
].join('\n\n');

test('Markdown of a text is shown, and nothing in it becomes HTML', async (visit) => {
  const page = await visit.open('#/model');
  await edit(page, FIRST.name);
  await write(page, FIRST.name, 'What it is', HOSTILE);
  await changesAre(page, [`“${FIRST.name}” has another description.`]);
  await visitActivity(page, FIRST);
  const about = page.getByRole('region', { name: 'About this activity' });
  await about.getByText('<script>document.title=2</script> <b>bold</b> &amp;').waitFor();
  assert.equal(await about.locator('img, script, b').count(), 0);
  const links = await about.getByRole('link').evaluateAll((all) =>
    all
      .filter(({ href }) => /example\.org|javascript|data:/.test(href))
      .map(({ textContent, href, rel }) => [textContent, href, rel]),
  );
  assert.deepEqual(links, [
    ['a picture', 'https://example.org/a.png', 'noopener noreferrer'],
    ['good', 'https://example.org/', 'noopener noreferrer'],
    ['mail', 'mailto:ida@example.org', 'noopener noreferrer'],
  ]);
  await about.getByText('[bad](javascript:alert(1))').waitFor();
  await about.locator('strong', { hasText: 'strong' }).waitFor();
  await about.locator('code', { hasText: 'code' }).waitFor();
  await about.locator('li', { hasText: 'two' }).waitFor();
});
