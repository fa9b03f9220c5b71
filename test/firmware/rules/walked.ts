import type { PhaseIndex } from '../../../firmware/domain/phases.ts';
import type { PriceSpan } from '../../../firmware/domain/prices.ts';
import { type Rule, rule } from '../../../firmware/domain/site/rules.ts';
import { compileRules, type RuleSheet } from '../../../firmware/rules/compile-rules.ts';
import { signOf } from '../../../firmware/rules/eco-start.ts';
import type { RulePlace } from '../../../firmware/rules/rule-formula.ts';
import { emptyResult, type RuleResult } from '../../../firmware/rules/rule-result.ts';
import type { RuleSink, Situation } from '../../../firmware/rules/situation.ts';
import { RuleValues } from '../../../firmware/rules/values.ts';
import { Walk } from '../../../firmware/rules/walk.ts';

/** A rule as a site document has it: what is left out is the default. */
export const ruleOf = (document: object): Rule => rule.parse(document);
export const rulesOf = (...documents: readonly object[]): readonly Rule[] => documents.map(ruleOf);

/** Rules of one charge point, E1, walked by hand: what they read is said, what they write is kept. */
export class Walked {
  readonly sheet: RuleSheet;
  readonly written = new Map<string, number>();
  readonly triggered: { name: string; ms: number; retrigger: boolean; rising: boolean }[] = [];
  /** What names are worth; `name@0` on a phase. */
  says: Record<string, number>;
  situation: Situation = {
    ...{ phases: [0, 1, 2], volts: 690, min: 6000, max: 32_000, start: 0, pluggedAtMs: 0, pluggedForMs: 0 },
    ...{ prices: [], pricesSign: 0, weekday: 3, minute: 12 * 60, nowMs: 0, wallMs: 0 },
  };
  readonly #values = new RuleValues();
  readonly #walk: Walk;

  constructor(
    rules: readonly object[],
    says: Record<string, number> = {},
    more: { readonly sets?: Record<string, readonly object[]>; readonly kind?: RulePlace['kind'] } = {},
  ) {
    this.says = says;
    const sink: RuleSink = {
      write: (name, value) => {
        if (name === 'CM.owned') return false;
        this.written.set(name, value);
        return true;
      },
      trigger: (name, ms, retrigger, rising) => {
        this.triggered.push({ name, ms, retrigger, rising });
        return true;
      },
    };
    this.#walk = new Walk(this.#values, sink);
    const sets = Object.fromEntries(Object.entries(more.sets ?? {}).map(([id, list]) => [id, list.map(ruleOf)]));
    const { kind = 'chargePoint' } = more;
    if (kind === 'battery') this.situation = { ...this.situation, max: 5000, start: 5000, min: 0 };
    this.sheet = compileRules(rules.map(ruleOf), sets, {
      ...{ kind, device: kind === 'battery' ? 'M2' : 'E1', variables: new Set(), values: this.#values },
    });
  }

  set prices(prices: readonly PriceSpan[]) {
    this.situation.prices = prices;
    this.situation.pricesSign = signOf(prices);
  }

  /** One walk, `atS` seconds after the start. */
  at(atS: number, says: Record<string, number> = {}): RuleResult {
    Object.assign(this.says, says);
    Object.assign(this.situation, { nowMs: atS * 1000, wallMs: atS * 1000 });
    const read = (name: string, phase?: PhaseIndex) => this.says[phase === undefined ? name : `${name}@${phase}`];
    this.#values.begin(read);
    const result = emptyResult();
    this.#walk.run(this.sheet, this.situation, result);
    return result;
  }

  /** The value of a first walk, mA or W. */
  get value(): number {
    return this.at(0).value;
  }
}

export const always = { kind: 'always' };
export const set = (valueA: number) => ({ kind: 'set', valueA });
export const setTo = (formula: string) => ({ kind: 'set', formula });
