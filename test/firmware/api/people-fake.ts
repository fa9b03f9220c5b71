import { PeopleDesk } from '../../../firmware/control/people/people-desk.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';
import type { Occupancy } from '../../../firmware/domain/occupancy.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';
import type { PeopleStore } from '../../../firmware/store/people.ts';
import { knowledge } from '../domain/site/documents.ts';

/** Who charges, in memory. */
export class MemoryPeople implements PeopleStore {
  readonly kept = new Map<string, Occupancy>();
  readonly used = new Map<string, number>();

  occupancies = () => [...this.kept.values()];
  putOccupancy(occupancy: Occupancy, used?: string): void {
    this.kept.set(occupancy.chargePoint, occupancy);
    if (used !== undefined) this.used.set(used, (this.used.get(used) ?? 0) + 1);
  }
  removeOccupancy(chargePoint: string): void {
    this.kept.delete(chargePoint);
  }
  uses = () => this.used;
  readonly phcs = new Map<string, string>();
  pins = () => this.phcs;
  putPin = (user: string, phc: string) => void this.phcs.set(user, phc);
  removePin = (user: string) => this.phcs.delete(user);
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

export const peopleDesk = (store: PeopleStore, clock: Clock, site: Site = houseOfTwo()): PeopleDesk =>
  new PeopleDesk({
    store: { people: store, audit: { append: () => undefined, list: () => [] } },
    site: () => site,
    current: () => undefined,
    clock,
    changed: () => undefined,
    log: { info: () => undefined, warn: () => undefined },
  });
