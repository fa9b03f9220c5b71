import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Role, State } from '../../firmware/api/shapes.ts';
import { until } from '../until.ts';
import { FakeGrid, operatedState } from './fake-grid.ts';
import { smallTargets } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';
import { openScreen } from './screens.ts';

describe('the grid operator screen', () => {
  const under = PageUnderTest.use();

  async function open(grid = new FakeGrid(), state: State = operatedState(), role: Role = 'administrator') {
    const seen = await under.open({ state, routes: grid.routes(), role });
    await openScreen(seen.page, 'Grid operator');
    await seen.page.getByRole('heading', { name: 'In force now' }).waitFor();
    return { ...seen, grid };
  }

  describe('at a glance', () => {
    it('says how far the operator limits, what, by whom, since and until when', async () => {
      const { page, complaints } = await open();
      const force = plain(await page.locator('.force').textContent());
      assert.match(
        force,
        /22\.0 kWAVAIL 40 %OnHouse connectionBychannel emt1 through the gatewaySince.*Untilit is withdrawn/,
      );
      assert.match(await page.title(), /^Grid operator · Kerkstraat 12/);
      assert.deepEqual(complaints, []);
    });

    it('says that no limit is in force, and says it anew when one comes', async () => {
      const { page, box } = await open(new FakeGrid(), { ...sampleState(), limits: [] });
      await page.getByText('No limit in force').waitFor();
      box.send(operatedState());
      await page.locator('[data-limit=operator]', { hasText: '22.0 kW' }).waitFor();
    });

    it('lists the last commands: when, by whom, what, how fast, confirmed by how many', async () => {
      const { page } = await open();
      await page.locator('[data-command]').first().waitFor();
      const lines = (await page.locator('[data-command]').allTextContents()).map(plain);
      assert.match(
        lines[0] ?? '',
        /^\d\d:\d\d:\d\d channel emt1 AVAIL 40 %applied after 200 ms · confirmed by 4 charge points$/,
      );
      assert.match(lines[1] ?? '', /this page 4\.2 kW, for 60 sapplied after 300 ms · not confirmed by E3 · ended/);
      assert.match(lines[2] ?? '', /PWR 1refused: not on the list of this channel$/);
      assert.match(lines.join(), /AVAIL: silent too long/);
    });

    it('gives the log as a file, calls it tamper-evident, and says in words what a check found', async () => {
      const { page, grid } = await open();
      const csv = page.getByRole('link', { name: 'Whole log as CSV' });
      assert.equal(await csv.getAttribute('href'), '/api/v1/grid/log?format=csv');
      await page.getByText('Tamper-evident').waitFor();
      await page.getByRole('button', { name: 'Check the log' }).click();
      await page.getByText('The log is whole: all 14 rows link up').waitFor();
      grid.broken = { chain: 'grid', row: 7, why: 'its hash is another one' };
      await page.getByRole('button', { name: 'Check the log' }).click();
      await page.getByText('The log was changed or damaged, first at row 7 of "commands".').waitFor();
      await page.getByText('its hash is another one').waitFor();
    });

    it('goes back to the start page by its link and by the back button', async () => {
      const { page } = await open();
      await openScreen(page, 'Now');
      await page.locator('[data-charge-point]').first().waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'In force now' }).waitFor();
      assert.match((await page.locator('.menu-button').textContent()) ?? '', /Grid operator/);
    });
  });

  describe('the test button', () => {
    it('plays a limit after a question, shows it with its countdown, and ends it', async () => {
      const { page, box, grid } = await open();
      await page.locator('#play-limit').fill('8');
      await page.locator('#play-unit').selectOption('kW');
      await page.locator('#play-time-unit').selectOption('seconds');
      await page.locator('#play-time').fill('90');
      await page.getByRole('button', { name: /^Limit (to .* )?…$/ }).click();
      await page.getByText(/Limit the house connection until \d\d:\d\d to 8\.0\skW\?/).waitFor();
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'Cancel');
      assert.equal(box.calls.includes('POST /api/v1/grid/test'), false);
      await page.getByRole('button', { name: 'Yes, limit now' }).click();
      await page.getByText('It was taken and will be in force').waitFor();
      assert.deepEqual(grid.put['POST /api/v1/grid/test'], { limitW: 8000, durationS: 90 });
      box.send(withTest(operatedState(), 8000, 72));
      await page.getByText('8.0 kW in force').waitFor();
      assert.equal(plain(await page.locator('.countdown').textContent()), '1:12 min left');
      assert.match(plain(await page.locator('[data-limit="test:limit"]').textContent()), /somebody on this page/);
      await page.getByRole('button', { name: 'End it now' }).click();
      await until(() => box.calls.includes('DELETE /api/v1/grid/test'));
      box.send(operatedState());
      await page.getByRole('button', { name: /^Limit (to .* )?…$/ }).waitFor();
    });

    it('says at the field what is no power and no time, and asks nothing then', async () => {
      const { page } = await open();
      await page.locator('#play-limit').fill('101');
      await page.locator('#play-time').fill('1,1');
      await page.getByRole('button', { name: /^Limit (to .* )?…$/ }).click();
      assert.match(await noteOf(page, '#play-limit'), /A number from 0; in % up to 100/);
      assert.match(await noteOf(page, '#play-time'), /an hour at most/);
      assert.equal(await page.locator('.ask').count(), 0);
      await focusReaches(page, 'id', 'play-limit');
    });

    it('limits the house to 40 % for an hour with two presses, and says in amperes and kW what that is', async () => {
      const { page, grid } = await open();
      await page.getByText('40 % of the fuse of 80 A: 32.0 A per phase, about 22.1 kW', { exact: false }).waitFor();
      await page.getByRole('button', { name: /^Limit (to .* )?…$/ }).click();
      await page.getByRole('button', { name: 'Yes, limit now' }).click();
      await page.getByText('It was taken and will be in force').waitFor();
      assert.deepEqual(grid.put['POST /api/v1/grid/test'], { percent: 40, durationS: 3600 });
    });
  });

  describe('what may come through the gateway', () => {
    it('switches a function on at once, and asks before the limit goes off: what is in force stays', async () => {
      const { page, grid } = await open();
      await page.getByRole('switch', { name: 'Tariff' }).click();
      await page.getByRole('switch', { name: 'Tariff', checked: true }).waitFor();
      assert.deepEqual(grid.put['PUT /api/v1/smgw'], {
        ...{ address: '10.11.120.2:4433', certificate: 'cls' },
        functions: { ocpp: false, limit: true, tariff: true, administration: false },
      });
      const limit = page.getByRole('switch', { name: 'Power limit' });
      await limit.click();
      await page.getByText('A limit that is in force now stays in force.').waitFor();
      await page.keyboard.press('Escape');
      assert.equal(await limit.getAttribute('aria-checked'), 'true');
      await focusReaches(page, 'role', 'switch');
      await limit.click();
      await page.getByRole('button', { name: 'Switch off' }).click();
      await page.getByRole('switch', { name: 'Power limit', checked: false }).waitFor();
    });

    it('says at the field which address or certificate does not fit, and keeps what was typed', async () => {
      const { page, grid } = await open();
      grid.refusals = {
        'PUT /api/v1/smgw': [400, { error: 'badGateway', message: 'no certificate x', path: 'certificate' }],
      };
      await page.locator('#gateway-certificate').fill('x');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('no certificate x').waitFor();
      assert.match(await noteOf(page, '#gateway-certificate'), /Name a certificate of the list below/);
      await focusReaches(page, 'id', 'gateway-certificate');
      grid.refusals = {};
      await page.locator('#gateway-certificate').fill('cls-2');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').waitFor();
      assert.equal(grid.gateway?.certificate, 'cls-2');
    });
  });

  describe('who may what', () => {
    it('a viewer sees limit and log and no gateway, and nothing is asked for in vain', async () => {
      const { page, box } = await open(new FakeGrid(), operatedState(), 'viewer');
      await page.locator('[data-command]').first().waitFor();
      await page.getByText('Your role does not see this.').waitFor();
      assert.equal(await page.getByRole('button', { name: /^Limit (to .* )?…$/ }).count(), 0);
      assert.deepEqual(
        box.calls.filter((call) => /smgw|certificates/.test(call)),
        [],
      );
    });

    it('an installer has no certificates; a refusal of the box counts more than what the page thinks', async () => {
      const grid = new FakeGrid();
      grid.refusals = { 'PUT /api/v1/smgw': [403, { error: 'forbidden', message: 'no' }] };
      const { page } = await open(grid, operatedState(), 'installer');
      await page.locator('[data-channel=emt1]').waitFor();
      assert.equal(await page.getByRole('heading', { name: 'Certificates of this box' }).count(), 0);
      await page.getByRole('switch', { name: 'Tariff' }).click();
      await page.getByText('Your role does not allow this. Nothing has changed.').waitFor();
      assert.equal(await page.getByRole('switch', { name: 'Tariff' }).getAttribute('aria-checked'), 'false');
    });
  });

  it('fits from 320 to 1280 px in four languages with every form open, and every target is large enough', async () => {
    const { page } = await open();
    await page.locator('[data-certificate]').first().waitFor();
    for (const language of ['en', 'nl', 'de', 'fr']) {
      await page.locator('.foot select').selectOption(language);
      await page.locator(`html[lang=${language}]`).waitFor();
      if (language === 'en') {
        await page.locator('[data-channel=emt1] button').first().click();
        await page.locator('.layers').waitFor();
        await page.getByRole('button', { name: 'Add a channel' }).click();
        await page.locator('.channel-form summary').click();
        await page.getByRole('button', { name: 'Bring one from a file' }).click();
        await page.getByRole('button', { name: 'Take back' }).click();
      }
      for (const width of [320, 390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        assert.ok(
          (await page.evaluate<number>('document.documentElement.scrollWidth')) <= width,
          `${language} ${width}`,
        );
      }
      assert.deepEqual(await smallTargets(page), [], language);
    }
  });

  it('greys with the rest when the box is lost', async () => {
    const { page, box } = await open();
    box.streaming = false;
    box.dropStreams();
    await page.locator('.not-current .force').waitFor();
  });
});

function withTest(state: State, value: number, leftS: number): State {
  const until = new Date(Date.parse(state.at) + leftS * 1000).toISOString();
  const limit = {
    id: 'test:limit',
    origin: 'manual',
    circuit: 'house',
    unit: 'W',
    value,
    since: state.at,
    until,
  } as const;
  return { ...state, limits: [...state.limits, { ...limit, source: 'admin' }] };
}

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
const noteOf = async (page: Page, field: string) => plain(await page.locator(`${field}-note`).textContent());
