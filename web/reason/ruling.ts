import type { CircuitState, LimitState, State, VariableState } from '../../firmware/api/shapes.ts';
import type { Words } from '../words/en.ts';

/** A ceiling below the fuse that rules a circuit now: what the strip tells. */
export interface Ruling {
  readonly circuit: CircuitState;
  /** Its record, where the state names one. */
  readonly limit: LimitState | undefined;
  /** The variables it reads. */
  readonly variables: readonly VariableState[];
}

/** A limit this close to the fuse is not worth a strip: 55 kW on 3 x 80 A is no limitation anybody feels. */
export const nearFuse = 0.98;
const nominalVoltageV = 230;

/** Every circuit that a limit below its fuse rules, the house connection first. */
export function rulings(state: State): readonly Ruling[] {
  const ruled = state.circuits.filter(isLimited);
  ruled.sort((a, b) => Number(a.parent != null) - Number(b.parent != null));
  return ruled.map((circuit) => {
    const limit = limitOf(state, circuit.reason.circuit ?? circuit.id, circuit.reason.origin);
    return { circuit, limit, variables: variablesOf(state, limit?.source) };
  });
}

export function isLimited(circuit: CircuitState): boolean {
  const { origin, code } = circuit.reason;
  if (code === 'fuse' || code === 'reserve' || origin === 'fuse' || origin === 'reserve') return false;
  const byCurrent = Math.min(...circuit.limitA) < circuit.fuseA * nearFuse;
  return byCurrent || (circuit.limitW != null && circuit.limitW < fusePowerW(circuit) * nearFuse);
}

/** What the fuse would let through at nominal voltage, W over three phases. */
export const fusePowerW = (circuit: Pick<CircuitState, 'fuseA'>): number => circuit.fuseA * 3 * nominalVoltageV;

/** The lowest limit in force on a circuit, of one origin where it is known. */
export function limitOf(
  state: State,
  circuit: string,
  origin: LimitState['origin'] | undefined,
): LimitState | undefined {
  return state.limits
    .filter((limit) => limit.circuit === circuit && (origin == null || limit.origin === origin))
    .sort((a, b) => a.value - b.value)[0];
}

/** The name of a circuit; a root that nobody named is the house connection. */
export const circuitName = (words: Words, { id, name, parent }: CircuitState): string =>
  parent == null && name === id ? words.house.title : name;

/** The variables that a limit's source names: "AVAIL by admin, TARIF not set". */
export function variablesOf(state: State, source: string | undefined): readonly VariableState[] {
  const names = [...(source ?? '').matchAll(/([A-Za-z_]\w*) (?:by|not set)\b/g)].map(([, name = '']) =>
    name.toLowerCase(),
  );
  return state.variables.filter(({ name }) => names.includes(name.toLowerCase()));
}
