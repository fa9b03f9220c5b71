import type { BatteryPlan } from '../../domain/outside-plan.ts';
import type { BatteryRuleStates } from '../../domain/rule-states.ts';
import type { Battery } from '../../domain/site/batteries.ts';
import type { Rule } from '../../domain/site/rules.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { BatteryState } from '../../domain/state.ts';
import type { RuleSheet } from '../../rules/compile-rules.ts';
import type { RuleKept } from '../../rules/rule-memory.ts';
import { emptyResult, type RuleResult } from '../../rules/rule-result.ts';
import { type Moment, ruleStates } from '../../rules/rule-states.ts';
import type { ChargingRules } from '../charging-rules/charging-rules.ts';
import type { Lookup } from '../variable-table.ts';

type Direction = 'charge' | 'discharge';

/** One direction of a battery that is not left alone. */
interface Controlled {
  readonly device: string;
  readonly direction: Direction;
  /** The most that is allowed; where the walk begins, W. */
  readonly maxW: number;
  readonly rules: readonly Rule[];
  readonly sheet: RuleSheet;
  readonly result: RuleResult;
}

export interface BatteryRulesKept {
  /** By battery and direction: `M3 charge`. */
  readonly lists: ReadonlyMap<string, readonly RuleKept[]>;
  /** What formulas read, by name: `M3.charge_power_w`. */
  readonly fields: ReadonlyMap<string, number>;
}

/**
 * The rules of batteries (H4), cycle by cycle. What they come to are fields of the battery's meter: `charge_power_w`,
 * `charge_power_prc`, `discharge_power_w`, `discharge_power_prc` (none where the direction is left alone, or a rule gives -1), and
 * `bat_mode`: 1 charging is limited, 2 discharging, 3 both. Formulas read them from the next cycle on, outputs at once.
 */
export class BatteryRules {
  readonly #site: Site;
  readonly #controlled: readonly Controlled[];
  #fields = new Map<string, number>();

