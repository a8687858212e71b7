// Addresses: links to activities, other paths, other servers.

import assert from 'node:assert/strict';
import {
  ACTIVITIES,
  PAGES,
  answered,
  answers,
  choose,
  coverage,
  exportFile,
  goTo,
  goToRoute,
  heading,
  openActivity,
  reload,
  saved,
  test,
} from './support.mjs';

const [FIRST, SECOND] = ACTIVITIES;

for (const [what, address] of [
  ['?uuid=<id>', `?uuid=${SECOND.id}`],
  ['?uuid=<ID>', `?uuid=${SECOND.id.toUpperCase()}`],
  ['?name=<name>', `?name=${encodeURIComponent(SECOND.name)}`],
  ['?name=<NAME>', `?${new URLSearchParams({ name: SECOND.name.toUpperCase() })}`],
  ['#<id>', `#${SECOND.id}`],
  ['#/activity/<id>', `#/activity/${SECOND.id}`],
]) {
  test(`${what} opens the activity, and from there all other pages`, async (visit) => {
    const page = await visit.open(address);
    await heading(page, SECOND.name).waitFor();
    await answers(page, SECOND.name).waitFor();
    await goTo(page, 'Overview');
    await reload(page);
    await heading(page, 'Overview').waitFor();
  });
}

for (const [route, name] of [
  ...PAGES,
  ['#/review', 'Assess'],
  ['#/round', 'Level-1 round'],
  ['#/why/overall', 'Why: Overall'],
  ['#/why/implementation', 'Why: Implementation'],
  ['#/dimension/implementation', 'Implementation'],
  [`#/activity/${FIRST.id}`, FIRST.name],
]) {
  test(`a page can be opened by its address and has its own title: ${route}`, async (visit) => {
    const page = await visit.open(route);
    await heading(page, name).waitFor();
    assert.ok((await page.title()).startsWith(name), await page.title());
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `one h1 on ${name}`);
  });
}

test('the address of an activity on Assess begins there', async (visit) => {
  const page = await visit.open(`#/assess/${SECOND.id}`);
  await answers(page, SECOND.name).waitFor();
});

for (const address of ['#/nowhere', '#/activity/nowhere', '#/dimension/nowhere', '#/why/nowhere', '#nowhere']) {
  test(`an address that leads nowhere says so: ${address}`, async (visit) => {
    const page = await visit.open(address);
    await heading(page, 'Page not found').waitFor();
    await page.getByRole('main').getByText('nowhere').waitFor();
    await page.getByRole('main').getByRole('link', { name: /overview/i }).click();
    await heading(page, 'Overview').waitFor();
  });
}

test('back and forward in the browser go from page to page', async (visit) => {
  const page = await visit.open();
  await goTo(page, 'Assess');
  await goTo(page, 'Teams');
  await page.goBack();
  await heading(page, 'Assess').waitFor();
  await page.goBack();
  await heading(page, 'Overview').waitFor();
  await page.goForward();
  await heading(page, 'Assess').waitFor();
});

test('under another path all of it works, and nothing is asked for outside', async (visit) => {
  const { url } = await visit.serve({ prefix: '/a/b/' });
  const page = await visit.open('', { url });
  await goTo(page, 'Assess');
  await page.getByRole('region', { name: 'About this activity' }).waitFor();
  await choose(page, FIRST.name, 'Fully implemented');
  await saved(page);
  await coverage(page, 1);
  await goTo(page, 'Help');
  await goToRoute(page, '#/dimension/implementation', 'Implementation');
  await page.getByText('What low and high maturity look like').waitFor();
  assert.match((await exportFile(page)).name, /\.dsomm\.json$/);
  await reload(page);
  await coverage(page, 1);
  assert.ok(visit.requests.length > 8, `only ${visit.requests.length} requests seen`);
  const outside = visit.requests.filter((address) => !address.startsWith(url));
  assert.deepEqual(outside, []);
});

test("the page's own policy refuses inline scripts and foreign addresses", async (visit) => {
  visit.allow(/policy|Policy|Refused|violates|Failed to (load|fetch)|TrustedScript/);
  const page = await visit.open();
  const refused = await page.evaluate(async () => {
    let text = 'nothing';
    try {
      const script = document.createElement('script');
      script.textContent = 'window.smuggled = true';
    } catch (cause) {
      text = String(cause);
    }
    // By another way.
    const script = document.createElement('script');
    script.append('window.smuggled = true');
    document.body.append(script);
    await fetch('https://example.org/').catch(() => {});
    return text;
  });
  assert.match(refused, /TrustedScript/);
  assert.equal(await page.evaluate('window.smuggled'), undefined);
  const faults = (await visit.faults()).join('\n');
  // Trusted Types refuse the text before the policy for scripts has its turn.
  assert.match(faults, /policy: (script-src|require-trusted-types-for)/, 'the tests would see a smuggled script');
  assert.match(faults, /policy: connect-src/, 'the tests would see a foreign request');
});

test('a whole visit asks the server for nothing but its files', async (visit) => {
  const page = await visit.open();
  await answered(page);
  await goTo(page, 'Assess');
  await openActivity(page, FIRST);
  await page.getByRole('region', { name: 'About this activity' }).waitFor();
  const home = visit.address();
  for (const address of visit.requests) {
    assert.match(address.slice(home.length), /^$|\.(js|css|wasm|json|svg)$/, address);
  }
});
