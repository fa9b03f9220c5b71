/** What a telegram says under one OBIS code. */
export interface Said {
  readonly value: number | string;
  /** As the telegram writes it (`kWh`, `V`); `undefined` where it says none. */
  readonly unit: string | undefined;
}

/** A telegram by OBIS code (`1-0:1.8.0`, as `obisKey` writes it). */
export type Telegram = ReadonlyMap<string, Said>;

/** A code in the one form that is compared: without the billing period where it is 255, which means none. */
export function obisKey(code: string): string {
  const [, whole = code, period] = /^(\d+-\d+:\d+\.\d+\.\d+)(?:[.*](\d+))?$/.exec(code) ?? [];
  return period === undefined || period === '255' ? whole : `${whole}*${period}`;
}
