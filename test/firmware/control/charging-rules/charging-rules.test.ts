import assert from 'node:assert/strict';
import { ruleReport } from '../../../../firmware/control/charging-rules/rule-report.ts';
import { type CycleFacts, type Mind, runCycle } from '../../../../firmware/control/cycle.ts';
import { mindOf, stateOf } from '../../../../firmware/control/replay/state.ts';
import { nothingKnown, type Occupant } from '../../../../firmware/domain/known.ts';
import { ruleStatesSchema } from '../../../../firmware/domain/rule-states.ts';
import { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';

const always = { kind: 'always' };
const when = (formula: string) => ({ kind: 'formula', formula });
const set = (valueA: number) => ({ kind: 'set', valueA });

/** A house of 63 A with two boxes and cars that follow; `rules` of E1. */
const documentOf = (rules: readonly object[], more: object = {}) => ({
  ...{ name: 'house', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 63 }] },
  lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
  devices: [
    { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
    { id: 'E1', definition: 'a-box', address: '10.0.0.1:502', rules },
    { id: 'E2', definition: 'a-box', address: '10.0.0.2:502' },
  ],
  ...{ timing: { minPauseS: 1, minOnS: 10 }, ...more },
});
const car = { phases: 3, maxA: 32, batteryWh: 1e6, startPercent: 20, taperFromPercent: 90 } as const;

