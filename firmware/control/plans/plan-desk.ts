import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { type OutsideEntry, type PlanPlace, placeId, placeKind, type StoredPlan } from '../../domain/outside-plan.ts';
import { rootCircuit } from '../../domain/site/check-tree.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { Store } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';

export interface PlanDeskOptions {
  readonly store: Pick<Store, 'plans' | 'audit'>;
  readonly site: () => Site | undefined;
  readonly clock: Clock;
  /** Asks the worker for a cycle soon: it reads the plans from the disk. */
  readonly nudge: () => void;
}

interface Author {
  readonly name: string;
}

/**
 * The main thread's desk for plans from outside (A20). They stand beside the site's own plans and never change the document; an answered
 * one is on disk. Throws NetwachtError `noSite`, `noPlace`, `badPlan`, `notPersisted`; then nothing is changed.
 */
export class PlanDesk {
  readonly #options: PlanDeskOptions;

  constructor(options: PlanDeskOptions) {
    this.#options = options;
  }

  list() {
    return this.#options.store.plans.all().map(viewOf);
  }

  get(id: string) {
    const place = this.#placeOf(id);
    const plan = this.#options.store.plans.all().find((each) => isSame(each.place, place));
    return plan === undefined ? { ...named(place), plan: [], at: null, source: null } : viewOf(plan);
  }

  put(id: string, entries: readonly OutsideEntry[], author: Author): void {
    if (entries.length === 0) {
      this.remove(id, author);
      return;
    }
    const place = this.#placeOf(id);
    this.#refuseMisfits(place, entries);
    const { store, clock } = this.#options;
    const given = { place, entries, atMs: clock.wallMs(), source: author.name };
    this.#write(() => store.plans.put(given), author, `plan of ${id} given, ${entries.length} entries`);
  }

  remove(id: string, author: Author): void {
    const place = this.#placeOf(id);
    this.#write(() => this.#options.store.plans.remove(place), author, `plan of ${id} taken away`);
  }

  root(): string {
    const site = this.#options.site();
    if (site === undefined) throw new NetwachtError('noSite', 'There is no site yet');
    return rootCircuit(site).id;
  }

  /** A battery is given W of a direction that is not left alone, everything else A. */
  #refuseMisfits(place: PlanPlace, entries: readonly OutsideEntry[]): void {
    const battery =
      'battery' in place ? this.#options.site()?.batteries.find((b) => b.device === place.battery) : undefined;
    entries.forEach((entry, k) => {
      const path = `plan.${k}`;
      if (!('limitW' in entry)) {
        if ('battery' in place)
          throw new NetwachtError('badPlan', `${path}: a battery is given limitW, and of: charge or discharge`, {
            path,
          });
        return;
      }
      if (!('battery' in place))
        throw new NetwachtError('badPlan', `${path}: a circuit and a charge point are given limitA`, { path });
      if ((entry.of === 'charge' ? battery?.maxW : battery?.minW) === undefined)
        throw new NetwachtError('badPlan', `${path}: the site leaves this direction of the battery alone`, { path });
    });
  }

  /** A charge point, else a battery, else a circuit. */
  #placeOf(id: string): PlanPlace {
    const site = this.#options.site();
    if (site?.devices.some((device) => device.id === id && device.role === 'chargePoint')) return { chargePoint: id };
    if (site?.batteries.some(({ device }) => device === id)) return { battery: id };
    if (site?.circuits.some((circuit) => circuit.id === id)) return { circuit: id };
    throw new NetwachtError('noPlace', `There is no circuit, no charge point and no battery ${id.slice(0, 64)}`);
  }

  /** A manager that repeats its plan writes nothing, and nothing into the audit trail. */
  #write(run: () => boolean, { name }: Author, what: string): void {
    const { store, nudge } = this.#options;
    let changed = false;
    try {
      changed = run();
      if (changed) store.audit.append({ who: name, what });
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'notPersisted') throw error;
      const message = changed
        ? 'the plan holds, but the audit trail could not be written to disk'
        : 'the plan could not be written to disk, so it was not accepted';
      throw new NetwachtError('notPersisted', message, { cause: error });
    } finally {
      if (changed) nudge();
    }
  }
}

const isSame = (a: PlanPlace, b: PlanPlace): boolean => placeKind(a) === placeKind(b) && placeId(a) === placeId(b);

const named = (place: PlanPlace) => ({ id: placeId(place), kind: placeKind(place) }) as const;

const viewOf = ({ place, entries, atMs, source }: StoredPlan) => ({
  ...named(place),
  plan: entries,
  at: new Date(atMs).toISOString(),
  source,
});
