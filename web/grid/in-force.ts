import type { CircuitState, LimitState, State, VariableState } from '../../firmware/api/shapes.ts';
import { fusePowerW, nearFuse, variablesOf } from '../reason/ruling.ts';

/** Whose word a limit is. */
export type LimitSource =
  | { readonly kind: 'channel'; readonly id: string }
  | { readonly kind: 'local'; readonly who: string }
  /** Contacts of an input of the site. */
  | { readonly kind: 'relay'; readonly id: string }
  | { readonly kind: 'gateway' | 'lpc' | 'test' }
  /** Nothing valid comes from whoever it was: a fail-safe value holds. */
  | { readonly kind: 'silence'; readonly who: LimitSource };

/** A limit of somebody outside, or a test of one, that is below the fuse of its circuit. */
export interface InForce {
  readonly limit: LimitState;
  readonly circuit: CircuitState | undefined;
  readonly source: LimitSource;
  /** The variables that it reads. */
  readonly variables: readonly VariableState[];
  /** False: a lower limit of the same unit rules its circuit. */
  readonly rules: boolean;
}

/** Shown whether or not a variable has a say in them. */
const shown = new Set<LimitState['origin']>(['smgw', 'para14a', 'lpc', 'relay', 'manual']);

/** Every limit of the grid operator or of a person in force now, the lowest first; power before current. */
export function limitsInForce(state: State): readonly InForce[] {
  return state.limits
    .flatMap((limit): InForce[] => {
      const variables = variablesOf(state, limit.source);
      if (variables.length === 0 && !shown.has(limit.origin)) return [];
      const circuit = state.circuits.find(({ id }) => id === limit.circuit);
      if (circuit !== undefined && !isFelt(limit, circuit)) return [];
      const lowest = limit.unit === 'W' ? circuit?.limitW : circuit && Math.min(...circuit.limitA);
      const rules = lowest == null || limit.value <= lowest;
      return [{ limit, circuit, variables, rules, source: sourceOf(limit, variables) }];
    })
    .toSorted(
      (a, b) =>
        Number(b.rules) - Number(a.rules) || b.limit.unit.localeCompare(a.limit.unit) || a.limit.value - b.limit.value,
    );
}

/** A limit close to the fuse limits nobody. */
const isFelt = ({ unit, value }: LimitState, circuit: CircuitState): boolean =>
  value < nearFuse * (unit === 'W' ? fusePowerW(circuit) : circuit.fuseA);

function sourceOf(limit: LimitState, variables: readonly VariableState[]): LimitSource {
  const { id, origin, source } = limit;
  if (origin === 'manual') return { kind: 'test' };
  // In which state the energy guard and the contacts are stands in the words of the limit (control/sources).
  if (origin === 'lpc' || origin === 'relay') {
    const input = /^input ([\w-]+):/.exec(source)?.[1] ?? id;
    const who: LimitSource = origin === 'lpc' ? { kind: 'lpc' } : { kind: 'relay', id: input };
    return /fail-safe limit$|not heard |fit no level/.test(source) ? { kind: 'silence', who } : who;
  }
  const [first] = variables.filter(({ owner, source: writer }) => owner !== null || channelOf(writer) !== undefined);
  const writer = first ?? variables[0];
  const who: LimitSource = writer === undefined ? { kind: 'gateway' } : writerOf(writer);
  return variables.some(({ stale }) => stale) ? { kind: 'silence', who } : who;
}

function writerOf({ owner, source }: VariableState): LimitSource {
  const id = channelOf(source) ?? owner;
  return id == null ? { kind: 'local', who: source } : { kind: 'channel', id };
}

/** The channel that wrote a variable last, undefined: somebody else did. */
const channelOf = (source: string): string | undefined => /^channel:(.+)$/.exec(source)?.[1];
