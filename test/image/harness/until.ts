import { setTimeout as sleep } from 'node:timers/promises';
import { patient } from './patience.ts';

/** Something that was waited for did not come in time. */
export class TimedOut extends Error {
  constructor(what: string, limitMs: number, facts: string, cause?: unknown) {
    super(`not within ${Math.round(patient(limitMs) / 1000)} s: ${what}${facts === '' ? '' : `\n${facts}`}`, { cause });
    this.name = 'TimedOut';
  }
}

export interface UntilOptions<T> {
  readonly what: string;
  readonly limitMs: number;
  /** undefined and an error count as "not yet". */
  readonly ask: () => Promise<T | undefined> | T | undefined;
  readonly everyMs?: number;
  /** Said with the error. */
  readonly facts?: () => string;
  /** An error from here ends the waiting at once: what is waited for cannot come any more. */
  readonly mustHold?: () => void;
}

/** Asks again and again until there is an answer; throws TimedOut. */
export async function until<T>({ what, limitMs, ask, everyMs = 250, facts, mustHold }: UntilOptions<T>): Promise<T> {
  const endMs = performance.now() + patient(limitMs);
  for (;;) {
    let cause: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      cause = error;
    }
    mustHold?.();
    if (performance.now() > endMs) throw new TimedOut(what, limitMs, facts?.() ?? '', cause);
    await sleep(everyMs);
  }
}

/** The promise, or TimedOut. */
export async function within<T>(what: string, limitMs: number, promise: Promise<T>, facts = () => ''): Promise<T> {
  const given = AbortSignal.timeout(patient(limitMs));
  return await Promise.race([
    promise,
    new Promise<never>((_, reject) =>
      given.addEventListener('abort', () => reject(new TimedOut(what, limitMs, facts()))),
    ),
  ]);
}
