import type { SiteKnowledge } from '../../../../firmware/domain/site/knowledge.ts';

/** The smallest site that passes. */
export const smallSite = () => ({
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', fuseA: 25 }],
});

/** The site that contracts §4 prints, less what is not there yet. */
export const contractSite = () => ({
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  voltageV: 230,
  mode: 'manage',
  imbalance: { maxA: 20, includesHouse: false },
  sharePercent: 100,
  timing: { minOnS: 120, minPauseS: 60, surplusPauseS: 300, raiseIntervalS: 8, slotS: 900, phaseUpDelayS: 600 },
  circuits: [
    {
      id: 'house',
      name: 'House connection',
      fuseA: 80,
      reserveA: 1,
      assumedHouseA: 25,
      limits: [{ id: 'operator', scope: 'all', unit: 'W', value: '55000 * AVAIL / 100', fallback: 4200 }],
    },
    {
      id: 'garage',
      parent: 'house',
      fuseA: 32,
      limits: [{ id: 'p14a', scope: 'chargePoints', unit: 'W', value: 22000 }],
    },
  ],
  lines: [
    { id: 'rs485-1', kind: 'serial', path: '/dev/ttyS0', baudRate: 19200, parity: 'none', stopBits: 1 },
    { id: 'gw1', kind: 'rtu-over-tcp', address: '10.0.0.5:4001' },
  ],
  devices: [
    {
      id: 'M1',
      definition: 'a-meter',
      line: 'rs485-1',
      unitId: 1,
      role: 'grid',
      circuit: 'house',
      phases: 'L1L2L3',
      factor: 1,
      staleS: 10,
    },
    {
      id: 'E1',
      definition: 'a-box',
      address: '10.0.0.20:502',
      unitId: 255,
      role: 'chargePoint',
      circuit: 'garage',
      phases: 'L2L3L1',
      minCurrentA: 6,
      maxCurrentA: 16,
      priority: 1,
      phaseSwitch: 'off',
      failsafeCurrentA: 6,
      limits: [],
      rules: [],
      plan: [],
    },
  ],
  variables: [{ name: 'AVAIL', value: 100 }],
  users: [],
  tags: [],
  tariffs: [],
  batteries: [],
  ruleSets: {},
  outputs: [],
  meteringPoints: [],
});

/** Two invented products and a compiler that knows AVAIL, B and C and nothing else: the check must not need real ones. */
export const knowledge: SiteKnowledge = {
  formula: (text) =>
    text.includes('?!')
      ? {
          ok: false,
          fault: { message: 'nothing can follow "?!"', from: text.indexOf('?!'), to: text.indexOf('?!') + 2 },
        }
      : {
          ok: true,
          names: [...text.matchAll(/\b(?:AVAIL|B|C|M[0-9]+\.[a-z]+)\b/g)].map(([n]) =>
            n.includes('.') ? n : `CM.${n.toLowerCase()}`,
          ),
        },
  definition: (id) =>
    ({
      'a-meter': {
        kind: 'meter' as const,
        reachedBy: ['serial' as const, 'rtu-over-tcp' as const],
        defaultUnitId: 1,
        measuresCurrent: true,
      },
      'a-meter-without-currents': {
        kind: 'meter' as const,
        reachedBy: ['serial' as const],
        defaultUnitId: 1,
        measuresCurrent: false,
      },
      'a-box': {
        kind: 'chargePoint' as const,
        reachedBy: ['tcp' as const],
        defaultUnitId: 255,
        measuresCurrent: true,
        minCurrentA: 6,
        maxCurrentA: 32,
      },
      'a-switching-box': {
        kind: 'chargePoint' as const,
        reachedBy: ['tcp' as const],
        defaultUnitId: 255,
        measuresCurrent: true,
        switchesPhases: true,
        minCurrentA: 6,
        maxCurrentA: 32,
      },
    })[id],
};
