import type { Site } from '../../domain/site/schema.ts';
import type { State } from '../../domain/state.ts';
import { variableKey } from '../../domain/variable.ts';
import type { TariffVariables } from '../../sessions/tariffs/variable-price.ts';

/** Variables as the last cycle told them, for prices that are looked up outside of the control worker. */
export function toldVariables(
  site: Pick<Site, 'variables'>,
  state: Pick<State, 'variables'> | undefined,
): TariffVariables {
  const declared = new Map(site.variables.map((variable) => [variableKey(variable.name), variable]));
  const told = new Map(
    (state?.variables ?? []).map(({ name, value, at, stale }) => [
      variableKey(name),
      {
        value: value ?? undefined,
        timedOut: stale,
        failsafe: declared.get(variableKey(name))?.failsafe,
        atMs: Date.parse(at),
      },
    ]),
  );
  return (key) => told.get(key);
}
