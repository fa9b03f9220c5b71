import { NetwachtError } from '../../domain/errors.ts';
import { parseNumber } from '../../domain/variable.ts';
import type { OverrideNow } from '../ports.ts';
import { once } from './variable-change.ts';

/** What one call of override_device asks for; what is absent stays as it is. */
export interface WantedOverride extends Partial<OverrideNow> {
  readonly userRulesOff?: boolean;
}

type Part = 'off' | 'rulesOff' | 'userRulesOff';

/** Letters by their lower case: capital = off, small = on (original-product 2.5). */
const parts = new Map<string, Part>([
  ['c', 'off'],
  ['e', 'rulesOff'],
  ['u', 'userRulesOff'],
]);
/** 1000 A: more than any charge point has; nothing is raised by it anyway. */
const maxMa = 1_000_000;

/** `override_device&dev_id=d[&flags=CcEeUu][&mamps=mA]`. Codes: `badFlag`, `badNumber`, `nothingAsked` (400). */
export function overrideFromQuery(query: URLSearchParams): WantedOverride {
  const flags = flagsOf(query.getAll('flags').join(''));
  const mamps = once(query, 'mamps') ?? '';
  const wanted = mamps === '' ? flags : { ...flags, limitMa: milliamperes(mamps) };
  if (Object.keys(wanted).length === 0)
    throw new NetwachtError('nothingAsked', 'Say flags (of C c E e U u) or mamps (mA per phase)');
  return wanted;
}

function flagsOf(text: string): Partial<Record<Part, boolean>> {
  const wanted: Partial<Record<Part, boolean>> = {};
  for (const letter of text) {
    const part = parts.get(letter.toLowerCase());
    if (part === undefined) throw new NetwachtError('badFlag', 'flags are letters of C c E e U u');
    const off = letter !== letter.toLowerCase();
    if (wanted[part] === !off)
      throw new NetwachtError('badFlag', `flags say both ${letter.toUpperCase()} and ${letter.toLowerCase()}`);
    wanted[part] = off;
  }
  return wanted;
}

/** Some clients send a float: `10000.0`. */
function milliamperes(text: string): number {
  const value = parseNumber(text);
  if (value === undefined || value < 0 || value > maxMa)
    throw new NetwachtError('badNumber', `mamps is a number of milliamperes from 0 to ${maxMa}`);
  return Math.round(value);
}
