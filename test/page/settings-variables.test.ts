import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { becomes } from './becomes.ts';
import type { FakeRoute } from './fake-box.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of variables', () => {
  const under = PageUnderTest.use();

  async function open(more: Record<string, FakeRoute> = {}) {
    const site = new FakeSite();
    site.change((document) => ({ ...document, variables: [{ name: 'AVAIL', value: 100 }, { name: 'PWR' }] }));
    const set: [string, unknown][] = [];
    const state = sampleState();
    const variables = [
      ...state.variables,
      { name: 'TARIF', value: 2, at: state.at, source: 'channel:emt', stale: true, owner: 'emt' },
      { name: 'half', value: 20, at: state.at, source: 'admin', stale: false, owner: null },
    ];
    const views = variables.map((one) => ({ ...one, expr: one.name === 'half' ? 'AVAIL / 2' : null }));
    const note =
      (route: string): FakeRoute =>
      (body) => {
        set.push([route, body]);
        return [204, ''];
      };
    const seen = await under.open({
      state: { ...state, variables },
      routes: {
        ...site.routes(),
        'GET /api/v1/variables': () => [200, { variables: views }],
        'PUT /api/v1/variables/AVAIL': note('PUT AVAIL'),
        'DELETE /api/v1/variables/half': note('DELETE half'),
        'PUT /api/v1/variables/half': note('PUT half'),
        'POST /api/v1/variables/TARIF/release': note('release TARIF'),
        ...more,
      },
    });
    await seen.page.goto(new URL('#/settings/variables', seen.box.url).href);
    await seen.page.locator('[data-row=AVAIL]').first().waitFor();
    return { ...seen, site, set };
  }

  it('shows each with value, formula, who set it, whether it is stale, and those never set', async () => {
    const { page, complaints } = await open();
    const row = async (name: string) => plain(await page.locator(`[data-row=${name}]`).first().textContent());
    await page.locator('[data-row=half]', { hasText: 'AVAIL / 2' }).waitFor();
    assert.match(await row('AVAIL'), /^AVAIL40holds.*admin/);
    assert.match(await row('TARIF'), /belongs to the grid operator \(channel emt\)/);
    assert.match(await row('PWR'), /no value.*declared, never set/);
    await axe(page, 'variables');
    await page.setViewportSize({ width: 1024, height: 800 });
    await axe(page, 'variables wide');
    for (const language of ['de', 'fr', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 1024], language);
    }
    assert.deepEqual(complaints, []);
  });

  it('sets a value at once, and takes it back', async () => {
    const { page, set } = await open();
    await page.getByRole('button', { name: 'Set: AVAIL' }).click();
    await focusReaches(page, 'text', 'Set AVAIL');
    await page.locator('#variable-value').fill('60,5');
    await axe(page, 'value form');
    await page.getByRole('button', { name: 'Set it now' }).click();
    await page.getByText('AVAIL is set.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone').waitFor();
    assert.deepEqual(set, [
      ['PUT AVAIL', { value: 60.5, tmp: false }],
      ['PUT AVAIL', { value: 40, tmp: false }],
    ]);
  });

  it('takes a value away, and gives its formula back on undo', async () => {
    const { page, set } = await open();
    await page.locator('[data-row=half]', { hasText: 'AVAIL / 2' }).waitFor();
    await page.getByRole('button', { name: 'Remove value: half' }).click();
    await page.getByText('half has no value any more.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone').waitFor();
    assert.deepEqual(set, [
      ['DELETE half', {}],
      ['PUT half', { value: 'AVAIL / 2', tmp: false }],
    ]);
  });

  it('asks before it takes one back from the grid operator', async () => {
    const { page, set } = await open();
    await page.getByRole('button', { name: 'Take back: TARIF' }).click();
    await page.getByText('What the grid operator last asked for then no longer holds').waitFor();
    assert.deepEqual(set, []);
    await page.getByRole('button', { name: 'Take back', exact: true }).click();
    await page.locator('.ask').waitFor({ state: 'detached' });
    await becomes(() => set, [['release TARIF', {}]]);
  });

  it('says at the field what is no value, and keeps it', async () => {
    const { page } = await open({
      'PUT /api/v1/variables/AVAIL': () => [400, { error: 'badFormula', message: 'there is no name AVAIL2' }],
    });
    await page.getByRole('button', { name: 'Set: AVAIL' }).click();
    await page.locator('#variable-value').fill('AVAIL2 +');
    await page.getByRole('button', { name: 'Set it now' }).click();
    await page.locator('#variable-value-note', { hasText: 'there is no name AVAIL2' }).waitFor();
    assert.equal(await page.locator('#variable-value').inputValue(), 'AVAIL2 +');
  });

  it('declares one with a time-out, which needs a fail-safe value', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Declare a variable' }).click();
    await page.locator('#declared-variable-name').fill('HOURLY');
    await page.locator('#declared-variable-timeoutS').fill('3600');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('timeoutS and failsafe go together').waitFor();
    await page.locator('#declared-variable-failsafe').fill('0');
    await page.locator('#declared-variable-freshBy').selectOption('channel');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('HOURLY: added.').waitFor();
    assert.deepEqual((site.document.variables as object[]).at(-1), {
      name: 'HOURLY',
      timeoutS: 3600,
      failsafe: 0,
      freshBy: 'channel',
    });
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
