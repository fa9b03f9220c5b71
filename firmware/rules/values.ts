import type { PhaseIndex } from '../domain/phases.ts';
import type { CompileResult, PricesAhead } from '../formula/types.ts';

/** Reads a name of the formula language (`CM.avail`, `M1.power_w`, `date.hour`) on a phase; undefined = no value. */
export type ReadName = (name: string, phase?: PhaseIndex) => number | undefined;

const nothing: ReadName = () => undefined;

/**
 * Everything the rules of a site read, each at its place: read at most once in a cycle, and only when a rule asks. What the
 * walks themselves say (parameters, the value so far) has a place as well. NaN = no value.
 */
export class RuleValues {
  /** Formulas by their text: many lists say the same. */
  readonly formulas = new Map<string, CompileResult>();
  readonly #places = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #phases: (PhaseIndex | undefined)[] = [];
  /** Cycle in which the value was read; -1: only walks write it. */
  readonly #cycles: number[] = [];
  #values = new Float64Array(64).fill(Number.NaN);
  #read: ReadName = nothing;
  #prices: PricesAhead | undefined;
  #cycle = 0;

  get cycle(): number {
    return this.#cycle;
  }

  /** The place of a name; made at the first call for it. */
  place(name: string, phase?: PhaseIndex): number {
    return this.#placeOf(phase === undefined ? name : `${name}@${phase}`, name, phase, 0);
  }

  /** The place of something that only walks write. */
  own(name: string): number {
    return this.#placeOf(name, name, undefined, -1);
  }

  /** What price functions ask in this cycle. */
  get prices(): PricesAhead | undefined {
    return this.#prices;
  }

  begin(read: ReadName, prices?: PricesAhead): void {
    this.#read = read;
    this.#prices = prices;
    this.#cycle += 1;
  }

  get(place: number): number {
    const cycle = this.#cycles[place] as number;
    if (cycle === this.#cycle || cycle === -1) return this.#values[place] as number;
    const value = this.#read(this.#names[place] as string, this.#phases[place]) ?? Number.NaN;
    this.#values[place] = value;
    this.#cycles[place] = this.#cycle;
    return value;
  }

  /** For the rest of this cycle; for good where only walks write. */
  set(place: number, value: number): void {
    this.#values[place] = value;
    if (this.#cycles[place] !== -1) this.#cycles[place] = this.#cycle;
  }

  #placeOf(key: string, name: string, phase: PhaseIndex | undefined, cycle: 0 | -1): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#names.length;
    this.#places.set(key, place);
    this.#names.push(name);
    this.#phases.push(phase);
    this.#cycles.push(cycle);
    if (place >= this.#values.length) {
      const grown = new Float64Array(this.#values.length * 2).fill(Number.NaN);
      grown.set(this.#values);
      this.#values = grown;
    }
    return place;
  }
}