describe('charging rules in the control loop', () => {
  const siteOf = (
    rules: readonly object[],
    more: object = {},
    run?: (mind: Mind, facts: CycleFacts) => ReturnType<typeof runCycle>,
  ) =>
    new PlantSite({
      document: documentOf(rules, more),
      plant: {
        ...{ seed: 1, fuseA: 63, voltageV: 230, meter: { ageS: 0.5, noiseA: 0, resolutionA: 0.01 } },
        boxes: ['E1', 'E2'].map((id) => ({ id, wiring: [0, 1, 2], pilotDelayS: 0.5, readingAgeS: 0.5, car })),
      },
      ...(run === undefined ? {} : { run }),
    });
  const occupied = (site: PlantSite, occupant: Partial<Occupant>) => {
    site.known = { ...nothingKnown, occupants: [{ chargePoint: 'E1', authorised: true, ...occupant }] };
  };
  const offerA = (site: PlantSite, id = 'E1') => (site.decision(id).offerMa ?? 0) / 1000;
  const reason = (site: PlantSite, id = 'E1') => site.decision(id).reason;

  it('of the user join in: the lower of both counts', () => {
    const users = [{ id: 'anna', name: 'Anna', rules: [{ id: 'u', if: always, then: set(8) }] }];
    const site = siteOf(
      [
        { id: 'r', if: when('X'), then: set(7) },
        { id: 's', if: when('!X'), then: set(12) },
      ],
      { users },
    );
    site.set('X', 0);
    site.step(60);
    assert.equal(offerA(site), 12);
    occupied(site, { user: 'anna' });
    site.step(20);
    assert.deepEqual([offerA(site), reason(site).code, reason(site).rule], [8, 'user', 'u']);
    site.set('X', 1);
    site.step(20);
    assert.deepEqual([offerA(site), reason(site).code, reason(site).rule], [7, 'rule', 'r']);
    occupied(site, { user: 'anna', userRulesOff: true });
    site.set('X', 0);
    site.step(90);
    assert.equal(offerA(site), 12);
  });

  it('of a tag stand in place of those of the charge point; another set is none', () => {
    const ruleSets = { guest: [{ id: 'g', if: always, then: set(6) }] };
    const site = siteOf([{ id: 'r', if: always, then: set(12) }], { ruleSets });
    occupied(site, { ruleSet: 'guest' });
    site.step(20);
    assert.deepEqual([offerA(site), reason(site).rule], [6, 'g']);
    occupied(site, { ruleSet: 'constructor' });
    site.step(40);
    assert.deepEqual([offerA(site), reason(site).rule], [12, 'r']);
  });

  it('of many people at one place are kept of the last ones only, and work all the same', () => {
    const users = Array.from({ length: 30 }, (_, k) => ({
      ...{ id: `u${k}`, name: `User ${k}` },
      rules: [{ id: `r${k}`, if: always, then: set(6 + (k % 2)) }],
    }));
    const site = siteOf([], { users });
    for (let k = 0; k < 30; k += 1) {
      occupied(site, { user: `u${k}` });
      site.step(1);
      const { lists } = ruleReport(site.rules, 'E1', site) ?? { lists: [] };
      assert.deepEqual(
        lists.map(({ id, valueA, decidedBy }) => [id, valueA, decidedBy]),
        [[`u${k}`, 6 + (k % 2), `r${k}`]],
      );
    }
    assert.ok(site.rules.save().lists.size <= 8);
  });

  it('leave alone what a channel has written', () => {
    const site = siteOf([{ id: 'r', if: always, then: { kind: 'variable', name: 'AVAIL', formula: '90' } }]);
    site.variables = [{ name: 'AVAIL', value: 30, atMs: site.wallMs, source: 'channel:emt1' }];
    site.step(5);
    assert.equal(site.table.get('avail')?.value, 30);
    site.variables = [{ name: 'AVAIL', value: 30, atMs: site.wallMs, source: 'admin' }];
    site.step(5);
    assert.deepEqual(
      [site.table.get('avail')?.value, site.table.get('avail')?.source, site.table.get('avail')?.name],
      [90, 'rule:E1/r', 'AVAIL'],
    );
    // The channel writes again: from then on its value stands.
    site.variables = [{ name: 'AVAIL', value: 40, atMs: site.wallMs + 1, source: 'channel:emt1' }];
    site.step(5);
    assert.equal(site.table.get('avail')?.value, 40);
  });

  it('see the fail-safe value of a variable that nobody wrote in time', () => {
    const variables = [{ name: 'AVAIL', value: 100, timeoutS: 60, failsafe: 25 }];
    const site = siteOf([{ id: 'r', if: always, then: { kind: 'set', formula: '32000 * AVAIL / 100' } }], {
      variables,
    });
    site.set('AVAIL', 50);
    site.step(40);
    assert.equal(offerA(site), 16);
    site.step(30);
    assert.equal(offerA(site), 8);
  });

  it('stay where they are when the site changes beside them, and are forgotten when they change', () => {
    const rules = (seconds: number) => [
      { id: 'r', if: when('X'), holdS: seconds, then: set(10) },
      { id: 'v', if: when('X'), then: { kind: 'variable', name: 'Y', formula: '5' } },
    ];
    const site = siteOf(rules(60));
    site.set('X', 1);
    site.step(20);
    site.set('X', 0);
    site.step(5);
    assert.equal(offerA(site), 10);
    site.put(documentOf(rules(60), { timing: { minPauseS: 2, minOnS: 10 } }));
    site.step(5);
    assert.deepEqual([offerA(site), site.table.get('y')?.value], [10, 5]);
    site.put(documentOf(rules(70).slice(0, 1)));
    site.step(5);
    assert.deepEqual([offerA(site), site.table.get('y')?.value], [0, undefined]);
  });

  it('are restored with what they remember: a recording goes on as it was', () => {
    const rules = [
      {
        id: 'sun',
        if: { kind: 'surplus', atLeastW: 4485 },
        then: { kind: 'share', of: 'surplus' },
        surplus: true,
        holdS: 40,
      },
      { id: 'go', if: when('X'), then: { kind: 'trigger', name: 'HEAT', seconds: 30 } },
      { id: 'heat', if: when('HEAT'), then: set(9) },
    ];
    let compared = 0;
    const site = siteOf(rules, {}, (mind, facts) => {
      const other = mindOf(mind.controller.topology.site, JSON.parse(JSON.stringify(stateOf(mind))));
      const result = runCycle(mind, facts);
      const again = runCycle(other, facts);
      assert.deepEqual(again.output.decisions, result.output.decisions);
      assert.deepEqual(stateOf(other), stateOf(mind));
      compared += 1;
      return result;
    });
    site.plant.house.fix([-12, -12, -12]);
    site.step(30);
    site.plant.house.fix([-1, -1, -1]);
    site.set('X', 1);
    site.step(30);
    site.set('X', 0);
    site.step(60);
    assert.ok(compared > 120);
  });

  it('are told rule by rule, when somebody asks', () => {
    const rules = [
      { id: 'a', name: 'cheap', if: when('X > 2'), then: { kind: 'and' } },
      { id: 'b', if: when('NOWHERE'), then: set(16) },
      { id: 'c', if: { kind: 'import', atLeastW: 100_000 }, then: set(6), not: true },
      { id: 'd', if: always, then: set(11), finish: true, days: [] },
      { id: 'e', if: { kind: 'charging', atLeast: 1 }, then: set(10), finish: true },
      { id: 'f', if: always, then: set(12) },
      { id: 'g', if: always, then: set(12), enabled: false },
    ];
    const site = siteOf(rules);
    site.set('X', 3);
    site.step(20);
    const states = ruleReport(site.rules, 'E1', site);
    assert.deepEqual(ruleStatesSchema.parse(states), states);
    const [list] = states?.lists ?? [];
    assert.deepEqual(
      list?.rules.map(({ id, condition, result, acted, value, why }) => [
        id,
        condition,
        result,
        acted,
        value,
        why.code,
      ]),
      [
        ['a', true, true, false, null, 'formula'],
        ['b', null, null, false, null, 'formula'],
        ['c', true, true, true, 6, 'import'],
        ['d', false, false, false, null, 'otherDay'],
        ['e', true, true, true, 10, 'charging'],
        ['f', null, null, false, null, 'notReached'],
        ['g', null, null, false, null, 'off'],
      ],
    );
    assert.deepEqual([list?.valueA, list?.decidedBy, list?.shownId, list?.surplus], [10, 'e', 5, false]);
    assert.equal(list?.rules[2]?.why.bound, 100_000);
    assert.deepEqual(ruleReport(site.rules, 'E2', site)?.lists, []);
    assert.equal(ruleReport(site.rules, 'E9', site), undefined);
    site.orders = [
      { chargePoint: 'E1', origin: 'override', rulesOff: true, reason: { code: 'override', origin: 'override' } },
    ];
    site.step(1);
    const off = ruleReport(site.rules, 'E1', site);
    assert.deepEqual([off?.off, off?.lists], [true, []]);
  });

  it('that hold on say until when', () => {
    const site = siteOf([{ id: 'a', if: when('X'), then: set(10), holdS: 60 }]);
    site.set('X', 1);
    site.step(10);
    site.set('X', 0);
    site.step(5);
    const rule = ruleReport(site.rules, 'E1', site)?.lists[0]?.rules[0];
    assert.deepEqual([rule?.condition, rule?.held, rule?.acted], [true, true, true]);
    assert.ok(Math.abs(Date.parse(rule?.why.until ?? '') - (site.wallMs + 55_000)) < 1500);
  });
});
