import type { DevicePolls } from '../../firmware/domain/device.ts';
import { type LineBudget, type LineSeat, nextPollAtMs } from '../bus/line-budget.ts';
import type { ReadBlock, WireRate } from '../bus/poll-plan.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import { plannedUse } from './poll-load.ts';
import { defaultWire } from './read-limits.ts';

export interface PaceOptions {
  readonly definition: ModbusDefinition;
  readonly pollMs: number;
  readonly wire: WireRate | undefined;
  /** Absent = it has its line for itself. */
  readonly budget: LineBudget | undefined;
  readonly fast: () => readonly ReadBlock[];
  readonly medium: () => readonly ReadBlock[];
  readonly keepAlivePeriodMs: () => number | undefined;
}

const aloneMediumEveryMs = 5_000;

/** When one device is asked what: its turn in the second and its share of the line. */
export class Pace {
  readonly #o: PaceOptions;
  readonly #wire: WireRate | undefined;
  #seat: LineSeat | undefined;
  #mediumAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: PaceOptions) {
    this.#o = options;
    this.#wire = options.wire ?? defaultWire(options.definition);
  }

  get polls(): DevicePolls {
    return {
      pollEveryMs: this.#o.pollMs,
      requestsPerPoll: this.#o.fast().length,
      mediumEveryMs: this.#mediumEveryMs,
    };
  }

  start(): void {
    this.#seat ??= this.#o.budget?.takeSeat();
    this.#plan();
  }

  stop(): void {
    this.#seat?.leave();
    this.#seat = undefined;
  }

  /** The device is there; what it refused and how long its periods are is known now. */
  found(): void {
    this.#mediumAtMs = Number.NEGATIVE_INFINITY;
    this.#plan();
  }

  /** Whether the poll that begins now brings the medium tier as well; asked once in a poll. */
  isMediumDue(nowMs: number): boolean {
    // Polls come at their turns: the nearest one.
    if (nowMs < this.#mediumAtMs + this.#mediumEveryMs - this.#o.pollMs / 2) return false;
    this.#mediumAtMs = nowMs;
    return true;
  }

  nextPollInMs(begunMs: number, nowMs: number): number {
    const { pollMs } = this.#o;
    if (this.#seat === undefined) return Math.max(0, begunMs + pollMs - nowMs);
    return nextPollAtMs(begunMs, nowMs, pollMs, this.#seat.phase) - nowMs;
  }

  get #mediumEveryMs(): number {
    return this.#o.budget?.mediumEveryMs ?? aloneMediumEveryMs;
  }

  #plan(): void {
    if (this.#seat === undefined || this.#wire === undefined) return;
    const { definition, pollMs, fast, medium, keepAlivePeriodMs } = this.#o;
    this.#seat.plan(
      plannedUse({
        ...{ wire: this.#wire, pauseMs: definition.reads?.pauseMs ?? 0, pollMs },
        ...{ fast: fast(), medium: medium() },
        ...{ keepAlive: definition.control?.keepAlive, keepAlivePeriodMs: keepAlivePeriodMs() },
      }),
    );
  }
}
