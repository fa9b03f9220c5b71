import { layoutsOf, sunspecOf } from '../definitions/layouts.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import { placeDefinition } from './sunspec-place.ts';
import { type Chain, isMarker, markerWords, type ReadWords, walkChain } from './sunspec-walk.ts';

/** The definition at its addresses, or in words why this device has no place for it. */
export type Found = { readonly definition: ModbusDefinition } | { readonly missing: string };

export interface ModelFinderOptions {
  readonly definition: ModbusDefinition;
  /** Which of several equal models, from 1. */
  readonly index: number;
  /** Where the chain begins; absent = where the definition says it may. */
  readonly startRegister: number | undefined;
  readonly read: ReadWords;
}

/** Finds the models of a SunSpec product in its device. It begins where it was found last; where a device is silent, elsewhere next time. */
export class ModelFinder {
  readonly #o: ModelFinderOptions;
  readonly #anchors: readonly number[];
  #turn = 0;

  constructor(options: ModelFinderOptions) {
    this.#o = options;
    const { startRegister, definition } = options;
    this.#anchors = startRegister === undefined ? (sunspecOf(definition)?.anchors ?? []) : [startRegister];
  }

  /** Throws what the read throws where the device does not answer. */
  async find(): Promise<Found> {
    const chain = await this.#chain();
    if (chain === undefined) return { missing: `there is no SunSpec marker at register ${this.#anchors.join(', ')}` };
    if ('broken' in chain) return { missing: chain.broken };
    const { definition, index } = this.#o;
    const placed = placeDefinition(definition, chain.models, index);
    return placed === undefined ? { missing: this.#lacks(chain.models.map(({ id }) => id)) } : { definition: placed };
  }

  async #chain(): Promise<Chain | undefined> {
    const turn = this.#turn;
    for (let k = 0; k < this.#anchors.length; k += 1) {
      const at = (turn + k) % this.#anchors.length;
      const anchor = this.#anchors[at] ?? 0;
      // Some devices are silent where they have nothing: one time-out is enough for one round.
      this.#turn = at + 1;
      const words = await this.#o.read(anchor, markerWords);
      if (words === undefined || !isMarker(words)) continue;
      this.#turn = at;
      return walkChain(this.#o.read, anchor + markerWords);
    }
    return undefined;
  }

  #lacks(there: readonly number[]): string {
    const wanted = layoutsOf(this.#o.definition).flatMap((layout) => sunspecOf(layout)?.models ?? []);
    const which = this.#o.index === 1 ? '' : ` number ${this.#o.index}`;
    return `it has no SunSpec model${which} of ${wanted.join(', ')}, but ${there.join(', ') || 'none'}`;
  }
}
