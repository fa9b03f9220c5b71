import type {
  ChargePointState,
  CircuitState,
  HealthState,
  PerPhase,
  Reason,
  State,
} from '../../firmware/api/shapes.ts';

/** A building as it may be on an evening: four cars, AVAIL 40, one of them waiting. Times are of today. */
export function sampleState(now: Date = new Date()): State {
  const at = now.toISOString();
  const since = new Date(now.getTime() - 6 * 60_000).toISOString();
  const operator: Reason = { code: 'variable', circuit: 'house', origin: 'variable', since };
  return {
    cycle: 1000,
    at,
    site: { name: 'Kerkstraat 12', mode: 'manage', timezone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    circuits: [
      circuit({ id: 'house', name: 'House connection', fuseA: 80, reserveA: 2, limitW: 22_000, reason: operator }),
      circuit({
        id: 'garage',
        name: 'Garage',
        parent: 'house',
        fuseA: 32,
        drawnA: [27.4, 17.6, 17.3],
        headroomA: [4.6, 14.4, 14.7],
      }),
    ],
    chargePoints: [
      chargePoint({
        id: 'E1',
        name: 'Tesla bay',
        offeredA: 11,
        drawnA: [10.4, 10.5, 10.3],
        powerW: 7176,
        reason: operator,
      }),
      chargePoint({
        id: 'E2',
        name: 'Guest bay',
        state: 'B',
        offeredA: 0,
        drawnA: [0, 0, 0],
        powerW: 0,
        reason: {
          code: 'waitingTurn',
          circuit: 'house',
          since,
          until: new Date(now.getTime() + 9 * 60_000).toISOString(),
        },
      }),
      chargePoint({
        id: 'E3',
        name: 'Kangoo, tradesmen',
        offeredA: 10,
        maxA: 32,
        phases: ['L1'],
        drawnA: [9.9, 0, 0],
        powerW: 2277,
        reason: operator,
      }),
      chargePoint({
        id: 'E4',
        name: 'Second floor',
        offeredA: 8,
        drawnA: [7.1, 7.1, 7],
        powerW: 4876,
        reason: { code: 'carLimit', limitMa: 7100 },
      }),
    ],
    price: null,
    flow: { gridW: 18_530, solarW: 1900, batteryW: null, houseW: 6101, chargePointsW: 14_329 },
    meters: [
      {
        id: 'M1',
        name: 'Grid meter',
        role: 'grid',
        currentA: [31.2, 22.4, 26.9],
        powerW: [7176, 5152, 6202],
        voltageV: [230, 230, 231],
        ageS: 0.8,
      },
    ],
    variables: [{ name: 'AVAIL', value: 40, at: since, source: 'admin', stale: false, owner: null }],
    limits: [
      {
        id: 'operator',
        origin: 'variable',
        circuit: 'house',
        unit: 'W',
        value: 22_000,
        since,
        until: null,
        source: 'AVAIL by admin',
      },
    ],
    health: [],
  };
}

export function circuit(given: Partial<CircuitState> & { id: string; fuseA: number }): CircuitState {
  const { fuseA } = given;
  return {
    name: given.id,
    parent: null,
    reserveA: 0,
    limitA: [fuseA, fuseA, fuseA],
    limitW: null,
    reason: { code: 'fuse', circuit: given.id, origin: 'fuse', limitMa: fuseA * 1000 },
    drawnA: [31.2, 22.4, 26.9],
    headroomA: [fuseA - 31.2, fuseA - 22.4, fuseA - 26.9],
    ...given,
  };
}

export function chargePoint(given: Partial<ChargePointState> & { id: string }): ChargePointState {
  return {
    name: given.id,
    circuit: 'garage',
    state: 'C',
    minA: 6,
    maxA: 16,
    offeredA: 16,
    phases: ['L1', 'L2', 'L3'],
    drawnA: [15.8, 15.8, 15.7] satisfies PerPhase,
    powerW: 10_900,
    energyWh: 5200,
    reason: { code: 'deviceLimit', limitMa: 16_000 },
    ...given,
  };
}

export const lostMeter = (since: string): HealthState => ({
  id: 'deviceLost:M1',
  severity: 'fault',
  code: 'deviceLost',
  what: 'M1',
  message: 'M1 does not answer',
  since,
});
