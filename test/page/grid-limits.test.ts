import assert from 'node:assert/strict';
import type { Role, State } from '../../firmware/api/shapes.ts';
import { durationOf, limitOf, type PlayDraft, powerOf } from '../../web/grid/play-draft.ts';
import { statementOf } from '../../web/grid/statement.ts';
import { spanAround } from '../../web/history/span.ts';
import { dayText } from '../../web/time/calendar.ts';
import { axe } from './axe.ts';
import { FakeGrid, operatedState } from './fake-grid.ts';
import { FakeHistory } from './fake-history.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
const dayMs = 86_400_000;

describe('the limits and their proof', () => {
  const under = PageUnderTest.use();

  async function open(query = '', role: Role = 'administrator', history = new FakeHistory()) {
    const grid = new FakeGrid();
    const site = {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
      circuits: [{ id: 'house', fuseA: 80, limits: [{ id: 'operator', unit: 'W', value: 'AVAIL / 100 * 55000' }] }],
    };
    const routes = {
      ...history.routes(),
      ...grid.routes(),
      'GET /api/v1/history': history.ofDay,
      'GET /api/v1/site': () => [200, site] as const,
    };
    const seen = await under.open({ state: operatedState(), routes, role });
    await seen.page.locator('.title-bar').waitFor();
    await seen.page.evaluate(`location.hash = '#/grid${query}'`);
    await seen.page.getByRole('heading', { name: 'Limits and their proof' }).waitFor();
    return { ...seen, grid };
  }

  it('tell who limited, what, how far, how fast it was reached and what was measured, the last first', async () => {
    const { page, complaints } = await open();
    const row = (seq: number) => page.locator(`.grid-wide [data-row="${seq}"]`);
    // The names of channels come in an answer of their own.
    await row(11).getByText('emt.example:443').waitFor();
    assert.match(
      plain(await row(11).textContent()),
      /holds nowchannel emt1, emt\.example:443, certificate c0ffeec0ffeec0ff…AVAIL 40 %House connection 22\.0 kW3\.4 smean 9\.4 kW, highest minute 9\.9 kWShow/,
    );
    assert.match(
      plain(await row(8).textContent()),
      /this page, Anna4\.2 kW, for 60 sHouse connection 4\.2 kWnot confirmed by E3no whole minute measured/,
    );
    // What allowed everything limited nobody.
    assert.equal(await row(2).count(), 0);
    await page.getByLabel('Also show commands that limit nothing').check();
    await row(2).waitFor();
    assert.deepEqual(
      await page
        .locator('.grid-wide [data-row]')
        .evaluateAll((rows) => rows.map((one) => one.getAttribute('data-row'))),
      ['11', '8', '2'],
    );
    await axe(page, 'limits');
    await page.setViewportSize({ width: 1440, height: 900 });
    await axe(page, 'limits, wide');
    assert.deepEqual(complaints, []);
  });

  it('of one day: choose it, and one file proves it', async () => {
    const { page } = await open();
    const day = spanAround(zone, 'day', Date.now() - 4 * dayMs);
    await page.getByLabel('Day', { exact: true }).fill(dayText(zone, day.fromMs));
    await page.getByRole('heading', { name: 'Proof of this day' }).waitFor();
    const file = page.getByRole('link', { name: 'Take the proof (CSV)' });
    const asked = new URL((await file.getAttribute('href')) ?? '', 'http://box');
    assert.equal(asked.pathname, '/api/v1/grid/log');
    assert.deepEqual(Object.fromEntries(asked.searchParams), {
      from: new Date(day.fromMs).toISOString(),
      to: new Date(day.toMs).toISOString(),
      format: 'csv',
    });
    assert.equal(await file.getAttribute('download'), `proof-${dayText(zone, day.fromMs)}.csv`);
    assert.match((await page.getByRole('link', { name: 'JSON' }).getAttribute('href')) ?? '', /format=json$/);
    assert.match(
      await page.evaluate<string>('location.hash'),
      new RegExp(`^#/grid\\?day=${dayText(zone, day.fromMs)}$`),
    );
    await page.getByRole('button', { name: 'Day before' }).click();
    await page.getByText(new Intl.DateTimeFormat('en-GB', { dateStyle: 'full' }).format(day.fromMs - dayMs)).waitFor();
    await page.getByRole('button', { name: 'The last 30 days' }).click();
    await page.getByRole('heading', { name: 'Proof of the last 30 days' }).waitFor();
  });

  it('opens one with everything that is known and its power curve, and goes back to its button', async () => {
    const { page } = await open();
    const button = page.locator('[data-open="11"]');
    await button.focus();
    await page.keyboard.press('Enter');
    const detail = page.locator('[data-detail="11"]');
    await detail.locator('canvas').waitFor();
    assert.match(plain(await page.evaluate<string>('document.activeElement.textContent')), /^AVAIL 40 %, /);
    assert.match(
      plain(await detail.locator('.facts').textContent()),
      /Confirmed byE1, E2.*Formula of operator, as set nowAVAIL \/ 100 \* 55000Row of the loggrid 11/,
    );
    assert.match(
      (await detail.getByRole('link', { name: 'Proof of this limit (CSV)' }).getAttribute('href')) ?? '',
      /format=csv/,
    );
    await axe(page, 'one limit');
    await itFits(page, [320, 390, 1024, 1440], 'one limit');
    assert.match(await page.evaluate<string>('location.hash'), /limit=11$/);
    await detail.getByRole('button', { name: 'Close' }).click();
    await detail.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-open') === '11');
  });

  it('tell what was set on the local network too, from the history, and promise no proof of it', async () => {
    // Yesterday, whole: away from what the log tells of the last two hours, and over whatever the clock says.
    const history = new FakeHistory(new Date(new Date().setHours(0, 0, 0, 0) - 1));
    history.series['circuit.house.limitW'] = Array.from({ length: 96 }, (_, at) =>
      Math.floor(at / 4) === 3 ? 22_000 : 55_200,
    );
    const { page } = await open('', 'administrator', history);
    const row = page.locator('.grid-wide [data-row="-1"]');
    await row.waitFor();
    assert.match(plain(await row.textContent()), /local network or settings.*House connection 22\.0 kWnot known/);
    await row.getByRole('button').click();
    const detail = page.locator('[data-detail="-1"]');
    await detail.getByText('no row: set here, not by the operator').waitFor();
    assert.equal(await detail.getByRole('link', { name: 'Proof of this limit' }).count(), 0);
  });

  it('is there by its address, in each language, also on a phone', async () => {
    const { page } = await open('?limit=8');
    await page.locator('[data-detail="8"]').waitFor();
    for (const language of ['de', 'fr', 'nl'] as const) {
      await speak(page, language);
      await page
        .getByText({ de: 'Nachweis holen', fr: 'Prendre la preuve', nl: 'Bewijs ophalen' }[language], { exact: false })
        .waitFor();
      await itFits(page, [320, 390, 1024], language);
    }
  });

  it('say to a viewer what they are, and ask for no names in vain', async () => {
    const { page, box } = await open('', 'viewer');
    await page.locator('.grid-wide [data-row="11"]').waitFor();
    assert.match(
      plain(await page.locator('.grid-wide [data-row="11"]').textContent()),
      /holds nowchannel emt1AVAIL 40 %/,
    );
    assert.equal(box.calls.includes('GET /api/v1/grid/log/identities'), false);
  });

  it('say what to do where there are none, and that the log cannot be read', async () => {
    const { page, grid } = await open();
    grid.limits = [];
    await page.getByRole('button', { name: 'Day before' }).click();
    await page.getByText('No limit in this time.').waitFor();
    grid.refusals = { 'GET /api/v1/grid/limits': [503, { error: 'busy', message: 'busy' }] };
    await page.getByRole('button', { name: 'Day before' }).click();
    await page.locator('.grid-wide').getByText('The log cannot be read at the moment.').waitFor();
  });

  it('stand beside every variable with its value, age and source', async () => {
    const { page } = await open();
    await page.getByRole('heading', { name: 'Variables', exact: true }).waitFor();
    assert.match(
      plain(await page.locator('tr[data-row=AVAIL]').textContent()),
      /^AVAIL406 minchannel emt1channel emt1$/,
    );
  });
});

