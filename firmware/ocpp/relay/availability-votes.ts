import type { Done, Place } from '../ports.ts';

/** Out of service as long as one of those who command has taken it out: a place is not put back over another's head. */
export class AvailabilityVotes {
  readonly #place: Pick<Place, 'setAvailable'>;
  readonly #out = new Set<string>();

  constructor(place: Pick<Place, 'setAvailable'>) {
    this.#place = place;
  }

  async cast(backend: string, available: boolean): Promise<Done | 'scheduled'> {
    const others = [...this.#out].some((each) => each !== backend);
    const done = others && available ? 'scheduled' : await this.#place.setAvailable(available);
    if (done === 'accepted' || done === 'scheduled') {
      if (available) this.#out.delete(backend);
      else this.#out.add(backend);
    }
    return done;
  }

  /** Whether this one has taken it out; then it may put it back, whoever commands by now. */
  holds(backend: string): boolean {
    return this.#out.has(backend);
  }
}
