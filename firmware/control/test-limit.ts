import type { LimitRecord } from '../domain/limit.ts';
import type { StoredVariable } from '../domain/variable.ts';

/** A limit that somebody plays for a while, to see what the site does. It only adds ceilings: it never raises anything. */
export interface TestLimit {
  /** Also the id of its ceiling. With a colon: no limit of the site document has one. */
  readonly id: string;
  readonly durationMs: number;
  /** A ceiling by itself, without its times. */
  readonly record?: Omit<LimitRecord, 'sinceMs' | 'untilMs'>;
  /** Values that are tried: a limit that comes out lower with them gets a ceiling of the person beside it. */
  readonly rows: readonly StoredVariable[];
}

/** Values of variables that are played now, by whom, and from when to when, wall ms. */
export interface PlayedValues {
  readonly by: string;
  readonly rows: readonly StoredVariable[];
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** The test that runs in the worker, if one does; in memory only, so that no restart goes on with it. */
export class RunningTest {
  #running: { readonly test: TestLimit; readonly fromWallMs: number; readonly untilMs: number } | undefined;

  /** Replaces the one that runs; undefined ends it. */
  use(test: TestLimit | undefined, nowMs: number, wallMs: number): void {
    this.#running = test && { test, fromWallMs: wallMs, untilMs: nowMs + test.durationMs };
  }

  /** What it adds to a cycle. */
  look(nowMs: number): { readonly limits: readonly LimitRecord[]; readonly played?: PlayedValues } {
    if (this.#running !== undefined && nowMs >= this.#running.untilMs) this.#running = undefined;
    if (this.#running === undefined) return { limits: [] };
    const { test, fromWallMs } = this.#running;
    const { record, rows, durationMs } = test;
    const times = { sinceMs: fromWallMs, untilMs: fromWallMs + durationMs };
    return {
      limits: record === undefined ? [] : [{ ...record, ...times }],
      ...(rows[0] === undefined ? {} : { played: { by: rows[0].source, rows, ...times } }),
    };
  }
}
