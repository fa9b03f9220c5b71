import type { StoredOverride } from '../domain/stored-order.ts';

/** What an override of one charge point comes to, part by part. */
export interface OverrideParts {
  /** Charging is switched off. */
  readonly off: boolean;
  /** mA per phase; counts again when `off` ends. */
  readonly limitMa?: number;
  /** The charging rules of the charge point do not count. */
  readonly rulesOff: boolean;
}

/** The parts that somebody changes; the others stay as they are. */
export type OverrideChange = Partial<OverrideParts>;

export const noOverride: OverrideParts = { off: false, rulesOff: false };

/** The parts of the row on disk. `underMa`: the ceiling that an override that is off lies over. */
export function partsOf(row: StoredOverride | undefined, underMa: number | undefined): OverrideParts {
  if (row === undefined) return noOverride;
  const { limitMa, rulesOff } = row;
  if (limitMa !== 0) return { off: false, rulesOff, ...(limitMa === undefined ? {} : { limitMa }) };
  return { off: true, rulesOff, ...(underMa === undefined ? {} : { limitMa: underMa }) };
}

/** What holds after a change; a ceiling of 0 is off. */
export function changedParts(before: OverrideParts, change: OverrideChange): OverrideParts {
  const { limitMa, ...others } = { ...before, ...change };
  if (limitMa === undefined) return others;
  return limitMa > 0 ? { ...others, limitMa } : { ...others, off: true };
}

export const isNothing = ({ off, limitMa, rulesOff }: OverrideParts): boolean =>
  !off && limitMa === undefined && !rulesOff;
