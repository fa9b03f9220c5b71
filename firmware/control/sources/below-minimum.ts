import type { LimitOrigin, LimitRecord } from '../../domain/limit.ts';
import type { Site } from '../../domain/site/schema.ts';
import { circuitMinimumW } from '../../grid/para14a/circuit-minimum.ts';

const ofOperators: ReadonlySet<LimitOrigin> = new Set(['smgw', 'para14a', 'lpc', 'relay']);

export interface BelowMinimum {
  readonly limit: string;
  readonly circuit: string;
  readonly valueW: number;
  readonly minimumW: number;
}

/** Commands that leave charge points less than §14a does. They are obeyed as given; that they were is to be logged. */
export function commandsBelowMinimum(site: Site, records: readonly LimitRecord[]): readonly BelowMinimum[] {
  return site.circuits.flatMap((circuit) => {
    const minimumW = circuitMinimumW(circuit);
    if (minimumW === undefined) return [];
    return records
      .filter(
        ({ circuit: at, scope, unit, value, origin }) =>
          at === circuit.id && scope === 'chargePoints' && unit === 'W' && value < minimumW && ofOperators.has(origin),
      )
      .map(({ id, value }) => ({ limit: id, circuit: circuit.id, valueW: value, minimumW }));
  });
}
