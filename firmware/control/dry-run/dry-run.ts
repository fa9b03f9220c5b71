import type { HistoryStep, HistoryWindow } from '../../domain/history.ts';
import type { PriceSpan } from '../../domain/prices.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Rule } from '../../domain/site/rules.ts';
import type { Site } from '../../domain/site/schema.ts';
import { variableKey } from '../../domain/variable.ts';
import { compileRules, type RuleSheet } from '../../rules/compile-rules.ts';
import { signOf } from '../../rules/eco-start.ts';
import { emptyResult, type RuleResult } from '../../rules/rule-result.ts';
import type { Situation } from '../../rules/situation.ts';
import { type Truth, truths } from '../../rules/truth.ts';
import { RuleValues } from '../../rules/values.ts';
import { Walk } from '../../rules/walk.ts';
import type { DryRunResult, DryRunSpan, DryRunState } from './dry-run-result.ts';
import { DryRunSink } from './dry-run-sink.ts';
import { RecordedNames } from './recorded-names.ts';

export interface DryRunPlan {
  readonly site: Site;
  readonly chargePoint: DeviceConfig;
  readonly rules: readonly Rule[];
  /** As they came to be; only rules that look ahead need them. */
  readonly prices: readonly PriceSpan[];
  readonly fromMs: number;
  readonly toMs: number;
}

interface Span {
  readonly fromMs: number;
  toMs: number;
  readonly told: Omit<DryRunSpan, 'from' | 'to'>;
  readonly key: string;
}

/** A week in which something changes every five minutes. */
const mostSpans = 2016;
const largestMa = 80_000;

/**
 * Rules walked over what was recorded, window by window in order of time. Asks no clock: it says when a window is walked, whoever
 * runs it takes breaks.
 */
export class DryRun {
  readonly #plan: DryRunPlan;
  readonly #sheet: RuleSheet;
  readonly #values = new RuleValues();
  readonly #names: RecordedNames;
  readonly #sink = new DryRunSink();
  readonly #walk: Walk;
  readonly #situation: Situation;
  readonly #result: RuleResult = emptyResult();
  readonly #spans: Span[] = [];
  readonly #gaps: { fromMs: number; toMs: number }[] = [];
  #window: HistoryWindow = { everyS: 0, steps: [] };
  #next = 0;
  #everyS = 0;
  /** So far the time is told. */
  #toldMs: number;
  #cut = false;

  constructor(plan: DryRunPlan) {
    const { site, chargePoint, rules, prices } = plan;
    this.#plan = plan;
    this.#toldMs = plan.fromMs;
    this.#names = new RecordedNames(site);
    this.#walk = new Walk(this.#values, this.#sink);
    this.#sheet = compileRules(rules, site.ruleSets, {
      ...{ kind: 'chargePoint', device: chargePoint.id, values: this.#values },
      variables: new Set(site.variables.map(({ name }) => variableKey(name))),
    });
    const phases = chargePoint.wiring;
    this.#situation = {
      ...{ phases, volts: Math.max(1, phases.length) * site.voltageV, start: 0, prices, pricesSign: signOf(prices) },
      ...{ min: chargePoint.minCurrentA * 1000, max: (chargePoint.maxCurrentA ?? largestMa / 1000) * 1000 },
      ...{ pluggedAtMs: Number.NaN, pluggedForMs: 0, weekday: 0, minute: 0, nowMs: 0, wallMs: 0 },
    };
  }

  /** The next window to walk. */
  take(window: HistoryWindow): void {
    this.#window = window;
    this.#next = 0;
    this.#everyS = Math.max(this.#everyS, window.everyS);
  }

  /** Walks a number of steps of the window; true when it has no more. */
  advance(count: number): boolean {
    const { steps } = this.#window;
    const until = Math.min(steps.length, this.#next + count);
    for (; this.#next < until; this.#next += 1) {
      const step = steps[this.#next] as HistoryStep;
      const fromMs = Math.max(step.atMs, this.#toldMs);
      const toMs = Math.min(step.atMs + this.#window.everyS * 1000, this.#plan.toMs);
      if (toMs <= fromMs || !isKnown(step)) continue;
      this.#gapUntil(fromMs);
      this.#walkStep(step);
      this.#tell(fromMs, toMs, this.#told());
    }
    return this.#next >= steps.length;
  }

  result(): DryRunResult {
    this.#gapUntil(this.#plan.toMs);
    return {
      everyS: this.#everyS,
      spans: this.#spans.map(({ fromMs, toMs, told }) => ({ from: iso(fromMs), to: iso(toMs), ...told })),
      gaps: this.#gaps.map(({ fromMs, toMs }) => ({ from: iso(fromMs), to: iso(toMs) })),
      unknown: this.#names.unknown,
      cut: this.#cut,
    };
  }

  #walkStep(step: HistoryStep): void {
    const { atMs } = step;
    const { id } = this.#plan.chargePoint;
    const situation = this.#situation;
    this.#names.at(step);
    this.#sink.at(atMs);
    const state = step.chargePoints[id]?.state ?? null;
    if (state === 'A') situation.pluggedAtMs = Number.NaN;
    else if (state !== null && Number.isNaN(situation.pluggedAtMs)) situation.pluggedAtMs = atMs;
    situation.pluggedForMs = Number.isNaN(situation.pluggedAtMs) ? 0 : atMs - situation.pluggedAtMs;
    situation.nowMs = situation.wallMs = atMs;
    situation.weekday = this.#names.read('date.weekday') ?? 0;
    situation.minute = this.#names.read('date.dayminute') ?? 0;
    this.#values.begin((name, phase) => this.#sink.read(name) ?? this.#names.read(name, phase));
    this.#walk.run(this.#sheet, situation, this.#result);
  }

  #told(): Omit<DryRunSpan, 'from' | 'to'> {
    const { value, surplus, decidedBy, phase } = this.#result;
    const { memory, rules } = this.#sheet;
    const { cycle } = this.#values;
    const states = rules.map((rule, k) => {
      const index = phase * memory.size + k;
      const truth = memory.truth[index] as Truth;
      const name = rule.set === '' ? rule.id : `${rule.set}/${rule.id}`;
      return [name, memory.reached[index] === cycle ? stateOf(truth) : 'notReached'] as const;
    });
    return {
      ...{ resultA: value / 1000, surplus, rule: rules[decidedBy]?.id ?? null },
      states: Object.fromEntries(states),
    };
  }

  #tell(fromMs: number, toMs: number, told: Span['told']): void {
    const last = this.#spans.at(-1);
    const key = JSON.stringify(told);
    if (last !== undefined && last.toMs === fromMs && last.key === key) last.toMs = toMs;
    else if (this.#spans.length < mostSpans) this.#spans.push({ fromMs, toMs, told, key });
    else this.#cut = true;
    this.#toldMs = toMs;
  }

  #gapUntil(atMs: number): void {
    if (atMs > this.#toldMs) this.#gaps.push({ fromMs: this.#toldMs, toMs: atMs });
    this.#toldMs = Math.max(this.#toldMs, atMs);
  }
}

/** A step of which nothing was recorded is a gap. */
const isKnown = ({ flow, price, variables, chargePoints }: HistoryStep): boolean =>
  [...Object.values(flow), price.ct, ...Object.values(variables)].some((value) => value !== null) ||
  Object.values(chargePoints).some(({ state }) => state !== null);

function stateOf(truth: Truth): DryRunState {
  switch (truth) {
    case truths.yes:
      return 'true';
    case truths.held:
      return 'held';
    case truths.unknown:
      return 'noValue';
    default:
      return 'false';
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
