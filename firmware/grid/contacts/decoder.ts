import { type ContactLevel, type ContactRow, patternFits } from '../../domain/contacts.ts';

/** A ceiling as the records have it; undefined = none. */
export interface DecodedLimit {
  readonly unit: 'W' | 'mA';
  readonly value: number;
}

export interface LevelBase {
  /** What 100 % are, W. */
  readonly baseW: number | undefined;
}

/** The row of the table that contacts fit; undefined for a pattern that is none: a broken wire, two relays at once. */
export function decodeContacts(table: readonly ContactRow[], closed: readonly boolean[]): ContactRow | undefined {
  return table.find(({ pattern }) => patternFits(pattern, closed));
}

/** What a level limits to. 100 % and more is no limit; a share of a base that is not known is 0. */
export function limitOfLevel(
  { percent, limitW, limitA, unlimited }: ContactLevel,
  { baseW }: LevelBase,
): DecodedLimit | undefined {
  if (unlimited === true) return undefined;
  if (limitW !== undefined) return { unit: 'W', value: limitW };
  if (limitA !== undefined) return { unit: 'mA', value: Math.floor(limitA * 1000 + 1e-6) };
  if (percent !== undefined && percent >= 100) return undefined;
  return { unit: 'W', value: ((baseW ?? 0) * (percent ?? 0)) / 100 };
}

/** The level in words for the live state. */
export function nameOfLevel({ name, percent, limitW, limitA, unlimited }: ContactLevel): string {
  if (name !== undefined) return name;
  if (unlimited === true) return 'not limited';
  if (limitW !== undefined) return `${limitW} W`;
  return limitA === undefined ? `${percent ?? 0} %` : `${limitA} A`;
}
