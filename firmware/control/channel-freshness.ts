import { z } from 'zod';
import type { SiteVariable } from '../domain/site/schema.ts';
import { type StoredVariable, variableKey } from '../domain/variable.ts';

/** The main thread says every second which channels are up; silence of this length counts as down. */
export const beatWithinMs = 3000;
/** Cycles that follow each other within this are one life of a channel, whatever the wall clock did meanwhile. */
const sameLifeMs = 5000;
/** How often it goes to disk: flash wears. */
const keepEveryMs = 60_000;

/** A gateway channel that is up, with the keys of the variables that it may set. */
export interface UpChannel {
  readonly id: string;
  readonly keys: readonly string[];
}

const keptTimes = z.record(z.string(), z.number());

/** What was kept, from its text; one that cannot be read keeps nothing fresh, and ends no start. */
export function freshAtOf(text: string | undefined): Readonly<Record<string, number>> {
  try {
    return keptTimes.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

interface Fresh {
  readonly wallMs: number;
  readonly nowMs: number;
}

/**
 * Variables with `freshBy: "channel"` (contracts §2): one stays fresh while the channel that wrote it last is up. Once it has
 * timed out only a write makes it fresh again, so that a channel that comes back raises no limit by itself.
 */
export class ChannelFreshness {
  readonly #fresh = new Map<string, Fresh>();
  /** Variables that were seen to be timed out, with the write that they had then. */
  readonly #silent = new Map<string, number>();
  /** Keys by the source that a channel's writes have. */
  #up: ReadonlyMap<string, ReadonlySet<string>> = new Map();
  #beatMs = Number.NEGATIVE_INFINITY;
  #keptMs = Number.NEGATIVE_INFINITY;
  #kept = '{}';

  /** `kept`: wall ms by key, from before a restart. */
  constructor(kept: Readonly<Record<string, number>>) {
    for (const [key, wallMs] of Object.entries(kept)) this.#fresh.set(key, { wallMs, nowMs: Number.NEGATIVE_INFINITY });
  }

  /** The channels that are up; said again and again. */
  told(channels: readonly UpChannel[], nowMs: number): void {
    this.#up = new Map(channels.map(({ id, keys }) => [`channel:${id}`, new Set(keys)]));
    this.#beatMs = nowMs;
  }

  /** The rows, each with the time until which its channel kept it fresh. */
  applied(
    declared: readonly SiteVariable[],
    rows: readonly StoredVariable[],
    nowMs: number,
    wallMs: number,
  ): readonly StoredVariable[] {
    const timeouts = new Map(
      declared.flatMap(({ name, freshBy, timeoutS }) =>
        freshBy === 'channel' && timeoutS !== undefined ? [[variableKey(name), timeoutS * 1000] as const] : [],
      ),
    );
    if (timeouts.size === 0) return rows;
    const beats = nowMs - this.#beatMs <= beatWithinMs;
    return rows.map((row) => {
      const key = variableKey(row.name);
      const timeoutMs = timeouts.get(key);
      if (timeoutMs === undefined) return row;
      const last = this.#fresh.get(key);
      if (beats && this.#up.get(row.source)?.has(key) && this.#stillFresh(row, last, timeoutMs, nowMs, wallMs)) {
        this.#fresh.set(key, { wallMs, nowMs });
        return { ...row, freshAtMs: wallMs };
      }
      const freshAtMs = Math.max(row.atMs, last?.wallMs ?? row.atMs);
      // Whoever was seen to be silent stays so until the next write, also when the wall clock is set back.
      if (Math.abs(wallMs - freshAtMs) > timeoutMs) this.#silent.set(key, row.atMs);
      return freshAtMs === row.atMs ? row : { ...row, freshAtMs };
    });
  }

  #stillFresh(row: StoredVariable, last: Fresh | undefined, timeoutMs: number, nowMs: number, wallMs: number): boolean {
    if (this.#silent.get(variableKey(row.name)) === row.atMs) return false;
    // The wall clock may have been set since the last cycle.
    if (last !== undefined && nowMs - last.nowMs <= Math.min(sameLifeMs, timeoutMs)) return true;
    return Math.abs(wallMs - Math.max(row.atMs, last?.wallMs ?? row.atMs)) <= timeoutMs;
  }

  /** What has to go to disk now, if anything. */
  toKeep(nowMs: number): Readonly<Record<string, number>> | undefined {
    if (nowMs - this.#keptMs < keepEveryMs) return undefined;
    const at = this.kept();
    const text = JSON.stringify(at);
    if (text === this.#kept) return undefined;
    this.#keptMs = nowMs;
    this.#kept = text;
    return at;
  }

  /** What has to survive a restart: wall ms by key. */
  kept(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#fresh].map(([key, { wallMs }]) => [key, wallMs]));
  }
}
