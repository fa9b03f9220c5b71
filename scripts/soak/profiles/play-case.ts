import type { CompositeSchedule } from '../../../firmware/ocpp/profile/composite.ts';
import { type Random, seededRandom } from '../../site/random.ts';
import { Engine } from './engine.ts';
import { Oracle } from './oracle.ts';
import type { CaseStep, ProfileCase } from './profile-case.ts';

export interface Played {
  /** What engine and oracle say differently, the first of its kind each. */
  readonly differences: readonly string[];
  readonly instants: number;
  readonly taken: number;
  readonly refused: number;
  readonly periods: number;
}

const yearMs = 366 * 86_400_000;
/** Changes are told exactly so far ahead. */
const exactMs = 8 * 86_400_000;

/**
 * One case through both: each installation and removal must end alike, the composite schedule must be the same at every second
 * of the window (`everySecond`) or at each of its changes, a second before and after and at random seconds, and so must the
 * limits at random instants.
 */
export function playCase(one: ProfileCase, everySecond = true): Played {
  const engine = new Engine(one);
  const oracle = new Oracle(one);
  const differences: string[] = [];
  let taken = 0;
  let refused = 0;
  for (const [k, step] of one.steps.entries()) {
    const [ours, theirs] = [engine.take(step), takenBy(oracle, step)];
    if (ours !== theirs) differences.push(`step ${k}, ${step.kind}: ${ours} instead of ${theirs}`);
    if (step.kind !== 'set') continue;
    if (ours === true) taken += 1;
    else refused += 1;
  }
  const random = seededRandom(`${one.name}/instants`);
  const composite = engine.composite();
  let instants = 0;
  for (const second of everySecond ? seconds(one.durationS) : someSeconds(one, composite, random)) {
    instants += 1;
    const difference = differenceAt(second, one, composite, oracle);
    if (difference === undefined) continue;
    differences.push(difference);
    break;
  }
  if (composite.durationS !== one.durationS) differences.push(`${composite.durationS} s instead of ${one.durationS}`);
  for (let k = 0; k < 8 && differences.length === 0; k += 1) {
    const atMs = one.fromMs + Math.floor(random.between([-0.5, 1.5]) * one.durationS * 1000);
    differences.push(...limitDifferences(engine, oracle, one.connector, atMs, random));
    instants += 1;
  }
  return { differences, instants, taken, refused, periods: composite.periods.length };
}

function takenBy(oracle: Oracle, step: CaseStep): boolean | number {
  if (step.kind === 'begin') oracle.begin({ ...step, id: `tx${step.number}` });
  if (step.kind === 'end') oracle.end(`tx${step.number}`);
  if (step.kind === 'set') return oracle.set(step.payload, step.connector, step.by, step.atMs);
  if (step.kind === 'clear16') {
    const { id, connectorId, stackLevel, chargingProfilePurpose } = step.payload;
    return oracle.clear({ id, connector: connectorId, level: stackLevel, purpose: chargingProfilePurpose });
  }
  if (step.kind !== 'clear201') return 0;
  const { chargingProfileId, chargingProfileCriteria } = step.payload;
  if (chargingProfileId !== undefined) return oracle.clear({ id: chargingProfileId });
  const { evseId, stackLevel, chargingProfilePurpose } = chargingProfileCriteria ?? {};
  return oracle.clear({ connector: evseId, level: stackLevel, purpose: chargingProfilePurpose });
}

function* seconds(durationS: number): Generator<number> {
  for (let second = 0; second < durationS; second += 1) yield second;
}

function someSeconds({ durationS }: ProfileCase, { periods }: CompositeSchedule, random: Random): readonly number[] {
  const changes = periods.flatMap(({ startS }) => [startS - 1, startS, startS + 1]);
  const others = Array.from({ length: 500 }, () => Math.floor(random.between([0, durationS])));
  return [...changes, ...others].filter((second) => second >= 0 && second < durationS);
}

function differenceAt(second: number, one: ProfileCase, { periods }: CompositeSchedule, oracle: Oracle) {
  const { connector, unit, fromMs } = one;
  const wanted = oracle.compositeAt(connector, unit, fromMs + second * 1000, fromMs);
  let low = 0;
  let high = periods.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((periods[middle]?.startS ?? 0) <= second) low = middle;
    else high = middle - 1;
  }
  const period = periods[low];
  if (
    period !== undefined &&
    period.startS <= second &&
    period.limit === wanted.limit &&
    period.phases === wanted.phases &&
    period.phaseToUse === wanted.conductor
  )
    return undefined;
  return `second ${second}: ${JSON.stringify(period)} instead of ${JSON.stringify(wanted)}`;
}

/** The limit at an instant, and that it holds until the moment told and not longer. */
function limitDifferences(engine: Engine, oracle: Oracle, connector: number, atMs: number, random: Random) {
  const { untilMs, ...now } = engine.limitAt(connector, atMs);
  const said = textOf(now);
  const wanted = (ms: number) => {
    const { mA, w, phases, conductor } = oracle.limitsAt(connector, ms);
    return textOf({
      ...(mA === Number.POSITIVE_INFINITY ? {} : { maxMa: mA }),
      ...(w === Number.POSITIVE_INFINITY ? {} : { maxW: w }),
      ...(phases === 3 ? {} : { phases }),
      ...(phases !== 1 || conductor === undefined ? {} : { phaseToUse: conductor }),
    });
  };
  if (said !== wanted(atMs)) return [`limit at ${atMs}: ${said} instead of ${wanted(atMs)}`];
  const lastMs = (untilMs ?? atMs + yearMs) - 1;
  for (const ms of [lastMs, ...Array.from({ length: 6 }, () => Math.floor(random.between([atMs, lastMs])))])
    if (said !== wanted(ms)) return [`limit at ${atMs} changes before ${untilMs}, at ${ms} already`];
  // So far ahead it may be told to change where it does not: for a new look.
  if (untilMs === undefined || untilMs > atMs + exactMs || said !== wanted(untilMs)) return [];
  return [`limit at ${atMs} does not change at ${untilMs}`];
}

const textOf = (limit: { maxMa?: number; maxW?: number; phases?: number; phaseToUse?: number }): string =>
  [limit.maxMa, limit.maxW, limit.phases, limit.phaseToUse].join(' ');
