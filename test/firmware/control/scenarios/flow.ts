import { phaseIndexes } from '../../../../firmware/domain/phases.ts';
import type { Plant } from '../../../../scripts/site/plant/plant.ts';

/** What really flows in a plant: the highest of each since the last `begin`. */
export class Flow {
  highestA = 0;
  highestW = 0;
  carsW = 0;
  carsSkewA = 0;

  begin(): void {
    this.highestA = Number.NEGATIVE_INFINITY;
    this.highestW = Number.NEGATIVE_INFINITY;
    this.carsW = 0;
    this.carsSkewA = 0;
  }

  see({ totalA, totalW, carsA, voltageV }: Plant): void {
    this.highestA = Math.max(this.highestA, ...totalA);
    this.highestW = Math.max(this.highestW, totalW);
    this.carsW = Math.max(
      this.carsW,
      phaseIndexes.reduce<number>((sum, p) => sum + carsA[p] * voltageV[p], 0),
    );
    this.carsSkewA = Math.max(this.carsSkewA, Math.max(...carsA) - Math.min(...carsA));
  }
}
