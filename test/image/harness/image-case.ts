import type { Bench } from './bench.ts';
import type { Target } from './targets.ts';

/** One thing that is tried. Cases know nothing of each other and run alone as well as in a row. */
export interface ImageCase {
  readonly name: string;
  /** A sentence, with the numbers of the security matrix in front where it shows one of its rows. */
  readonly shows?: string;
  /** On a quiet machine; see patience.ts. */
  readonly limitMs: number;
  /** Throws when it is not as it should be; returns a sentence when it could not be tried here, and why. */
  run(bench: Bench): Promise<undefined | Skipped>;
}

export interface Skipped {
  readonly skipped: string;
}

/** Cases that belong together. */
export interface Tier {
  readonly name: string;
  readonly title: string;
  readonly targets: readonly Target[];
  /** False: no image is needed, the case looks at the recipe. */
  readonly needsImage: boolean;
  cases(target: Target): readonly ImageCase[];
}

export const minutes = (count: number): number => count * 60_000;
