import type { Clock } from '../../domain/clock.ts';
import { afterClockFloor } from '../../domain/clock.ts';
import type { State } from '../../domain/state.ts';
import type { Usage } from '../../sessions/budgets/budget.ts';
import { type CounterMark, counterStep } from '../../sessions/budgets/counter-steps.ts';
import { type CalendarNow, calendarNow } from '../../sessions/budgets/period.ts';
import type { UsageStore } from '../../store/usage.ts';

/** So often what was used goes to disk. After a power cut the counter tells what was missed. */
const flushEveryMs = 60_000;
/** Longer between two cycles is a stop of the program, not charging. */
const longestStepMs = 5000;

/** Whose a session is: `user:anna`, `tag:blue`, and `session:E1` for as long as it lasts. */
export type OwnersOf = (chargePoint: string) => readonly string[];

/** What users and cards have used, by the days of the site's calendar. */
export class UsageLedger {
  readonly #store: UsageStore;
  readonly #clock: Clock;
  readonly #timeZone: () => string | undefined;
  readonly #counters: Map<string, CounterMark>;
  /** By owner and day. */
  readonly #pending = new Map<string, Map<number, { energyWh: number; chargedS: number }>>();
  /** What the disk has, by owner and start of a period. */
  readonly #known = new Map<string, Usage>();
  #calendar: { readonly timeZone: string; readonly now: CalendarNow } | undefined;
  #owners = new Map<string, string>();
  #flushedAtMs: number;
  #lookedAtMs: number | undefined;

  constructor(parts: { store: UsageStore; clock: Clock; timeZone: () => string | undefined }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#timeZone = parts.timeZone;
    this.#counters = new Map([...parts.store.counters()].map(([id, counterWh]) => [id, { counterWh }]));
    this.#flushedAtMs = parts.clock.monotonicMs();
  }

  /** Today on the site's calendar; undefined without a site. A clock that was never set stands at the last day known. */
  today(): CalendarNow | undefined {
    const timeZone = this.#timeZone();
    if (timeZone === undefined) return undefined;
    const wallMs = this.#clock.wallMs();
    const known = this.#calendar?.timeZone === timeZone ? this.#calendar.now : undefined;
    if (known !== undefined && wallMs >= known.fromMs && wallMs < known.toMs) return known;
    const atMs = afterClockFloor(wallMs) ? wallMs : Math.max(wallMs, this.#store.latestDayMs() ?? wallMs);
    const now = calendarNow(timeZone, atMs);
    if (now !== undefined) this.#calendar = { timeZone, now };
    this.#known.clear();
    return now;
  }

  /** After a cycle. Throws StoreError when the disk refuses: what was used is not lost, it is written with the next one. */
  observe(state: State, ownersOf: OwnersOf): void {
    const nowMs = this.#clock.monotonicMs();
    const stepMs = Math.min(nowMs - (this.#lookedAtMs ?? nowMs), longestStepMs);
    this.#lookedAtMs = nowMs;
    const dayMs = this.today()?.fromMs;
    if (dayMs === undefined) return;
    let due = nowMs - this.#flushedAtMs >= flushEveryMs;
    for (const chargePoint of state.chargePoints) {
      const { id, state: car, energyWh: counterWh, powerW } = chargePoint;
      const owners = ownersOf(id);
      const key = owners.join();
      // From another owner on the counter has to be on disk, or a restart would take it for his.
      const before = this.#owners.get(id) ?? (this.#counters.has(id) ? key : '');
      if (key !== before) due = true;
      this.#owners.set(id, key);
      const step = counterStep(this.#counters.get(id), counterWh, nowMs);
      if (step.mark !== undefined) this.#counters.set(id, step.mark);
      const charges = (car === 'C' || car === 'D') && powerW !== 0;
      const metered = this.#counters.has(id);
      const used = {
        energyWh: metered ? step.energyWh : charges ? (atMostW(chargePoint) * stepMs) / 3_600_000 : 0,
        chargedS: charges ? stepMs / 1000 : 0,
      };
      if (used.energyWh > 0 || used.chargedS > 0) for (const owner of owners) this.#add(owner, dayMs, used);
    }
    if (due) this.flush();
  }

  /** What an owner has used since a day began; 0 = ever. */
  used(owner: string, fromMs: number): Usage {
    const key = `${owner} ${fromMs}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#store.usedSince(owner, fromMs);
      this.#known.set(key, known);
    }
    let { energyWh, chargedS } = known;
    for (const [dayMs, more] of this.#pending.get(owner) ?? []) {
      if (dayMs < fromMs) continue;
      energyWh += more.energyWh;
      chargedS += more.chargedS;
    }
    return { energyWh, chargedS };
  }

  /** Nothing of an owner counts any more. */
  forget(owner: string): void {
    this.#pending.delete(owner);
    this.#known.clear();
    this.#store.forget(owner);
  }

  /** Writes what was used, with the counters it was read from: both or nothing. */
  flush(): void {
    this.#flushedAtMs = this.#clock.monotonicMs();
    const rows = [...this.#pending].flatMap(([owner, days]) =>
      [...days].map(([dayMs, used]) => ({ owner, dayMs, ...used })),
    );
    const counters = [...this.#owners].flatMap(([id, owners]) => {
      const counterWh = owners === '' ? undefined : this.#counters.get(id)?.counterWh;
      return counterWh === undefined ? [] : [[id, counterWh] as const];
    });
    this.#store.add(rows, new Map(counters));
    this.#pending.clear();
    this.#known.clear();
  }

  #add(owner: string, dayMs: number, { energyWh, chargedS }: Usage): void {
    let days = this.#pending.get(owner);
    if (days === undefined) {
      days = new Map();
      this.#pending.set(owner, days);
    }
    const used = days.get(dayMs) ?? { energyWh: 0, chargedS: 0 };
    days.set(dayMs, { energyWh: used.energyWh + energyWh, chargedS: used.chargedS + chargedS });
  }
}

/** What a charge point without a counter draws: what is measured, else all that it is offered. */
const atMostW = ({ powerW, offeredA, phases }: State['chargePoints'][number]): number =>
  powerW ?? (offeredA ?? 0) * phases.length * 230;
