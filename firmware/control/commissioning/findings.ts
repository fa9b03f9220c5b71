import type { CheckCode, CheckKind, CheckResult } from '../../domain/check.ts';
import { type PhaseIndex, phaseNames, type Wiring } from '../../domain/phases.ts';
import type { Match, PhaseMatch } from './match.ts';
import { type Observation, placesOf } from './places.ts';

/** One load that was stepped and how the meter followed. */
export interface Look {
  /** Wiring of the charge point as entered, or the phase a person named. */
  readonly wiring: Wiring;
  readonly match: Match;
}

export interface FindingFacts {
  readonly kind: CheckKind;
  /** As entered in the site. */
  readonly meterWiring: Wiring;
  readonly meterFactor: number;
  /** Without power the meter's currents have no sign. */
  readonly signed: boolean;
}

export type Findings = Pick<
  CheckResult,
  'code' | 'sign' | 'ratio' | 'phases' | 'confidence' | 'siteChange' | 'restAssumed'
> & { readonly status: 'found' | 'unclear' };

/** Further from 1 than this is no error of measurement. */
const ratioTolerance = 0.15;
/** Current and voltage of different phases give half the power. */
const powerFits = [0.75, 1.3] as const;

/** Why a look tells nothing; undefined when it tells something. */
export function troubleOf({ wiring, match: { meterPhases, loadPhases, used } }: Look): CheckCode | undefined {
  if (meterPhases.length === 0 || meterPhases.some(({ verdict }) => verdict === 'open'))
    return used === 0 ? 'noLoad' : 'disturbed';
  const answers = answering(meterPhases);
  if (answers.length === 0) return 'noAnswer';
  const stepped = loadPhases ?? ownPhases(answers.length);
  if (stepped.length !== answers.length || stepped.some((k) => wiring[k] === undefined)) return 'phasesDoNotFit';
  const fits = answers.map((k) => Math.abs(meterPhases[k]?.powerFit ?? 1));
  return fits.every((fit) => fit >= powerFits[0] && fit <= powerFits[1]) ? undefined : 'voltageMixed';
}

/** What all looks of a check say together about the device that is checked. */
export function findingsOf(looks: readonly Look[], facts: FindingFacts): Findings {
  const { kind, meterWiring, signed } = facts;
  const told = looks.filter((look) => troubleOf(look) === undefined);
  const phaseMatches = meterWiring.map((_, k) =>
    told.flatMap(({ match }) => match.meterPhases[k] ?? []).find(({ verdict }) => verdict === 'answers'),
  );
  const entered = kind === 'meter' ? meterWiring : (looks[0]?.wiring ?? []);
  const places = placesOf(
    entered,
    told.map((look) => observationOf(look, kind, meterWiring)),
  );
  const seen = {
    sign: phaseMatches.map(
      (match) => (match === undefined || !signed ? null : match.ratio < 0 ? -1 : 1) as 1 | -1 | null,
    ),
    ratio: phaseMatches.map((match, k) =>
      match === undefined || told[0]?.match.loadPhases === undefined ? null : ratioOf(told, k),
    ),
    phases: places.known.map((phase) => (phase === undefined ? null : phaseNames[phase])),
    confidence: confidenceOf(told),
  };
  const nothing = { ...seen, siteChange: null, restAssumed: false };
  if (told.length === 0) {
    const troubles = looks.map(troubleOf);
    return { ...nothing, status: 'unclear', code: troubles.find((code) => code !== 'noLoad') ?? 'noLoad' };
  }
  if (places.fits === false && places.known.every((phase) => phase === undefined))
    return { ...nothing, status: 'unclear', code: 'phasesDoNotFit' };
  if (kind === 'wiring' && entered.length > 1 && places.known.every((phase) => phase === undefined))
    return { ...nothing, status: 'unclear', code: 'threePhaseCar' };

  const wiring = places.fits ? undefined : (places.only ?? (kind === 'wiring' ? places.onlyRotation : undefined));
  const factor = kind === 'meter' ? newFactor(seen, facts.meterFactor) : undefined;
  const change = {
    ...(wiring === undefined ? {} : { phases: wiring.map((phase) => phaseNames[phase]).join('') }),
    ...(factor === undefined ? {} : { factor }),
  };
  return {
    ...seen,
    status: 'found',
    code: foundCode(kind, seen, places.fits, places.only !== undefined),
    siteChange: Object.keys(change).length === 0 ? null : change,
    restAssumed: wiring !== undefined && places.only === undefined,
  };
}

