import { NetwachtError } from '../domain/errors.ts';
import type { PointFacts, SetLimit } from '../domain/point-facts.ts';
import { guardedChargePoints } from '../domain/site/authorisation.ts';
import type { SiteKnowledge } from '../domain/site/knowledge.ts';
import type { Site, SiteLimit } from '../domain/site/schema.ts';
import type { State } from '../domain/state.ts';
import { variableKey, variableRead } from '../domain/variable.ts';

interface PointFactsParts {
  readonly site: () => Site | undefined;
  readonly knowledge: SiteKnowledge;
  readonly current: () => State | undefined;
}

/** What is set for a charge point, for those who may not see the whole site: its limits and those above it. */
export class PointFactsDesk {
  readonly #parts: PointFactsParts;

  constructor(parts: PointFactsParts) {
    this.#parts = parts;
  }

  of(chargePoint: string): PointFacts {
    const site = this.#parts.site();
    const device = site?.devices.find(({ id, role }) => id === chargePoint && role === 'chargePoint');
    if (site === undefined || device === undefined)
      throw new NetwachtError('notFound', 'There is no such charge point');
    const { definition, wiring, priority, phaseSwitch, limits, circuit } = device;
    return {
      id: chargePoint,
      priority,
      phaseSwitch,
      switches: wiring.length === 3 && this.#parts.knowledge.definition(definition)?.switchesPhases === true,
      guarded: guardedChargePoints(site).has(chargePoint),
      limits: limits.map((limit) => this.#limit(limit)),
      circuits: pathUp(site, circuit).map(({ id, limits: own }) => ({
        id,
        limits: own.map((limit) => this.#limit(limit)),
      })),
    };
  }

  #limit({ id, unit, value, fallback }: SiteLimit): SetLimit {
    return { id, unit, value, fallback: fallback ?? null, reads: typeof value === 'number' ? [] : this.#reads(value) };
  }

  /** A variable is spelled as it was first given; whatever else a formula reads the control loop knows. */
  #reads(formula: string): SetLimit['reads'] {
    const { knowledge, current } = this.#parts;
    const read = knowledge.formula(formula);
    const variables = current()?.variables ?? [];
    return (read.ok ? read.names : []).map((name) => {
      const key = variableRead(name);
      const found = variables.find((variable) => variableKey(variable.name) === key);
      return { name: found?.name ?? name, value: found?.value ?? null };
    });
  }
}

/** A circuit and those above it; the root where the charge point names none. */
function pathUp({ circuits }: Site, circuit: string | undefined): Site['circuits'] {
  const path: Site['circuits'] = [];
  let next = circuits.find(({ id, parent }) => (circuit === undefined ? parent === undefined : id === circuit));
  while (next !== undefined && !path.includes(next)) {
    path.push(next);
    const above = next.parent;
    next = above === undefined ? undefined : circuits.find(({ id }) => id === above);
  }
  return path;
}
