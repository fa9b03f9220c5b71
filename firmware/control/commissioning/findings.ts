import type { CheckCode, CheckKind, CheckResult } from '../../domain/check.ts';
import { type PhaseIndex, phaseNames, type Wiring } from '../../domain/phases.ts';
import type { Match, PhaseMatch } from './match.ts';
import { type Observation, type Places, placesOf } from './places.ts';

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

type Seen = Pick<Findings, 'sign' | 'ratio' | 'phases' | 'confidence'>;

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
  const entered = kind === 'meter' ? meterWiring : (looks[0]?.wiring ?? []);
  const places = placesOf(
    entered,
    told.map((look) => observationOf(look, kind, meterWiring)),
  );
  const seen = {
    sign: meterWiring.map((_, k) => (signed ? signOf(told, k) : null)),
    ratio: meterWiring.map((_, k) => ratioOf(told, k)),
    phases: places.known.map((phase) => (phase === undefined ? null : phaseNames[phase])),
    confidence: confidenceOf(told),
  };
  if (told.length === 0) {
    const code = looks.map(troubleOf).find((trouble) => trouble !== 'noLoad') ?? 'noLoad';
    return { ...seen, status: 'unclear', code, siteChange: null, restAssumed: false };
  }
  const code = codeOf(kind, seen, places);
  if (code === 'phasesDoNotFit' || code === 'threePhaseCar')
    return { ...seen, status: 'unclear', code, siteChange: null, restAssumed: false };

  const wiring = places.fits ? undefined : (places.only ?? (kind === 'wiring' ? places.onlyRotation : undefined));
  const factor = kind === 'meter' ? newFactor(seen, facts.meterFactor) : undefined;
  const change = {
    ...(wiring === undefined ? {} : { phases: wiring.map((phase) => phaseNames[phase]).join('') }),
    ...(factor === undefined ? {} : { factor }),
  };
  return {
    ...seen,
    status: 'found',
    code,
    siteChange: Object.keys(change).length === 0 ? null : change,
    restAssumed: wiring !== undefined && (kind === 'meter' || places.only === undefined),
  };
}

/** Whether more loads could tell anything that matters: a meter that counts wrong is put right first. */
export const isComplete = ({ code, sign, phases }: Findings): boolean =>
  sign.every((one) => one !== null) &&
  (code === 'signInverted' || code === 'factorDiffers' || phases.every((phase) => phase !== null));

function codeOf(kind: CheckKind, { sign, ratio, phases }: Omit<Seen, 'confidence'>, places: Places): CheckCode {
  if (kind === 'meter' && sign.includes(-1)) return 'signInverted';
  if (kind === 'meter' && ratio.some((one) => one !== null && isOff(one))) return 'factorDiffers';
  if (places.contradict) return 'phasesDoNotFit';
  if (kind === 'wiring' && phases.every((phase) => phase === null)) return 'threePhaseCar';
  if (!places.fits) return 'phasesDiffer';
  return places.only !== undefined && (kind === 'wiring' || sign.every((one) => one !== null)) ? 'fits' : 'fitsInPart';
}

/** What the factor has to become, when every phase of the meter was seen and they agree; undefined = nothing or not told. */
function newFactor({ sign, ratio }: Pick<Seen, 'sign' | 'ratio'>, entered: number): number | undefined {
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

/** How the first look in which this phase of the meter answered saw it. */
const answerOf = (looks: readonly Look[], k: number): PhaseMatch | undefined =>
  looks.flatMap(({ match }) => match.meterPhases[k] ?? []).find(({ verdict }) => verdict === 'answers');

function signOf(looks: readonly Look[], k: number): 1 | -1 | null {
  const answer = answerOf(looks, k);
  return answer === undefined ? null : answer.ratio < 0 ? -1 : 1;
}

/** Only a load that measures itself tells how much the meter should have counted. */
function ratioOf(looks: readonly Look[], k: number): number | null {
  const measured = looks.filter(({ match }) => match.loadPhases !== undefined);
  const answer = answerOf(measured, k);
  return answer === undefined ? null : Math.round(Math.abs(answer.ratio) * 100) / 100;
}

function confidenceOf(looks: readonly Look[]): number {
  const shares = looks.flatMap(({ match }) => match.meterPhases.map(({ agreeing }) => agreeing / match.used));
  return shares.length === 0 ? 0 : Math.round(Math.min(...shares) * 100) / 100;
}
