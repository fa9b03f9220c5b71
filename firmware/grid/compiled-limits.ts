import type { LimitScope } from '../domain/limit.ts';
import { type PhaseIndex, phaseIndexes } from '../domain/phases.ts';
import { variableRead } from '../domain/variable.ts';
import { compile } from '../formula/compile.ts';
import type { Formula, FormulaFault } from '../formula/types.ts';
import type { LimitSetting, LimitSettings } from './limit-settings.ts';

/** What one slot of a formula holds: a variable of the site, or something that is measured or told by the clock. */
export type LimitInput =
  | { readonly kind: 'variable'; readonly key: string; readonly spelled: string }
  | { readonly kind: 'other'; readonly name: string };

/** Where a limit stands: exactly one of the two. */
export type LimitPlace = { readonly circuit: string } | { readonly chargePoint: string };

/** A limit ready to be evaluated every cycle. */
export interface CompiledLimit {
  readonly id: string;
  readonly place: LimitPlace;
  readonly scope: LimitScope;
  readonly unit: LimitSetting['unit'];
  /** The formula or the number, as written: a stored ruling lives and dies with it. */
  readonly text: string;
  /** In `unit`; 0 when none was given, for a limit without a value must not become no limit. */
  readonly fallback: number;
  /** A plain number, or what computes it; `undefined` when the formula is wrong: then the fallback holds. */
  readonly source: number | Formula | undefined;
  readonly fault: FormulaFault | undefined;
  readonly inputs: readonly LimitInput[];
  /** §14a: what a fallback or a fail-safe value of this limit is raised to, W; a command is not. */
  readonly floorW: number | undefined;
  /** The phases to evaluate it for, where it reads the current of "the" phase; else it is evaluated once. */
  readonly phases: readonly (PhaseIndex | undefined)[];
  /** Where the inputs are put before each evaluation. */
  readonly slots: Float64Array;
}

export interface CompiledLimits {
  readonly circuits: readonly { readonly id: string; readonly root: boolean; readonly fuseMa: number }[];
  readonly limits: readonly CompiledLimit[];
}

/** Reads the limits of a site once, at every change of it. A wrong formula never throws: its limit carries the fault. */
export function compileLimits(settings: LimitSettings): CompiledLimits {
  return {
    circuits: settings.circuits.map(({ id, parent, fuseA }) => ({
      id,
      root: parent === undefined,
      fuseMa: isCeiling(fuseA) ? Math.floor(fuseA * 1000 + 1e-6) : 0,
    })),
    limits: [
      ...settings.circuits.flatMap(({ id, limits, minimumW }) =>
        limits.map((limit) => compileLimit(limit, { circuit: id }, phaseIndexes, minimumW)),
      ),
      ...settings.chargePoints.flatMap(({ id, limits, wiring = phaseIndexes }) =>
        limits.map((limit) => compileLimit(limit, { chargePoint: id }, wiring)),
      ),
    ],
  };
}

/** A number that can be a ceiling: finite and not negative. */
export const isCeiling = (value: number): boolean => Number.isFinite(value) && value >= 0;

function compileLimit(
  limit: LimitSetting,
  place: LimitPlace,
  phases: readonly PhaseIndex[],
  minimumW?: number,
): CompiledLimit {
  const { id, scope, unit, value } = limit;
  const fallback = limit.fallback !== undefined && isCeiling(limit.fallback) ? limit.fallback : 0;
  const floorW = scope === 'chargePoints' && unit === 'W' ? minimumW : undefined;
  const common = { id, place, scope, unit, text: String(value), fallback, floorW };
  const constant = { inputs: [], phases: [undefined], slots: new Float64Array(0) };
  if (typeof value === 'number') return { ...common, ...constant, source: value, fault: undefined };
  const result = compile(value);
  if (!result.ok) return { ...common, ...constant, source: undefined, fault: result.fault };
  const { formula } = result;
  return {
    ...common,
    source: formula,
    fault: undefined,
    inputs: formula.names.map((name) => inputOf(name, value)),
    phases: formula.names.some((name) => name.endsWith('.current')) ? phases : [undefined],
    slots: new Float64Array(formula.names.length),
  };
}

/** `CM.avail` is a variable, `CM._price` is built in and comes from elsewhere. */
function inputOf(name: string, text: string): LimitInput {
  const key = variableRead(name);
  if (key === undefined) return { kind: 'other', name };
  const spelled = new RegExp(`(?<![\\w.])(?:cm\\.)?(${key})(?![\\w.])`, 'i').exec(text)?.[1];
  return { kind: 'variable', key, spelled: spelled ?? key };
}
