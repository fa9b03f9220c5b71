/** Variables: named numbers that an operator, a supplier or a user sets (contracts §2). */

/** Names are unique without regard to case; this is the key. Prefix `CM.` may be left out. */
export const variableKey = (name: string): string => name.toLowerCase();

export const maxVariables = 256;

const namePattern = /^[A-Za-z_][A-Za-z0-9_]{0,31}$/;
const numberPattern = /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const reserved = new Set(
  'min max abs clamp round sqrt exists min_price max_price min_price_secs max_price_secs param date cm gm pb'.split(
    ' ',
  ),
);

const flags = Array.from({ length: 32 }, (_, k) => `_flag${k + 1}`);
const flagKeys: ReadonlySet<string> = new Set(flags);
/** Built-in names that are set from outside like any variable. */
const settable: ReadonlySet<string> = new Set(['_set_price', '_set_price_level', ...flags]);

/** The 32 flags (original-product E4): kept in memory only, unless a limit reads one. */
export const isFlag = (name: string): boolean => flagKeys.has(variableKey(name));

/** Key of the variable that a name in a formula reads, in canonical spelling (`CM.avail`); `undefined` for every other name. */
export function variableRead(name: string): string | undefined {
  if (!name.startsWith('CM.')) return undefined;
  const key = name.slice(3);
  return key.startsWith('_') && !settable.has(key) ? undefined : key;
}

/** Why a name cannot be a variable's, or `undefined` when it can. */
export function variableNameFault(name: string): string | undefined {
  if (!namePattern.test(name))
    return `"${name.slice(0, 64)}" is not a name: 1 to 32 letters, digits or _, not starting with a digit`;
  if (name.startsWith('_') && !settable.has(variableKey(name)))
    return `"${name}" starts with _, which is kept for built-in variables`;
  if (reserved.has(name.toLowerCase()) || /^[MEV]\d+$/i.test(name))
    return `"${name}" is a reserved word of the formula language`;
  return undefined;
}

/** A finite decimal number as the operator's calls write it; `undefined` for `abc`, `NaN`, `1e999`, `0x10`, empty. */
export function parseNumber(text: string): number | undefined {
  if (!numberPattern.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A variable as it is stored. `value` undefined: declared or removed, no value now. */
export interface StoredVariable {
  /** Spelled as first given. */
  readonly name: string;
  readonly value?: number;
  /** A formula instead of a number. */
  readonly expr?: string;
  /** Wall time of the last write. */
  readonly atMs: number;
  /** Who wrote it: "admin", "site", "channel:emt1". */
  readonly source: string;
  /** Wall time until which the channel that wrote it kept it fresh (`freshBy: "channel"`); never stored with it. */
  readonly freshAtMs?: number;
  /** Set with tmp=1: kept in memory only, unless a limit reads it. */
  readonly temporary?: boolean;
}
