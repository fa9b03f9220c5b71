import { numberOf, textOf } from '../../part/number-text.ts';

/** What is typed into a form, by the key of its field. Rows stand as JSON of such drafts. */
export type Draft = Readonly<Record<string, string>>;

/** A part of the site document while it is worked on. */
export type Entry = Readonly<Record<string, unknown>>;

/** How a field of a form stands for a value of the site document. */
export interface FieldSpec {
  /** Where the value stands in its entry: `fuseA`, `timing.minOnS`. */
  readonly key: string;
  readonly kind:
    | 'text'
    | 'area'
    | 'number'
    | 'formula'
    /** A number, or else a formula. */
    | 'either'
    | 'choice'
    | 'yes'
    | 'days'
    /** Some of the choices. */
    | 'ticks'
    /** Lines of `name: value`. */
    | 'pairs'
    /** Minutes of the day, typed as a time. */
    | 'minute'
    /** Words with commas between them. */
    | 'words'
    | 'numbers'
    | 'rows';
  readonly label: string;
  readonly note?: string | ((draft: Draft) => string | undefined);
  /** What whoever chooses this must know. */
  readonly warning?: (draft: Draft) => string | undefined;
  readonly unit?: string;
  /** Of what a formula comes to, where another field says it. */
  readonly unitOf?: (draft: Draft) => string | undefined;
  /** The variable whose formula this is. */
  readonly variableOf?: (draft: Draft) => string | undefined;
  /** A number that stands with a minus in the document and is typed without: what a battery gives. */
  readonly negative?: boolean;
  readonly required?: boolean;
  /** What holds while nothing is entered, as it stands in the document. */
  readonly absent?: string | number | boolean;
  readonly choices?: Readonly<Record<string, string>>;
  /** What is proposed while a text is typed. */
  readonly proposals?: readonly string[];
  /** Only of a new entry; an id that others name is not changed. */
  readonly onlyNew?: boolean;
  readonly shown?: (draft: Draft) => boolean;
  /** Fields of each row. */
  readonly row?: readonly FieldSpec[];
}

export const week = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;

/** What stands in the field of a value. */
export function fieldText(spec: FieldSpec, given: unknown, language: string): string {
  const value = given ?? (spec.kind === 'choice' ? spec.absent : undefined);
  if (spec.kind === 'rows')
    return JSON.stringify(((value ?? []) as Entry[]).map((row) => draftOf(spec.row ?? [], row, language)));
  if (spec.kind === 'yes') return String(value ?? spec.absent ?? false);
  if (spec.kind === 'days') return ((value ?? week) as readonly string[]).join(',');
  if (spec.kind === 'ticks') return ((value ?? []) as readonly string[]).join(',');
  if (spec.kind === 'pairs') return pairLines((value ?? {}) as Readonly<Record<string, unknown>>);
  if (value === undefined) return '';
  if (spec.kind === 'minute') return clockOf(value as number);
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'number') return String(value);
  return textOf(spec.negative === true ? Math.abs(value) : value, language);
}

/** What is wrong with a field before the box is asked. */
export type Mistake = 'required' | 'number' | 'time';

/** The value of what was typed; undefined: the key is left out. Throws a `Mistake`. */
export function fieldValue(spec: FieldSpec, typed: string): unknown {
  const text = typed.trim();
  if (spec.kind === 'days') return text === '' ? [] : text.split(',');
  if (spec.kind === 'yes') return text === 'true';
  if (text === '') {
    if (spec.required === true) throw new FieldMistake('required');
    return undefined;
  }
  switch (spec.kind) {
    case 'number':
      return spec.negative === true ? 0 - Math.abs(number(text)) : number(text);
    case 'either':
      return numberOf(text) ?? text;
    case 'minute':
      return minuteOf(text);
    case 'words':
      return parts(text);
    case 'ticks':
      return text.split(',');
    case 'pairs':
      return pairsOf(text);
    case 'numbers':
      return parts(text).map(number);
    case 'choice':
      // A number that is chosen stands in the document as one.
      return typeof spec.absent === 'number' ? Number(text) : text;
    default:
      return text;
  }
}

export class FieldMistake extends Error {
  readonly mistake: Mistake;
  constructor(mistake: Mistake) {
    super(mistake);
    this.mistake = mistake;
  }
}

