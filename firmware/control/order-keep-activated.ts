import { startMarginMa } from '../allocation/admission.ts';
import type { Row } from '../allocation/types.ts';

/**
 * C18, as far as it is safe: a box that shows useless states while it is switched off keeps its minimum while no car is
 * there, out of what everyone else leaves. `keepMa[k]` is that minimum, undefined for every other charge point; the
 * targets are those of the allocation, mA. A box with a car is never held up: its limits decide.
 */
export function keepActivated(
  keepMa: readonly (number | undefined)[],
  targetsMa: readonly number[],
  rows: readonly Row[],
): readonly number[] {
  const next = [...targetsMa];
  keepMa.forEach((minMa, k) => {
    if (minMa === undefined || next[k] !== 0) return;
    const fits = rows.every((row) => {
      const weight = row.members.find((member) => member.request === k)?.weight ?? 0;
      if (weight === 0) return true;
      const taken = row.members.reduce((sum, member) => sum + member.weight * (next[member.request] ?? 0), 0);
      const margin = row.steady === true ? 0 : startMarginMa;
      return taken + weight * (minMa + margin) <= row.capacity;
    });
    if (fits) next[k] = minMa;
  });
  return next;
}
