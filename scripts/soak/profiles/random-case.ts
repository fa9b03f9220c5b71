import type { OcppVersion } from '../../../firmware/ocpp/version.ts';
import { type Random, seededRandom } from '../../site/random.ts';
import type { CaseStep, Payload16, Payload201, ProfileCase } from './profile-case.ts';

const dayS = 86_400;
/** A Thursday; the cases lie in the 100 days after it, with a change of the clock in it. */
const epochMs = Date.parse('2026-02-19T00:00:00Z');

/** What is drawn about one case before its profiles are. */
interface Frame {
  readonly random: Random;
  readonly version: OcppVersion;
  readonly fromMs: number;
  readonly durationS: number;
  readonly connectors: number;
  readonly choosesPhase: boolean;
}

/**
 * A case by chance: what happens in it lies around the window that is asked for, levels, ids and purposes are few so that they
 * meet, and some of it must be refused. `longestS`: of the window.
 */
export function randomCase(version: OcppVersion, seed: string, longestS = 7200): ProfileCase {
  const random = seededRandom(seed);
  const connectors = pick(random, [1, 1, 2, 3]);
  const fraction = random.chance(0.1) ? whole(random, 0, 999) : 0;
  const fromMs = epochMs + whole(random, 20 * dayS, 100 * dayS) * 1000 + fraction;
  const durationS = whole(random, 1, random.chance(0.5) ? longestS : longestS / 8);
  const choosesPhase = random.chance(0.7);
  const frame = { random, version, fromMs, durationS, connectors, choosesPhase };
  return {
    ...{ name: `${version} ${seed}`, version, maxProfiles: random.chance(0.1) ? 3 : 64, choosesPhase },
    connectors: Array.from({ length: connectors }, () => ({
      maxMa: pick(random, [16_000, 32_000, 20_500, 63_000]),
      phases: pick(random, [3, 3, 3, 1, 2]),
      voltageV: pick(random, [230, 230, 240, 231]),
    })),
    steps: stepsOf(frame),
    connector: whole(random, 0, connectors),
    ...{ fromMs, durationS, unit: pick(random, ['A', 'W']) },
  };
}

const pick = <const T>(random: Random, choices: readonly [T, ...T[]]): T => random.pick<T>(choices);

const whole = (random: Random, from: number, to: number): number => Math.floor(random.between([from, to + 1]));

function stepsOf(frame: Frame): readonly CaseStep[] {
  const { random, fromMs, connectors } = frame;
  const steps: CaseStep[] = [];
  let number = 0;
  const begin = (connector: number) => {
    number += 1;
    const agoS = random.chance(0.05) ? -whole(random, 1, 600) : whole(random, 0, 9000);
    steps.push({ kind: 'begin', connector, number, startedAtMs: fromMs - agoS * 1000 });
  };
  for (let connector = 1; connector <= connectors; connector += 1) if (random.chance(0.85)) begin(connector);
  const sets = whole(random, 1, random.chance(0.3) ? 16 : 8);
  for (let k = 0; k < sets; k += 1) {
    const atMs = fromMs - (sets - k) * 7000;
    steps.push(setStep(frame, atMs, number));
    if (random.chance(0.05)) steps.push(clearStep(frame));
    if (number === 0 || !random.chance(0.04)) continue;
    const ended = whole(random, 1, number);
    steps.push({ kind: 'end', number: ended });
    const last = steps.find((step) => step.kind === 'begin' && step.number === ended);
    if (last?.kind === 'begin' && random.chance(0.5)) begin(last.connector);
  }
  return steps;
}

const purposes16 = ['ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile'] as const;
const purposes201 = [
  'ChargingStationMaxProfile',
  'TxDefaultProfile',
  'TxProfile',
  'ChargingStationExternalConstraints',
] as const;

function setStep(frame: Frame, atMs: number, numbers: number): CaseStep {
  const { random, version, connectors } = frame;
  const oddly = random.chance(0.03);
  if (version === '1.6') {
    const purpose = pick(random, [...purposes16, 'TxDefaultProfile', 'TxProfile']);
    const connector = oddly ? whole(random, 0, connectors + 1) : placeOf(frame, purpose);
    return { kind: 'set', atMs, connector, by: 'backend', payload: payload16(frame, purpose, numbers) };
  }
  const purpose = pick(random, ['TxDefaultProfile', ...purposes201, 'TxProfile']);
  const connector = oddly ? whole(random, 0, connectors + 1) : placeOf(frame, purpose);
  const by = purpose === 'ChargingStationExternalConstraints' && random.chance(0.9) ? 'local' : 'backend';
  return { kind: 'set', atMs, connector, by, payload: payload201(frame, purpose, numbers) };
}

function placeOf({ random, connectors }: Frame, purpose: string): number {
  if (purpose.endsWith('MaxProfile')) return 0;
  return whole(random, purpose === 'TxProfile' ? 1 : 0, connectors);
}

function payload16(frame: Frame, purpose: (typeof purposes16)[number], numbers: number): Payload16 {
  const { random } = frame;
  const kind = kindFor(random, purpose);
  const names = purpose === 'TxProfile' ? random.chance(0.3) : random.chance(0.02);
  const schedule = scheduleOf(
    frame,
    kind,
    random.chance(kind === 'Absolute' ? 0.75 : kind === 'Recurring' ? 0.98 : 0.2),
  );
  return {
    ...{ chargingProfileId: whole(random, 1, 12), stackLevel: whole(random, 0, 3) },
    ...{ chargingProfilePurpose: purpose, chargingProfileKind: kind },
    ...(names ? { transactionId: whole(random, 1, numbers + 1) } : {}),
    ...recurrencyOf(random, kind),
    ...validityOf(frame),
    chargingSchedule: schedule as Payload16['chargingSchedule'],
  };
}

