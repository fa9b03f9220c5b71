import { truths } from './truth.ts';

/** Rules are walked for up to three phases; each has its part of a list. */
const phases = 3;

/** What is kept of one rule from cycle to cycle. Times are ms: monotonic, of `eco` on the wall clock. */
export interface RuleKept {
  readonly id: string;
  /** When its condition held last, per phase. */
  readonly heldAtMs: readonly number[];
  /** Its action ran in the last cycle, per phase. */
  readonly fired: readonly boolean[];
  readonly ecoStartMs: number;
  readonly ecoSinceMs: number;
  readonly ecoSign: number;
}

const ofPhases = [0, 1, 2];

/**
 * What a list of rules remembers of each rule, and what became of it in the last walk. Index: phase * number of rules +
 * place of the rule in its list.
 */
export class RuleMemory {
  readonly size: number;
  readonly heldAtMs: Float64Array;
  /** When an eco rule starts, and for which plug-in that was computed; by place. */
  readonly ecoStartMs: Float64Array;
  readonly ecoSinceMs: Float64Array;
  /** What the start was computed from. */
  readonly ecoSign: Float64Array;
  /** Cycle in which it was reached last, in which its action ran last, and in which it had its own condition. */
  readonly reached: Float64Array;
  readonly fired: Float64Array;
  readonly own: Uint8Array;
  readonly truth: Uint8Array;
  readonly seen: Float64Array;
  readonly said: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.heldAtMs = new Float64Array(size * phases).fill(Number.NEGATIVE_INFINITY);
    this.ecoStartMs = new Float64Array(size).fill(Number.NaN);
    this.ecoSinceMs = new Float64Array(size).fill(Number.NaN);
    this.ecoSign = new Float64Array(size).fill(Number.NaN);
    this.reached = new Float64Array(size * phases).fill(-1);
    this.fired = new Float64Array(size * phases).fill(-2);
    this.own = new Uint8Array(size * phases).fill(truths.no);
    this.truth = new Uint8Array(size * phases).fill(truths.no);
    this.seen = new Float64Array(size * phases).fill(Number.NaN);
    this.said = new Float64Array(size * phases).fill(Number.NaN);
  }

  /** Only rules of which something is known. `cycle`: the last one. */
  save(ids: readonly string[], cycle: number): readonly RuleKept[] {
    return ids.flatMap((id, k) => {
      const heldAtMs = ofPhases.map((phase) => this.heldAtMs[phase * this.size + k] as number);
      const fired = ofPhases.map((phase) => this.fired[phase * this.size + k] === cycle);
      const [ecoStartMs, ecoSinceMs, ecoSign] = [this.ecoStartMs[k], this.ecoSinceMs[k], this.ecoSign[k]] as [
        number,
        number,
        number,
      ];
      const known = heldAtMs.some((ms) => ms !== Number.NEGATIVE_INFINITY) || fired.includes(true);
      if (!known && Number.isNaN(ecoSinceMs)) return [];
      return [{ id, heldAtMs, fired, ecoStartMs, ecoSinceMs, ecoSign }];
    });
  }

  /** Rules are known again by their id, namesakes in their order. `cycle`: the last one of those who go on. */
  restore(ids: readonly string[], kept: readonly RuleKept[], cycle: number): void {
    const open = [...kept];
    ids.forEach((id, k) => {
      const found = open.findIndex((rule) => rule.id === id);
      const [rule] = found < 0 ? [] : open.splice(found, 1);
      if (rule === undefined) return;
      for (const phase of ofPhases) {
        this.heldAtMs[phase * this.size + k] = rule.heldAtMs[phase] ?? Number.NEGATIVE_INFINITY;
        if (rule.fired[phase] === true) this.fired[phase * this.size + k] = cycle;
      }
      this.ecoStartMs[k] = rule.ecoStartMs;
      this.ecoSinceMs[k] = rule.ecoSinceMs;
      this.ecoSign[k] = rule.ecoSign;
    });
  }
}
