import { PeopleDesk } from '../../../firmware/control/people/people-desk.ts';
import type { TagEffects } from '../../../firmware/control/people/tag-effects.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';
import type { Occupancy } from '../../../firmware/domain/occupancy.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';
import type { PeopleStore } from '../../../firmware/store/people.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import type { UsageStore } from '../../../firmware/store/usage.ts';
import { knowledge } from '../domain/site/documents.ts';

/** Who charges, in memory. */
export class MemoryPeople implements PeopleStore {
  readonly kept = new Map<string, Occupancy>();
  readonly used = new Map<string, number>();

  occupancies = () => [...this.kept.values()];
  full = false;
  putOccupancy(occupancy: Occupancy, used?: string): void {
    if (this.full) throw new StoreError('notPersisted', 'the disk is full', {});
    this.kept.set(occupancy.chargePoint, occupancy);
    if (used !== undefined) this.used.set(used, (this.used.get(used) ?? 0) + 1);
  }
  removeOccupancy(chargePoint: string): void {
    if (this.full) throw new StoreError('notPersisted', 'the disk is full', {});
    this.kept.delete(chargePoint);
  }
  uses = () => this.used;
  readonly phcs = new Map<string, string>();
  pins = () => this.phcs;
  putPin = (user: string, phc: string) => void this.phcs.set(user, phc);
  removePin = (user: string) => this.phcs.delete(user);
  removeExcept(): void {}
}

/** What was used, in memory. */
export class MemoryUsage implements UsageStore {
  readonly rows = new Map<string, { owner: string; dayMs: number; energyWh: number; chargedS: number }>();
  stand: ReadonlyMap<string, number> = new Map();
  readonly documents = new Map<string, string>();
  full = false;

  usedSince(owner: string, fromMs: number) {
    const own = [...this.rows.values()].filter((row) => row.owner === owner && row.dayMs >= fromMs);
    const sum = (key: 'energyWh' | 'chargedS') => own.reduce((all, row) => all + row[key], 0);
    return { energyWh: sum('energyWh'), chargedS: sum('chargedS') };
  }
  latestDayMs = () =>
    this.rows.size === 0 ? undefined : Math.max(...[...this.rows.values()].map(({ dayMs }) => dayMs));
  counters = () => this.stand;
  add(rows: Parameters<UsageStore['add']>[0], counters: ReadonlyMap<string, number>): void {
    if (this.full) throw new StoreError('notPersisted', 'the disk is full', {});
    for (const row of rows) {
      const key = `${row.owner} ${row.dayMs}`;
      const { energyWh = 0, chargedS = 0 } = this.rows.get(key) ?? {};
      this.rows.set(key, { ...row, energyWh: row.energyWh + energyWh, chargedS: row.chargedS + chargedS });
    }
    this.stand = new Map(counters);
  }
  forget(owner: string): void {
    for (const [key, row] of this.rows) if (row.owner === owner) this.rows.delete(key);
  }
  marks = () => this.documents;
  putMarks = (owner: string, document: string) => void this.documents.set(owner, document);
  removeExcept(): void {}
}

/** A site with Anna at E1, Bert at E2, and a card of nobody. */
export const houseOfTwo = (more: object = {}): Site => {
  const result = readSite(
    {
      name: 'House',
      timezone: 'Europe/Amsterdam',
      circuits: [{ id: 'house', fuseA: 63 }],
      devices: ['E1', 'E2', 'E3'].map((id, k) => ({
        id,
        definition: 'a-box',
        address: `10.0.0.${k + 1}:502`,
        unitId: 255,
      })),
      users: [
        { id: 'anna', name: 'Anna', chargePoints: ['E1'] },
        { id: 'bert', name: 'Bert', chargePoints: ['E2'], priority: 5 },
      ],
      tags: [{ id: 'annas', uid: '04:A2:B1:C0', user: 'anna', functions: ['authorise'] }],
      ...more,
    },
    knowledge,
  );
  if (!result.ok) throw result.faults[0];
  return result.site;
};

export const peopleDesk = (
  store: PeopleStore,
  clock: Clock,
  site: Site = houseOfTwo(),
  usage: UsageStore = new MemoryUsage(),
  effects: TagEffects = { setVariable: async () => undefined, sendOutput: () => undefined },
): PeopleDesk =>
  new PeopleDesk({
    store: { people: store, usage },
    site: () => site,
    current: () => undefined,
    clock,
    changed: () => undefined,
    effects,
    log: { warn: () => undefined },
  });
