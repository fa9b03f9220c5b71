import { HistoryDesk } from '../../../firmware/control/history/history-desk.ts';
import { MeteringDesk } from '../../../firmware/control/metering-points/metering-desk.ts';
import { SessionDesk } from '../../../firmware/control/sessions/session-desk.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';
import type { Session } from '../../../firmware/domain/session.ts';
import { meteringPoint } from '../../../firmware/domain/site/metering-points.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';
import type { State } from '../../../firmware/domain/state.ts';
import { HistoryBook } from '../../../firmware/store/history/history-book.ts';
import { openStore } from '../../../firmware/store/store.ts';
import { WriteMeter } from './process-io.ts';

const complaint = (facts: object, message: string): void => console.error(message, facts);

/** The desks of the main thread with their files, fed with made states at a made time: all that a month leaves on the disk. */
export class Recorder {
  nowMs: number;
  readonly history: WriteMeter = new WriteMeter();
  readonly main: WriteMeter = new WriteMeter();
  readonly book: HistoryBook;
  readonly #desk: HistoryDesk;
  readonly #metering: MeteringDesk;
  readonly #store;
  readonly #charging: SessionDesk;

  constructor(dir: string, nowMs: number) {
    this.nowMs = nowMs;
    const clock: Clock = { wallMs: () => this.nowMs, monotonicMs: () => this.nowMs };
    const site = () => siteOfMonth;
    this.#store = openStore({ dir, clock });
    this.#metering = new MeteringDesk({ store: this.#store.metering, site, clock, log: { error: complaint } });
    this.#charging = new SessionDesk({
      ...{ store: this.#store.sessions, site, clock, log: { error: complaint, info: () => undefined } },
      ...{ timeSynced: () => true, occupantOf: () => undefined, pricesOf: () => [] },
    });
    const health = { raise: complaint.bind(undefined), clear: () => undefined };
    this.book = new HistoryBook({
      ...{ dir, nowMs: () => this.nowMs },
      health: { raise: (fault) => health.raise(fault, fault.message), clear: health.clear },
    });
    this.#desk = new HistoryDesk(this.book);
  }

  /** After a cycle. What it writes is counted where something may be written: looking costs more than a state. */
  take(state: State): void {
    // A session may be written at any second: what is neither of the others is its.
    this.#charging.observe(state);
    const counted = (this.nowMs / 1000) % 300 < 2;
    if (!counted) {
      this.#metering.observe(state);
      this.#desk.observe(state);
      return;
    }
    this.main.during(() => this.#metering.observe(state));
    this.history.during(() => this.#desk.observe(state));
  }

  totals = (fromMs: number, toMs: number) => this.#metering.totals(fromMs, toMs);

  /** Sessions that are over, with what their quarter hours add up to, and those that run. */
  *allSessions(fromMs: number, toMs: number): Generator<{ readonly session: Session; readonly quartersWh?: number }> {
    const { sessions } = this.#store;
    for (let after: Parameters<typeof sessions.page>[2]; ; ) {
      const page = sessions.page(fromMs, toMs, after, 200);
      for (const { session } of page) {
        const quartersWh = sessions.quarters(session.id).reduce((sum, { energyWh }) => sum + energyWh, 0);
        yield { session, quartersWh };
      }
      const last = page.at(-1)?.session;
      if (last === undefined) break;
      after = { pluggedMs: last.pluggedAtMs, id: last.id };
    }
    for (const session of this.#charging.open()) yield { session };
  }

  close(): void {
    this.#charging.close();
    this.#metering.close();
    this.book.close();
    this.#store.close();
  }
}

const points = [
  ...[1, 2, 3, 4].map((n) => ({ id: `tenant${n}`, consumer: 'E1.import_wh', priority: n % 2 })),
  { id: 'roof', producer: 'M2.export_wh', generationCostCt: 12 },
];
/** All that the desk of metering points looks at. */
const siteOfMonth = {
  timezone: 'Europe/Amsterdam',
  meteringPoints: points.map((point) => meteringPoint.parse(point)),
} as unknown as Site;
