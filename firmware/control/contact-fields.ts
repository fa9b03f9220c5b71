import type { Lookup } from './variable-table.ts';

/**
 * `PB.input1`, `PB.input2`: the first wires of the controller itself, 1 = closed, as they are seen (original-product §3).
 * Every other name goes to `others`.
 */
export function contactFields(contacts: readonly (boolean | undefined)[] | undefined, others: Lookup): Lookup {
  if (contacts === undefined || contacts.length === 0) return others;
  const lookup: Lookup = (name, phase) => {
    if (!name.startsWith('PB.')) return others(name, phase);
    const closed = contacts[Number(name.slice('PB.input'.length)) - 1];
    return closed === undefined ? undefined : closed ? 1 : 0;
  };
  return Object.assign(lookup, { prices: others.prices });
}