describe('what somebody outside says', () => {
  const said = (given: Partial<State>) => statementOf({ ...sampleState(), limits: [], variables: [], ...given });
  const variable = { name: 'AVAIL', value: 100, at: '2026-11-28T10:00:00Z', source: 'channel:emt1', stale: false };
  const limit = { id: 'operator', origin: 'variable', circuit: 'house', unit: 'W', until: null } as const;
  const allowed = { ...limit, value: 55_200, since: '2026-11-28T09:00:00Z', source: 'AVAIL by channel:emt1' };

  it('is nothing, that everything is allowed, or a limit', () => {
    assert.equal(said({}).kind, 'none');
    // A formula that reads a variable that nobody has set is no statement.
    const unset = { ...variable, value: null, owner: null };
    assert.equal(said({ variables: [unset], limits: [{ ...allowed, source: 'AVAIL not set' }] }).kind, 'none');
    const all = said({ variables: [{ ...variable, owner: 'emt1' }], limits: [allowed] });
    assert.deepEqual([all.kind, all.since], ['unlimited', '2026-11-28T09:00:00Z']);
    assert.equal(
      said({ variables: [{ ...variable, owner: 'emt1' }], limits: [{ ...allowed, value: 22_000 }] }).kind,
      'limited',
    );
  });

  it('may be lost: the connection is named, beside what holds', () => {
    const down = {
      id: 'channelDown:emt1',
      severity: 'fault',
      code: 'channelDown',
      what: 'emt1',
      message: '',
      since: '2026-11-28T10:00:00Z',
    } as const;
    assert.deepEqual(said({ health: [down] }).lost, [down]);
  });
});

