import type { Occupancy } from '../domain/occupancy.ts';
import { reading } from './reading.ts';
import type { Writer } from './writer.ts';

/** Who occupies charge points now, and how often cards were used. */
export interface PeopleStore {
  occupancies(): readonly Occupancy[];
  /** `used`: a card whose uses count one more with it. */
  putOccupancy(occupancy: Occupancy, used?: string): void;
  removeOccupancy(chargePoint: string): void;
  uses(): ReadonlyMap<string, number>;
  /** Removes what belongs to charge points and cards that are no longer in the site. */
  removeExcept(left: { readonly chargePoints: readonly string[]; readonly tags: readonly string[] }): void;
}

export function peopleStore(writer: Writer): PeopleStore {
  const occupancies = () => reading(() => writer.tables.people.occupancies());
  const uses = () => reading(() => writer.tables.people.uses());
  return {
    occupancies,
    putOccupancy: (occupancy, used) =>
      writer.change('who charges', ({ people }) => {
        people.putOccupancy(occupancy);
        if (used !== undefined) people.countUse(used);
      }),
    removeOccupancy(chargePoint) {
      if (!occupancies().some((occupancy) => occupancy.chargePoint === chargePoint)) return;
      writer.change('who charges', ({ people }) => people.removeOccupancy(chargePoint));
    },
    uses,
    removeExcept({ chargePoints, tags }) {
      const places = occupancies().flatMap(({ chargePoint: id }) => (chargePoints.includes(id) ? [] : [id]));
      const cards = [...uses().keys()].filter((tag) => !tags.includes(tag));
      if (places.length === 0 && cards.length === 0) return;
      writer.change('who charges', ({ people }) => {
        for (const id of places) people.removeOccupancy(id);
        for (const tag of cards) people.forgetUses(tag);
      });
    },
  };
}
