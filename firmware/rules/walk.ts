import type { PhaseIndex } from '../domain/phases.ts';
import { type CompiledRule, passes, type RuleSheet } from './compile-rules.ts';
import { ecoTurn } from './eco-turn.ts';
import { walkNames } from './rule-formula.ts';
import { copyResult, emptyResult, type RuleResult } from './rule-result.ts';
import type { RuleSink, Situation } from './situation.ts';
import { fires, negated, type Truth, truths } from './truth.ts';
import type { RuleValues } from './values.ts';

/** A walk that goes round in circles is cut off after so many rules of a pass; three lists of the longest kind fit. */
export const maxSteps = 300;

/** Walks lists of rules, one after the other; one is enough for a site. Makes no objects while it walks. */
export class Walk {
  /** Of the condition just asked: what was compared. */
  seen = Number.NaN;
  phase: PhaseIndex = 0;
  minute = 0;
  volts = 0;
  readonly #values: RuleValues;
  readonly #sink: RuleSink;
  readonly #places: Readonly<Record<keyof typeof walkNames, number>>;
  #situation: Situation | undefined;
  #sheet: RuleSheet | undefined;
  #rule: CompiledRule | undefined;
  #truth: Truth = truths.no;
  #chainHoldMs = 0;
  #said = Number.NaN;
  #value = 0;
  #valued = false;
  #valueHeld = false;
  #undercut = false;
  #forced = false;
  #untilMs = Number.NaN;
  readonly #found = emptyResult();

