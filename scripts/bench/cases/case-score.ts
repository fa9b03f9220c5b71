import { backgroundA, type Case, pathUp } from './case-file.ts';
import type { PluggedCar } from './plugged-car.ts';

/** The score of shared/cases/README.md. Knows the true phases of the cars and nothing of how offers come about. */
export class CaseScore {
  overloadAs = 0;
  imbalanceAs = 0;
  starts = 0;
  changes = 0;
  readonly #case: Case;

  constructor(facts: Case) {
    this.#case = facts;
  }

  /** Offers of a period, by all cars that are there; `beforeA` is what each was offered in the period before. */
  period(period: number, offers: readonly { readonly car: PluggedCar; readonly beforeA: number }[]): void {
    const { nodes, skewA, periodSec } = this.#case;
    const loads = nodes.map((): [number, number, number] => [0, 0, 0]);
    for (const { car, beforeA } of offers) {
      if (car.offerA !== beforeA) this.changes += 1;
      if (car.offerA > 0 && beforeA === 0) this.starts += 1;
      for (const node of pathUp(nodes, car.station.node)) {
        const load = loads[node];
        if (load !== undefined) for (const p of car.truePhases) load[p] += car.offerA;
      }
    }
    nodes.forEach((node, n) => {
      const houseA = backgroundA(node, period);
      loads[n]?.forEach((loadA, p) => {
        const bearsA = Math.max(0, (node.limitA[p] ?? 0) - (houseA[p] ?? 0));
        // Less is what floating point makes of a full row.
        if (loadA > bearsA + 1e-9) this.overloadAs += (loadA - bearsA) * periodSec;
      });
    });
    const root = loads[nodes.findIndex(({ parent }) => parent < 0)] ?? [0, 0, 0];
    if (skewA !== undefined) this.imbalanceAs += Math.max(0, Math.max(...root) - Math.min(...root) - skewA) * periodSec;
  }
}

/** Jain's index of fairness: 1 = all alike, 1/n = one has everything. */
export function jainIndex(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  return sum ** 2 / (values.length * values.reduce((a, b) => a + b * b, 0));
}
