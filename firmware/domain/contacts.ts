/** What a pattern of contacts asks for. Exactly one of the first four. */
export interface ContactLevel {
  /** Share of the base of the input, 0..100. */
  readonly percent?: number | undefined;
  readonly limitW?: number | undefined;
  readonly limitA?: number | undefined;
  readonly unlimited?: true | undefined;
  /** Its name in the live state: "60 %", "dimmed". */
  readonly name?: string | undefined;
}

/** One row of a decoder table: `0` open, `1` closed, `x` either, in the order of the contacts. */
export interface ContactRow extends ContactLevel {
  readonly pattern: string;
}

/** Decoder tables that come with the box. Where contacts are named, that is their order. */
export const contactPresets = {
  /** W4 closed: the loads under §14a are dimmed. S1, S2, W3 are steps of feed-in and limit no load. Order W3, S2, S1, W4. */
  'fnn-4': {
    contacts: 4,
    rows: [
      { pattern: 'xxx0', unlimited: true },
      { pattern: 'xxx1', limitW: 4200, name: 'dimmed' },
    ],
  },
  /** The dimming contact alone. */
  'fnn-w4': {
    contacts: 1,
    rows: [
      { pattern: '0', unlimited: true },
      { pattern: '1', limitW: 4200, name: 'dimmed' },
    ],
  },
  /** Ripple control receiver: one of four contacts is closed (unconfirmed). */
  'ripple-4': {
    contacts: 4,
    rows: [
      { pattern: '1000', percent: 100 },
      { pattern: '0100', percent: 60 },
      { pattern: '0010', percent: 30 },
      { pattern: '0001', percent: 0 },
    ],
  },
  /** Two contacts coded direct: none, the first, the second, both. */
  'levels-2': {
    contacts: 2,
    rows: [
      { pattern: '00', percent: 100 },
      { pattern: '10', percent: 60 },
      { pattern: '01', percent: 30 },
      { pattern: '11', percent: 0 },
    ],
  },
  /** One contact: closed is off. */
  'full-off': {
    contacts: 1,
    rows: [
      { pattern: '0', percent: 100 },
      { pattern: '1', percent: 0 },
    ],
  },
} as const satisfies Readonly<Record<string, { readonly contacts: number; readonly rows: readonly ContactRow[] }>>;
export type ContactPreset = keyof typeof contactPresets;

/** Whether a pattern of a table fits closed contacts. */
export const patternFits = (pattern: string, closed: readonly boolean[]): boolean =>
  pattern.length === closed.length &&
  closed.every((isClosed, k) => pattern[k] === 'x' || (pattern[k] === '1') === isClosed);

/** Whether two patterns fit some same contacts. */
export const patternsOverlap = (a: string, b: string): boolean =>
  a.length === b.length && [...a].every((bit, k) => bit === 'x' || b[k] === 'x' || bit === b[k]);
