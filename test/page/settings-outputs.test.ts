import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of outputs', () => {
  const under = PageUnderTest.use();

  async function open() {
    const site = new FakeSite();
    site.change((document) => ({
      ...document,
      outputs: [
        { id: 'relay', name: 'Cellar relay', url: 'http://10.0.0.9/relay/0?turn=on' },
        { id: 'late', url: 'http://10.0.0.8/x' },
        { id: 'rest', url: 'http://10.0.0.7/x', enabled: false },
      ],
    }));
    const at = new Date().toISOString();
    const call = { method: 'GET', url: 'http://10.0.0.9/relay/0?turn=on' };
    const common = { sent: null, sentAt: null, waiting: null, fault: null };
    const outputs = [
      { ...common, id: 'relay', name: 'Cellar relay', state: 'sent', sent: call, sentAt: at },
      {
        ...common,
        id: 'late',
        name: 'late',
        state: 'failing',
        fault: { code: 'timeout', message: 'no answer in 5 s', since: at },
      },
      { ...common, id: 'rest', name: 'rest', state: 'off' },
    ];
    const sent: string[] = [];
    const seen = await under.open({
      state: sampleState(),
      routes: {
        ...site.routes(),
        'GET /api/v1/outputs': () => [200, { outputs }],
        'POST /api/v1/outputs/relay/send': () => {
          sent.push('relay');
          return [202, ''];
        },
      },
    });
    await seen.page.goto(new URL('#/settings/outputs', seen.box.url).href);
    await seen.page.locator('[data-row=relay]', { hasText: 'arrived' }).waitFor();
    return { ...seen, site, sent };
  }

  it('says of each whether it arrives, why not and since when, and sends one again', async () => {
    const { page, sent, complaints } = await open();
    const row = async (id: string) => plain(await page.locator(`[data-row=${id}]`).textContent());
    assert.match(await row('late'), /does not arrive; it is tried again.*Since \d\d:\d\d:.*no answer in 5 s.*never/);
    assert.match(await row('rest'), /off/);
    assert.equal(await page.locator('[data-row=rest]').getByRole('button', { name: 'Send again' }).count(), 0);
    await axe(page, 'outputs');
    await page.setViewportSize({ width: 1024, height: 800 });
    await axe(page, 'outputs wide');
    for (const language of ['de', 'fr', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 1024], language);
    }
    await page.getByRole('button', { name: 'Send again: Cellar relay' }).click();
    await page.getByText('Cellar relay is on its way once more.').waitFor();
    assert.deepEqual(sent, ['relay']);
    assert.deepEqual(complaints, []);
  });

  it('adds one with a body and a call for when it is switched off; what no address may be is said at its field', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Add an output' }).click();
    await page.locator('#output-id').fill('inverter');
    await page.locator('#output-method').selectOption('PUT');
    await page.locator('#output-url').fill('http://${AVAIL}.0.0.9/limit');
    await page.locator('#output-body').fill('{"w":${AVAIL * 100}}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#output-url-note', { hasText: 'This cannot be saved as it is.' }).waitFor();
    await page.locator('#output-url').fill('http://10.0.0.9/limit');
    await page.locator('#output-resets').getByRole('button', { name: 'Add' }).click();
    await page.locator('#output-resets-0-url').fill('http://10.0.0.9/limit?off=1');
    await axe(page, 'output form');
    await itFits(page, [320, 1024], 'output form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('inverter: added.').waitFor();
    assert.deepEqual((site.document.outputs as object[]).at(-1), {
      id: 'inverter',
      method: 'PUT',
      url: 'http://10.0.0.9/limit',
      body: '{"w":${AVAIL * 100}}',
      resets: [{ url: 'http://10.0.0.9/limit?off=1' }],
    });
  });

  it('switches one off and keeps all else', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Edit: Cellar relay' }).click();
    await page.locator('#output-enabled').uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Cellar relay: changed.').waitFor();
    assert.deepEqual((site.document.outputs as object[])[0], {
      id: 'relay',
      name: 'Cellar relay',
      url: 'http://10.0.0.9/relay/0?turn=on',
      enabled: false,
    });
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
