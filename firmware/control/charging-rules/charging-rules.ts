import type { Known, Occupant } from '../../domain/known.ts';
import type { ChargeOrder } from '../../domain/order.ts';
import type { PriceSpan } from '../../domain/prices.ts';
import type { Rule } from '../../domain/site/rules.ts';
import { type StoredVariable, variableKey, variableRead } from '../../domain/variable.ts';
import { variableTarget } from '../../rules/actions.ts';
import type { RuleSheet } from '../../rules/compile-rules.ts';
import { signOf } from '../../rules/eco-start.ts';
import type { RuleResult } from '../../rules/rule-result.ts';
import type { Situation } from '../../rules/situation.ts';
import { type ReadName, RuleValues } from '../../rules/values.ts';
import { Walk } from '../../rules/walk.ts';
import type { ChargePointMemory } from '../charge-point-memory.ts';
import type { DeviceView } from '../device-view.ts';
import type { ChargePointNode, Topology } from '../topology.ts';
import type { Lookup, VariableTable } from '../variable-table.ts';
import { pointList, type RuleList } from './rule-lists.ts';
import { orderOf } from './rule-orders.ts';
import { isSame, RuleSheets, type SheetsKept, type Walked } from './rule-sheets.ts';
import { RuleVariables, type RuleVariablesKept } from './rule-variables.ts';
import { largestMa, placeChargePoint } from './situation-of.ts';

/** What the rules of one cycle are walked with. */
export interface RuleFacts {
  /** With what rules set in the cycle before. */
  readonly variables: VariableTable;
  readonly lookup: Lookup;
  readonly known: Known | undefined;
  /** The price series ahead. */
  readonly prices: { ahead(): readonly PriceSpan[] };
  readonly devices: ReadonlyMap<string, DeviceView>;
  /** What others ask for: they may switch rules off. */
  readonly orders: readonly ChargeOrder[];
  readonly memories: readonly (ChargePointMemory | undefined)[];
  readonly nowMs: number;
  readonly wallMs: number;
}

export interface ChargingRulesKept {
  readonly lists: SheetsKept;
  readonly variables: RuleVariablesKept;
}

const onePhase: Situation['phases'] = [0];
const noOrders: readonly ChargeOrder[] = [];
const noPrices: readonly PriceSpan[] = [];

/**
 * The charging rules of a site, cycle by cycle: what they ask for each charge point, and the variables they set. They only
 * ever lower: an order is a ceiling, and a variable that a rule sets can lower a limit and never raise one.
 */
