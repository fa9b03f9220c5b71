import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Tag } from '../../domain/site/users.ts';
import type { PeopleStore } from '../../store/people.ts';
import { autoTag } from './auto-tag.ts';
import type { Budgets } from './budgets.ts';
import type { Occupying } from './occupying.ts';
import type { Places } from './places.ts';
import { type Taken, takeTag } from './shown-tag.ts';
import { sendOutputs, setVariables, type TagEffects } from './tag-effects.ts';

export interface CardReaderParts {
  readonly store: Pick<PeopleStore, 'uses'>;
  readonly places: Places;
  readonly occupying: Occupying;
  readonly budgets: Budgets;
  readonly effects: TagEffects;
  readonly clock: Clock;
  readonly log: { warn(facts: object, sentence: string): void };
}

/** Carries out what cards do. Throws as PeopleDesk says; then nothing is changed. */
export class CardReader {
  readonly #parts: CardReaderParts;
  #uses: Map<string, number>;

  constructor(parts: CardReaderParts) {
    this.#parts = parts;
    this.#uses = new Map(parts.store.uses());
  }

  /** Somebody shows it. */
  async show(chargePoint: string, tag: Tag, source: string): Promise<void> {
    await setVariables(this.#taken(chargePoint, tag, source).functions, this.#parts.effects, source);
    // Somebody else may have been faster meanwhile: it is decided anew.
    this.#apply(chargePoint, tag, this.#taken(chargePoint, tag, source));
  }

  /** What it would come to. Throws as `show` does, and changes nothing. */
  check(chargePoint: string, tag: Tag): Pick<Taken, 'occupancy'> {
    return this.#taken(chargePoint, tag, 'check');
  }

  /** A car came without a card. What its card refuses, it does not get. False: to be tried again. */
  carCame(chargePoint: string): boolean {
    const { places, effects, log } = this.#parts;
    const people = places.people();
    const tag = people && autoTag(people.site, chargePoint);
    if (tag === undefined) return true;
    try {
      const taken = this.#taken(chargePoint, tag, 'auto');
      this.#apply(chargePoint, tag, taken);
      setVariables(taken.functions, effects, 'auto').catch((error: unknown) => {
        log.warn({ err: error, chargePoint }, 'a variable of a card could not be set');
      });
    } catch (error) {
      if (!(error instanceof NetwachtError)) throw error;
      if (error.code === 'notPersisted') return false;
      log.warn({ chargePoint, code: error.code }, 'the fixed card of a charge point was refused');
    }
    return true;
  }

  siteChanged(): void {
    this.#uses = new Map(this.#parts.store.uses());
  }

  #taken(chargePoint: string, tag: Tag, source: string): Taken {
    const { places, occupying, budgets, clock } = this.#parts;
    const people = places.at(chargePoint);
    const taken = takeTag({
      ...{ site: people.site, tag, before: occupying.before(chargePoint), fresh: occupying.fresh(chargePoint, source) },
      ...{ used: this.#uses.get(tag.id) ?? 0, wallMs: clock.wallMs() },
    });
    if (taken.occupancy !== undefined)
      for (const change of taken.budgetChanges) budgets.refuse(people, taken.occupancy, change);
    return taken;
  }

  #apply(chargePoint: string, tag: Tag, { occupancy, counts, functions, budgetChanges }: Taken): void {
    const { places, occupying, budgets, effects, log } = this.#parts;
    if (occupancy === undefined) {
      occupying.end(chargePoint);
      return;
    }
    const people = places.at(chargePoint);
    occupying.put(occupancy, counts ? tag.id : undefined);
    if (counts) this.#uses.set(tag.id, (this.#uses.get(tag.id) ?? 0) + 1);
    occupying.write(() => {
      for (const change of budgetChanges) budgets.change(people, occupancy, change);
    });
    sendOutputs(functions, effects, (id, error) =>
      log.warn({ err: error, output: id }, 'an output of a card could not be sent'),
    );
  }
}
