import type { ChargePointState, MeterState, State, VariableState } from '../../../../firmware/domain/state.ts';

/** A site of one meter and some charge points at one moment. */
export function madeState(atMs: number, facts: Partial<State> & { readonly powerW?: number | null } = {}): State {
  const { powerW = 3680, ...more } = facts;
  return {
    ...{ cycle: 1, at: new Date(atMs).toISOString(), site: { name: 'Kerkstraat 12', mode: 'manage', timezone: 'UTC' } },
    circuits: [
      {
        ...{ id: 'house', name: 'House', parent: null, fuseA: 80, reserveA: 1, limitW: 22_000 },
        ...{ limitA: [80, 80, 80], drawnA: [16, 0, 0], headroomA: [63, 79, 79], reason: { code: 'fuse' } },
      },
    ],
    chargePoints: [madeChargePoint({ powerW, energyWh: 1000 + (Math.floor(atMs / 1000) % 100_000) })],
    flow: { gridW: powerW, solarW: null, batteryW: null, houseW: 0, chargePointsW: powerW },
    price: null,
    meters: [madeMeter()],
    variables: [],
    limits: [],
    health: [],
    ...more,
  };
}

export const madeChargePoint = (facts: Partial<ChargePointState> = {}): ChargePointState => ({
  ...{ id: 'E1', name: 'Bay 1', circuit: 'house', state: 'C', minA: 6, maxA: 16, offeredA: 16, phases: ['L1'] },
  ...{ drawnA: [16, 0, 0], powerW: 3680, energyWh: 1000, reason: { code: 'carLimit' } },
  ...facts,
});

export const madeMeter = (facts: Partial<MeterState> = {}): MeterState => ({
  ...{
    id: 'M1',
    name: 'Grid',
    role: 'grid',
    currentA: [16, 0, 0],
    powerW: [3680, 0, 0],
    voltageV: [230.4, 231, 229.9],
  },
  ...{ importWh: 5000, ageS: 0.2 },
  ...facts,
});

export const madeVariable = (name: string, value: number | null): VariableState => ({
  ...{ name, value, at: '2026-11-02T12:00:00.000Z', source: 'channel:emt1', stale: false, owner: null },
});
