import type { LimitOrigin } from '../../domain/limit.ts';
import { lpcSaid } from '../../domain/lpc.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { LimitState, State } from '../../domain/state.ts';
import type { Lasting } from './open-events.ts';

const ofGrid = { code: 'gridLimit', severity: 'warning' } as const;
const outside = { code: 'outsideLimit', severity: 'info' } as const;
const byPerson = { code: 'manualLimit', severity: 'info' } as const;

/** As what a limit is told, by its origin; of the others nobody needs to be told. */
const toldAs: Partial<Record<LimitOrigin, typeof ofGrid | typeof outside | typeof byPerson>> = {
  ...{ smgw: ofGrid, para14a: ofGrid, lpc: ofGrid, relay: ofGrid },
  ...{ variable: outside, leader: outside, sunspec: outside },
  manual: byPerson,
};

/** What lasts now and may be told: what is not as it should be, limits from outside that rule, charge points in fault. */
export function lastingIn(state: State, site: Site | undefined, nowMs: number): readonly Lasting[] {
  const nameOf = (id: string): string =>
    state.chargePoints.find((one) => one.id === id)?.name ??
    state.meters.find((one) => one.id === id)?.name ??
    state.circuits.find((one) => one.id === id)?.name ??
    site?.events.channels.find((one) => one.id === id)?.name ??
    id;
  return [
    ...state.health.map(
      ({ code, severity, what, id, since }): Lasting => ({
        ...{ code, severity, subject: what === '' ? id : what },
        sinceMs: timeOf(since, nowMs),
        facts: { what: nameOf(what) },
      }),
    ),
    // Of several on a circuit the lowest is told: it comes first.
    ...state.limits.toSorted(byPower(site)).flatMap((limit) => limitIn(limit, state, site, nowMs)),
    ...state.chargePoints
      .filter((point) => point.state === 'E' || point.state === 'F')
      .map(
        ({ id, name }): Lasting => ({
          ...{ code: 'chargePointFault', severity: 'fault', subject: id, sinceMs: nowMs, facts: { what: name } },
        }),
      ),
  ];
}

/** A limit of somebody else that is lower than the fuse allows; a higher one limits nothing. */
function limitIn(limit: LimitState, state: State, site: Site | undefined, nowMs: number): readonly Lasting[] {
  const { origin, unit, value, since, source } = limit;
  const circuit = state.circuits.find(({ id }) => id === limit.circuit);
  const told = toldAs[origin];
  if (circuit === undefined || told === undefined) return [];
  const fuse = unit === 'A' ? circuit.fuseA : circuit.fuseA * 3 * (site?.voltageV ?? usualV);
  // What an energy guard has not said itself is told as its silence.
  if (value >= fuse * nearlyTheFuse || (origin === 'lpc' && source !== lpcSaid)) return [];
  return [
    {
      ...told,
      subject: circuit.id,
      sinceMs: timeOf(since, nowMs),
      facts: { what: circuit.name, ...(unit === 'A' ? { limitA: value } : { limitW: value }) },
    },
  ];
}

const byPower = (site: Site | undefined) => (a: LimitState, b: LimitState) => wattsOf(a, site) - wattsOf(b, site);
const wattsOf = ({ unit, value }: LimitState, site: Site | undefined): number =>
  unit === 'W' ? value : value * 3 * (site?.voltageV ?? usualV);
const usualV = 230;

/** Rounding of a percentage is no limit. */
const nearlyTheFuse = 0.98;

function timeOf(iso: string | undefined, nowMs: number): number {
  const ms = Date.parse(iso ?? '');
  return Number.isNaN(ms) ? nowMs : ms;
}
