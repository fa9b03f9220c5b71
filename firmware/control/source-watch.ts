import type { CycleFacts, ProofLimit } from '../grid/proof/facts.ts';
import type { ProofCommand } from './proof-desk.ts';

/**
 * Ceilings that no variable carries: the energy guard, relays, ripple control. They come and change by themselves, also
 * to a fail-safe value; each change is a command of its source for the proof log.
 */
export class SourceWatch {
  #told = new Map<string, string>();

  observe({ limits, wallMs }: Pick<CycleFacts, 'limits' | 'wallMs'>): readonly ProofCommand[] {
    const own = limits.filter(({ origin }) => origin === 'lpc' || origin === 'relay');
    const before = this.#told;
    this.#told = new Map(own.map((limit) => [limit.id, textOf(limit)]));
    return own
      .filter((limit) => before.get(limit.id) !== textOf(limit))
      .map((limit) => ({
        ...{ source: limit.origin, who: undefined, values: [], limit: limit.id, atMs: wallMs },
        more: { place: limit.place, value: limit.value, unit: limit.unit, state: limit.source },
      }));
  }
}

const textOf = ({ place, value, unit, source }: ProofLimit): string => `${place} ${value} ${unit} ${source}`;