export class ChargingRules {
  readonly #topology: Topology;
  readonly #values = new RuleValues();
  readonly #variables: RuleVariables;
  readonly #walk: Walk;
  readonly #sheets: RuleSheets;
  readonly #hasRules: boolean;
  readonly #hasEco: boolean;
  #off: ReadonlySet<string> | undefined;
  readonly #situation: Situation = {
    ...{ phases: [0], volts: 230, min: 6000, max: largestMa, start: 0, pluggedAtMs: Number.NaN, pluggedForMs: 0 },
    ...{ prices: noPrices, pricesSign: 0, weekday: 0, minute: 0, nowMs: 0, wallMs: 0 },
  };

  /** A new site document gets new ones; `before` hands over what was remembered of rules that stay the same. */
  constructor(topology: Topology, before?: ChargingRules) {
    const { site } = topology;
    this.#topology = topology;
    this.#variables = new RuleVariables();
    this.#walk = new Walk(this.#values, this.#variables);
    const variables = new Set(site.variables.map(({ name }) => variableKey(name)));
    this.#sheets = new RuleSheets(site, { variables, values: this.#values });
    const rules = allRules(site);
    this.#hasRules = rules.length > 0;
    this.#hasEco = rules.some((rule) => rule.if.kind === 'eco');
    if (before === undefined) return;
    this.#variables.restore(before.#variables.save());
    this.#variables.keep([], writtenBy(rules));
    this.#sheets.goOn(before.#sheets);
  }

  /** Rows of variables that rules have set, to be laid over the stored ones. */
  rowsOver(stored: readonly StoredVariable[]): readonly StoredVariable[] {
    this.#variables.keep(stored);
    return this.#variables.rows;
  }

  /** Walks the rules of all charge points. Never throws. */
  evaluate(facts: RuleFacts): readonly ChargeOrder[] {
    if (!this.#hasRules) return noOrders;
    const { nowMs, wallMs, lookup, known } = facts;
    const { site, chargePoints } = this.#topology;
    this.#values.begin(this.#reader(facts), lookup.prices);
    this.#variables.begin(facts.variables, nowMs, wallMs);
    const situation = this.#situation;
    situation.nowMs = nowMs;
    situation.wallMs = wallMs;
    situation.weekday = lookup('date.weekday') ?? 0;
    situation.minute = lookup('date.dayminute') ?? 0;
    if (this.#hasEco) {
      situation.prices = facts.prices.ahead();
      situation.pricesSign = signOf(situation.prices);
    }
    const orders: ChargeOrder[] = [];
    const occupants = byChargePoint(known?.occupants ?? []);
    this.#off = withoutRules(facts.orders);
    for (let k = 0; k < chargePoints.length; k += 1) {
      const node = chargePoints[k] as ChargePointNode;
      const { id } = node.config;
      const occupant = occupants?.get(id);
      const view = facts.devices.get(id);
      placeChargePoint(situation, node, { view, memory: facts.memories[k], occupant, voltageV: site.voltageV });
      if (this.#off?.has(id) !== true) this.#ask(pointList(site, id, occupant), 'rule', orders);
      const user = occupant?.userRulesOff === true ? undefined : occupant?.user;
      if (user !== undefined) this.#ask({ chargePoint: id, of: 'user', id: user }, 'user', orders);
      this.#fields(id, orders);
    }
    return orders;
  }

  /** The lists that were walked for a charge point in the last cycle. */
  walked(chargePoint: string): readonly Pick<Walked, 'list' | 'sheet' | 'result'>[] {
    return this.#sheets.in(this.#values.cycle, chargePoint);
  }

  has(chargePoint: string): boolean {
    return this.#topology.chargePoints.some(({ config }) => config.id === chargePoint);
  }

  /** Whether somebody had switched its rules off in the last cycle. */
  isOff(chargePoint: string): boolean {
    return this.#off?.has(chargePoint) === true;
  }

  get cycle(): number {
    return this.#values.cycle;
  }

  /** Rules of a battery, to be walked with the values and variables of these. */
  compileFor(battery: string, rules: readonly Rule[]): RuleSheet {
    return this.#sheets.compile(rules, 'battery', battery);
  }

  /** Walks rules of a battery in a cycle in which those of the charge points have been walked; W. */
  walkFor(battery: string, sheet: RuleSheet, maxW: number, into: RuleResult): void {
    const situation = this.#situation;
    Object.assign(situation, { phases: onePhase, min: 0, max: maxW, start: maxW });
    situation.pluggedAtMs = Number.NaN;
    this.#variables.of(battery);
    this.#walk.run(sheet, situation, into);
    situation.start = 0;
  }

  save(): ChargingRulesKept {
    return structuredClone({ lists: this.#sheets.save(), variables: this.#variables.save() });
  }

  restore({ lists, variables }: ChargingRulesKept): void {
    this.#variables.restore(variables);
    this.#sheets.restore(lists);
  }

  #ask(list: RuleList, of: 'rule' | 'user', orders: ChargeOrder[]): void {
    const walked = this.#sheets.of(list);
    if (walked === undefined) return;
    walked.cycle = this.#values.cycle;
    this.#variables.of(list.chargePoint);
    this.#walk.run(walked.sheet, this.#situation, walked.result);
    if (!isSame(walked, this.#situation))
      walked.order = orderOf(list.chargePoint, of, walked.sheet, walked.result, this.#situation);
    if (walked.order !== undefined) orders.push(walked.order);
  }

  /** `E1.switch_phases`: 1 one phase, 3 three, -1 automatic (original-product C14). */
  #fields(chargePoint: string, orders: ChargeOrder[]): void {
    const value = this.#variables.field(`${chargePoint}.switch_phases`);
    if (value !== 1 && value !== 3) return;
    orders.push({ chargePoint, origin: 'rule', phases: value, reason: { code: 'rule' } });
  }

  #reader({ variables, lookup }: RuleFacts): ReadName {
    const own = this.#variables;
    return (name, phase) => {
      const key = variableRead(name);
      if (key === undefined) return own.field(name) ?? lookup(name, phase);
      const entry = variables.get(key);
      // What nobody wrote in time is not fresh: then its fail-safe value is what there is.
      return entry?.timedOut === true ? entry.failsafe : entry?.value;
    };
  }
}

const byChargePoint = (occupants: readonly Occupant[]): ReadonlyMap<string, Occupant> | undefined =>
  occupants.length === 0 ? undefined : new Map(occupants.map((occupant) => [occupant.chargePoint, occupant]));

/** Charge points whose rules somebody has switched off. */
function withoutRules(orders: readonly ChargeOrder[]): ReadonlySet<string> | undefined {
  let off: Set<string> | undefined;
  for (const { chargePoint, rulesOff } of orders) {
    if (rulesOff !== true) continue;
    off ??= new Set();
    off.add(chargePoint);
  }
  return off;
}

const allRules = (site: Topology['site']): readonly Rule[] =>
  [
    ...[...site.devices, ...site.users].map(({ rules }) => rules),
    ...site.batteries.flatMap(({ chargeRules, dischargeRules }) => [chargeRules, dischargeRules]),
    ...Object.values(site.ruleSets),
  ].flat();

/** Names that some rule of the site writes. */
function writtenBy(rules: readonly Rule[]): ReadonlySet<string> {
  return new Set(
    rules.flatMap(({ then }) =>
      then.kind === 'variable' || then.kind === 'trigger' ? [variableTarget(then.name)] : [],
    ),
  );
}