  /** A new site document gets new ones; `before` hands over what was remembered of rules that stay the same. */
  constructor(site: Site, rules: ChargingRules, before?: { readonly batteries: BatteryRules; readonly cycle: number }) {
    this.#site = site;
    this.#controlled = site.batteries.flatMap((battery) => directionsOf(battery, rules));
    if (before === undefined) return;
    const { batteries, cycle } = before;
    for (const now of this.#controlled) {
      const then = batteries.#controlled.find((each) => keyOf(each) === keyOf(now));
      if (then === undefined || textOf(then, batteries.#site) !== textOf(now, site)) continue;
      now.sheet.memory.restore(then.sheet.memory.save(cycle), rules.cycle);
    }
  }

  /** Walks the rules, after those of charge points; a plan lowers what they give. Never throws. */
  evaluate(rules: ChargingRules, plans: readonly BatteryPlan[] = noPlans): void {
    if (this.#controlled.length === 0) return;
    const fields = new Map<string, number>();
    for (const { device } of this.#site.batteries) fields.set(`${device}.bat_mode`, 0);
    for (const { device, direction, maxW, sheet, result } of this.#controlled) {
      if (sheet.rules.length === 0) Object.assign(result, { value: maxW, decidedBy: -1 });
      else rules.walkFor(device, sheet, maxW, result);
      const value = Math.min(lowered(result.value, device, direction, plans), maxW);
      if (value < 0) continue;
      const name = `${device}.${direction}_power`;
      fields.set(`${name}_w`, value);
      fields.set(`${name}_prc`, maxW === 0 ? 0 : (value * 100) / maxW);
      const mode = `${device}.bat_mode`;
      fields.set(mode, (fields.get(mode) ?? 0) + (direction === 'charge' ? 1 : 2));
    }
    for (const { device, prefer } of this.#site.batteries) yieldTo(fields, device, prefer);
    this.#fields = fields;
  }

  /** A lookup that knows the batteries as well. */
  over(lookup: Lookup): Lookup {
    if (this.#controlled.length === 0) return lookup;
    const over: Lookup = (name, phase) => this.#fields.get(name) ?? lookup(name, phase);
    return Object.assign(over, { prices: lookup.prices });
  }

  /** For the live state; undefined where no battery follows rules. */
  states(): readonly BatteryState[] | undefined {
    if (this.#controlled.length === 0) return undefined;
    return this.#site.batteries.map(({ device }) => ({
      id: device,
      chargeW: this.#fields.get(`${device}.charge_power_w`) ?? null,
      dischargeW: this.#fields.get(`${device}.discharge_power_w`) ?? null,
      chargeRule: this.#decidedBy(device, 'charge'),
      dischargeRule: this.#decidedBy(device, 'discharge'),
    }));
  }

  /** How each rule of a battery came out in the last cycle; undefined for a device that is none. Made only when somebody asks. */
  report(device: string, moment: Moment): BatteryRuleStates | undefined {
    const controlled = this.#controlled.filter((each) => each.device === device);
    if (controlled.length === 0) return undefined;
    return {
      ...{ battery: device, at: new Date(moment.wallMs).toISOString() },
      lists: controlled.map(({ direction, sheet, result }) => ({
        ...{ of: direction, valueW: result.value < 0 ? null : result.value, cutOff: result.cutOff },
        decidedBy: sheet.rules[result.decidedBy]?.id ?? null,
        rules: ruleStates(sheet, result, moment),
      })),
    };
  }

  save(cycle: number): BatteryRulesKept {
    const lists = this.#controlled.map((each) => [keyOf(each), each.sheet.memory.save(cycle)] as const);
    return structuredClone({ lists: new Map(lists), fields: this.#fields });
  }

  restore({ lists, fields }: BatteryRulesKept, cycle: number): void {
    this.#fields = new Map(fields);
    for (const each of this.#controlled) each.sheet.memory.restore(lists.get(keyOf(each)) ?? [], cycle);
  }

  #decidedBy(device: string, direction: Direction): string | null {
    const found = this.#controlled.find((each) => each.device === device && each.direction === direction);
    return found?.sheet.rules[found.result.decidedBy]?.id ?? null;
  }
}

const noPlans: readonly BatteryPlan[] = [];

/** What a rule leaves alone (-1) a plan still limits, up to the most that is allowed. */
function lowered(value: number, device: string, of: Direction, plans: readonly BatteryPlan[]): number {
  let lowest = value;
  for (const plan of plans)
    if (plan.device === device && plan.of === of && (lowest < 0 || plan.maxW < lowest)) lowest = plan.maxW;
  return lowest;
}

function directionsOf({ device, minW, maxW, chargeRules, dischargeRules }: Battery, of: ChargingRules): Controlled[] {
  const controlled = (direction: Direction, most: number | undefined, rules: readonly Rule[]) =>
    most === undefined
      ? []
      : [{ device, direction, maxW: most, rules, sheet: of.compileFor(device, rules), result: emptyResult() }];
  return [
    ...controlled('charge', maxW, chargeRules),
    ...controlled('discharge', minW === undefined ? undefined : -minW, dischargeRules),
  ];
}

/** The one that comes first leaves nothing to the other while it may do anything. */
function yieldTo(fields: Map<string, number>, device: string, prefer: Battery['prefer']): void {
  if (prefer === 'neither') return;
  const other = prefer === 'charge' ? 'discharge' : 'charge';
  const first = fields.get(`${device}.${prefer}_power_w`) ?? 0;
  if (first <= 0 || !fields.has(`${device}.${other}_power_w`)) return;
  fields.set(`${device}.${other}_power_w`, 0);
  fields.set(`${device}.${other}_power_prc`, 0);
}

const keyOf = ({ device, direction }: Controlled): string => `${device} ${direction}`;
const textOf = ({ rules }: Controlled, { ruleSets }: Site): string => JSON.stringify([rules, ruleSets]);
