import { call } from './request.ts';

/** Sums of a metering point over a time, Wh and ct. */
export interface MeteringTotal {
  readonly point: string;
  readonly name: string;
  readonly consumedWh: number;
  readonly producedWh: number;
  readonly localWh: number;
  readonly gridWh: number;
  readonly soldWh: number;
  readonly gridCt: number | null;
  readonly localCt: number;
  readonly soldCt: number;
  readonly gap: boolean;
  readonly quarters: number;
  readonly unpricedWh: number;
}

/** `month`: "2026-11", of the calendar of the site. */
export const readBalance = (month: string) =>
  call<{ readonly from: string; readonly to: string; readonly points: readonly MeteringTotal[] }>(
    'GET',
    `metering-points/balance?month=${month}`,
  );

/** Every quarter hour of the month as CSV. */
export const balanceCsv = (month: string): string => `/api/v1/metering-points/balance?month=${month}&format=csv`;
