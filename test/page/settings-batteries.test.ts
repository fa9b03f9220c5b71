import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of batteries', () => {
  const under = PageUnderTest.use();

  async function open(edit: (document: Record<string, unknown>) => Record<string, unknown>) {
    const site = new FakeSite();
    site.change(edit);
    const batteries = [{ id: 'M3', chargeW: null, dischargeW: 0, chargeRule: null, dischargeRule: 'cars' }];
    const seen = await under.open({ state: { ...sampleState(), batteries }, routes: site.routes() });
    await seen.page.goto(new URL('#/settings/batteries', seen.box.url).href);
    await seen.page.locator('#batteries').waitFor();
    return { ...seen, site };
  }
  const storage = { id: 'M3', name: 'Cellar', definition: 'a-meter', line: 'rs485-1', unitId: 3, role: 'storageHome' };
  const withStorage = (document: Record<string, unknown>) => ({
    ...document,
    devices: [...(document.devices as object[]), storage],
  });

  it('says what a battery needs first', async () => {
    const { page } = await open((document) => document);
    await page.getByText('A battery needs a meter with the role of a storage first').waitFor();
    await page.getByText('No battery follows rules.').waitFor();
  });

  it('takes how much it may give without a sign, and keeps it with one', async () => {
    const { page, site } = await open(withStorage);
    await page.getByRole('button', { name: 'Let a battery follow rules' }).click();
    await page.locator('#battery-maxW').fill('5000');
    await page.locator('#battery-minW').fill('4000');
    await page.locator('#battery-prefer').selectOption('charge');
    await axe(page, 'battery form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[data-row=M3]').waitFor();
    assert.deepEqual(site.document.batteries, [{ device: 'M3', maxW: 5000, minW: -4000, prefer: 'charge' }]);
    const text = plain(await page.locator('[data-row=M3]').textContent());
    assert.match(text, /Cellar5\.0 kW4\.0 kWcharging comes first/);
    await page.getByRole('button', { name: 'Edit: Cellar' }).click();
    assert.equal(await page.locator('#battery-minW').inputValue(), '4000');
  });

  it('says its rules as sentences, what they come to now, and leads to where they are changed', async () => {
    const rule = {
      ...{ id: 'cars', if: { kind: 'charging', atLeast: 1 }, then: { kind: 'set', valueW: 0 } },
    };
    const { page, complaints } = await open((document) => ({
      ...withStorage(document),
      batteries: [{ device: 'M3', minW: -4000, dischargeRules: [rule] }],
    }));
    const panel = page.locator('[aria-labelledby=battery-M3]');
    await panel.waitFor();
    const text = plain(await panel.textContent());
    assert.match(text, /May charge nowleft alone/);
    assert.match(text, /May give now0\.0 kW/);
    assert.match(plain(await panel.locator('.sentences').textContent()), /at least one car charges|charge/i);
    assert.equal(
      await panel.getByRole('link', { name: 'Change the rules' }).getAttribute('href'),
      '#/rules/battery/M3',
    );
    await axe(page, 'battery');
    await speak(page, 'fr');
    await itFits(page, [320, 1024], 'battery');
    assert.deepEqual(complaints, []);
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
