import type { NamedVariable } from './original-names.ts';

/** What of a file could not be taken over, in a sentence a person can act on. */
export interface LeftOut {
  /** Where it stands in the file. */
  readonly path: string;
  readonly why: string;
}

/** Collects what is left out while a file is converted. */
export class Report {
  readonly leftOut: LeftOut[] = [];

  leave(path: string, why: string): void {
    this.leftOut.push({ path, why });
  }

  leaveAll(named: readonly NamedVariable[], why: string): void {
    for (const { variable } of named) this.leave(variable.name, why);
  }
}

/** Two numbers multiplied, without the last digits of binary fractions. */
export const product = (a: number, b: number): number => Number((a * b).toPrecision(12));
