import type { Known, Occupant } from '../../domain/known.ts';
import type { ChargeOrder } from '../../domain/order.ts';
import type { PriceSpan } from '../../domain/prices.ts';
import type { Rule } from '../../domain/site/rules.ts';
import { type StoredVariable, variableKey, variableRead } from '../../domain/variable.ts';
import { variableTarget } from '../../rules/actions.ts';
import { compileRules, type RuleSheet } from '../../rules/compile-rules.ts';
import { signOf } from '../../rules/eco-start.ts';
import type { RuleKept } from '../../rules/rule-memory.ts';
import { type ReadName, RuleValues } from '../../rules/values.ts';
import { emptyResult, type RuleResult, type Situation, Walk } from '../../rules/walk.ts';
import type { ChargePointMemory } from '../charge-point-memory.ts';
import type { DeviceView } from '../device-view.ts';
import type { ChargePointNode, Topology } from '../topology.ts';
import type { Lookup, VariableTable } from '../variable-table.ts';
import { keyOf, listOf, pointList, type RuleList, rulesOf } from './rule-lists.ts';
import { orderOf } from './rule-orders.ts';
import { RuleVariables, type RuleVariablesKept } from './rule-variables.ts';

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
  /** By the key of the list. */
  readonly lists: ReadonlyMap<string, readonly RuleKept[]>;
  readonly variables: RuleVariablesKept;
}

/** A list that was compiled, and what it came to in the last cycle in which it was walked. */
interface Walked {
  readonly list: RuleList;
  readonly sheet: RuleSheet;
  /** The rules it was made from: memories go on as long as they stay the same. */
  readonly text: string;
  readonly result: RuleResult;
  cycle: number;
  /** What it asks for, and what that was made from. */
  order: ChargeOrder | undefined;
  readonly asked: RuleResult & { min: number; max: number; volts: number };
}

