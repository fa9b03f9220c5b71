import type { LimitRecord } from '../../domain/limit.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { FromWorker } from '../messages.ts';
import { type BelowMinimum, commandsBelowMinimum } from '../sources/below-minimum.ts';

/** Once for each value: the operator's command is obeyed, and what it leaves is less than §14a does. */
export class BelowMinimumLog {
  readonly #post: (message: FromWorker) => void;
  #told: ReadonlySet<string> = new Set();

  constructor(post: (message: FromWorker) => void) {
    this.#post = post;
  }

  look(site: Site, records: readonly LimitRecord[]): void {
    const found = commandsBelowMinimum(site, records);
    for (const facts of found)
      if (!this.#told.has(keyOf(facts)))
        this.#post({
          ...{ kind: 'log', level: 'warn', facts: { ...facts } },
          message: 'a command is below the minimum power of §14a; it is obeyed as given',
        });
    this.#told = new Set(found.map(keyOf));
  }
}

const keyOf = ({ limit, circuit, valueW }: BelowMinimum): string => `${circuit} ${limit} ${valueW}`;
