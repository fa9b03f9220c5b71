import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('a change of the site while others change it, or the box is away', () => {
  const under = PageUnderTest.use();

  /** A page with the form of the garage open and something typed into it. */
  async function typed() {
    const site = new FakeSite();
    const seen = await under.open({ state: sampleState(), routes: site.routes() });
    const { page } = seen;
    await page.goto(new URL('#/settings/house', seen.box.url).href);
    await page.getByRole('button', { name: 'Edit: garage' }).click();
    await page.locator('#circuit-name').fill('Big garage');
    await page.locator('#circuit-fuseA').fill('20');
    return { ...seen, site };
  }

  const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();
  const withGarage = (part: object) => (document: Record<string, unknown>) => ({
    ...document,
    circuits: (document.circuits as { id: string }[]).map((one) => (one.id === 'garage' ? { ...one, ...part } : one)),
  });

  it('who was faster with something else: both hold after "mine on top"', async () => {
    const { page, site } = await typed();
    site.change((document) => ({ ...withGarage({ reserveA: 2 })(document), name: 'Kerkstraat 14' }));
    await save(page);
    await page.getByText('Somebody else has changed the settings meanwhile: name, circuits.garage.').waitFor();
    assert.equal(await page.locator('#circuit-fuseA').inputValue(), '20');
    assert.equal(site.circuit('garage')?.fuseA, 32);
    await axe(page, 'conflict');
    await speak(page, 'de');
    await itFits(page, [320, 1024], 'conflict');
    await speak(page, 'en');
    await page.getByRole('button', { name: 'Save mine on top of it' }).click();
    await page.getByText('garage: changed.').waitFor();
    assert.equal(site.document.name, 'Kerkstraat 14');
    assert.deepEqual(
      { ...site.circuit('garage'), limits: [] },
      { id: 'garage', parent: 'house', limits: [], reserveA: 2, fuseA: 20, name: 'Big garage' },
    );
    assert.equal(await page.locator('#circuit-fuseA').count(), 0);
  });

  it('who was faster with the same thing: "drop mine" shows theirs and saves nothing', async () => {
    const { page, site } = await typed();
    site.change(withGarage({ fuseA: 25 }));
    await save(page);
    await page.getByRole('button', { name: 'Drop mine' }).click();
    await page.locator('[data-circuit=garage] > .facts', { hasText: '25 A per phase' }).waitFor();
    assert.equal(site.circuit('garage')?.fuseA, 25);
    assert.equal(site.puts.length, 1);
    // What is dropped is gone: the form begins with theirs.
    await page.getByRole('button', { name: 'Edit: garage' }).click();
    assert.equal(await page.locator('#circuit-fuseA').inputValue(), '25');
  });

  it('who was faster with the same thing: "mine on top" counts', async () => {
    const { page, site } = await typed();
    site.change(withGarage({ fuseA: 25 }));
    await save(page);
    await page.getByRole('button', { name: 'Save mine on top of it' }).click();
    await page.getByText('garage: changed.').waitFor();
    assert.equal(site.circuit('garage')?.fuseA, 20);
  });

  it('what somebody took away meanwhile is there again with what was typed', async () => {
    const { page, site } = await typed();
    site.change((document) => ({
      ...document,
      circuits: (document.circuits as { id: string }[]).filter(({ id }) => id !== 'garage'),
      devices: (document.devices as { id: string }[]).filter(({ id }) => id !== 'E1'),
    }));
    await save(page);
    await page.getByRole('button', { name: 'Save mine on top of it' }).click();
    await page.getByText('garage: changed.').waitFor();
    assert.equal(site.circuit('garage')?.name, 'Big garage');
    assert.equal(site.circuit('garage')?.parent, 'house');
  });

  it('cannot be undone any more when somebody has changed something since', async () => {
    const { page, site } = await typed();
    await save(page);
    await page.getByText('garage: changed.').waitFor();
    site.change((document) => ({ ...document, name: 'Kerkstraat 14' }));
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Not undone: somebody has changed the settings since.').waitFor();
    assert.equal(site.circuit('garage')?.fuseA, 20);
    assert.equal(site.document.name, 'Kerkstraat 14');
  });

  it('a box that restarts, or a network that goes: what was typed stays, and is saved once it is back', async () => {
    const { page, site, box } = await typed();
    box.answers = false;
    box.dropStreams();
    await page.getByText('No contact since').waitFor();
    await save(page);
    await page.getByText('does not answer').first().waitFor();
    assert.equal(await page.locator('#circuit-name').inputValue(), 'Big garage');
    assert.equal(site.puts.length, 0);
    box.answers = true;
    await page.getByText('No contact since').waitFor({ state: 'detached' });
    assert.equal(await page.locator('#circuit-fuseA').inputValue(), '20');
    await save(page);
    await page.getByText('garage: changed.').waitFor();
    assert.equal(site.circuit('garage')?.fuseA, 20);
  });

  it('a session that is over hides everything, hears nothing, and gives back what was typed after signing in', async () => {
    const { page, site, box } = await typed();
    box.signedIn = false;
    box.dropStreams();
    const password = page.getByLabel('Password of admin');
    await password.waitFor();
    assert.equal(await page.locator('[data-circuit=garage]').isVisible(), false);
    assert.equal(await page.locator('.title-bar').isVisible(), false);
    assert.equal(box.openStreams, 0);
    await axe(page, 'signed out over a form');
    await password.fill(box.password);
    await page.keyboard.press('Enter');
    await page.locator('#circuit-name').waitFor();
    assert.equal(await page.locator('#circuit-name').inputValue(), 'Big garage');
    await save(page);
    await page.getByText('garage: changed.').waitFor();
    assert.equal(site.circuit('garage')?.fuseA, 20);
  });

  it('who signs out leaves nothing behind', async () => {
    const { page, box } = await typed();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Password of admin').fill(box.password);
    assert.equal(await page.locator('[data-circuit=garage]').count(), 0);
    await page.keyboard.press('Enter');
    await page.locator('[data-circuit=garage]').waitFor();
    assert.equal(await page.locator('#circuit-name').count(), 0);
  });

  it('a new second of the live state takes neither the focus nor what is typed', async () => {
    const { page, box } = await typed();
    await page.locator('#circuit-reserveA').pressSequentially('1');
    const state = sampleState();
    box.send({
      ...state,
      cycle: 1001,
      circuits: state.circuits.map((one) => (one.id === 'garage' ? { ...one, drawnA: [1.5, 2.5, 3.5] } : one)),
    });
    await page.locator('[data-circuit=garage]', { hasText: 'L1 1.5 · L2 2.5 · L3 3.5 A' }).waitFor();
    await page.keyboard.type('2');
    assert.equal(await page.locator('#circuit-reserveA').inputValue(), '12');
  });
});
