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

/** "Now: 22,000 W", "Now: no value, because AVAIL has none". */
export function valueNow(speech: Speech, names: FormulaNames, verdict: Good, unit: string | undefined): string {
  const w = speech.words.formula;
  if (verdict.value !== null) return w.now(withUnit(speech, verdict.value, unit ?? unitOf(names, verdict)));
  const missing = verdict.missing ?? [];
  const own = missing.filter((name) => !isOfLoop(name));
  const loop = missing.filter(isOfLoop);
  if (own.length > 0) return w.missing(own.join(', '));
  if (loop.length > 0) return w.later(loop.join(', '));
  return w.noNumber;
}

/** Names of devices, sums, and what is known inside rules: only the control loop reads them. */
const isOfLoop = (name: string): boolean => name.includes('.') || name.startsWith('_') || name.startsWith('param(');

/** A formula that is one name is in the unit of that name. */
function unitOf({ names }: FormulaNames, { names: read }: Good): string {
  const only = read.length === 1 ? read[0]?.replace(/^CM\./, '').toLowerCase() : undefined;
  return names.find(({ name }) => name.replace(/^CM\./, '').toLowerCase() === only)?.unit ?? '';
}

function withUnit({ words, language }: Speech, value: number, unit: string): string {
  const number = (one: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(one);
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