describe('the three states on the page', () => {
  const under = PageUnderTest.use();

  it('are told apart, and a lost connection with what holds', async () => {
    const state = operatedState();
    const { page, box } = await under.open({
      state: { ...state, limits: [], variables: [] },
      routes: new FakeGrid().routes(),
    });
    await page.locator('.title-bar').waitFor();
    await page.evaluate("location.hash = '#/grid'");
    await page.getByText('No statement: nobody outside has said anything').waitFor();
    const allowed = state.limits.map((limit) => ({ ...limit, value: 55_200 }));
    box.send({ ...state, limits: allowed });
    await page.getByText('Known and unlimited: the grid operator allows everything').waitFor();
    box.send({
      ...state,
      health: [
        {
          id: 'channelDown:emt1',
          severity: 'fault',
          code: 'channelDown',
          what: 'emt1',
          message: '',
          since: state.at,
        },
      ],
    });
    await page.locator('[data-lost]', { hasText: 'The limits in force hold.' }).waitFor();
    await page.locator('.force-limited').waitFor();
  });
});

describe('a limit that is typed to be played', () => {
  const draft = (given: Partial<PlayDraft>): PlayDraft => ({
    ...{ limit: '40', unit: '%', time: '1', timeUnit: 'hours' },
    ...given,
  });
  const nowMs = new Date(2026, 10, 28, 23, 40).getTime();

  it('is kW, W or a share of the fuse, with a decimal comma too', () => {
    assert.deepEqual(limitOf(draft({})), { percent: 40 });
    assert.deepEqual(limitOf(draft({ unit: 'kW', limit: '4,2' })), { limitW: 4200 });
    assert.deepEqual(limitOf(draft({ unit: 'W', limit: '4200' })), { limitW: 4200 });
    for (const limit of ['', 'x', '-1', '101']) assert.equal(limitOf(draft({ limit })), undefined, limit);
    assert.equal(powerOf({ percent: 40 }, 80), 22_080);
  });

  it('lasts an hour at most; a time of day is the next one, also after midnight', () => {
    const seconds = (given: Partial<PlayDraft>) => durationOf(zone, draft(given), nowMs);
    assert.equal(seconds({}), 3600);
    assert.equal(seconds({ time: '0,5' }), 1800);
    assert.equal(seconds({ timeUnit: 'minutes', time: '15' }), 900);
    assert.equal(seconds({ timeUnit: 'until', time: '00:10' }), 1800);
    assert.equal(seconds({ timeUnit: 'until', time: '23:39' }), undefined);
    assert.equal(durationOf(zone, draft({ timeUnit: 'until', time: '23:41' }), nowMs + 400), 60);
    for (const time of ['0', '1,1', 'x', '']) assert.equal(seconds({ time }), undefined, time);
  });
});
