import type { Rule } from '../domain/site/rules.ts';
import { type RulePlace, ruleFormula } from './rule-formula.ts';
import { type Truth, truthOf, truths } from './truth.ts';
import type { Walk } from './walk.ts';

export type Condition = Rule['if'];

/** A condition ready to be asked; `walk.seen` is left at what was compared. */
export interface CompiledCondition {
  readonly truth: (walk: Walk) => Truth;
  readonly perPhase: boolean;
  /** Until which minute of the day after its span still runs, -1 = it does not pass midnight. */
  readonly lateUntil: ((walk: Walk) => number) | undefined;
}

const minutesPerDay = 1440;

export function compileCondition(condition: Condition, place: RulePlace): CompiledCondition {
  switch (condition.kind) {
    case 'always':
      return plain(() => truths.yes);
    case 'formula': {
      const formula = ruleFormula(condition.formula, place);
      if (formula === undefined) return plain(() => truths.unknown);
      return {
        perPhase: formula.perPhase,
        lateUntil: undefined,
        truth: (walk) => {
          const value = formula.run(walk.phase);
          walk.seen = value;
          return truthOf(value, value > 0);
        },
      };
    }
    case 'time': {
      const from = minuteOf(condition.from);
      const to = minuteOf(condition.to);
      return span(
        () => from,
        () => to,
      );
    }
    case 'minutes': {
      const from = ruleFormula(condition.from, place);
      const to = ruleFormula(condition.to, place);
      return span(
        ({ phase }) => dayMinute(from?.run(phase) ?? Number.NaN),
        ({ phase }) => dayMinute(to?.run(phase) ?? Number.NaN),
      );
    }
    case 'surplus':
      return atLeast(place, 'CM._surplus', condition.atLeastW);
    case 'solar':
      return atLeast(place, 'GM.produced.power_w', condition.atLeastW);
    case 'import':
      return atLeast(place, 'GM.grid_demand.power_w', condition.atLeastW);
    case 'export':
      return atLeast(place, 'GM.grid_demand.power_w', condition.atLeastW, -1);
    case 'price':
      return atMost(place, 'CM._price', condition.atMostCt);
    case 'priceLevel':
      return atMost(place, 'CM._price_level', condition.atMost);
    case 'soc':
      return atLeast(place, `${condition.device ?? place.device}.soc`, condition.atLeast);
    case 'charging':
      return atLeast(place, 'CM._num_charging', condition.atLeast);
    case 'input':
      return atLeast(place, `${condition.device}.input${condition.number}`, 1);
    case 'eco': {
      const { maxDelayMin, durationMin } = condition;
      return plain((walk) => walk.eco(maxDelayMin * 60_000, durationMin * 60_000));
    }
  }
}

const plain = (truth: CompiledCondition['truth']): CompiledCondition => ({
  truth,
  perPhase: false,
  lateUntil: undefined,
});

function atLeast({ values }: RulePlace, name: string, bound: number, sign: 1 | -1 = 1): CompiledCondition {
  const at = values.place(name);
  return plain((walk) => {
    const value = sign * values.get(at);
    walk.seen = value;
    return truthOf(value, value >= bound);
  });
}

function atMost({ values }: RulePlace, name: string, bound: number): CompiledCondition {
  const at = values.place(name);
  return plain((walk) => {
    const value = values.get(at);
    walk.seen = value;
    return truthOf(value, value <= bound);
  });
}

/** From a minute of the day to another one; over midnight where the second is not later, all day where both are one. */
function span(fromOf: (walk: Walk) => number, toOf: (walk: Walk) => number): CompiledCondition {
  return {
    perPhase: false,
    lateUntil: (walk) => (toOf(walk) < fromOf(walk) ? toOf(walk) : -1),
    truth: (walk) => {
      const { minute } = walk;
      const from = fromOf(walk);
      const to = toOf(walk);
      walk.seen = minute;
      if (Number.isNaN(from) || Number.isNaN(to)) return truths.unknown;
      const inside = from < to ? minute >= from && minute < to : minute >= from || minute < to;
      return truthOf(minute, inside);
    },
  };
}

const dayMinute = (value: number): number =>
  value >= 0 && value <= minutesPerDay ? Math.floor(value) % minutesPerDay : Number.NaN;

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
