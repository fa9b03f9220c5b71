import type { FormulaNames } from '../api/formulas.ts';

/** Something that may stand in a formula. */
export interface Proposal {
  readonly name: string;
  readonly unit: string;
  /** What it means, in the box's English; undefined: a function. */
  readonly says: string | undefined;
  /** What is put in the place of the word. */
  readonly text: string;
}

/** The word that the caret stands in or behind: where it begins and ends, and what of it stands before the caret. */
export interface WordAt {
  readonly from: number;
  readonly to: number;
  readonly typed: string;
}

export function wordAt(formula: string, caret: number): WordAt {
  const typed = /(?<![\w.])[A-Za-z_][\w.]*$/.exec(formula.slice(0, caret))?.[0] ?? '';
  const rest = /^[\w.]*/.exec(formula.slice(caret))?.[0] ?? '';
  return { from: caret - typed.length, to: typed === '' ? caret : caret + rest.length, typed };
}

/** So many are shown; who wants another one types on. */
const most = 60;

/** What begins with the word, then what has it behind a point, then what has it anywhere in its name or meaning. */
export function proposalsFor(names: FormulaNames, typed: string): readonly Proposal[] {
  const all = allOf(names);
  const wanted = typed.toLowerCase();
  if (wanted === '') return all.slice(0, most);
  const ranked = all
    .map((proposal) => ({ proposal, rank: rankOf(proposal, wanted) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank);
  // A word that is whole needs no help.
  if (ranked[0]?.proposal.name.toLowerCase() === wanted && (ranked.length === 1 || ranked[1]?.rank !== 0)) return [];
  return ranked.slice(0, most).map(({ proposal }) => proposal);
}

function rankOf({ name, says }: Proposal, wanted: string): number {
  const lower = name.toLowerCase();
  if (lower.startsWith(wanted)) return 0;
  if (lower.includes(`.${wanted}`) || lower.includes(`._${wanted}`)) return 1;
  return wanted.length > 1 && (lower.includes(wanted) || says?.toLowerCase().includes(wanted)) ? 2 : 3;
}

function allOf({ names, functions }: FormulaNames): readonly Proposal[] {
  return [
    ...names.map(({ name, unit, says }) => ({ name, unit, says, text: name })),
    ...functions.map(({ name }) => ({ name, unit: '', says: undefined, text: `${name}(` })),
  ];
}

/** How a function is written: "clamp(a, b, c)", "min(a, b, …)". */
export function signature(name: string, least: number, most: number | null): string {
  const letters = Array.from({ length: most ?? Math.max(least, 2) }, (_, k) => String.fromCharCode(97 + k));
  return `${name}(${[...letters, ...(most === null ? ['…'] : [])].join(', ')})`;
}
