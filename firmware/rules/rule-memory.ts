import { truths } from './truth.ts';

/** Rules are walked for up to three phases; each has its part of a list. */
const phases = 3;

/** What is kept of one rule from cycle to cycle. Times are ms: monotonic, of `eco` on the wall clock. */
export interface RuleKept {
  /** Its place in its list with all sets. */
  readonly place: number;
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
  /** Cycle in which it was reached last and in which its action ran last; what came out of it then. */
  readonly reached: Float64Array;
  readonly fired: Float64Array;
  readonly own: Uint8Array;
  /** 1: it is on and this is one of its days. */
  readonly counted: Uint8Array;
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
    this.counted = new Uint8Array(size * phases);
    this.own = new Uint8Array(size * phases).fill(truths.no);
    this.truth = new Uint8Array(size * phases).fill(truths.no);
    this.seen = new Float64Array(size * phases).fill(Number.NaN);
    this.said = new Float64Array(size * phases).fill(Number.NaN);
  }

  /** Only rules of which something is known. `cycle`: the last one. */
  save(cycle: number): readonly RuleKept[] {
    return Array.from({ length: this.size }, (_, place) => this.#ofRule(place, cycle)).filter(isKnown);
  }

  /** Into the memory of the same rules. `cycle`: the last one of those who go on. */
  restore(kept: readonly RuleKept[], cycle: number): void {
    for (const rule of kept) {
      const { place } = rule;
      if (place >= this.size) continue;
      for (const phase of ofPhases) {
        this.heldAtMs[phase * this.size + place] = rule.heldAtMs[phase] ?? Number.NEGATIVE_INFINITY;
        if (rule.fired[phase] === true) this.fired[phase * this.size + place] = cycle;
      }
      this.ecoStartMs[place] = rule.ecoStartMs;
      this.ecoSinceMs[place] = rule.ecoSinceMs;
      this.ecoSign[place] = rule.ecoSign;
    }
  }

  #ofRule(place: number, cycle: number): RuleKept {
    const of = (values: Float64Array) => values[place] as number;
    return {
      place,
      heldAtMs: ofPhases.map((phase) => this.heldAtMs[phase * this.size + place] as number),
      fired: ofPhases.map((phase) => this.fired[phase * this.size + place] === cycle),
      ecoStartMs: of(this.ecoStartMs),
      ecoSinceMs: of(this.ecoSinceMs),
      ecoSign: of(this.ecoSign),
    };
  }
}

const isKnown = ({ heldAtMs, fired, ecoSinceMs }: RuleKept): boolean =>
  heldAtMs.some((ms) => ms !== Number.NEGATIVE_INFINITY) || fired.includes(true) || !Number.isNaN(ecoSinceMs);
