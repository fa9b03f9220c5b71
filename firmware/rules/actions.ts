import type { PhaseIndex } from '../domain/phases.ts';
import type { Rule } from '../domain/site/rules.ts';
import { isOfWalk, parameterName, type RulePlace, ruleFormula, walkNames } from './rule-formula.ts';
import type { Walk } from './walk.ts';

export type Action = Rule['then'];

/** An action ready to run. It leaves its value in the walk (`walk.saidBy`), NaN when it has none. */
export interface CompiledAction {
  readonly run: (walk: Walk) => void;
  readonly perPhase: boolean;
}

const nothing: CompiledAction = { run: () => undefined, perPhase: false };

/** Actions that only steer the walk (and, or, goto, ruleSet) do nothing here. */
export function compileAction(rule: Rule, place: RulePlace): CompiledAction {
  const action = rule.then;
  switch (action.kind) {
    case 'set':
      return compileSet(action, place);
    case 'share':
      return compileShare(action, rule.surplus || place.kind === 'battery', place);
    case 'variable':
      return compileVariable(action.name, action.formula, place);
    case 'trigger': {
      const { name, seconds, retrigger } = action;
      const target = targetOf(name, place);
      return {
        perPhase: false,
        run: (walk) => {
          walk.said(1);
          if (walk.trigger(target.name, seconds * 1000, retrigger)) place.values.set(target.at, 1);
        },
      };
    }
    case 'parameter': {
      const formula = ruleFormula(action.formula, place);
      const at = place.values.own(parameterName(action.name));
      return {
        perPhase: formula?.perPhase ?? false,
        run: (walk) => {
          const value = formula?.run(walk.phase) ?? Number.NaN;
          walk.said(value);
          place.values.set(at, value);
        },
      };
    }
    case 'and':
    case 'or':
    case 'goto':
    case 'ruleSet':
      return nothing;
  }
}

function compileSet(action: Extract<Action, { kind: 'set' }>, place: RulePlace): CompiledAction {
  if ('formula' in action) {
    const formula = ruleFormula(action.formula, place);
    return {
      perPhase: formula?.perPhase ?? false,
      run: (walk) => walk.setValue(formula?.run(walk.phase) ?? Number.NaN),
    };
  }
  const value = 'valueW' in action ? action.valueW : Math.round(action.valueA * 1000);
  return { perPhase: false, run: (walk) => walk.setValue(value) };
}

const powers = {
  surplus: 'CM._surplus',
  solar: 'GM.produced.power_w',
  import: 'GM.grid_demand.power_w',
  export: 'GM.grid_demand.power_w',
} as const;
const currents = {
  surplus: 'GM.surplus.current',
  solar: 'GM.produced.current',
  import: 'GM.grid_demand.current',
  export: 'GM.grid_demand.current',
} as const;

/** `whole`: what all phases carry together, spread over those that will charge; else what the phase itself carries. */
function compileShare(
  { of, factor }: Extract<Action, { kind: 'share' }>,
  whole: boolean,
  { kind, values }: RulePlace,
): CompiledAction {
  const sign = of === 'export' ? -factor : factor;
  if (whole) {
    const at = values.place(powers[of]);
    const spread = kind === 'chargePoint';
    return {
      perPhase: false,
      run: (walk) => {
        const powerW = values.get(at) * sign;
        walk.setValue(Math.max(0, spread ? (powerW * 1000) / walk.volts : powerW));
      },
    };
  }
  const on = (phase: PhaseIndex) => values.place(currents[of], phase);
  const places = [on(0), on(1), on(2)] as const;
  return { perPhase: true, run: (walk) => walk.setValue(Math.max(0, values.get(places[walk.phase]) * sign)) };
}

function compileVariable(name: string, text: string, place: RulePlace): CompiledAction {
  const formula = ruleFormula(text, place);
  const target = targetOf(name, place);
  const compute = (walk: Walk) => formula?.run(walk.phase) ?? Number.NaN;
  const perPhase = formula?.perPhase ?? false;
  switch (target.name) {
    case walkNames.value:
      return { perPhase, run: (walk) => walk.setValue(compute(walk)) };
    case walkNames.id:
      return { perPhase, run: (walk) => walk.setShownId(compute(walk)) };
    case walkNames.min:
      return { perPhase, run: (walk) => walk.setMinimum(compute(walk)) };
    case walkNames.undercut:
      return { perPhase, run: (walk) => walk.setUndercut(compute(walk)) };
    default:
      return {
        perPhase,
        run: (walk) => {
          const value = compute(walk);
          walk.said(value);
          if (!Number.isNaN(value) && walk.write(target.name, value)) place.values.set(target.at, value);
        },
      };
  }
}

/** The name that a formula would read it by, and its place. */
function targetOf(written: string, { values }: RulePlace): { readonly name: string; readonly at: number } {
  const name = variableTarget(written);
  return { name, at: isOfWalk(name) ? values.own(name) : values.place(name) };
}

/** `AVAIL` and `cm.Avail` are `CM.avail`; `e1.Out1` is `E1.out1`. */
export function variableTarget(written: string): string {
  const lower = written.toLowerCase();
  const point = lower.indexOf('.');
  if (point < 0) return `CM.${lower}`;
  return `${lower.slice(0, point).toUpperCase()}.${lower.slice(point + 1)}`;
}
