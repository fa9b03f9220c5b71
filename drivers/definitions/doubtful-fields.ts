import { controlWrites, failsafeWrites } from './lint-control.ts';
import type { ModbusDefinition } from './schema.ts';

/** Doubts that may make a write do something else than was meant. A range, a timing or wear cannot. */
const blocking: ReadonlySet<string> = new Set(['unit', 'address', 'type', 'meaning']);

/** A field that a control action writes and of which nobody is sure. */
export interface DoubtfulField {
  readonly quantity: string;
  readonly aspect: 'unit' | 'address' | 'type' | 'meaning';
  readonly what: string;
}

/** Every doubtful field that control or the fail-safe of a product writes, settled by `detect` or not: what a person may confirm. */
export function doubtfulWrites({ control, unverified }: ModbusDefinition): readonly DoubtfulField[] {
  if (control === undefined) return [];
  const written = new Set([...controlWrites(control), ...failsafeWrites(control)].map(({ quantity }) => quantity));
  return unverified.flatMap(({ aspect, what, quantities = [] }) =>
    blocking.has(aspect)
      ? quantities
          .filter((quantity) => written.has(quantity))
          .map((quantity) => ({ quantity, aspect: aspect as DoubtfulField['aspect'], what }))
      : [],
  );
}

/** Those that must not be written: neither `detect` nor a person has settled them. */
export function blockedWrites(
  definition: ModbusDefinition,
  confirmed: readonly string[] = [],
): ReadonlyMap<string, DoubtfulField> {
  const settled = new Set((definition.detect ?? []).flatMap((check) => check.settles ?? []));
  const open = doubtfulWrites(definition).filter(
    ({ quantity, aspect }) => !confirmed.includes(quantity) && !(aspect === 'unit' && settled.has(quantity)),
  );
  return new Map(open.map((field) => [field.quantity, field]));
}
