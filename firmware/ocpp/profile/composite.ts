import { type Ceiling, ceilingOfConnector, limitIn, lowest } from './ceiling.ts';
import type { ChargingProfile, ConnectorFacts, Phases, ProfileTransaction, RateUnit } from './charging-profile.ts';
import { both, ConnectorRules, StationRules } from './ruling.ts';

export interface CompositeQuery {
  /** All that are installed (`ProfileStore.list()`). */
  readonly profiles: readonly ChargingProfile[];
  /** 0: the whole station. */
  readonly connector: number;
  /** Of connector 1, 2, …; never empty. */
  readonly connectors: readonly ConnectorFacts[];
  /** Those that run. Where none runs, one is assumed that begins at `fromMs`. */
  readonly transactions: readonly ProfileTransaction[];
  readonly fromMs: number;
  readonly durationS: number;
  readonly unit: RateUnit;
}

export interface CompositeSchedule {
  readonly connector: number;
  readonly fromMs: number;
  /** Shorter than asked for where the answer would have become too long (`maxCompositePeriods`, `maxCompositeS`). */
  readonly durationS: number;
  readonly unit: RateUnit;
  /** At least one, the first at 0; neighbours differ. */
  readonly periods: readonly CompositePeriod[];
}

export interface CompositePeriod {
  readonly startS: number;
  /** mA per phase, or W over all phases. */
  readonly limit: number;
  readonly phases: Phases;
  readonly phaseToUse?: Phases;
}

/** As many fit into one frame of 64 KiB. */
export const maxCompositePeriods = 1024;
/** A week and a day: more than a plan looks ahead. */
export const maxCompositeS = 8 * 86_400;
/** Moments looked at for one answer: a bound for profiles that change all the time to the same value. */
const maxSteps = 50_000;

/**
 * What all profiles together allow over a stretch of time (1.6 3.13.3 and 5.7, 2.0.1 K08): the lowest of the purposes, on a
 * grid of whole seconds from `fromMs` on. Of the whole station it is the sum of the connectors (each as if it charged: unknown
 * is worst case), held under the station's own limits. `connector` must be 0 or one of `connectors`.
 */
export function compositeSchedule(query: CompositeQuery): CompositeSchedule {
  const { connector, fromMs, unit } = query;
  const endS = Math.min(maxCompositeS, Math.max(0, Math.floor(query.durationS) || 0));
  const valueAt = connector === 0 ? ofStation(query) : ofConnector(query, connector);
  const periods: CompositePeriod[] = [];
  let atS = 0;
  let steps = 0;
  do {
    const { ceiling, limit, untilMs } = valueAt(fromMs + atS * 1000);
    const last = periods.at(-1);
    const period = periodOf(atS, limit, ceiling);
    if (last === undefined || !same(last, period)) {
      if (periods.length === maxCompositePeriods) break;
      periods.push(period);
    }
    steps += 1;
    atS = Math.max(atS + 1, Math.ceil((untilMs - fromMs) / 1000));
  } while (atS < endS && steps < maxSteps);
  return { connector, fromMs, durationS: Math.min(endS, atS), unit, periods };
}

interface Value {
  readonly ceiling: Ceiling;
  readonly limit: number;
  readonly untilMs: number;
}

function ofConnector(query: CompositeQuery, connector: number): (atMs: number) => Value {
  const facts = factsOf(query, connector);
  const station = new StationRules(query.profiles);
  const rules = rulesOf(query, connector);
  const own = ceilingOfConnector(facts);
  return (atMs) => {
    const ruling = both(station.at(atMs), rules.at(atMs));
    const ceiling = lowest(ruling.ceiling, own);
    return { ceiling, limit: limitIn(query.unit, ceiling, facts.voltageV), untilMs: ruling.untilMs };
  };
}

function ofStation(query: CompositeQuery): (atMs: number) => Value {
  const station = new StationRules(query.profiles);
  const connectors = query.connectors.map((facts, k) => ({ facts, rules: rulesOf(query, k + 1) }));
  const { voltageV } = factsOf(query, 1);
  return (atMs) => {
    const top = station.at(atMs);
    let untilMs = top.untilMs;
    let sum = 0;
    let phases: Phases = 1;
    for (const { facts, rules } of connectors) {
      const ruling = rules.at(atMs);
      untilMs = Math.min(untilMs, ruling.untilMs);
      const ceiling = lowest(ruling.ceiling, ceilingOfConnector(facts));
      sum += limitIn(query.unit, ceiling, facts.voltageV);
      if (ceiling.phases > phases) phases = ceiling.phases;
    }
    const ceiling = top.ceiling.phases < phases ? top.ceiling : { ...top.ceiling, phases };
    return { ceiling, limit: Math.min(sum, limitIn(query.unit, ceiling, voltageV)), untilMs };
  };
}

function rulesOf({ profiles, transactions, fromMs }: CompositeQuery, connector: number): ConnectorRules {
  const transaction = transactions.find((running) => running.connector === connector);
  return new ConnectorRules(profiles, connector, transaction, fromMs);
}

function factsOf({ connectors }: CompositeQuery, connector: number): ConnectorFacts {
  const facts = connectors[connector - 1];
  if (facts === undefined) throw new RangeError(`There is no connector ${connector}`);
  return facts;
}

const periodOf = (startS: number, limit: number, { phases, phaseToUse }: Ceiling): CompositePeriod => ({
  ...{ startS, limit, phases },
  ...(phaseToUse === undefined || phases !== 1 ? {} : { phaseToUse }),
});

const same = (a: CompositePeriod, b: CompositePeriod): boolean =>
  a.limit === b.limit && a.phases === b.phases && a.phaseToUse === b.phaseToUse;
