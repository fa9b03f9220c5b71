import type { LinesState } from '../../../../firmware/domain/lines.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { asAdmin, Box, type Reply } from '../box.ts';

const at = '2026-01-01T00:00:00.000Z';
const none = [null, null, null] as const;

/**
 * A site whose true values every client row compares with: E1 charges 9.2 kW, E2 is out of reach, E3 is switched off, E4 has a
 * car that has to wait. M1 is the grid meter, M2 says nothing, M3 tells its power as one number only, M4 is E4's.
 */
export const knownSite = (openReads: boolean) => ({
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  openReads,
  circuits: [
    { id: 'house', fuseA: 80, reserveA: 1, limits: [{ id: 'points', scope: 'chargePoints', unit: 'A', value: 50 }] },
    { id: 'garage', parent: 'house', fuseA: 63 },
  ],
  devices: [
    { id: 'M1', name: 'Grid, main', definition: 'eastron-sdm630', role: 'grid', address: '10.0.0.5:502', unitId: 1 },
    {
      id: 'E1',
      name: 'Left',
      definition: 'keba-p30',
      address: '10.0.0.11:502',
      unitId: 255,
      circuit: 'garage',
      maxCurrentA: 16,
    },
    {
      id: 'E2',
      name: 'Right',
      definition: 'alfen-eve',
      address: '10.0.0.12:502',
      unitId: 1,
      circuit: 'garage',
      maxCurrentA: 32,
    },
    { id: 'E3', name: 'Yard', definition: 'alfen-eve', address: '10.0.0.13:502', enabled: false, circuit: 'garage' },
    { id: 'E4', name: 'Visitors', definition: 'keba-p30', address: '10.0.0.14:502', circuit: 'garage', priority: 3 },
    { id: 'M2', name: 'Cellar', definition: 'eastron-sdm630', role: 'consumption', address: '10.0.0.6:502' },
    { id: 'M3', name: 'Roof', definition: 'sunspec-inverter', role: 'generation', address: '10.0.0.7:502' },
    { id: 'M4', name: 'Visitors', definition: 'eastron-sdm630', address: '10.0.0.8:502', chargePoint: 'E4' },
  ],
  users: [{ id: 'anna', name: 'Anna Secretperson' }],
  tags: [{ id: 'card1', uid: '04A2B3C4D5E6F7', user: 'anna' }],
});

const point = (id: string, name: string) => ({
  ...{ id, name, circuit: 'garage', minA: 6, phases: ['L1', 'L2', 'L3'] as const },
  orders: { override: null, need: null, phases: 'auto' as const },
});
const meter = (id: string, name: string, role: string) => ({
  ...{ id, name, role, currentA: none, powerW: none, voltageV: none, ageS: null },
});

export const knownState: State = {
  cycle: 7,
  at,
  site: { name: 'Kerkstraat 12', mode: 'manage', timezone: 'UTC' },
  circuits: [
    {
      ...{ id: 'house', name: 'house', parent: null, fuseA: 80, reserveA: 1 },
      ...{ limitA: [32, 32, 32], limitW: null, reason: { code: 'operator' } },
      ...{ drawnA: [17, 16, 15], headroomA: [14, 15, 16] },
    },
  ],
  chargePoints: [
    {
      ...point('E1', 'Left'),
      ...{ state: 'C', maxA: 16, offeredA: 13.5, drawnA: [13.3, 13.35, 13.421], powerW: 9217 },
      ...{ energyWh: 571_766, reason: { code: 'fuse' } },
    },
    {
      ...point('E2', 'Right'),
      ...{
        state: null,
        maxA: 32,
        offeredA: null,
        drawnA: none,
        powerW: null,
        energyWh: null,
        reason: { code: 'lost' },
      },
    },
    {
      ...point('E4', 'Visitors'),
      ...{ state: 'B', maxA: 16, offeredA: 0, drawnA: [0, 0, 0], powerW: 0, energyWh: 40_000, energyMeter: 'M4' },
      reason: { code: 'override', since: '2025-12-31T23:55:00.000Z' },
      orders: {
        override: { limitA: 0, until: 'unplug', rulesOff: true, source: 'Anna Secretperson' },
        ...{ need: null, phases: 'auto' },
      },
    },
  ],
  flow: { gridW: 11_200, solarW: 3000, batteryW: null, houseW: 1980, chargePointsW: 9217 },
  price: null,
  meters: [
    {
      ...meter('M1', 'Grid, main', 'grid'),
      ...{ currentA: [17, 16.5, -1.25], powerW: [3900, 3800, -280.4], voltageV: [229.96, 231, 230.5], ageS: 0.4 },
      ...{ importWh: 1_662_153, exportWh: 12_000 },
    },
    meter('M2', 'Cellar', 'consumption'),
    { ...meter('M3', 'Roof', 'generation'), totalW: 3000, exportWh: 88_000, ageS: 1 },
  ],
  variables: [{ name: 'AVAIL', value: 40, at, source: 'Anna Secretperson', stale: false, owner: null }],
  limits: [],
  health: [],
};

const fault = { code: 'noConnection', message: 'The device at 10.0.0.12:502 does not answer' };
const traffic = {
  ...{ requests: 100, answers: 90, timeouts: 2, timeoutShare: 0.02, exceptions: 0, errors: 1 },
  ...{ answerMs: null, lastAnswer: '2025-12-31T23:52:11.000Z', lastError: null },
};
const lines: LinesState = {
  at,
  lines: [],
  devices: [{ id: 'E2', line: '10.0.0.12:502', health: 'offline', since: at, fault, traffic, polls: null }],
};

/** A box at that site, its values known since the first cycle. */
export async function openKnownSite({ openReads }: { readonly openReads: boolean }): Promise<Box> {
  const box = await Box.open();
  box.site.document = knownSite(openReads);
  box.site.version += 1;
  box.state.state = knownState;
  box.linesNow = lines;
  Object.assign(box.original.imported, { E1: 571_766, E2: 33_000, E3: 5000, E4: 40_000, M1: 1_662_153, M4: 40_000 });
  Object.assign(box.original.exported, { M1: 12_000, M3: 88_000 });
  box.original.sessions.E1 = { pluggedAtMs: 1, energyWh: 5120, chargedS: 3600 };
  const here = { user: 'anna', tag: 'card1', authorised: true, paused: false, budget: null };
  Object.assign(box.people, {
    view: (chargePoint: string) => ({ chargePoint, ...here }),
    userRulesOff: (id: string) => id === 'E1',
  });
  box.orders.now = {
    E1: { off: false, limitMa: 13_500, rulesOff: false },
    E4: { off: true, limitMa: 10_000, rulesOff: true },
  };
  box.variables.kept.set('avail', {
    name: 'AVAIL',
    value: 40,
    expr: null,
    at,
    source: 'Anna Secretperson',
    stale: false,
  });
  return box;
}

/** How a client signs in: never, always, or with a user and no password. */
export type Signs = 'none' | 'basic' | 'emptyPassword';

export const headersOf = (signs: Signs): Record<string, string> =>
  signs === 'none' ? {} : signs === 'basic' ? asAdmin : { authorization: `Basic ${btoa('admin:')}` };

export const asks = (box: Box, path: string, signs: Signs): Promise<Reply> =>
  box.ask(path, { headers: headersOf(signs) });
