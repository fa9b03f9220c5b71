import assert from 'node:assert/strict';
import type { State } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { fakePoint } from './fake-point.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

/** Text as a person reads it: no-break spaces are spaces. */
const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();

describe('the screen of a charge point', () => {
  const under = PageUnderTest.use();

  async function open(
    id = 'E1',
    given: Parameters<typeof fakePoint>[1] & { state?: State; role?: 'viewer' | 'user' } = {},
  ) {
    const { routes, sent } = fakePoint(id, given);
    const seen = await under.open({
      routes,
      ...(given.state === undefined ? {} : { state: given.state }),
      ...(given.role === undefined ? {} : { role: given.role }),
    });
    await seen.page.goto(`${seen.box.url}#/point/${id}`);
    await seen.page.locator('#point-name').waitFor();
    return { ...seen, sent };
  }

  it('is one tap or Enter away from its tile, which is one link with a name', async () => {
    const { routes } = fakePoint('E2');
    const { page } = await under.open({ routes });
    const tile = page.locator('[data-charge-point=E2]');
    await tile.waitFor();
    assert.equal(await tile.locator('a, button').count(), 1);
    const link = page.getByRole('link', { name: '2 Guest bay' });
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '2 Guest bay' }).waitFor();
    await page.goBack();
    await tile.click({ position: { x: 20, y: 120 } });
    await page.getByRole('heading', { name: '2 Guest bay' }).waitFor();
    assert.equal(new URL(page.url()).hash, '#/point/E2');
  });

  it('says what is and why in one sentence, and marks in the chain what decides', async () => {
    const { page, complaints } = await open();
    assert.match(
      plain(await page.locator('.point-why').textContent()),
      /^Slowed: a variable \(AVAIL 40 %\) limits House/,
    );
    await page.locator('[data-link=house] code').waitFor();
    const links = await page
      .locator('[data-link]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-link')));
    assert.deepEqual(links, ['E1', 'garage', 'house']);
    assert.equal(await page.locator('.chain-rules').getAttribute('data-link'), 'house');
    const house = plain(await page.locator('[data-link=house]').textContent());
    assert.match(house, /This rules now.*since/);
    assert.match(house, /Limit22\.0 kW ?Fuse80 A ?Drawn ?L1 31\.2 ?L2 22\.4 ?L3 26\.9 A/);
    assert.match(
      house,
      /22\.0 kW by a variable, since .*AVAIL was set by admin.*Formula 55000 \* AVAIL \/ 100\. It reads AVAIL = 40\. Without a value: 4\.2 kW/,
    );
    assert.deepEqual(complaints, []);
  });

  it('marks the charge point itself where no limit above it decides', async () => {
    const { page } = await open('E4');
    assert.equal(await page.locator('.chain-rules').getAttribute('data-link'), 'E4');
  });

  it('keeps configured, offered and drawn apart, by the real names of the phases', async () => {
    const { page } = await open('E3');
    const rows = (await page.locator('.point-amps tr').allTextContents()).map(plain);
    assert.deepEqual(rows, ['Phasedrawnofferedconfigured', 'L19.9 A10.0 A32 A', 'L2not in use', 'L3not in use']);
    const { page: other } = await open('E1', { state: drawing(4) });
    await other.getByText('The car takes 7.0 A less than it is offered').waitFor();
  });

  it('tells the session, the rules in force and the last events', async () => {
    const { page } = await open();
    const session = page.locator('section[aria-labelledby=session]');
    await session.getByText('5.23 kWh').waitFor();
    assert.match(
      plain(await session.textContent()),
      /Charged for1 h 01 min.*Cost€1\.31.*Own solar1\.31 kWh \(25 %\).*UserAnna/,
    );
    assert.match(
      plain(await page.locator('[data-rule=cheap]').textContent()),
      /Cheap tariff decides ?Holds: the price is 12 ct/,
    );
    const events = (await page.locator('.point-events span').allTextContents()).map(plain);
    assert.equal(events[0], 'Offered 11.0 A, before 16.0 A.');
    assert.equal(events[1], 'Ruled by: a variable limits House connection.');
    assert.equal(events.at(-1), 'A car is plugged in and takes no current.');
  });

  it('pauses at once and offers to undo, which puts back what held before', async () => {
    const override = { limitA: 8, until: 'unplug', rulesOff: false, source: 'admin' };
    const { page, sent } = await open('E1', { state: ordered({ override }) });
    await page.getByText('At most 8 A by admin, until the car is unplugged.').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused until the car is unplugged.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone').waitFor();
    assert.deepEqual(sent, [
      ['PUT override', { limitA: 0, until: 'unplug', rulesOff: false }],
      ['PUT override', { limitA: 8, until: 'unplug', rulesOff: false }],
    ]);
  });

  it('limits to a current until a time, with kW beside it, and says which field is wrong', async () => {
    const { page, sent } = await open();
    await page.getByRole('button', { name: 'Limit', exact: true }).click();
    await page.getByLabel('At most, A per phase').fill('99');
    const send = page.locator('form').getByRole('button', { name: 'Limit' });
    await send.click();
    await page.getByText('A current from 0 A to 16 A.').waitFor();
    await page.waitForFunction("document.activeElement.id === 'limit-current'");
    await page.getByLabel('At most, A per phase').fill('10');
    await page.getByText('That is 6.9 kW on L1 L2 L3.').waitFor();
    await page.getByLabel('Until').selectOption('time');
    await page.getByLabel('Time', { exact: true }).fill('23:59');
    await page.getByText('today at 23:59').waitFor();
    await send.click();
    await page.getByText(/^At most 10\sA, until /).waitFor();
    const [route, body] = sent[0] ?? [];
    assert.equal(route, 'PUT override');
    assert.equal(body?.limitA, 10);
    assert.equal(new Date(String(body?.until)).getHours(), 23);
  });

  it('takes the rules off for full speed, and ends what was ordered', async () => {
    const { page, sent, box } = await open();
    await page.getByRole('button', { name: 'Without rules' }).click();
    await page.getByText('Limits still hold.').waitFor();
    const override = { limitA: null, until: 'unplug', rulesOff: true, source: 'admin' };
    box.send(ordered({ override }));
    await page.getByText('Rules off by admin, until the car is unplugged.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Without rules' }).count(), 0);
    await page.getByRole('button', { name: 'End it' }).click();
    await page.getByText('What was set by hand has ended.').waitFor();
    assert.deepEqual(sent, [
      ['PUT override', { until: 'unplug', rulesOff: true }],
      ['DELETE override', {}],
    ]);
  });

  it('notes energy and a time, and shows the plan with its cost and what it will miss', async () => {
    const slot = { from: '2026-11-28T22:15:00.000Z', to: '2026-11-29T01:30:00.000Z', currentA: 16 };
    const { page, sent, box } = await open('E1', {
      routes: {
        'GET /api/v1/charge-points/E1/schedule': () => [200, { slots: [slot], costCt: 412.5, missingWh: 1500 }],
      },
    });
    await page.getByRole('button', { name: 'Ready by' }).click();
    await page.getByLabel('Energy, kWh').fill('20,5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Enter a time, such as 18:30.').waitFor();
    await page.locator('#need-departure').fill('07:30');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Noted.').waitFor();
    const [, body] = sent[0] ?? [];
    assert.equal(body?.energyWh, 20_500);
    box.send(ordered({ need: { energyWh: 20_500, departure: String(body?.departure) } }));
    const plan = page.locator('.point-plan');
    await plan.waitFor();
    assert.match(plain(await plan.textContent()), /16 A.*It costs about €4\.13\. ?1\.50 kWh will be missing/);
  });

  it('lets somebody sign in by PIN, refuses a wrong one at its field, and asks before it ends', async () => {
    const path = '/api/v1/charge-points/E1/authorise';
    const given: unknown[] = [];
    const { page, sent } = await open('E1', {
      routes: {
        [`POST ${path}`]: (body) => {
          given.push(body);
          return body.pin === '271828'
            ? [200, { chargePoint: 'E1', user: 'anna', tag: null, authorised: true, budget: null }]
            : [403, { error: 'wrongPin', message: 'Nobody has this PIN' }];
        },
      },
    });
    await page.getByRole('button', { name: 'Who charges' }).click();
    await page.getByLabel('PIN or card number').fill('1234');
    await page.getByRole('button', { name: 'Sign in here' }).click();
    await page.getByText('Nobody has this PIN, or the card does not count here.').waitFor();
    await page.getByLabel('PIN or card number').fill('271828');
    await page.getByRole('button', { name: 'Sign in here' }).click();
    await page.getByText('Signed in.', { exact: true }).waitFor();
    assert.deepEqual(given, [{ pin: '1234' }, { tag: '1234' }, { pin: '271828' }]);
    await page.getByRole('button', { name: 'End the sign-in' }).click();
    assert.deepEqual(sent, []);
    await page.locator('.ask').getByRole('button', { name: 'End the sign-in' }).click();
    await page.getByText('The sign-in has ended.').waitFor();
    assert.deepEqual(sent, [['DELETE authorise', {}]]);
  });

  it('chooses phases only where the product can', async () => {
    const { page, sent } = await open();
    await page.getByRole('button', { name: 'Phases' }).click();
    await page.getByLabel('Phases').selectOption('1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Phases: one phase.').waitFor();
    assert.deepEqual(sent, [['PUT phases', { phases: 1 }]]);
    const { page: other } = await open('E1', { facts: { switches: false } });
    await other.getByText('this product cannot').waitFor();
    assert.equal(await other.getByRole('button', { name: 'Phases' }).count(), 0);
  });

  it('shows a viewer everything but what he may not see or change', async () => {
    const { page, box } = await open('E1', { role: 'viewer' });
    await page.getByText('You may look.').waitFor();
    await page.locator('.point-events li').first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Pause' }).count(), 0);
    assert.deepEqual(
      box.calls.filter((one) => /sessions|authorise/.test(one)),
      [],
    );
  });

  it('says what to do about a fault, and of one that is not there where the others are', async () => {
    const state = sampleState();
    const faulty = { ...state, chargePoints: state.chargePoints.map((one) => ({ ...one, state: 'F' as const })) };
    const { page } = await open('E1', { state: faulty });
    await page.getByText('Look at its display. If the fault stays').waitFor();
    await page.goto(`${page.url().split('#')[0]}#/point/E9`);
    await page.getByText('There is no charge point E9.').waitFor();
    await page.getByRole('link', { name: '2 Guest bay' }).click();
    await page.getByRole('heading', { name: '2 Guest bay' }).waitFor();
  });

  it('fits from 320 to 1440 px in each language, with and without open forms, and axe finds nothing', async () => {
    const override = { limitA: 8, until: 'unplug', rulesOff: true, source: 'admin' };
    const need = { energyWh: 20_000, departure: new Date(Date.now() + 3_600_000).toISOString() };
    const { page } = await open('E1', { state: ordered({ override, need, phases: 1 }) });
    for (const language of ['nl', 'de', 'fr', 'en'] as const) {
      await speak(page, language);
      await page.locator('#does-limit').click();
      await itFits(page, undefined, language);
      await page.locator('#does-who').click();
      await itFits(page, [320], language);
      await page.locator('#does-who').click();
    }
    await axe(page, 'light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('#does-need').click();
    await axe(page, 'dark, with a form');
  });
});

function ordered(orders: Partial<NonNullable<State['chargePoints'][number]['orders']>>): State {
  const state = sampleState();
  const held = { override: null, need: null, phases: 'auto' as const, ...orders };
  return { ...state, chargePoints: state.chargePoints.map((one) => ({ ...one, orders: held })) };
}

function drawing(drawnA: number): State {
  const state = sampleState();
  return {
    ...state,
    chargePoints: state.chargePoints.map((one) => ({ ...one, drawnA: [drawnA, drawnA, drawnA] as const })),
  };
}
