import { setImmediate as breath } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';
import type { PointTotal } from '../../domain/metering.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { State } from '../../domain/state.ts';
import { MeteringLedger } from '../../sessions/metering-points/ledger.ts';
import { balances, type QuarterBalance, Totals } from '../../sessions/metering-points/totals.ts';
import { monthSpan } from '../../sessions/month.ts';
import type { MeteringStore } from '../../store/metering.ts';

export interface MeteringDeskOptions {
  readonly store: MeteringStore;
  readonly site: () => Site | undefined;
  readonly clock: Clock;
  readonly log: { error(facts: object, message: string): void };
}

/** What waits for a disk that refuses: a day of two hundred points. Beyond it the oldest are given up, and said to be. */
const mostUnwritten = 20_000;
/** A day of a hundred points is read in some ms; in between others have their turn. */
const readAtOnceMs = 86_400_000;

/** The main thread's desk for metering points: makes quarter hours of what the cycles show, keeps them, adds them up. */
export class MeteringDesk {
  readonly #options: MeteringDeskOptions;
  /** Undefined until the disk has told where the counters stood. */
  #ledger: MeteringLedger | undefined;
  #saidUnread = false;
  #site: Site | undefined;
  /** Rows that the disk refused: they go with the next ones. */
  #unwritten: Parameters<MeteringStore['add']>[0] = [];

  constructor(options: MeteringDeskOptions) {
    this.#options = options;
  }

  /** After every cycle. */
  observe(state: State): void {
    const { clock, site } = this.#options;
    if (state.meteringPoints === undefined) return;
    const ledger = this.#ledgerAtLast();
    if (ledger === undefined) return;
    const now = site();
    if (now !== this.#site) {
      this.#site = now;
      ledger.use(now?.meteringPoints ?? []);
    }
    const rows = ledger.take({
      wallMs: Date.parse(state.at),
      nowMs: clock.monotonicMs(),
      points: state.meteringPoints,
      price: state.price === null ? undefined : { ct: state.price.ct, sinceMs: Date.parse(state.price.since) },
    });
    if (rows.length === 0) return;
    this.#unwritten = [...this.#unwritten, ...rows];
    const givenUp = this.#unwritten.length - mostUnwritten;
    if (givenUp > 0) {
      this.#unwritten = this.#unwritten.slice(givenUp);
      this.#options.log.error(
        { givenUp },
        'quarter hours of metering points were given up: the disk has refused them for too long',
      );
    }
    this.#write();
  }

  /** Quarter hours with their balances, in order of time, a day at a time. */
  async *read(fromMs: number, toMs: number): AsyncGenerator<QuarterBalance> {
    for (let atMs = fromMs; atMs < toMs; atMs += readAtOnceMs) {
      const rows = this.#options.store.quarters(atMs, Math.min(toMs, atMs + readAtOnceMs));
      yield* balances(rows);
      await breath();
    }
  }

  async totals(fromMs: number, toMs: number): Promise<readonly PointTotal[]> {
    const totals = new Totals();
    for await (const quarter of this.read(fromMs, toMs)) totals.add(quarter);
    return totals.all();
  }

  month(month: string) {
    const site = this.#options.site();
    return site === undefined ? undefined : monthSpan(site.timezone, month);
  }

  names(): ReadonlyMap<string, string> {
    return new Map(this.#options.site()?.meteringPoints.map(({ id, name }) => [id, name]));
  }

  /** Where the counters stand now goes to disk. */
  close(): void {
    this.#write();
  }

  /** Nothing is counted before it is known where the counters stood: they close what was missed. */
  #ledgerAtLast(): MeteringLedger | undefined {
    if (this.#ledger !== undefined) return this.#ledger;
    try {
      this.#ledger = new MeteringLedger(this.#options.store.counters());
    } catch (error) {
      if (!this.#saidUnread) this.#options.log.error({ err: error }, 'where metering points stood cannot be read yet');
      this.#saidUnread = true;
    }
    return this.#ledger;
  }

  #write(): void {
    if (this.#ledger === undefined) return;
    try {
      this.#options.store.add(this.#unwritten, this.#ledger.counters());
      this.#unwritten = [];
    } catch (error) {
      this.#options.log.error({ err: error }, 'quarter hours of metering points could not be written; tried again');
    }
  }
}
