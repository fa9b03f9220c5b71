import { z } from 'zod';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { TemporaryShare } from '../../control/temporary-share.ts';
import type { Clock } from '../../domain/clock.ts';

export interface ShareLeaseOptions {
  readonly desk: { lease(share: TemporaryShare | undefined): void };
  /** What survives a restart. */
  readonly drawer: {
    get(key: string): string | undefined;
    set(key: string, value: string): void;
    remove(key: string): void;
  };
  readonly clock: Clock;
  readonly timers: Timers;
}

const drawerKey = 'sunspecShare';
const keptSchema = z.strictObject({
  percent: z.number().min(0).max(100),
  source: z.string().max(64),
  sinceMs: z.number(),
  leasedUntilMs: z.number(),
});

/**
 * The share that a SunSpec master has written, with its lease: it ends when nobody writes it again in time, by the monotonic
 * clock. It is on disk before the master has its answer, and after a restart it holds for what is left of its lease.
 */
export class ShareLease {
  readonly #o: ShareLeaseOptions;
  #share: (TemporaryShare & { readonly leasedUntilMs: number }) | undefined;
  #endsAtMs = 0;
  #cancel: (() => void) | undefined;

  constructor(options: ShareLeaseOptions) {
    this.#o = options;
  }

  /** Once, at the start, said again to a loop that was started with it: what held goes on. A wall clock that was set back makes it no longer than a whole lease. */
  resume(leaseS: number): void {
    const text = this.#o.drawer.get(drawerKey);
    if (text === undefined) return;
    const kept = keptSchema.safeParse(parsed(text));
    const leftMs = kept.success ? Math.min(kept.data.leasedUntilMs - this.#o.clock.wallMs(), leaseS * 1000) : 0;
    if (kept.success && leftMs > 0) this.#hold(kept.data, leftMs);
    else this.end();
  }

  /** Begins or renews; 100 ends it. Throws when it cannot be kept; it holds all the same then. */
  write(percent: number, source: string, leaseS: number): void {
    if (percent >= 100) {
      this.end();
      return;
    }
    const wallMs = this.#o.clock.wallMs();
    const same = this.#share?.percent === percent && this.#share.source === source;
    const sinceMs = same ? (this.#share?.sinceMs ?? wallMs) : wallMs;
    const share = { percent, source, sinceMs, leasedUntilMs: wallMs + leaseS * 1000 };
    this.#hold(share, leaseS * 1000);
    this.#o.drawer.set(drawerKey, JSON.stringify(share));
  }

  /** What holds. */
  now(): (TemporaryShare & { readonly leasedUntilMs: number }) | undefined {
    return this.#share;
  }

  /** How long it still holds without being written again, s; 0: nothing holds. */
  leftS(): number {
    const leftMs = this.#share === undefined ? 0 : this.#endsAtMs - this.#o.clock.monotonicMs();
    return Math.max(0, Math.round(leftMs / 1000));
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#share = undefined;
    this.#o.desk.lease(undefined);
    this.#o.drawer.remove(drawerKey);
  }

  /** The program ends: what is on disk stays. */
  close(): void {
    this.#cancel?.();
  }

  #hold(share: TemporaryShare & { readonly leasedUntilMs: number }, leftMs: number): void {
    this.#cancel?.();
    this.#share = share;
    this.#endsAtMs = this.#o.clock.monotonicMs() + leftMs;
    this.#watch();
    this.#o.desk.lease(share);
  }

  #watch(): void {
    const leftMs = this.#endsAtMs - this.#o.clock.monotonicMs();
    this.#cancel = this.#o.timers.after(Math.max(1, leftMs), () => {
      // A timer may come a moment early.
      if (this.#o.clock.monotonicMs() >= this.#endsAtMs) this.end();
      else this.#watch();
    });
  }
}

/** What a loop is started with, so that its first cycle knows it: a share whose lease is not over by the wall clock. */
export function keptShares(
  drawer: Pick<ShareLeaseOptions['drawer'], 'get'>,
  clock: Pick<Clock, 'wallMs'>,
): readonly TemporaryShare[] {
  const kept = keptSchema.safeParse(parsed(drawer.get(drawerKey) ?? ''));
  return kept.success && kept.data.leasedUntilMs > clock.wallMs() ? [kept.data] : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours: it is as if there were none.
    return undefined;
  }
}
