import type { DeviceReadings, OwnPhases, Reading } from '../../domain/device.ts';
import type { MeterValue, Sample } from '../ports.ts';

type Parts = Record<string, Reading<unknown>>;

/** Largest size of a number that is looked at; what it means is judged further on. */
const maxNumber = 1e12;
const neutral = /^N/;

/**
 * What a meter value of a charge point says, as readings of a device; a part that it does not hold is not there. Units as
 * of 1.6 7.29 and 2.0.1: A, mA?, W, kW, Wh, kWh, V, Percent; absent: the base unit. Phases: L1, L1-N, L1-L2.
 */
export function readingsOf({ samples }: MeterValue, atMs: number, wiredPhases: number): DeviceReadings {
  const parts: Parts = {};
  const put = (name: keyof DeviceReadings, value: unknown): void => {
    if (value !== undefined) parts[name] = { value, atMs };
  };
  const raw = samples.filter(({ format, location }) => format !== 'SignedData' && isOutlet(location));
  const of = (...measurands: string[]) =>
    raw.filter(({ measurand = 'Energy.Active.Import.Register' }) => measurands.includes(measurand));
  put('currentMa', perPhase(of('Current.Import'), wiredPhases, { factor: 1000, whole: 'each', missing: 0 }));
  put('voltageV', perPhase(of('Voltage'), wiredPhases, { factor: 1, whole: 'each', missing: undefined }));
  const power = of('Power.Active.Import');
  put('powerW', perPhase(power, wiredPhases, { factor: 1, whole: 'unknown', missing: undefined }));
  put('totalPowerW', total(power));
  put('energyImportWh', total(of('Energy.Active.Import.Register')));
  put('soc', total(of('SoC')));
  put('offeredMa', scaled(highest(of('Current.Offered')), 1000));
  return parts as DeviceReadings;
}

/** A value of the car's side or of the house's is another quantity. */
const isOutlet = (location: string | undefined): boolean => location === undefined || location === 'Outlet';

/** The value in A, W, Wh, V or %; undefined for what is no number. */
export function numberOf({ value, unit }: Sample): number | undefined {
  const text = value.trim().replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  const number = Number(text) * factorOf(unit);
  return Math.abs(number) <= maxNumber ? number : undefined;
}

function factorOf(unit: string | undefined): number {
  switch (unit) {
    case 'kWh':
    case 'kW':
    case 'kvar':
    case 'kVA':
      return 1000;
    case 'mA':
      return 0.001;
    default:
      return 1;
  }
}

interface PhaseRule {
  readonly factor: number;
  /** A value without a phase on several: each of them may have it (a current), or nobody knows (a power). */
  readonly whole: 'each' | 'unknown';
  /** A phase of which nothing is said beside others of which something is: no current flows in it. */
  readonly missing: number | undefined;
}

/** One value for each own phase; undefined: nothing is known of any. */
function perPhase(samples: readonly Sample[], wiredPhases: number, rule: PhaseRule): OwnPhases | undefined {
  const found: (number | undefined)[] = [undefined, undefined, undefined];
  for (const sample of samples) {
    const k = phaseIndex(sample.phase);
    if (k !== undefined) found[k] = scaled(numberOf(sample), rule.factor);
  }
  const phases = found.slice(0, wiredPhases);
  if (phases.some((value) => value !== undefined)) return phases.map((value) => value ?? rule.missing);
  const one = scaled(highest(samples.filter(({ phase }) => phase === undefined || phase === '')), rule.factor);
  if (one === undefined) return undefined;
  if (wiredPhases === 1) return [one];
  return rule.whole === 'each' ? phases.map(() => one) : undefined;
}

/** `L1`, `L1-N`; L1-L2 is between two, N is none. */
function phaseIndex(phase: string | undefined): 0 | 1 | 2 | undefined {
  const text = phase?.toUpperCase() ?? '';
  if (neutral.test(text)) return undefined;
  switch (text.replace(/-N$/, '')) {
    case 'L1':
      return 0;
    case 'L2':
      return 1;
    case 'L3':
      return 2;
    default:
      return undefined;
  }
}

/** The value over all phases: what is said without a phase, else the sum of those that are. */
function total(samples: readonly Sample[]): number | undefined {
  const whole = samples.find(({ phase }) => phase === undefined || phase === '');
  if (whole !== undefined) return numberOf(whole);
  const found = samples.flatMap((sample) => (phaseIndex(sample.phase) === undefined ? [] : (numberOf(sample) ?? [])));
  return found.length === 0 ? undefined : found.reduce((sum, value) => sum + value, 0);
}

function highest(samples: readonly Sample[]): number | undefined {
  const found = samples.flatMap((sample) => numberOf(sample) ?? []);
  return found.length === 0 ? undefined : Math.max(...found);
}

const scaled = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : Math.round(value * factor);