function payload201(frame: Frame, purpose: Payload201['chargingProfilePurpose'], numbers: number): Payload201 {
  const { random } = frame;
  const kind = kindFor(random, purpose);
  const count = pick(random, [1, 1, 1, 2, 3]);
  const schedules = Array.from({ length: count }, (_, k) => ({
    id: k + 1,
    ...scheduleOf(frame, kind, random.chance(kind === 'Relative' ? 0.03 : 0.97)),
  }));
  return {
    ...{ id: whole(random, 1, 12), stackLevel: whole(random, 0, 3) },
    ...{ chargingProfilePurpose: purpose, chargingProfileKind: kind },
    ...(purpose === 'TxProfile' && random.chance(0.97)
      ? { transactionId: `tx${whole(random, 1, Math.max(1, numbers))}` }
      : {}),
    ...recurrencyOf(random, kind),
    ...validityOf(frame),
    chargingSchedule: schedules as unknown as Payload201['chargingSchedule'],
  };
}

const kindFor = (random: Random, purpose: string): 'Absolute' | 'Recurring' | 'Relative' => {
  const kind = pick(random, ['Absolute', 'Absolute', 'Recurring', 'Relative']);
  const isOfStation = purpose.endsWith('MaxProfile') || purpose.endsWith('Constraints');
  return kind === 'Relative' && isOfStation && random.chance(0.95) ? 'Absolute' : kind;
};

const recurrencyOf = (random: Random, kind: string) =>
  kind === 'Recurring'
    ? random.chance(0.98)
      ? { recurrencyKind: pick(random, ['Daily', 'Daily', 'Weekly']) }
      : {}
    : {};

function validityOf({ random, fromMs, durationS }: Frame) {
  const around = () => fromMs + whole(random, -durationS, durationS * 1.5) * 1000 + (random.chance(0.05) ? 500 : 0);
  return {
    ...(random.chance(0.2) ? { validFrom: text(around()) } : {}),
    ...(random.chance(0.2) ? { validTo: text(around()) } : {}),
  };
}

const text = (ms: number): string => new Date(ms).toISOString();

/** The instants at which it changes lie in the window mostly, whenever it began. */
function scheduleOf(frame: Frame, kind: string, hasStart: boolean) {
  const { random, fromMs, durationS } = frame;
  const unit = pick(random, ['A', 'A', 'W']);
  const backS =
    kind === 'Recurring' ? whole(random, -1, 15) * dayS : random.chance(0.2) ? whole(random, 0, 2) * dayS : 0;
  const offsetS = whole(random, -durationS, durationS) - backS;
  const startMs = fromMs + offsetS * 1000 + (random.chance(0.05) ? whole(random, 0, 999) : 0);
  const intoWindowS = kind === 'Recurring' ? ((-offsetS % dayS) + dayS) % dayS : hasStart ? Math.max(0, -offsetS) : 0;
  const aboutS = () => Math.max(1, (random.chance(0.7) ? intoWindowS : 0) + whole(random, -durationS, durationS));
  const starts = [...new Set([0, ...Array.from({ length: whole(random, 0, 7) }, aboutS)])].sort((a, b) => a - b);
  if (random.chance(0.01)) starts.reverse();
  return {
    ...(hasStart ? { startSchedule: text(startMs) } : {}),
    ...(random.chance(0.5) ? { duration: aboutS() } : {}),
    chargingRateUnit: unit,
    chargingSchedulePeriod: starts.map((startPeriod) => periodOf(frame, startPeriod, unit)),
  };
}

function periodOf({ random, version, choosesPhase }: Frame, startPeriod: number, unit: 'A' | 'W') {
  const limit = unit === 'A' ? whole(random, 0, 400) / 10 : whole(random, 0, 250_000) / 10;
  const numberPhases = pick(random, [undefined, undefined, 1, 2, 3]);
  const chooses = version === '2.0.1' && random.chance(choosesPhase ? 0.15 : 0.003);
  return {
    ...{ startPeriod, limit: random.chance(0.08) ? 0 : limit },
    ...(numberPhases === undefined && !chooses
      ? {}
      : { numberPhases: chooses && random.chance(0.98) ? 1 : (numberPhases ?? 3) }),
    ...(chooses ? { phaseToUse: whole(random, 1, 3) } : {}),
  };
}

function clearStep({ random, version, connectors }: Frame): CaseStep {
  const id = random.chance(0.4) ? whole(random, 1, 12) : undefined;
  const place = random.chance(0.4) ? whole(random, 0, connectors) : undefined;
  const stackLevel = random.chance(0.4) ? whole(random, 0, 3) : undefined;
  const purposed = random.chance(0.4);
  if (version === '1.6')
    return {
      kind: 'clear16',
      payload: {
        ...(id === undefined ? {} : { id }),
        ...(place === undefined ? {} : { connectorId: place }),
        ...(stackLevel === undefined ? {} : { stackLevel }),
        ...(purposed ? { chargingProfilePurpose: pick(random, purposes16) } : {}),
      },
    };
  return {
    kind: 'clear201',
    payload: {
      ...(id === undefined ? {} : { chargingProfileId: id }),
      chargingProfileCriteria: {
        ...(place === undefined ? {} : { evseId: place }),
        ...(stackLevel === undefined ? {} : { stackLevel }),
        ...(purposed ? { chargingProfilePurpose: pick(random, ['TxProfile', ...purposes201]) } : {}),
      },
    },
  };
}
