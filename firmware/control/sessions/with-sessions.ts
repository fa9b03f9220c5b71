import type { Occupant, SessionNow } from '../../domain/known.ts';

/** Who charges where, with what the session has come to; one without an occupant asks nobody, so it is authorised. */
export function withSessions(
  occupants: readonly Occupant[],
  sessions: ReadonlyMap<string, SessionNow>,
): readonly Occupant[] {
  if (sessions.size === 0) return occupants;
  const named = new Set(occupants.map(({ chargePoint }) => chargePoint));
  const others = [...sessions].filter(([chargePoint]) => !named.has(chargePoint));
  return [
    ...occupants.map((occupant) => {
      const session = sessions.get(occupant.chargePoint);
      return session === undefined ? occupant : { ...occupant, session };
    }),
    ...others.map(([chargePoint, session]) => ({ chargePoint, authorised: true, session })),
  ];
}
