import type { Bus } from '../bus/types.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import type { Value } from '../device/value-codec.ts';
import { type Look, lookFor } from './identify.ts';

/** Somebody who answers at a unit id. */
export interface FoundUnit {
  readonly unitId: number;
  /** The product it is, the surest first; none: it answers and is nothing we know. */
  readonly products: readonly {
    readonly definition: string;
    readonly values: ReadonlyMap<string, Value | undefined>;
  }[];
}

export interface UnitScan {
  readonly bus: Bus;
  readonly candidates: readonly ModbusDefinition[];
  readonly unitIds: readonly number[];
  readonly timeoutMs: number;
  readonly queueMs: number;
  /** The silence before each question. */
  readonly leastPauseMs: number;
  readonly signal: AbortSignal;
  /** After each unit id. */
  readonly asked: (unitId: number, found: FoundUnit | undefined) => void;
}

/** So many questions without an answer: nobody is there. Products answer one function and not another. */
const silentAfter = 2;
/** Of what fits, this many are told: the meters of one maker often fit all of each other. */
const mostProducts = 20;

/** Asks unit ids one after the other what they are. Ends early when the signal says so or the line is closed. */
export async function scanUnits(scan: UnitScan): Promise<void> {
  for (const unitId of scan.unitIds) {
    if (scan.signal.aborted) return;
    scan.asked(unitId, await scanUnit(scan, unitId));
  }
}

async function scanUnit(scan: UnitScan, unitId: number): Promise<FoundUnit | undefined> {
  const { bus, timeoutMs, queueMs, leastPauseMs, signal } = scan;
  const products: FoundUnit['products'][number][] = [];
  let isThere = false;
  let silent = 0;
  const brokeAt = new Set<string>();
  for (const definition of firstQuestionsApart(scan.candidates)) {
    if (signal.aborted || products.length >= mostProducts) break;
    const look = await lookFor(definition, { bus, unitId, timeoutMs, queueMs, leastPauseMs, brokeAt });
    if (look.kind === 'is') products.push({ definition: definition.id, values: look.values });
    if (look.kind === 'is' || look.kind === 'other') isThere = true;
    else if (look.kind === 'silent' && !isThere && ++silent >= silentAfter) break;
    if (isSure(look, definition)) break;
  }
  return isThere ? { unitId, products: sorted(products, scan.candidates) } : undefined;
}

/** A text that names the product ends the search: nothing more is asked of a device that may not like it. */
const isSure = (look: Look, { detect = [] }: ModbusDefinition): boolean =>
  look.kind === 'is' && detect.some(({ startsWith }) => startsWith?.every((text) => text.length > 2) === true);

/** Two questions of different functions first, so that a device that knows one of them is heard at once. */
function firstQuestionsApart(candidates: readonly ModbusDefinition[]): readonly ModbusDefinition[] {
  const [first] = candidates;
  if (first === undefined) return [];
  const other = candidates.find((candidate) => functionOf(candidate) !== functionOf(first));
  return other === undefined ? candidates : [first, other, ...candidates.filter((c) => c !== first && c !== other)];
}

const functionOf = (definition: ModbusDefinition): number | undefined =>
  definition.registers.find(({ quantity }) => quantity === definition.detect?.[0]?.quantity)?.fc;

const sorted = <T extends { readonly definition: string }>(
  found: readonly T[],
  candidates: readonly ModbusDefinition[],
) => [...found].sort((a, b) => rank(a, candidates) - rank(b, candidates));
const rank = (found: { readonly definition: string }, candidates: readonly ModbusDefinition[]): number =>
  candidates.findIndex(({ id }) => id === found.definition);