const parts = (text: string): string[] =>
  text
    .split(/[,;]\s*|\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

function number(text: string): number {
  const value = numberOf(text);
  if (value === undefined) throw new FieldMistake('number');
  return value;
}

const pairLines = (pairs: Readonly<Record<string, unknown>>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');

/** A line without a colon is a name without a value. */
const pairsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [, name = line, value = ''] = /^([^:]*):(.*)$/.exec(line) ?? [];
        return [name.trim(), value.trim()];
      }),
  );

/** "17:30" of a minute of the day. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function minuteOf(text: string): number {
  const [, hours, minutes] = /^(\d{1,2})[:.](\d{2})$/.exec(text) ?? [];
  const value = Number(hours) * 60 + Number(minutes);
  if (hours === undefined || Number(minutes) > 59 || value > 1440) throw new FieldMistake('time');
  return value;
}

/** What stands in the fields of an entry. */
export function draftOf(specs: readonly FieldSpec[], entry: Entry, language: string): Draft {
  const read = (some: readonly FieldSpec[]): Draft =>
    Object.fromEntries(some.map((spec) => [spec.key, fieldText(spec, valueAt(entry, spec.key), language)]));
  const all = read(specs);
  // Of fields that share a key the one that is shown counts.
  return { ...all, ...read(specs.filter(({ shown }) => shown?.(all) ?? true)) };
}

/** The rows that are typed; what cannot be read is noted at `prices[1].ct`. */
function rowsOf(spec: FieldSpec, text: string, mistakes: Record<string, Mistake>): readonly Entry[] {
  return (JSON.parse(text || '[]') as Draft[]).map((row, at) => {
    const found = changesOf(spec.row ?? [], row, {}, true);
    for (const [key, mistake] of Object.entries(found.mistakes)) mistakes[`${spec.key}[${at}].${key}`] = mistake;
    return withChanges({}, found.changes);
  });
}

/** A value that a key is given; undefined takes the key away. */
export type Change = readonly [key: string, value: unknown];

/**
 * What differs between what was read and what is typed now, so that on top of a newer document nothing else is touched. `mistakes`:
 * fields that cannot be read.
 */
export function changesOf(
  specs: readonly FieldSpec[],
  draft: Draft,
  was: Draft,
  isNew: boolean,
): { readonly changes: readonly Change[]; readonly mistakes: Readonly<Record<string, Mistake>> } {
  const changes: Change[] = [];
  const mistakes: Record<string, Mistake> = {};
  for (const spec of specs) {
    const text = draft[spec.key] ?? '';
    if (spec.shown?.(draft) === false) {
      // Two fields may share a key, one of them shown at a time.
      if (!specs.some((other) => other !== spec && other.key === spec.key && other.shown?.(draft) !== false))
        changes.push([spec.key, undefined]);
      continue;
    }
    try {
      const value = spec.kind === 'rows' ? rowsOf(spec, text, mistakes) : fieldValue(spec, text);
      if (isNew ? isSaid(spec, value) : text !== was[spec.key] || spec.required === true)
        changes.push([spec.key, value]);
    } catch (error) {
      if (!(error instanceof FieldMistake)) throw error;
      mistakes[spec.key] = error.mistake;
    }
  }
  return { changes, mistakes };
}

/** What has its default needs not be said. */
function isSaid(spec: FieldSpec, value: unknown): boolean {
  if (spec.required === true) return true;
  if (spec.kind === 'rows') return (value as unknown[]).length > 0;
  if (spec.kind === 'days') return (value as unknown[]).length < week.length;
  return value !== undefined && value !== (spec.absent ?? (spec.kind === 'yes' ? false : undefined));
}

/** What stands at a dotted key. */
export const valueAt = (entry: Entry, key: string): unknown =>
  key
    .split('.')
    .reduce<unknown>((at, part) => (at === null || typeof at !== 'object' ? undefined : (at as Entry)[part]), entry);

/** The entry with each change made; an object in it that has nothing left goes too. */
export const withChanges = (entry: Entry, changes: readonly Change[]): Entry =>
  changes.reduce((now, [key, value]) => withValue(now, key.split('.'), value), entry);

function withValue(entry: Entry, [first = '', ...rest]: readonly string[], value: unknown): Entry {
  const { [first]: was, ...others } = entry;
  const inner = rest.length === 0 ? value : withValue((was ?? {}) as Entry, rest, value);
  const gone = inner === undefined || (rest.length > 0 && Object.keys(inner as Entry).length === 0);
  // Its place among the keys stays, so that a file compares well.
  if (gone) return others;
  return first in entry ? { ...entry, [first]: inner } : { ...others, [first]: inner };
}
