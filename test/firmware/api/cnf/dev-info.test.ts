import assert from 'node:assert/strict';
import fc from 'fast-check';
import { devInfoOf, paramsAnswer } from '../../../../firmware/api/cnf/dev-info/dev-info.ts';
import type { DevInfoFacts } from '../../../../firmware/api/cnf/dev-info/facts.ts';
import { reasonCodes } from '../../../../firmware/domain/reason.ts';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';
import type { ChargePointState, MeterState, State } from '../../../../firmware/domain/state.ts';
import { knownSite, knownState } from '../clients/known-site.ts';

const site = siteSchema.parse(knownSite(true));

const facts: DevInfoFacts = {
  ...{ site, state: knownState, lines: undefined, product: () => undefined, nameplates: new Map() },
  original: { importWh: () => 0, exportWh: () => 0, overdraftMa: () => 0, sessionNow: () => undefined },
  ...{ override: () => ({ off: false, rulesOff: false }), userRulesOff: () => false, occupancy: () => undefined },
  ...{ serial: 'NTW-1', wallMs: Date.parse(knownState.at), unnamed: true },
};

const maybe = fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }));
const phases = fc.tuple(maybe, maybe, maybe);
const point = fc.record({
  state: fc.constantFrom(null, 'A', 'B', 'C', 'D', 'E', 'F') as fc.Arbitrary<ChargePointState['state']>,
  ...{ offeredA: maybe, drawnA: phases, powerW: maybe },
  reason: fc.record({ code: fc.constantFrom(...reasonCodes) }),
});
const meter = fc.record({ currentA: phases, powerW: phases, voltageV: phases }) as fc.Arbitrary<Partial<MeterState>>;

/** The known site, each value known or not. */
const anyState = fc
  .tuple(fc.array(point, { minLength: 3, maxLength: 3 }), fc.array(meter, { minLength: 3, maxLength: 3 }), maybe)
  .map(
    ([points, meters, gridW]): State => ({
      ...knownState,
      chargePoints: knownState.chargePoints.map((one, i) => ({ ...one, ...points[i] })),
      meters: knownState.meters.map((one, i) => ({ ...one, ...meters[i] })),
      flow: { ...knownState.flow, gridW },
    }),
  );

describe('get_dev_info', () => {
  it('has the same names and types for every device, whatever is known, and nothing that is null', () => {
    const shapeOf = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]))
        : typeof value;
    const expected = shapeOf(devInfoOf(facts));
    fc.assert(
      fc.property(anyState, (state) => {
        // As it goes over the wire: what is not finite would become null there.
        assert.deepEqual(shapeOf(JSON.parse(JSON.stringify(devInfoOf({ ...facts, state })))), expected);
      }),
    );
    assert.deepEqual(shapeOf(devInfoOf({ ...facts, state: undefined })), expected);
  });

  it('says offline, and only then, of a charge point without a state of now', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        for (const device of devInfoOf({ ...facts, state }).devices.filter(({ is_evse: evse }) => evse === true)) {
          const live = state.chargePoints.find(({ id }) => id === device.dev_id);
          const isSilent = (live?.state ?? null) === null;
          assert.equal(device.state === 6, isSilent);
          assert.equal(device.dev_type, isSilent ? 'evse_offline' : 'evse_powerbrain');
          assert.equal(device.com_err, isSilent && device.device_enabled === 1);
        }
      }),
    );
  });

  it('names the type of every device in dev_meta', () => {
    const labels = paramsAnswer(facts).dev_meta as Record<string, string>;
    for (const { dev_type: type } of devInfoOf(facts).devices) assert.ok(labels[String(type)]);
  });

  it('writes model in five parts, with what an OCPP charge point says of itself, and no comma in a part', () => {
    const plate = { vendor: 'Alfen, BV', model: 'Eve', firmware: '6.4', serial: 'S1' };
    const named = { ...facts, unnamed: false, nameplates: new Map([['E2', plate]]) };
    const modelOf = (given: DevInfoFacts) => devInfoOf(given).devices.find(({ dev_id: id }) => id === 'E2')?.model;
    assert.equal(modelOf(named), 'Alfen  BV,Eve,,6.4,S1');
    assert.equal(modelOf({ ...named, unnamed: true }), 'Alfen  BV,Eve,,6.4,');
  });

  it('shows the phases that a car draws on, and without one those that it may use', () => {
    const phasesWith = (drawnA: ChargePointState['drawnA']) => {
      const chargePoints = knownState.chargePoints.map((one) => ({ ...one, drawnA }));
      return devInfoOf({ ...facts, state: { ...knownState, chargePoints } }).devices[0]?.phases;
    };
    assert.equal(phasesWith([0.1, 8.8, 0]), 2);
    assert.equal(phasesWith([7.7, 0, 7.7]), 5);
    assert.equal(phasesWith([0, 0, 0]), 7);
    assert.equal(phasesWith([null, null, null]), 7);
  });

  it('knows a meter that has a counter only as heard', () => {
    const state: State = {
      ...knownState,
      meters: knownState.meters.map((one) => (one.id === 'M2' ? { ...one, importWh: 7 } : one)),
    };
    const m2 = (health: 'online' | 'offline') => {
      const line = { id: 'M2', line: null, health, since: knownState.at, fault: null, traffic: null, polls: null };
      const lines = { at: knownState.at, lines: [], devices: [line] };
      return devInfoOf({ ...facts, state, lines }).devices.find(({ dev_id: id }) => id === 'M2')?.com_err;
    };
    assert.equal(m2('online'), false);
    assert.equal(m2('offline'), true);
  });

  it('is small and quick for a large site', () => {
    const many = siteSchema.parse({
      ...knownSite(true),
      devices: [...Array(200).keys()].map((n) => ({ id: `E${n + 1}`, definition: 'keba-p30', circuit: 'garage' })),
    });
    const answer = JSON.stringify(devInfoOf({ ...facts, site: many }));
    assert.ok(answer.length < 200 * 1200, `${answer.length} bytes`);
  });
});
