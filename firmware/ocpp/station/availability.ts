import type { Place } from '../ports.ts';
import type { StationDocuments } from './station-store.ts';

/** Which connectors a backend has taken out of service; kept over a restart (1.6 5.2). */
export class Availability {
  readonly #documents: StationDocuments;
  readonly #places: readonly Place[];
  /** Connectors out of service; 0 = the whole station. */
  #out: ReadonlySet<number>;

  constructor(documents: StationDocuments, places: readonly Place[]) {
    this.#documents = documents;
    this.#places = places;
    const { out = [] } = (documents.get('availability') ?? {}) as { readonly out?: readonly number[] };
    this.#out = new Set(Array.isArray(out) ? out : []);
  }

  of(connector: number): boolean {
    return !this.#out.has(0) && !this.#out.has(connector);
  }

  /** After a start: places may know nothing of it any more. */
  async restore(): Promise<void> {
    for (const [k, place] of this.#places.entries()) if (!this.of(k + 1)) await place.setAvailable(false);
  }

  /** The backend is gone for good: what it took out of service comes back. */
  async release(): Promise<void> {
    for (const [k, place] of this.#places.entries()) if (!this.of(k + 1)) await place.setAvailable(true);
  }

  async set(connector: number, available: boolean): Promise<'accepted' | 'rejected' | 'scheduled'> {
    const concerned = [...this.#places.keys()].filter((k) => connector === 0 || connector === k + 1);
    let isScheduled = false;
    for (const [at, k] of concerned.entries()) {
      const done = await this.#places[k]?.setAvailable(available);
      isScheduled ||= done === 'scheduled';
      if (done === 'accepted' || done === 'scheduled') continue;
      // All or none: what was done already is taken back.
      for (const back of concerned.slice(0, at)) await this.#places[back]?.setAvailable(this.of(back + 1));
      return 'rejected';
    }
    const out = new Set(this.#out);
    if (!available) out.add(connector);
    else if (connector === 0) out.clear();
    else {
      // One comes back alone: the others of a station that is out stay so.
      if (out.delete(0)) for (const k of this.#places.keys()) out.add(k + 1);
      out.delete(connector);
    }
    this.#out = out;
    this.#documents.put('availability', out.size === 0 ? undefined : { out: [...out] });
    return isScheduled ? 'scheduled' : 'accepted';
  }
}
