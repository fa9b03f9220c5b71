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
  /** Hashes of PINs, by user. */
  pins(): ReadonlyMap<string, string>;
  putPin(user: string, phc: string): void;
  /** False when there was none. */
  removePin(user: string): boolean;
  /** Removes what belongs to charge points, cards and users that are no longer in the site. */
  removeExcept(left: StillThere): void;
}

interface StillThere {
  readonly chargePoints: readonly string[];
  readonly tags: readonly string[];
  readonly users: readonly string[];
}

export function peopleStore(writer: Writer): PeopleStore {
  const occupancies = () => reading(() => writer.tables.people.occupancies());
  const pins = () => reading(() => writer.tables.people.pins());
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
    pins,
    putPin: (user, phc) => writer.change('a PIN', ({ people }) => people.putPin(user, phc)),
    removePin(user) {
      if (!pins().has(user)) return false;
      writer.change('a PIN', ({ people }) => people.removePin(user));
      return true;
    },
    removeExcept({ chargePoints, tags, users }) {
      const places = occupancies().flatMap(({ chargePoint: id }) => (chargePoints.includes(id) ? [] : [id]));
      const cards = [...uses().keys()].filter((tag) => !tags.includes(tag));
      const gone = [...pins().keys()].filter((user) => !users.includes(user));
      if (places.length + cards.length + gone.length === 0) return;
      writer.change('who charges', ({ people }) => {
        for (const id of places) people.removeOccupancy(id);
        for (const tag of cards) people.forgetUses(tag);
        for (const user of gone) people.removePin(user);
      });
    },
  };
}
