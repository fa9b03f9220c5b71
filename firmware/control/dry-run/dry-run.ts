import type { HistoryStep, HistoryWindow } from '../../domain/history.ts';
import type { PriceSpan } from '../../domain/prices.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Rule } from '../../domain/site/rules.ts';
import type { Site } from '../../domain/site/schema.ts';
import { variableKey } from '../../domain/variable.ts';
import { compileRules, type RuleSheet } from '../../rules/compile-rules.ts';
import { signOf } from '../../rules/eco-start.ts';
import { emptyResult, type RuleResult } from '../../rules/rule-result.ts';
import type { RuleSink, Situation } from '../../rules/situation.ts';
import { type Truth, truths } from '../../rules/truth.ts';
import { RuleValues } from '../../rules/values.ts';
import { Walk } from '../../rules/walk.ts';
import { RecordedNames } from './recorded-names.ts';

/** How a rule came out: its condition with those linked to it; `held` = it only holds on. */
export type DryRunState = 'true' | 'false' | 'held' | 'noValue' | 'notReached';

/** A stretch of time in which nothing changes. */
export interface DryRunSpan {
  readonly from: string;
  readonly to: string;
  /** What the rules ask for, A per phase. */
  readonly resultA: number;
  /** Of the surplus only. */
  readonly surplus: boolean;
  /** The rule that gave it; null: none did. */
  readonly rule: string | null;
  /** By id of the rule; of another set `set/id`. */
  readonly states: Readonly<Record<string, DryRunState>>;
}

export interface DryRunResult {
  readonly everyS: number;
  readonly spans: readonly DryRunSpan[];
  /** Where nothing was recorded. */
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
  /** Names that the rules read and that no recording has; rules see no value there. */
  readonly unknown: readonly string[];
  /** There were more spans than are told. */
  readonly cut: boolean;
}

export interface DryRunPlan {
  readonly site: Site;
  readonly chargePoint: DeviceConfig;
  readonly rules: readonly Rule[];
  readonly window: HistoryWindow;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A week in which something changes every five minutes. */
const mostSpans = 2016;
const largestMa = 80_000;

/** Rules walked over what was recorded, step by step. Asks no clock: it says when it is done, whoever runs it takes breaks. */
export class DryRun {
  readonly #plan: DryRunPlan;
  readonly #sheet: RuleSheet;
  readonly #values = new RuleValues();
  readonly #names: RecordedNames;
  readonly #sink = new DryRunSink();
  readonly #walk: Walk;
  readonly #situation: Situation;
  readonly #result: RuleResult = emptyResult();
  readonly #steps: readonly HistoryStep[];
  readonly #spans: {
    fromMs: number;
    toMs: number;
    readonly told: Omit<DryRunSpan, 'from' | 'to'>;
    readonly key: string;
  }[] = [];
  readonly #gaps: { fromMs: number; toMs: number }[] = [];
  #next = 0;
  #cut = false;

