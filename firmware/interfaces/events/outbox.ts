import { eventSeverities, type SendFault, type SiteEvent } from '../../domain/events.ts';

/** An event on its way to one channel. */
export interface Waiting {
  /** Tells one from another for the receiver, over restarts too. */
  readonly id: string;
  readonly event: SiteEvent;
  readonly bornMs: number;
  /** Quiet hours: not before. */
  readonly notBeforeMs: number;
  readonly names: boolean;
}

export interface KeptChannel {
  readonly waiting: readonly Waiting[];
  /** When messages went out within the last hour. */
  readonly sentMs: readonly number[];
  readonly failures: number;
  readonly nextMs: number;
  readonly failingSinceMs?: number;
  readonly fault?: SendFault;
  /** What there was no room for since the last message. */
  readonly missed: number;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
/** Of one channel. */
export const mostWaiting = 100;
/** In one message. */
export const mostInOne = 50;
/** Then it is given up, if it was tried often as well: a clock that is set jumps. */
export const giveUpMs = 24 * hourMs;
const givesUpAfter = 20;
const firstAgainMs = minuteMs;
const longestAgainMs = hourMs;

const nothing: KeptChannel = { waiting: [], sentMs: [], failures: 0, nextMs: 0, missed: 0 };

/** What waits for one channel, and when it may go: once a minute, so many an hour, later after each failure (pure; the clock is handed in). */
export class Outbox {
  #now: KeptChannel;

  constructor(kept: KeptChannel = nothing) {
    this.#now = kept;
  }

  get kept(): KeptChannel {
    return this.#now;
  }

  /** Gives what had to go because there was no room. */
  put(item: Waiting): readonly Waiting[] {
    const { waiting } = this.#now;
    const same = ({ event }: Waiting) =>
      event.code === item.event.code &&
      event.subject === item.event.subject &&
      event.stage === item.event.stage &&
      event.sinceMs === item.event.sinceMs;
    if (waiting.some(same)) return [];
    const all = [...waiting, item];
    const gone = all.length > mostWaiting ? [leastOf(all)] : [];
    this.#set({ waiting: all.filter((one) => !gone.includes(one)), missed: this.#now.missed + gone.length });
    return gone;
  }

  /** What goes in one message now: none while it has to wait. */
  due(perHour: number, nowMs: number): readonly Waiting[] {
    if (this.#readyMs(perHour, nowMs) > nowMs) return [];
    return this.#now.waiting.filter((one) => goesMs(one, nowMs) <= nowMs).slice(0, mostInOne);
  }

  /** When to look again; undefined: nothing waits. */
  nextMs(perHour: number, nowMs: number): number | undefined {
    if (this.#now.waiting.length === 0) return undefined;
    const first = Math.min(...this.#now.waiting.map((one) => goesMs(one, nowMs)));
    return Math.max(first, this.#readyMs(perHour, nowMs));
  }

  sent(items: readonly Waiting[], nowMs: number): void {
    this.#now = {
      waiting: this.#without(items),
      sentMs: [...this.#recent(nowMs), nowMs],
      ...{ failures: 0, nextMs: 0, missed: 0 },
    };
  }

  /** Gives what is given up: it has waited a day. */
  failed(fault: SendFault, nowMs: number): readonly Waiting[] {
    const { failures, waiting, failingSinceMs = nowMs } = this.#now;
    const isOld = ({ bornMs, notBeforeMs }: Waiting) => nowMs - Math.max(bornMs, notBeforeMs) >= giveUpMs;
    const old = failures + 1 < givesUpAfter ? [] : waiting.filter(isOld);
    const againMs = Math.min(firstAgainMs * 2 ** Math.min(failures, 10), longestAgainMs);
    this.#set({
      waiting: this.#without(old),
      ...{ failures: failures + 1, nextMs: nowMs + againMs, failingSinceMs, fault },
      missed: this.#now.missed + old.length,
    });
    return old;
  }

  /** The settings of the channel have changed: it is tried anew at once. */
  again(): void {
    this.#set({ nextMs: 0 });
  }

  #readyMs(perHour: number, nowMs: number): number {
    const recent = this.#recent(nowMs);
    const last = recent.at(-1);
    const [hourly] = recent.slice(-perHour);
    return Math.max(
      // A clock that was set back must not hold it for longer than it ever would.
      Math.min(this.#now.nextMs, nowMs + longestAgainMs),
      last === undefined ? 0 : last + minuteMs,
      hourly === undefined || recent.length < perHour ? 0 : hourly + hourMs,
    );
  }

  #recent(nowMs: number): readonly number[] {
    return this.#now.sentMs.filter((ms) => ms <= nowMs && nowMs - ms < hourMs);
  }

  #without(items: readonly Waiting[]): readonly Waiting[] {
    const ids = new Set(items.map(({ id }) => id));
    return this.#now.waiting.filter(({ id }) => !ids.has(id));
  }

  #set(change: Partial<KeptChannel>): void {
    this.#now = { ...this.#now, ...change };
  }
}

/** Quiet hours last less than a day: a clock that was set back does not make them longer. */
const goesMs = ({ notBeforeMs }: Waiting, nowMs: number): number => (notBeforeMs - nowMs > giveUpMs ? 0 : notBeforeMs);

/** The one to let go first: the mildest, of those the oldest. */
function leastOf(all: readonly Waiting[]): Waiting {
  const weight = ({ event }: Waiting) => eventSeverities.indexOf(event.severity);
  return all.reduce((least, one) => (weight(one) < weight(least) ? one : least));
}
