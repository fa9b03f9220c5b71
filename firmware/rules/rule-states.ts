import type { RuleState } from '../domain/rule-states.ts';
import type { CompiledRule, RuleSheet } from './compile-rules.ts';
import type { RuleResult } from './rule-result.ts';
import { type Truth, truths } from './truth.ts';

export interface Moment {
  /** Of the last walk. */
  readonly cycle: number;
  readonly nowMs: number;
  readonly wallMs: number;
}

/** How each rule of a list came out in the last walk, on the phase that decided. Made only when somebody asks. */
export function ruleStates(sheet: RuleSheet, { phase }: Pick<RuleResult, 'phase'>, moment: Moment): RuleState[] {
  const { memory } = sheet;
  return sheet.rules.map((rule, place): RuleState => {
    const index = phase * memory.size + place;
    const reached = memory.reached[index] === moment.cycle;
    const own = (reached ? memory.own[index] : truths.no) as Truth;
    const truth = (reached ? memory.truth[index] : truths.no) as Truth;
    const counted = memory.counted[index] === 1;
    const said = memory.said[index] ?? Number.NaN;
    const isCurrent = sheet.kind === 'chargePoint' && (rule.kind === 'set' || rule.kind === 'share');
    const acted = reached && memory.fired[index] === moment.cycle;
    return {
      ...{ id: rule.id, name: rule.rule.name ?? null, set: rule.set === '' ? null : rule.set },
      condition: reached ? told(own) : null,
      result: reached ? told(truth) : null,
      ...{ held: truth === truths.held, acted },
      value: acted ? known(isCurrent ? said / 1000 : said) : null,
      why: whyOf(
        rule,
        { reached, counted, seen: memory.seen[index] ?? Number.NaN, own },
        memory.heldAtMs[index],
        moment,
      ),
    };
  });
}

function whyOf(
  { rule, holdMs, days }: CompiledRule,
  found: { readonly reached: boolean; readonly counted: boolean; readonly seen: number; readonly own: Truth },
  heldAtMs: number | undefined,
  { nowMs, wallMs }: Moment,
): RuleState['why'] {
  const none = { value: null, bound: null, until: null, start: null };
  if (!rule.enabled) return { code: 'off', ...none };
  if (!found.reached) return { code: 'notReached', ...none };
  if (!found.counted || days === 0) return { code: 'otherDay', ...none };
  const { kind } = rule.if;
  const isEco = kind === 'eco';
  const untilMs = found.own === truths.held ? (heldAtMs ?? 0) + holdMs : Number.NaN;
  return {
    code: kind,
    value: isEco ? null : known(found.seen),
    bound: boundOf(rule.if),
    until: iso(wallMs + untilMs - nowMs),
    start: isEco ? iso(found.seen) : null,
  };
}

function boundOf(condition: CompiledRule['rule']['if']): number | null {
  switch (condition.kind) {
    case 'surplus':
    case 'solar':
    case 'import':
    case 'export':
      return condition.atLeastW;
    case 'price':
      return condition.atMostCt;
    case 'priceLevel':
      return condition.atMost;
    case 'soc':
    case 'charging':
      return condition.atLeast;
    case 'input':
      return condition.number;
    default:
      return null;
  }
}

const told = (truth: Truth): boolean | null => (truth === truths.unknown ? null : truth >= truths.held);
const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
const iso = (ms: number): string | null => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null);
