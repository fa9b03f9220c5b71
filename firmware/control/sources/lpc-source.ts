import { type LpcCommand, type LpcRefusal, type LpcView, lpcSaid } from '../../domain/lpc.ts';
import type { LpcSite } from '../../domain/site/grid.ts';
import {
  type LpcMemory,
  type LpcSettings,
  lpcAdvance,
  lpcAtStart,
  lpcFailsafeW,
  lpcLimitW,
  lpcTake,
} from '../../grid/lpc/machine.ts';
import { lpcFromText, lpcToText } from '../../grid/lpc/persisted.ts';
import type { LimitSource, Moment, SourceLimit, SourceTrouble } from './source.ts';

/** One guard per site, whichever circuit it limits. */
export const lpcSourceId = 'lpc:guard';
/** A wall clock that moved by more than this was set: what is kept has its times on it. */
const clockStepMs = 5000;

const words: Readonly<Record<LpcMemory['state'], string>> = {
  init: 'energy guard: not heard since the start, fail-safe limit',
  unlimitedControlled: lpcSaid,
  limited: lpcSaid,
  failsafe: 'energy guard: silent, fail-safe limit',
  unlimitedAutonomous: lpcSaid,
};

/** The energy guard's limit (LPC) as a source: the machine of grid/lpc with its settings and its place. */
export class LpcSource implements LimitSource {
  readonly id = lpcSourceId;
  readonly #config: LpcSite;
  readonly #settings: LpcSettings;
  #memory: LpcMemory;
  #kept: { readonly memory: LpcMemory; readonly wallMinusNowMs: number; readonly text: string } | undefined;

  /** `minimumW`: the least that §14a leaves the circuit. `kept`: the text of before the restart. */
  constructor(config: LpcSite, minimumW: number, moment: Moment, kept?: string) {
    const { failsafeW, failsafeDurationS, afterFailsafe } = config;
    this.#config = config;
    this.#settings = { failsafeW, failsafeDurationMs: failsafeDurationS * 1000, afterFailsafe, minimumW };
    this.#memory =
      (kept === undefined ? undefined : lpcFromText(kept, this.#settings, moment.nowMs, moment.wallMs)) ??
      lpcAtStart(moment.nowMs);
  }

  take(command: LpcCommand, { nowMs }: Moment): LpcRefusal | undefined {
    const { memory, refused } = lpcTake(this.#memory, command, this.#settings, nowMs);
    this.#memory = memory;
    return refused;
  }

  look({ nowMs, wallMs }: Moment): SourceLimit | undefined {
    this.#memory = lpcAdvance(this.#memory, this.#settings, nowMs);
    const value = lpcLimitW(this.#memory, this.#settings);
    if (value === undefined) return undefined;
    const { limit, state } = this.#memory;
    const untilMs = limit?.untilMs;
    const { circuit, scope } = this.#config;
    const isLimit = limit?.valueW === value;
    return {
      ...{ origin: 'lpc', scope, circuit, unit: 'W', value },
      source: isLimit ? words.limited : words[state],
      // Whole seconds: the two clocks drift, and a recording would note it in every line.
      ...(isLimit && untilMs !== undefined ? { untilMs: Math.round((wallMs + (untilMs - nowMs)) / 1000) * 1000 } : {}),
    };
  }

  trouble(): SourceTrouble | undefined {
    const { state, sinceMs } = this.#memory;
    if (state !== 'failsafe') return undefined;
    const watts = lpcLimitW(this.#memory, this.#settings);
    const message = `The energy guard (LPC) has sent no heartbeat and limit in time; ${watts} W hold until it does.`;
    return { what: 'LPC', message, sinceMs };
  }

  kept({ nowMs, wallMs }: Moment): string {
    const wallMinusNowMs = wallMs - nowMs;
    const memory = this.#memory;
    const before = this.#kept;
    if (
      before !== undefined &&
      Math.abs(before.wallMinusNowMs - wallMinusNowMs) < clockStepMs &&
      before.memory.state === memory.state &&
      before.memory.sinceMs === memory.sinceMs &&
      before.memory.limit === memory.limit &&
      before.memory.failsafe === memory.failsafe
    )
      return before.text;
    const text = lpcToText(memory, nowMs, wallMs);
    this.#kept = { memory, wallMinusNowMs, text };
    return text;
  }

  view({ nowMs, wallMs }: Moment): LpcView {
    this.#memory = lpcAdvance(this.#memory, this.#settings, nowMs);
    const memory = this.#memory;
    const iso = (ms: number) => new Date(wallMs + (ms - nowMs)).toISOString();
    const { failsafeDurationMs } = this.#settings;
    return {
      circuit: this.#config.circuit,
      state: memory.state,
      since: iso(memory.sinceMs),
      limitW: lpcLimitW(memory, this.#settings) ?? null,
      until: memory.limit?.untilMs === undefined ? null : iso(memory.limit.untilMs),
      heartbeatAgeS: memory.heartbeatMs === undefined ? null : Math.round((nowMs - memory.heartbeatMs) / 1000),
      failsafeW: lpcFailsafeW(memory, this.#settings),
      failsafeDurationS: (memory.failsafe.durationMs ?? failsafeDurationMs) / 1000,
      contractualMaximumW: this.#config.maximumW ?? null,
    };
  }

  /** New settings are no restart: the guard need not write its limit again. */
  goesOnFrom(before: LimitSource): void {
    if (before instanceof LpcSource) this.#memory = before.#memory;
  }

  close(): void {}
}
