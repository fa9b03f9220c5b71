import type { FormulaNames, FormulaVerdict } from '../api/formulas.ts';
import type { Speech } from '../words/speech.ts';
import { signature } from './proposals.ts';

type Fault = Extract<FormulaVerdict, { ok: false }>['fault'];
type Good = Extract<FormulaVerdict, { ok: true }>;

/** What is wrong with a formula, with the piece itself: "M7: there is no such device." The box's English where we have no words. */
export function faultOf({ words }: Speech, names: FormulaNames, formula: string, fault: Fault): string {
  const w = words.formula;
  const piece = formula.slice(fault.from, fault.to).trim();
  const fact = fault.code === 'arguments' ? functionIn(names, piece) : undefined;
  const text =
    fact !== undefined
      ? w.written(signature(fact.name, fact.leastValues, fact.mostValues))
      : (w.wrong[fault.code as keyof typeof w.wrong] ?? `${words.common.boxSays} ${fault.message}`);
  return piece === '' ? text : `“${piece.length > 40 ? `${piece.slice(0, 39)}…` : piece}”: ${text}`;
}

const functionIn = ({ functions }: FormulaNames, piece: string) =>
  functions.find(({ name }) => name === /^\w+/.exec(piece)?.[0]?.toLowerCase());

interface Checked {
  readonly formula: string;
  readonly verdict: Good;
  readonly unit: string | undefined;
}

/** "Now: 22,000 W", "Now: no value, because there is none of AVAIL". */
export function valueNow(speech: Speech, names: FormulaNames, { formula, verdict, unit }: Checked): string {
  const w = speech.words.formula;
  if (verdict.value !== null) return w.now(withUnit(speech, verdict.value, unit ?? unitOf(names, verdict)));
  const bare = new Set(names.names.map(({ name }) => /^[EM]\d+\.(.+)$/.exec(name)?.[1]));
  const isOfLoop = (name: string): boolean => isElsewhere(name) || bare.has(name.toLowerCase());
  const ahead = pricesAhead.exec(formula)?.[1];
  const own = verdict.missing.filter((name) => !isOfLoop(name)).map((name) => asWritten(formula, name));
  const loop = [
    ...verdict.missing.filter(isOfLoop).map((name) => asWritten(formula, name)),
    ...(ahead === undefined ? [] : [`${ahead}(…)`]),
  ];
  if (own.length > 0) return w.missing(own.join(', '));
  if (loop.length > 0) return w.later(loop.join(', '));
  return w.noNumber;
}

/** The box tells names in small letters; people know them as they stand in the formula. */
function asWritten(formula: string, name: string): string {
  const place = formula.toLowerCase().indexOf(name.toLowerCase());
  return place < 0 ? name : formula.slice(place, place + name.length);
}

/** Fields of devices, sums, and what is known inside rules. */
const isElsewhere = (name: string): boolean => name.includes('.') || name.startsWith('_') || name.startsWith('param(');

/** Functions that look at prices to come. */
const pricesAhead = /\b(m(?:in|ax)_price(?:_secs)?)\s*\(/i;

/** A formula that is one name is in the unit of that name. */
function unitOf({ names }: FormulaNames, { names: read }: Good): string {
  const only = read.length === 1 ? read[0]?.replace(/^CM\./, '').toLowerCase() : undefined;
  return names.find(({ name }) => name.replace(/^CM\./, '').toLowerCase() === only)?.unit ?? '';
}

function withUnit({ words, locale }: Speech, value: number, unit: string): string {
  const number = (one: number) => new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(one);
  switch (unit) {
    case '':
      return number(value);
    case '1/0':
      return value > 0 ? words.formula.holds : words.formula.holdsNot;
    case 'mA':
      return `${number(value / 1000)}\u00a0A (${number(value)}\u00a0mA)`;
    default:
      return `${number(value)}\u00a0${unit}`;
  }
}