/** Whether more loads could tell more. */
export const isComplete = ({ sign, phases }: Findings): boolean =>
  phases.every((phase) => phase !== null) && sign.every((one) => one !== null);

function foundCode(
  kind: CheckKind,
  { sign, ratio }: Pick<Findings, 'sign' | 'ratio'>,
  fits: boolean,
  all: boolean,
): CheckCode {
  if (kind === 'meter' && sign.includes(-1)) return 'signInverted';
  if (kind === 'meter' && ratio.some((one) => one !== null && isOff(one))) return 'factorDiffers';
  if (!fits) return 'phasesDiffer';
  return all && (kind === 'wiring' || sign.every((one) => one !== null)) ? 'fits' : 'fitsInPart';
}

/** What the factor has to become, when every phase of the meter was seen and they agree; undefined = nothing or not told. */
function newFactor({ sign, ratio }: Pick<Findings, 'sign' | 'ratio'>, entered: number): number | undefined {
  const counted = ratio.map((one, k) => (one === null ? undefined : one * (sign[k] ?? 1)));
  const [first] = counted;
  if (first === undefined || counted.some((one) => one === undefined || Math.abs(one / first - 1) > 0.1))
    return undefined;
  const mean = counted.reduce<number>((sum, one) => sum + (one ?? 0), 0) / counted.length;
  if (!isOff(Math.abs(mean))) return mean < 0 ? -entered : undefined;
  return entered / simple(mean);
}

const isOff = (ratio: number): boolean => Math.abs(ratio - 1) > ratioTolerance;

/** 1.97 is a 2 and 0.51 a half: ratios of transformers are simple numbers. */
function simple(ratio: number): number {
  const size = Math.abs(ratio);
  const nearest = size >= 1 ? Math.round(size) : 1 / Math.round(1 / size);
  return Math.sign(ratio) * (Math.abs(size / nearest - 1) < 0.05 ? nearest : Math.round(size * 100) / 100);
}

function observationOf({ wiring, match }: Look, kind: CheckKind, meterWiring: Wiring): Observation {
  const answers = answering(match.meterPhases);
  const stepped = match.loadPhases ?? ownPhases(answers.length);
  const through = (own: readonly number[], known: Wiring): readonly PhaseIndex[] => own.flatMap((k) => known[k] ?? []);
  return kind === 'meter'
    ? { own: answers, building: through(stepped, wiring) }
    : { own: stepped, building: through(answers, meterWiring) };
}

/** A load that does not measure uses its phases in their order. */
const ownPhases = (count: number): readonly number[] => Array.from({ length: count }, (_, k) => k);

const answering = (phases: readonly PhaseMatch[]): readonly number[] =>
  phases.flatMap(({ verdict }, k) => (verdict === 'answers' ? [k] : []));

function ratioOf(looks: readonly Look[], k: number): number | null {
  const match = looks.map((look) => look.match.meterPhases[k]).find((one) => one?.verdict === 'answers');
  return match === undefined ? null : Math.round(Math.abs(match.ratio) * 100) / 100;
}

function confidenceOf(looks: readonly Look[]): number {
  const shares = looks.flatMap(({ match }) => match.meterPhases.map(({ agreeing }) => agreeing / match.used));
  return shares.length === 0 ? 0 : Math.round(Math.min(...shares) * 100) / 100;
}