/** A box of which nothing is known may be the largest AC box there is, mA. */
const largestMa = 80_000;
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
  readonly #walked = new Map<string, Walked>();
  readonly #declared: ReadonlySet<string>;
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
    this.#declared = new Set(site.variables.map(({ name }) => variableKey(name)));
    const rules = allRules(site);
    this.#hasRules = rules.length > 0;
    this.#hasEco = rules.some((rule) => rule.if.kind === 'eco');
    if (before !== undefined) this.#goOn(before);
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
    const { chargePoints } = this.#topology;
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
      this.#place(node, facts.devices.get(id), facts.memories[k], occupant, facts);
      if (this.#off?.has(id) !== true) this.#ask(pointList(this.#topology.site, id, occupant), 'rule', orders);
      const user = occupant?.userRulesOff === true ? undefined : occupant?.user;
      if (user !== undefined) this.#ask({ chargePoint: id, of: 'user', id: user }, 'user', orders);
      this.#fields(id, orders);
    }
    return orders;
  }

  /** The lists that were walked for a charge point in the last cycle. */
  walked(chargePoint: string): readonly Pick<Walked, 'list' | 'sheet' | 'result'>[] {
    return [...this.#walked.values()].filter(
      ({ list, cycle }) => list.chargePoint === chargePoint && cycle === this.#values.cycle,
    );
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
    return compileRules(rules, this.#topology.site.ruleSets, {
      ...{ kind: 'battery', device: battery, variables: this.#declared, values: this.#values },
    });
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
    const lists = [...this.#walked].map(([key, { sheet }]) => [key, sheet.memory.save(this.#values.cycle)] as const);
    return structuredClone({ lists: new Map(lists), variables: this.#variables.save() });
  }

  restore({ lists, variables }: ChargingRulesKept): void {
    this.#variables.restore(variables);
    for (const [key, kept] of lists) {
      const list = listOf(key);
      const walked = list && this.#sheet(list);
      walked?.sheet.memory.restore(kept, this.#values.cycle);
    }
  }

  #ask(list: RuleList, of: 'rule' | 'user', orders: ChargeOrder[]): void {
    const walked = this.#sheet(list);
    if (walked === undefined) return;
    walked.cycle = this.#values.cycle;
    this.#variables.of(list.chargePoint);
    this.#walk.run(walked.sheet, this.#situation, walked.result);
    if (!isSame(walked, this.#situation))
      walked.order = orderOf(list.chargePoint, of, walked.sheet, walked.result, this.#situation);
    if (walked.order !== undefined) orders.push(walked.order);
  }

  /** A list ready to be walked; undefined where there are no rules: then it asks for nothing. */
  #sheet(list: RuleList): Walked | undefined {
    const key = keyOf(list);
    const known = this.#walked.get(key);
    if (known !== undefined) return known;
    const { site } = this.#topology;
    const rules = rulesOf(site, list) ?? [];
    if (rules.length === 0) return undefined;
    const sheet = compileRules(rules, site.ruleSets, {
      ...{ kind: 'chargePoint', device: list.chargePoint, variables: this.#declared, values: this.#values },
    });
    const walked: Walked = { list, sheet, text: textOf(rules, site.ruleSets), result: emptyResult(), ...neverAsked() };
    this.#walked.set(key, walked);
    return walked;
  }

  #place(
    { config }: ChargePointNode,
    view: DeviceView | undefined,
    memory: ChargePointMemory | undefined,
    occupant: Occupant | undefined,
    { nowMs, wallMs }: RuleFacts,
  ): void {
    const situation = this.#situation;
    const phases = memory?.usedPhases(config.wiring) ?? config.wiring;
    const { stepMa = 1, minMa = 0, maxMa = largestMa } = view?.facts ?? {};
    situation.phases = phases;
    situation.volts = Math.max(1, phases.length) * this.#topology.site.voltageV;
    situation.min = Math.ceil(Math.max(minMa, config.minCurrentA * 1000) / stepMa) * stepMa;
    situation.max = Math.min(maxMa, (config.maxCurrentA ?? Number.POSITIVE_INFINITY) * 1000);
    const sinceMs = occupant?.session?.pluggedAtMs;
    const pluggedAtMs = memory?.pluggedAtMs;
    situation.pluggedAtMs = pluggedAtMs ?? Number.NaN;
    situation.pluggedForMs = sinceMs === undefined ? nowMs - (pluggedAtMs ?? nowMs) : Math.max(0, wallMs - sinceMs);
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

  #goOn(before: ChargingRules): void {
    const written = writtenBy(this.#topology);
    this.#variables.restore(before.#variables.save());
    this.#variables.keep([], written);
    for (const { list, sheet, text } of before.#walked.values()) {
      const walked = this.#sheet(list);
      if (walked?.text !== text) continue;
      walked.sheet.memory.restore(sheet.memory.save(before.#values.cycle), this.#values.cycle);
    }
  }
}

const neverAsked = (): Pick<Walked, 'cycle' | 'order' | 'asked'> => ({
  ...{ cycle: -1, order: undefined },
  asked: { ...emptyResult(), value: -2, min: 0, max: 0, volts: 0 },
});

/** Whether it asks for what it asked for before; what it is compared with next time is noted. */
function isSame({ result, asked }: Walked, { min, max, volts }: Situation): boolean {
  const same =
    result.value === asked.value &&
    result.surplus === asked.surplus &&
    result.held === asked.held &&
    Object.is(result.heldUntilMs, asked.heldUntilMs) &&
    result.holdMs === asked.holdMs &&
    result.decidedBy === asked.decidedBy &&
    Object.is(result.minimum, asked.minimum) &&
    min === asked.min &&
    max === asked.max &&
    volts === asked.volts;
  if (!same) Object.assign(asked, result, { min, max, volts });
  return same;
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

const textOf = (rules: readonly Rule[], ruleSets: Topology['site']['ruleSets']): string =>
  JSON.stringify([rules, ruleSets]);

const allRules = (site: Topology['site']): readonly Rule[] =>
  [
    ...[...site.devices, ...site.users].map(({ rules }) => rules),
    ...site.batteries.flatMap(({ chargeRules, dischargeRules }) => [chargeRules, dischargeRules]),
    ...Object.values(site.ruleSets),
  ].flat();

/** Names that some rule of the site writes. */
function writtenBy({ site }: Topology): ReadonlySet<string> {
  return new Set(
    allRules(site).flatMap(({ then }) =>
      then.kind === 'variable' || then.kind === 'trigger' ? [variableTarget(then.name)] : [],
    ),
  );
}
