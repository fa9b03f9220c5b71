import type {
  ChargePointState,
  CircuitState,
  LimitState,
  PointFacts,
  SetLimit,
  State,
} from '../../firmware/api/shapes.ts';

/** A limit in force, with how it is set where that is known. */
export interface ChainLimit {
  readonly limit: LimitState;
  readonly set: SetLimit | undefined;
}

/** One circuit on the way up. */
export interface ChainLink {
  readonly circuit: CircuitState;
  /** What decides over the charge point now. */
  readonly rules: boolean;
  readonly limits: readonly ChainLimit[];
}

export interface Chain {
  /** Nothing above it decides: the car, a person, the charge point itself. */
  readonly selfRules: boolean;
  /** Of the charge point itself. */
  readonly own: readonly ChainLimit[];
  /** Its circuit first, the house connection last. */
  readonly links: readonly ChainLink[];
}

/** Everything that holds a charge point back, from itself up to the house connection. */
export function chainOf(state: State, chargePoint: ChargePointState, facts: PointFacts | undefined): Chain {
  const { reason } = chargePoint;
  const links: ChainLink[] = [];
  let next = state.circuits.find(({ id }) => id === chargePoint.circuit);
  while (next !== undefined && links.every(({ circuit }) => circuit !== next)) {
    const circuit: CircuitState = next;
    const set = facts?.circuits.find(({ id }) => id === circuit.id)?.limits ?? [];
    const limits = inForce(state.limits, set, (limit) => limit.circuit === circuit.id);
    links.push({ circuit, rules: reason.circuit === circuit.id, limits });
    next = state.circuits.find(({ id }) => id === circuit.parent);
  }
  return {
    selfRules: links.every(({ rules }) => !rules),
    own: inForce(state.limits, facts?.limits ?? [], (limit) => limit.chargePoint === chargePoint.id),
    links,
  };
}

const inForce = (
  limits: readonly LimitState[],
  set: readonly SetLimit[],
  ofThis: (limit: LimitState) => boolean,
): ChainLimit[] => limits.filter(ofThis).map((limit) => ({ limit, set: set.find(({ id }) => id === limit.id) }));
