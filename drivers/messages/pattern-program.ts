import type { CharTest } from './pattern-chars.ts';

export type Instruction =
  | { readonly op: 'char'; readonly test: CharTest }
  | { readonly op: 'start' | 'end' | 'match' }
  /** Goes on at both, the first one preferred. */
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number };

/** Instructions whose jumps count from their own begin. */
export type Part = readonly Instruction[];

/** Any number of times, as many as possible or (lazy) as few. */
export function anyNumber(part: Part, lazy: boolean): Part {
  const [into, past] = [1, part.length + 2];
  return [
    { op: 'split', first: lazy ? past : into, second: lazy ? into : past },
    ...moved(part, 1),
    { op: 'jump', to: 0 },
  ];
}

/** Once or not at all. */
export const optional = (part: Part, lazy: boolean): Part => [
  { op: 'split', first: lazy ? part.length + 1 : 1, second: lazy ? 1 : part.length + 1 },
  ...moved(part, 1),
];

/** One after the other. */
export function joined(parts: readonly Part[]): Part {
  const out: Instruction[] = [];
  for (const part of parts) out.push(...moved(part, out.length));
  return out;
}

/** The same part where it begins so much later. */
export function moved(part: Part, by: number): Part {
  if (by === 0) return part;
  return part.map((step) => {
    if (step.op === 'split') return { ...step, first: step.first + by, second: step.second + by };
    return step.op === 'jump' ? { ...step, to: step.to + by } : step;
  });
}
