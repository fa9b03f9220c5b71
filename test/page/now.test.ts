import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { State } from '../../firmware/api/shapes.ts';
import { pageFolder } from '../../scripts/page.ts';
import { until } from '../until.ts';
import { axe } from './axe.ts';
import { FakeHistory } from './fake-history.ts';
import { PageUnderTest } from './page-under-test.ts';
import { chargePoint, circuit, lostMeter, sampleState } from './sample-state.ts';

describe('the start page', () => {
  const under = PageUnderTest.use();

  it('shows who limits, the three phases with their limit, and what each charge point is offered and draws', async () => {
    const { page, complaints } = await under.open();
    const strip = plain(await page.locator('.strip').textContent());
    assert.match(strip, /Limited.*by admin.*AVAIL 40 %.*22\.0 kW.*since .*until changed/);
    const rows = (await page.locator('.phase-row').allTextContents()).map(plain);
    assert.deepEqual(rows, [
      'L1L131.2 of 80 A',
      'L2L222.4 of 80 A',
      'L3L326.9 of 80 A',
      'AllPower over all phases18.5 of 22 kW',
    ]);
    const tile = plain(await page.locator('[data-charge-point=E1]').textContent());
    assert.match(tile, /1 Tesla bay charging7\.2kWoffered 11\.0 Amax 16 Adrawn/);
    assert.match(tile, /Slowed: a variable \(AVAIL 40 %\) limits House connection to 22\.0 kW, until the variable/);
    assert.match(plain(await page.locator('.circuit').textContent()), /Garagelimit 32 Aheadroom 4\.6 A/);
    assert.deepEqual(complaints, []);
  });

  it('has no strip while only the fuse rules', async () => {
    const { page } = await under.open({ state: unlimited() });
    await page.locator('[data-charge-point]').first().waitFor();
    assert.equal(await page.locator('.strip').count(), 0);
    assert.equal(await page.locator('.phase-row').count(), 3);
  });

  it('draws two bars on a phone whose sums agree, and says what is not measured', async () => {
    const { page } = await under.open({}, { viewport: { width: 390, height: 844 } });
    await page.locator('.stack-total').first().waitFor();
    const totals = await page.locator('.stack-total').allTextContents();
    assert.deepEqual(totals.map(plain), ['20.4 kW', '20.4 kW']);
    assert.equal(await page.getByText('not measured').count(), 0);
    const state = sampleState();
    const { page: other } = await under.open({ state: { ...state, flow: { ...state.flow, houseW: null } } });
    assert.match(plain(await other.locator('.stack').nth(1).textContent()), /not measured 6\.1/);
  });

  it('draws at most five places with arrows and words on a wide screen; what flows in flows out', async () => {
    const state = sampleState();
    const flow = { gridW: -2_000, solarW: 9_000, batteryW: -1_000, houseW: 2_000, chargePointsW: 4_000 };
    const { page } = await under.open({ state: { ...state, flow } }, { viewport: { width: 1024, height: 600 } });
    const picture = page.locator('.flow-picture svg');
    await picture.waitFor();
    assert.equal(await picture.locator('[data-flow]').count(), 5);
    assert.equal(
      plain(await picture.getAttribute('aria-label')),
      'grid 2.0 kW export, solar 9.0 kW, battery 1.0 kW charges, house 2.0 kW, 3 cars 4.0 kW',
    );
    assert.equal(await page.locator('.stack').first().isVisible(), false);
    const { page: other } = await under.open({ state: { ...state, flow: { ...flow, houseW: null } } });
    assert.match(plain(await other.locator('.flow-picture p').textContent()), /not measured 2\.0 kW/);
  });

  it('shows meters, inverters and batteries with a word for the direction and their age', async () => {
    const state = sampleState();
    const [grid] = state.meters;
    if (grid === undefined) throw new Error('the sample has a meter');
    const meters: State['meters'] = [
      grid,
      { ...grid, id: 'M2', name: 'Roof', role: 'generation', powerW: [500, 500, 500] },
      { ...grid, id: 'M3', name: 'Storage', role: 'storageHome', powerW: [-500, -500, -500], ageS: 7 },
      { ...grid, id: 'M4', name: 'Heat pump', role: 'consumption', powerW: [null, null, null], ageS: null },
    ];
    const batteries = [{ id: 'M3', chargeW: 2000, dischargeW: null, chargeRule: null, dischargeRule: null }];
    const { page } = await under.open({ state: { ...state, meters, batteries } });
    await page.locator('[data-device=M4]').waitFor();
    const texts = (await page.locator('[data-device]').allTextContents()).map(plain);
    assert.deepEqual(texts, [
      'Grid meter grid meter18.5 kW import',
      'Roof generation1.5 kW produces',
      'Storage storage1.5 kW discharges 7 s old may charge with 2.0 kW',
      'Heat pump consumptionno value',
    ]);
    assert.equal(await page.getByRole('link', { name: 'Roof' }).getAttribute('href'), '#/devices/M2');
  });

  it('shows a circuit without charge points where it has a limit, and leads from the strip to the limit', async () => {
    const state = sampleState();
    const pump = circuit({ id: 'pump', name: 'Heat pump', parent: 'house', fuseA: 25 });
    const limited = { ...pump, id: 'pump2', name: 'Sauna', limitA: [16, 16, 16] as const };
    const { page } = await under.open({ state: { ...state, circuits: [...state.circuits, pump, limited] } });
    await page.getByRole('heading', { name: 'Sauna' }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Heat pump' }).count(), 0);
    await page.locator('.strip').first().getByRole('link', { name: 'Show' }).click();
    assert.equal(new URL(page.url()).hash, '#/grid');
  });

  it('draws the chart of the day where there is room, and fetches its program only then', async () => {
    const routes = new FakeHistory().routes();
    const { page, box } = await under.open({ routes }, { viewport: { width: 1440, height: 900 } });
    await page.locator('.day-chart summary').waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Today' }).isVisible(), true);
    await axe(page, 'with the chart of the day');
    assert.ok(box.calls.includes('GET /api/v1/history'));
    const { page: phone, box: other } = await under.open({ routes });
    await phone.locator('[data-charge-point]').first().waitFor();
    assert.equal(await phone.locator('.day-chart').count(), 0);
    assert.equal(other.calls.includes('GET /api/v1/history'), false);
  });

  it('leads from each health message to its place', async () => {
    const state = sampleState();
    const about = (code: 'deviceLost' | 'channelDown' | 'clockUnsynced', what: string) => ({
      ...lostMeter(state.at),
      ...{ id: code + what, code, what },
    });
    const health = [
      about('deviceLost', 'M1'),
      about('deviceLost', 'E2'),
      about('channelDown', 'c1'),
      about('clockUnsynced', 'x'),
    ];
    const { page } = await under.open({ state: { ...state, health } });
    await page.locator('.health-item').first().waitFor();
    const places = await page
      .locator('.health-item a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    assert.deepEqual(places, ['#/devices/M1', '#/point/E2', '#/grid', '#/settings/box']);
  });

  it('changes a tile with the patch of the next second', async () => {
    const { page, box } = await under.open();
    await page.locator('[data-charge-point=E1]').waitFor();
    await listening(box);
    box.patch({ chargePoints: { E1: { offeredA: 6, drawnA: [5.9, 6, 6], powerW: 4140 } } });
    await page.locator('[data-charge-point=E1]', { hasText: 'offered 6.0' }).waitFor();
    assert.match(plain(await page.locator('[data-charge-point=E1]').textContent()), /4\.1kW.*L15\.9.*L26\.0/);
    assert.match(plain(await page.locator('[data-charge-point=E3]').textContent()), /offered 10\.0/);
  });

  it('shows no value as "no value" and never as 0', async () => {
    const state = sampleState();
    const { page } = await under.open({ state: withoutValues(state) });
    const tile = plain(await page.locator('[data-charge-point=E1]').textContent());
    assert.match(tile, /no answerno valueoffered no valuemax 16 Adrawnno value/);
    const house = plain(await page.locator('.house').textContent());
    assert.equal(house.match(/no value/g)?.length, 5);
    assert.doesNotMatch(`${tile} ${house}`, /\b0\.0/);
    assert.match(plain(await page.locator('.health-item').textContent()), /Grid meter \(M1\) does not answer since/);
  });

  it('marks a value that is not of this moment with its age', async () => {
    const state = sampleState();
    const { page } = await under.open({ state: { ...state, meters: state.meters.map((m) => ({ ...m, ageS: 7 })) } });
    assert.equal(plain(await page.locator('.house .age').textContent()), '7 s old');
  });

  it('says export in words and never as a minus', async () => {
    const state = sampleState();
    const exporting = {
      ...state,
      flow: { ...state.flow, gridW: -2100 },
      circuits: state.circuits.map((c) => ({ ...c, drawnA: [-3.1, 2, 2] as const })),
    };
    const { page } = await under.open({ state: exporting });
    const house = plain(await page.locator('.house').textContent());
    assert.match(house, /2\.1kWexport/);
    assert.match(house, /L13\.1 export/);
    assert.doesNotMatch(house, /[-−]\d/);
  });

  it('says that it lost the box, greys the values, and comes back by itself', async () => {
    const { page, box } = await under.open();
    await page.locator('.contact', { hasText: 'live' }).waitFor();
    await listening(box);
    box.streaming = false;
    box.dropStreams();
    await page.locator('.contact-lost', { hasText: 'reconnecting since' }).waitFor();
    await page.getByText(/No contact since .* The values below are old\./).waitFor();
    assert.equal(await page.locator('.now.not-current').count(), 1);
    box.streaming = true;
    await page.locator('.contact', { hasText: 'live' }).waitFor();
    assert.equal(await page.locator('.not-current').count(), 0);
  });

  it('takes three silent seconds for a lost contact, though the connection stands', async () => {
    const { page, box } = await under.open();
    await page.locator('.contact', { hasText: 'live' }).waitFor();
    await page.locator('.contact-lost').waitFor();
    assert.equal(box.openStreams, 1);
  });

  it('asks for the password again when the session is over', async () => {
    const { page, box } = await under.open();
    await page.locator('[data-charge-point]').first().waitFor();
    await listening(box);
    box.signedIn = false;
    box.dropStreams();
    await page.getByText('Your session has ended. Sign in again.').waitFor();
  });

  it('listens only while it is seen', async () => {
    const { page, box } = await under.open();
    await listening(box);
    await setVisibility(page, 'hidden');
    await until(() => box.openStreams === 0);
    await setVisibility(page, 'visible');
    await until(() => box.openStreams === 1);
    await page.locator('.contact', { hasText: 'live' }).waitFor();
  });

  it('fits: no sideways scroll from 320 to 1280 px, no scroll at all on a wall tablet of 1024 x 600', async () => {
    const { page, box } = await under.open({ state: faulty(), speaks: true });
    await page.locator('.health-item').first().waitFor();
    await listening(box);
    const sizes: Record<string, { width: number; height: number }> = {};
    for (const language of ['nl', 'de', 'fr', 'en']) {
      await page.locator('.foot select').selectOption(language);
      await page.locator(`html[lang=${language}]`).waitFor();
      for (const width of [320, 390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        sizes[`${language} ${width}`] = await pageSize(page);
      }
    }
    assert.deepEqual(
      Object.entries(sizes).filter(([name, { width }]) => width > Number(name.split(' ')[1])),
      [],
    );

    await page.setViewportSize({ width: 1024, height: 600 });
    await page.locator('.now.low').waitFor();
    for (const state of [sampleState(), sixPoints()]) {
      box.send(state);
      await page.locator('.health-item').first().waitFor({ state: 'detached' });
      await page.locator(`[data-charge-point=E${state.chargePoints.length}]`).waitFor();
      for (const language of ['nl', 'de', 'fr', 'en']) {
        await page.locator('.foot select').selectOption(language);
        await page.locator(`html[lang=${language}]`).waitFor();
        const { width, height } = await pageSize(page);
        assert.ok(width <= 1024 && height <= 600, `${language}, ${state.chargePoints.length}: ${width} x ${height}`);
      }
    }
  });

  it('stays within its budget of bytes, each file also in .br and .gz', async () => {
    await under.open();
    const names = readdirSync(join(pageFolder, 'assets'));
    const bytesOf = (name: string): number => gzipSync(readFileSync(join(pageFolder, 'assets', name))).length;
    const bytes = (pattern: RegExp): number[] => names.filter((name) => pattern.test(name)).map(bytesOf);
    // What the start page begins with stands in its HTML; everything else is fetched when it is opened.
    const begun = [...readFileSync(join(pageFolder, 'index.html'), 'utf8').matchAll(/assets\/([\w.-]+)/g)].map(
      ([, name = '']) => name,
    );
    const sum = (pattern: RegExp): number =>
      begun.filter((name) => pattern.test(name)).reduce((total, name) => total + bytesOf(name), 0);
    const script = sum(/\.js$/);
    assert.ok(script > 10_000 && script <= 60_000, `script ${script}`);
    const style = sum(/\.(css|svg)$/);
    assert.ok(style > 3_000 && style <= 15_000, `style ${style}`);
    for (const name of names.filter((one) => /\.(js|css)$/.test(one)))
      assert.ok(bytesOf(name) <= 30_000, `${name} ${bytesOf(name)}`);
    for (const language of bytes(/^(en|nl|de|fr)-.*\.js$/)) assert.ok(language <= 12_000, `language ${language}`);
    const plainNames = names.filter((name) => !/\.(br|gz)$/.test(name));
    for (const name of plainNames) assert.ok(names.includes(`${name}.br`) && names.includes(`${name}.gz`), name);
  });
});

/** Text as a person reads it: no-break spaces are spaces. */
const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();

const listening = (box: { openStreams: number }) => until(() => box.openStreams === 1);

const pageSize = (page: Page) =>
  page.evaluate<{ width: number; height: number }>(
    '({ width: document.documentElement.scrollWidth, height: document.documentElement.scrollHeight })',
  );

const setVisibility = (page: Page, state: 'hidden' | 'visible') =>
  page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  `);

function unlimited(): State {
  const state = sampleState();
  return {
    ...state,
    circuits: state.circuits.map((c) => ({
      ...c,
      limitW: null,
      reason: { code: 'fuse', origin: 'fuse', limitMa: c.fuseA * 1000 },
    })),
  };
}

function withoutValues(state: State): State {
  return {
    ...state,
    flow: { gridW: null, solarW: null, batteryW: null, houseW: null, chargePointsW: null },
    circuits: state.circuits.map((c) => ({ ...c, drawnA: [null, null, null], headroomA: [null, null, null] })),
    chargePoints: [
      chargePoint({
        id: 'E1',
        state: null,
        offeredA: null,
        drawnA: [null, null, null],
        powerW: null,
        energyWh: null,
        reason: { code: 'lost' },
      }),
    ],
    meters: state.meters.map((m) => ({ ...m, ageS: null })),
    health: [lostMeter(state.at)],
  };
}

/** The longest texts at once. */
function faulty(): State {
  const state = sampleState();
  return {
    ...state,
    site: { name: 'Wohnungseigentümergemeinschaft Bahnhofstraße', mode: 'observe', timezone: 'Europe/Berlin' },
    health: [lostMeter(state.at), { ...lostMeter(state.at), id: 'n', code: 'notPersisted', what: 'netwacht.sqlite' }],
  };
}

function sixPoints(): State {
  const state = sampleState();
  return {
    ...state,
    chargePoints: [
      ...state.chargePoints,
      chargePoint({ id: 'E5', name: 'Ramp, left' }),
      chargePoint({ id: 'E6', name: 'Ramp, right', state: 'A', offeredA: 0, powerW: 0, reason: { code: 'noCar' } }),
    ],
  };
}
