import type { ChargeOrder } from '../../domain/order.ts';
import type { Rule } from '../../domain/site/rules.ts';
import type { Site } from '../../domain/site/schema.ts';
import { compileRules, type RuleSheet } from '../../rules/compile-rules.ts';
import type { RulePlace } from '../../rules/rule-formula.ts';
import type { RuleKept } from '../../rules/rule-memory.ts';
import { emptyResult, type RuleResult } from '../../rules/rule-result.ts';
import type { Situation } from '../../rules/situation.ts';
import { keyOf, listOf, type RuleList, rulesOf } from './rule-lists.ts';

/** A list that was compiled, and what it came to in the last cycle in which it was walked. */
export interface Walked {
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

/** By the key of the list. */
export type SheetsKept = ReadonlyMap<string, readonly RuleKept[]>;

/** Lists that are kept ready of one charge point. */
const mostLists = 8;

/** Every list that was walked at least once: compiled, with what it remembers. */
export class RuleSheets {
  readonly #site: Site;
  readonly #place: Pick<RulePlace, 'variables' | 'values'>;
  readonly #walked = new Map<string, Walked>();

  constructor(site: Site, place: Pick<RulePlace, 'variables' | 'values'>) {
    this.#site = site;
    this.#place = place;
  }

  /** A list ready to be walked; undefined where there are no rules: then it asks for nothing. */
  of(list: RuleList): Walked | undefined {
    const key = keyOf(list);
    const known = this.#walked.get(key);
    if (known !== undefined) return known;
    const rules = rulesOf(this.#site, list) ?? [];
    if (rules.length === 0) return undefined;
    const sheet = this.compile(rules, 'chargePoint', list.chargePoint);
    const text = textOf(rules, this.#site.ruleSets);
    const walked: Walked = { list, sheet, text, result: emptyResult(), ...neverAsked() };
    this.#makeRoom(list.chargePoint);
    this.#walked.set(key, walked);
    return walked;
  }

  /** Many people may charge at one place: those who have not for longest are forgotten. */
  #makeRoom(chargePoint: string): void {
    const { cycle } = this.#place.values;
    const others = [...this.#walked].filter(([, { list }]) => list.chargePoint === chargePoint);
    if (others.length < mostLists) return;
    const [key] = others.find(([, walked]) => walked.cycle < cycle) ?? [];
    if (key !== undefined) this.#walked.delete(key);
  }

  compile(rules: readonly Rule[], kind: RulePlace['kind'], device: string): RuleSheet {
    return compileRules(rules, this.#site.ruleSets, { ...this.#place, kind, device });
  }

  /** Those that were walked for a charge point in a cycle. */
  in(cycle: number, chargePoint: string): readonly Walked[] {
    return [...this.#walked.values()].filter(
      (walked) => walked.list.chargePoint === chargePoint && walked.cycle === cycle,
    );
  }

  save(): SheetsKept {
    const { cycle } = this.#place.values;
    return new Map([...this.#walked].map(([key, { sheet }]) => [key, sheet.memory.save(cycle)]));
  }

  restore(lists: SheetsKept): void {
    for (const [key, kept] of lists) {
      const list = listOf(key);
      const walked = list && this.of(list);
      walked?.sheet.memory.restore(kept, this.#place.values.cycle);
    }
  }

  /** Goes on with what others remember of lists that stay the same. */
  goOn(before: RuleSheets): void {
    const kept = before.save();
    for (const [key, { list, text }] of before.#walked) {
      const walked = this.of(list);
      if (walked?.text === text) walked.sheet.memory.restore(kept.get(key) ?? [], this.#place.values.cycle);
    }
  }
}

const neverAsked = (): Pick<Walked, 'cycle' | 'order' | 'asked'> => ({
  ...{ cycle: -1, order: undefined },
  asked: { ...emptyResult(), value: -2, min: 0, max: 0, volts: 0 },
});

/** Whether it asks for what it asked for before; what it is compared with next time is noted. */
export function isSame({ result, asked }: Walked, { min, max, volts }: Situation): boolean {
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

const textOf = (rules: readonly Rule[], ruleSets: Site['ruleSets']): string => JSON.stringify([rules, ruleSets]);
