import { NetwachtError } from '../../domain/errors.ts';
import type { Site } from '../../domain/site/schema.ts';
import { type CycleFacts, type Mind, mindWith, newMind } from '../cycle.ts';
import { factsOf } from './exact.ts';
import type { CycleLine } from './format.ts';
import { merge } from './merge-patch.ts';

/** A recording: each line says exactly what its cycle was given. */
export class ExactLines {
  #site: Site;
  /** Undefined until the first line, in a recording without a state. */
  #mind: Mind | undefined;
  #document: unknown;
  #line = 0;

  constructor(site: Site, mind: Mind | undefined) {
    this.#site = site;
    this.#mind = mind;
  }

  use(site: Site): void {
    this.#site = site;
  }

  /** What the line's cycle is given. Throws NetwachtError for a line that does not fit; then nothing has changed. */
  take({ exact }: CycleLine): { readonly mind: Mind; readonly facts: CycleFacts } {
    if (exact === undefined) throw new NetwachtError('mixed', 'exact facts stand in every line or in none');
    const document = merge(this.#document, exact);
    const { line, facts } = factsOf(document);
    if (line !== this.#line + 1) throw new NetwachtError('gap', `line ${this.#line + 1} of the recording is missing`);
    this.#document = document;
    this.#line = line;
    this.#mind = this.#mindFor(facts);
    return { mind: this.#mind, facts };
  }

  /** The worker itself told the boxes and the disk: the next line says what became of it. */
  decided(): void {}

  #mindFor({ stored, storedRulings }: CycleFacts): Mind {
    const before = this.#mind;
    if (before === undefined) return newMind(this.#site, { variables: stored, rulings: storedRulings });
    return before.controller.topology.site === this.#site ? before : mindWith(this.#site, before);
  }
}