  constructor(plan: DryRunPlan) {
    const { site, chargePoint, rules, window } = plan;
    this.#plan = plan;
    this.#names = new RecordedNames(site);
    this.#walk = new Walk(this.#values, this.#sink);
    this.#sheet = compileRules(rules, site.ruleSets, {
      ...{ kind: 'chargePoint', device: chargePoint.id, values: this.#values },
      variables: new Set(site.variables.map(({ name }) => variableKey(name))),
    });
    this.#steps = window.steps.filter(({ atMs }) => atMs < plan.toMs && atMs + this.#stepMs > plan.fromMs);
    const prices = pricesOf(this.#steps, this.#stepMs);
    const phases = chargePoint.wiring;
    this.#situation = {
      ...{ phases, volts: Math.max(1, phases.length) * site.voltageV, start: 0, prices, pricesSign: signOf(prices) },
      ...{ min: chargePoint.minCurrentA * 1000, max: (chargePoint.maxCurrentA ?? largestMa / 1000) * 1000 },
      ...{ pluggedAtMs: Number.NaN, pluggedForMs: 0, weekday: 0, minute: 0, nowMs: 0, wallMs: 0 },
    };
  }

  /** Walks a number of steps; true when all are done. */
  advance(steps: number): boolean {
    const until = Math.min(this.#steps.length, this.#next + steps);
    for (; this.#next < until; this.#next += 1) {
      const step = this.#steps[this.#next] as HistoryStep;
      if (isKnown(step)) this.#step(step);
      else this.#gap(step.atMs, step.atMs + this.#stepMs);
    }
    return this.#next >= this.#steps.length;
  }

  result(): DryRunResult {
    const { fromMs, toMs } = this.#plan;
    const first = this.#steps[0]?.atMs ?? toMs;
    const last = (this.#steps.at(-1)?.atMs ?? fromMs - this.#stepMs) + this.#stepMs;
    const around =
      this.#steps.length === 0
        ? [{ fromMs, toMs }]
        : [
            { fromMs, toMs: first },
            { fromMs: last, toMs },
          ];
    const gaps = [...this.#gaps, ...around]
      .map((gap) => ({ fromMs: Math.max(fromMs, gap.fromMs), toMs: Math.min(toMs, gap.toMs) }))
      .filter((gap) => gap.toMs > gap.fromMs)
      .sort((a, b) => a.fromMs - b.fromMs);
    return {
      everyS: this.#stepMs / 1000,
      spans: this.#spans.map((span) => ({
        from: iso(Math.max(fromMs, span.fromMs)),
        to: iso(Math.min(toMs, span.toMs)),
        ...span.told,
      })),
      gaps: gaps.map((gap) => ({ from: iso(gap.fromMs), to: iso(gap.toMs) })),
      unknown: this.#names.unknown,
      cut: this.#cut,
    };
  }

  get #stepMs(): number {
    return this.#plan.window.everyS * 1000;
  }

  #step(step: HistoryStep): void {
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
    this.#tell(atMs, this.#told());
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

  #tell(atMs: number, told: Omit<DryRunSpan, 'from' | 'to'>): void {
    const toMs = atMs + this.#stepMs;
    const last = this.#spans.at(-1);
    const key = JSON.stringify(told);
    if (last !== undefined && last.toMs === atMs && last.key === key) last.toMs = toMs;
    else if (this.#spans.length < mostSpans) this.#spans.push({ fromMs: atMs, toMs, told, key });
    else this.#cut = true;
  }

  #gap(fromMs: number, toMs: number): void {
    const last = this.#gaps.at(-1);
    if (last !== undefined && last.toMs === fromMs) last.toMs = toMs;
    else this.#gaps.push({ fromMs, toMs });
  }
}

/** Variables that the rules set in the run, and nowhere else. */
class DryRunSink implements RuleSink {
  readonly #values = new Map<string, { value: number; untilMs: number | undefined }>();
  #nowMs = 0;

  at(nowMs: number): void {
    this.#nowMs = nowMs;
    for (const variable of this.#values.values())
      if (variable.untilMs !== undefined && nowMs >= variable.untilMs) {
        variable.value = 0;
        variable.untilMs = undefined;
      }
  }

  read(name: string): number | undefined {
    return this.#values.size === 0 ? undefined : this.#values.get(name)?.value;
  }

  write(name: string, value: number): boolean {
    this.#values.set(name, { value, untilMs: undefined });
    return true;
  }

  trigger(name: string, ms: number, retrigger: boolean, rising: boolean): boolean {
    const runs = this.#values.get(name)?.untilMs !== undefined;
    if (!retrigger && (runs || !rising)) return runs;
    this.#values.set(name, { value: 1, untilMs: this.#nowMs + ms });
    return true;
  }
}

/** A step of which nothing was recorded is a gap. */
const isKnown = ({ flow, price, variables, chargePoints }: HistoryStep): boolean =>
  [...Object.values(flow), price.ct, ...Object.values(variables)].some((value) => value !== null) ||
  Object.values(chargePoints).some(({ state }) => state !== null);

/** The prices as they came to be: a dry run knows them beforehand. */
function pricesOf(steps: readonly HistoryStep[], stepMs: number): readonly PriceSpan[] {
  const spans: { fromMs: number; toMs: number; ct: number }[] = [];
  for (const { atMs, price } of steps) {
    const last = spans.at(-1);
    if (price.ct === null) continue;
    if (last !== undefined && last.ct === price.ct && last.toMs === atMs) last.toMs = atMs + stepMs;
    else spans.push({ fromMs: atMs, toMs: atMs + stepMs, ct: price.ct });
  }
  return spans;
}

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
