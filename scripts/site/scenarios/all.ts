import { bus } from './bus.ts';
import { house } from './house.ts';
import { many } from './many.ts';
import { drop, heater, mix, stale } from './mix.ts';
import type { Scenario, ScenarioMaker, ScenarioOptions } from './scenario.ts';

const makers: ReadonlyMap<string, ScenarioMaker> = new Map(
  Object.entries({ house, mix, heater, drop, stale, many, bus }),
);

export const scenarioNames: readonly string[] = [...makers.keys()];

/** A scenario by its name; `many:12` names the number of charge points too. Throws for a name nobody has. */
export function scenarioByName(text: string, options: ScenarioOptions): Scenario {
  const [name = '', countText] = text.split(':', 2);
  const make = makers.get(name);
  if (make === undefined) throw new Error(`there is no scenario ${name}; there are ${scenarioNames.join(', ')}`);
  if (countText === undefined) return withDocument(make(options), options);
  const count = Number(countText);
  if (!Number.isInteger(count) || count < 1 || count > 300) {
    throw new Error(`a scenario takes 1 to 300 charge points, not ${countText}`);
  }
  return withDocument(make({ ...options, count }), options);
}

const withDocument = (scenario: Scenario, { document }: ScenarioOptions): Scenario =>
  document === undefined ? scenario : { ...scenario, document: { ...scenario.document, ...document } };
