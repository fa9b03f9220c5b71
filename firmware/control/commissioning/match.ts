import { median } from './series.ts';

/** One step between two plateaus; changes in mA and W. */
export interface Step {
  /** 1 = the load went up. */
  readonly direction: 1 | -1;
  /** Change per own phase of the load as it says itself; undefined where it does not measure. */
  readonly loadMa: readonly number[] | undefined;
  /** Change per own phase of the meter, signed. */
  readonly meterMa: readonly number[];
  /** The same of its power; undefined where it gives none. */
  readonly meterW: readonly number[] | undefined;
  /** The most that anything else the site knows moved on a phase meanwhile. */
  readonly othersMa: number;
}

/** How one own phase of the meter follows the load. */
export interface PhaseMatch {
  /** `open`: too few steps agree to say anything. */
  readonly verdict: 'answers' | 'silent' | 'open';
  /** What the meter counts for every ampere; in nominal steps where the load does not measure. */
  readonly ratio: number;
  /** Watts per volt and ampere; undefined without power. 1 = current and voltage belong together. */
  readonly powerFit: number | undefined;
  readonly agreeing: number;
}

export interface Match {
  /** Steps that were large enough while nothing else moved. */
  readonly used: number;
  /** Own phases on which the load was stepped; undefined where it does not measure. */
  readonly loadPhases: readonly number[] | undefined;
  readonly meterPhases: readonly PhaseMatch[];
}

/** A step has to stand out of what a house does by itself. */
const leastStepMa = 3000;
/** Anything else that moves by more spoils a step. */
const quietMa = 800;
/** A load that does not measure is taken for this step, and its answer for as many such steps. */
const nominalMa = 6000;
/** A step agrees when it lies this close to what the others say: noise of two plateaus, and a share. */
const agreeMa = 700;
const agreeShare = 0.08;
/** So many steps have to agree, and so many of all. */
const leastAgreeing = 5;
const leastShare = 0.6;

/** Reads from steps which phases of the meter follow the load, how much, and which way round. */
export function matchSteps(steps: readonly Step[], voltageV: number): Match {
  const measured = steps.every((step) => step.loadMa !== undefined);
  const usable = steps.filter(
    ({ loadMa, othersMa }) => othersMa <= quietMa && (!measured || largest(loadMa ?? []) >= leastStepMa),
  );
  const loadPhases = measured ? steppedPhases(usable) : undefined;
  const pairs = usable.map((step) => ({ step, loadMa: measured ? signedLargest(step) : step.direction * nominalMa }));
  const columns = steps[0]?.meterMa.length ?? 0;
  return {
    used: pairs.length,
    loadPhases,
    meterPhases: Array.from({ length: columns }, (_, k) => phaseMatch(pairs, k, measured, voltageV)),
  };
}

type Pair = { readonly step: Step; readonly loadMa: number };

function phaseMatch(pairs: readonly Pair[], k: number, measured: boolean, voltageV: number): PhaseMatch {
  if (pairs.length === 0) return { verdict: 'open', ratio: 0, powerFit: undefined, agreeing: 0 };
  const answerMa = ({ step }: Pair): number => step.meterMa[k] ?? 0;
  const ratio = median(pairs.map((pair) => answerMa(pair) / pair.loadMa));
  const agreeing = pairs.filter((pair) => {
    const expectedMa = ratio * pair.loadMa;
    return Math.abs(answerMa(pair) - expectedMa) <= agreeMa + agreeShare * Math.abs(expectedMa);
  });
  const enough = agreeing.length >= leastAgreeing && agreeing.length >= leastShare * pairs.length;
  const [silentTo, answersFrom] = measured ? [0.15, 0.3] : [0.2, 0.5];
  const size = Math.abs(ratio);
  const verdict = !enough ? 'open' : size >= answersFrom ? 'answers' : size <= silentTo ? 'silent' : 'open';
  const powers = agreeing.flatMap((pair) => {
    const watts = pair.step.meterW?.[k];
    const volts = (answerMa(pair) * voltageV) / 1000;
    return watts === undefined || volts === 0 ? [] : [watts / volts];
  });
  return { verdict, ratio, powerFit: powers.length === 0 ? undefined : median(powers), agreeing: agreeing.length };
}

/** Own phases whose steps stand out in most of the steps. */
function steppedPhases(steps: readonly Step[]): readonly number[] {
  const columns = steps[0]?.loadMa?.length ?? 0;
  return Array.from({ length: columns }, (_, k) => k).filter(
    (k) => median(steps.map(({ loadMa }) => Math.abs(loadMa?.[k] ?? 0))) >= leastStepMa,
  );
}

const largest = (values: readonly number[]): number => Math.max(0, ...values.map(Math.abs));
const signedLargest = ({ loadMa = [] }: Step): number =>
  loadMa.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