  constructor(values: RuleValues, sink: RuleSink) {
    this.#values = values;
    this.#sink = sink;
    const { value, id, min, undercut, current, wanted } = walkNames;
    const own = (name: string) => values.own(name);
    this.#places = {
      ...{ value: own(value), id: own(id), min: own(min), undercut: own(undercut) },
      ...{ current: own(current), wanted: own(wanted) },
    };
  }

  /** Walks a list; the result is in `into`. Never throws, always ends. */
  run(sheet: RuleSheet, situation: Situation, into: RuleResult): void {
    this.#sheet = sheet;
    this.#situation = situation;
    this.minute = situation.minute;
    this.volts = situation.volts;
    const { phases } = situation;
    const count = sheet.perPhase ? phases.length : 1;
    this.#onPhase(phases[0] ?? 0);
    copyResult(this.#found, into);
    for (let k = 1; k < count; k += 1) {
      this.#onPhase(phases[k] as PhaseIndex);
      if (this.#found.value < into.value) copyResult(this.#found, into);
    }
    this.#values.set(this.#places.current, 0);
  }

  /** What the action came to, for those that look on. */
  said(value: number): void {
    this.#said = value;
  }

  /** The value so far; what has none asks for nothing. */
  setValue(value: number): void {
    const known = Number.isNaN(value) ? 0 : Math.max(-1, Math.min(value, 1e9));
    const found = this.#found;
    this.#value = known < 0 ? -1 : Math.floor(known + 1e-6);
    this.#said = Number.isNaN(value) ? value : this.#value;
    this.#valued = true;
    this.#valueHeld = this.#truth === truths.held;
    found.decidedBy = this.#rulePlace;
    found.holdMs = this.#chainHoldMs;
    found.heldUntilMs = this.#untilMs;
    this.#tellValue();
  }

  setShownId(value: number): void {
    this.#said = value;
    if (Number.isNaN(value)) return;
    this.#found.shownId = value;
    this.#values.set(this.#places.id, value);
  }

  setMinimum(value: number): void {
    this.#said = value;
    this.#found.minimum = value >= 0 ? value : Number.NaN;
    this.#values.set(this.#places.min, value);
  }

  setUndercut(value: number): void {
    this.#said = value;
    if (Number.isNaN(value)) return;
    this.#undercut = value > 0;
    this.#forced = this.#undercut;
    this.#values.set(this.#places.undercut, this.#undercut ? 1 : 0);
    this.#tellValue();
  }

  write(name: string, value: number): boolean {
    return this.#sink.write(name, value, this.#rule as CompiledRule);
  }

  trigger(name: string, ms: number, retrigger: boolean): boolean {
    const { fired } = this.#memory;
    const rising = fired[this.#index] !== this.#values.cycle - 1 && fired[this.#index] !== this.#values.cycle;
    return this.#sink.trigger(name, ms, retrigger, rising, this.#rule as CompiledRule);
  }

  /** Eco: true from the cheapest start on. */
  eco(maxDelayMs: number, durationMs: number): Truth {
    const isBattery = this.#sheet?.kind === 'battery';
    const situation = this.#situation as Situation;
    const startMs = ecoTurn(this.#memory, this.#rulePlace, situation, isBattery, maxDelayMs, durationMs);
    this.seen = startMs;
    return startMs <= situation.wallMs ? truths.yes : truths.no;
  }

  get #memory(): RuleSheet['memory'] {
    return (this.#sheet as RuleSheet).memory;
  }

  /** Of the rule that is looked at, in its list and in the memory of it. */
  #rulePlace = 0;
  get #index(): number {
    return this.phase * this.#memory.size + this.#rulePlace;
  }

  #onPhase(phase: PhaseIndex): void {
    const sheet = this.#sheet as RuleSheet;
    const { start, max } = this.#situation as Situation;
    const found = this.#found;
    this.phase = phase;
    copyResult(nothingFound, found);
    found.phase = phase;
    this.#value = start;
    this.#undercut = this.#forced = this.#valueHeld = false;
    this.#values.set(this.#places.id, 0);
    this.#values.set(this.#places.min, Number.NaN);
    this.#values.set(this.#places.undercut, 0);
    this.#values.set(this.#places.wanted, 0);
    this.#tellValue();
    for (let k = 0; k < sheet.parameters.length; k += 1) this.#values.set(sheet.parameters[k] as number, Number.NaN);
    if (sheet.hasSurplus) {
      this.#pass(sheet, passes.surplus);
      found.surplus = this.#value >= 0;
      this.#values.set(this.#places.wanted, found.surplus && found.decidedBy >= 0 ? 1 : 0);
      if (!found.surplus) {
        this.#value = start;
        found.decidedBy = -1;
        this.#tellValue();
      }
    }
    this.#valued = false;
    this.#pass(sheet, passes.normal);
    if (this.#valued) found.surplus = false;
    const value = this.#raised;
    found.held = value !== this.#value;
    found.value = sheet.kind === 'chargePoint' ? Math.max(0, Math.min(value, max)) : Math.min(value, max);
  }

  #pass(sheet: RuleSheet, bit: number): void {
    const { rules } = sheet;
    let at = 0;
    let end = sheet.end;
    let steps = 0;
    let link: 'and' | 'or' | undefined;
    let linked: Truth = truths.no;
    this.#chainHoldMs = 0;
    this.#untilMs = Number.NaN;
    while (at < end) {
      const rule = rules[at] as CompiledRule;
      if ((rule.passes & bit) === 0) {
        at += 1;
        continue;
      }
      steps += 1;
      if (steps > maxSteps) {
        this.#found.cutOff = true;
        return;
      }
      this.#rule = rule;
      this.#rulePlace = at;
      const own = this.#ask(rule);
      const truth: Truth = link === undefined ? own : joined(link, linked, own);
      this.#truth = truth;
      const memory = this.#memory;
      const index = this.#index;
      memory.reached[index] = this.#values.cycle;
      memory.own[index] = own;
      memory.truth[index] = truth;
      memory.seen[index] = this.seen;
      memory.said[index] = Number.NaN;
      if (rule.kind === 'and' || rule.kind === 'or') {
        link = rule.kind;
        linked = truth;
        at += 1;
        continue;
      }
      link = undefined;
      if (fires(truth)) {
        if (truth === truths.held) this.#undercutBegins();
        if (rule.number !== 0) this.#shows(rule.number);
        this.#said = Number.NaN;
        rule.action(this);
        memory.said[index] = this.#said;
        memory.fired[index] = this.#values.cycle;
        if (rule.finish) return;
        if (rule.target >= 0) {
          at = rule.target;
          end = (rules[at] as CompiledRule | undefined)?.end ?? 0;
          this.#chainHoldMs = 0;
          this.#untilMs = Number.NaN;
          continue;
        }
      }
      this.#chainHoldMs = 0;
      this.#untilMs = Number.NaN;
      at += 1;
    }
  }

  /** The condition of the rule itself: on its days, with NOT, and held on for a while. */
  #ask(rule: CompiledRule): Truth {
    this.seen = Number.NaN;
    const counts = this.#counts(rule);
    this.#memory.counted[this.#index] = counts ? 1 : 0;
    if (!counts) return truths.no;
    const asked = rule.condition(this);
    const truth = rule.not ? negated(asked) : asked;
    if (rule.holdMs === 0) return truth;
    const { heldAtMs } = this.#memory;
    const { nowMs } = this.#situation as Situation;
    const index = this.#index;
    this.#chainHoldMs = Math.max(this.#chainHoldMs, rule.holdMs);
    if (truth === truths.yes) {
      heldAtMs[index] = nowMs;
      return truth;
    }
    const untilMs = (heldAtMs[index] as number) + rule.holdMs;
    if (nowMs >= untilMs) return truth;
    this.#untilMs = Number.isNaN(this.#untilMs) ? untilMs : Math.min(this.#untilMs, untilMs);
    return truths.held;
  }

  /** What is left of a span after midnight belongs to the day on which it began. */
  #counts({ days, lateUntil }: CompiledRule): boolean {
    const { weekday } = this.#situation as Situation;
    const isLate = lateUntil !== undefined && this.minute < lateUntil(this);
    return ((days >> (isLate ? (weekday + 6) % 7 : weekday)) & 1) === 1;
  }

  #undercutBegins(): void {
    this.#undercut = true;
    this.#values.set(this.#places.undercut, 1);
  }

  #shows(number: number): void {
    this.#found.shownId = number;
    this.#values.set(this.#places.id, number);
  }

  /** While undercut, what a rule gave that only holds on is at least the minimum; also where rules set `_undercut`. */
  get #raised(): number {
    const { min } = this.#situation as Situation;
    const isRaised = this.#undercut && (this.#forced || this.#valueHeld) && this.#value >= 0 && this.#value < min;
    return isRaised ? min : this.#value;
  }

  #tellValue(): void {
    const value = this.#raised;
    this.#values.set(this.#places.value, value);
    this.#values.set(this.#places.current, Math.max(0, value));
  }
}

const nothingFound = emptyResult();

const joined = (link: 'and' | 'or', a: Truth, b: Truth): Truth => (link === 'and' ? (a < b ? a : b) : a > b ? a : b);
