import type { Reason, ReasonCode } from '../firmware/domain/reason.ts';
import { reasonCodes } from '../firmware/domain/reason.ts';
import type { ChargePointState, State } from '../firmware/domain/state.ts';

/** Under these nothing is offered. */
const without: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  ...(['noCar', 'carFull', 'budget', 'unauthorised', 'surplus', 'waitingTurn', 'pause', 'phaseSwitch'] as const),
  ...(['notFollowing', 'disabled', 'starting', 'overdraft'] as const),
]);
/** Under these all there is. */
const all: ReadonlySet<ReasonCode> = new Set<ReasonCode>(['carLimit', 'deviceLimit', 'observe']);

const at = '2026-11-28T12:00:00.000Z';

/** A site with one charge point for each reason, as it stands when that reason rules; its name is the code. */
export function reasonState(): State {
  return {
    cycle: 1,
    at,
    site: { name: 'Kerkstraat 12', mode: 'manage', timezone: 'UTC' },
    circuits: [
      {
        ...{ id: 'house', name: 'House connection', parent: null, fuseA: 80, reserveA: 2 },
        ...{ limitA: [80, 80, 80], limitW: 22_000, drawnA: [31.2, 22.4, 26.9], headroomA: [0, 9, 4] },
        reason: { code: 'operator', circuit: 'house', origin: 'smgw' },
      },
      {
        ...{ id: 'garage', name: 'Garage', parent: 'house', fuseA: 32, reserveA: 0 },
        ...{ limitA: [32, 32, 32], limitW: null, drawnA: [27.4, 17.6, 17.3], headroomA: [4.6, 14.4, 14.7] },
        reason: { code: 'fuse', circuit: 'garage', origin: 'fuse', limitMa: 32_000 },
      },
    ],
    chargePoints: reasonCodes.map(chargePointOf),
    flow: { gridW: 18_530, solarW: null, batteryW: null, houseW: 4200, chargePointsW: 14_330 },
    price: null,
    meters: [],
    variables: [{ name: 'AVAIL', value: 40, at, source: 'smgw', stale: false, owner: 'smgw' }],
    limits: [
      {
        ...{ id: 'operator', origin: 'smgw', circuit: 'house', unit: 'W', value: 22_000 },
        ...{ since: at, until: null, source: 'AVAIL by smgw' },
      },
    ],
    health: [],
  };
}

function chargePointOf(code: ReasonCode): ChargePointState {
  const offeredA = code === 'lost' ? null : without.has(code) ? 0 : all.has(code) ? 16 : 8;
  const drawn = code === 'lost' ? null : code === 'carLimit' ? 8 : Math.max(0, (offeredA ?? 0) - 0.4);
  return {
    ...{ id: code, name: code, circuit: 'garage', minA: 6, maxA: 16, offeredA, phases: ['L1', 'L2', 'L3'] },
    state: code === 'noCar' ? 'A' : code === 'lost' ? null : offeredA === 0 ? 'B' : 'C',
    drawnA: [drawn, drawn, drawn],
    powerW: drawn === null ? null : Math.round(drawn * 690),
    energyWh: 5200,
    reason: reasonOf(code),
  };
}

/** The facts that come with a reason: where, how far, by what. */
function reasonOf(code: ReasonCode): Reason {
  switch (code) {
    case 'operator':
    case 'variable':
    case 'formulaFailed':
    case 'power':
      return { code, circuit: 'house', origin: 'smgw' };
    case 'waitingTurn':
      return { code, circuit: 'house' };
    case 'imbalance':
      return { code, circuit: 'house', phase: 'L1', limitMa: 20_000 };
    case 'fuse':
    case 'circuit':
    case 'reserve':
    case 'overdraft':
      return { code, circuit: 'garage', phase: 'L2', limitMa: 32_000 };
    case 'meterStale':
      return { code, circuit: 'garage', limitMa: 6000 };
    case 'plan':
    case 'profile':
    case 'override':
    case 'rule':
    case 'user':
    case 'carLimit':
      return { code, limitMa: 8000 };
    case 'deviceLimit':
      return { code, limitMa: 16_000 };
    default:
      return { code };
  }
}
