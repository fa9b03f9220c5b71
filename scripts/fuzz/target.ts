import { NetwachtError } from '../../firmware/domain/errors.ts';

/** A parser that is fed what a stranger might send (S33). */
export interface FuzzTarget {
  readonly name: string;
  /** Its part of a run, against the other targets. */
  readonly share: number;
  readonly maxBytes: number;
  /** Words of its language that a mutation puts in. */
  readonly words: readonly string[];
  open(): Trial | Promise<Trial>;
}

/** A parser made ready. */
export interface Trial {
  /** Good input to start from, and bad input that once was trouble. */
  readonly seeds: readonly (string | Buffer)[];
  /** Feeds one input; throws (or rejects) when the parser did anything but take or refuse it as it should. */
  take(input: Buffer): void | Promise<void>;
  close?(): void | Promise<void>;
}

/** What `parse` gives, or undefined when it refuses with a NetwachtError; anything else thrown is a finding. */
export function takenOrRefused<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    return refusedOrThrown(error);
  }
}

/** For the end of a promise: a refusal is fine, everything else is a finding. */
export function refusedOrThrown(error: unknown): undefined {
  if (!(error instanceof NetwachtError)) throw error;
  mustHold(/^[a-zA-Z][a-zA-Z0-9-]{1,40}$/.test(error.code), `a refusal without a proper code: ${error.code}`);
  mustHold(error.message.length > 0 && error.message.length < 4000, `a refusal of ${error.message.length} characters`);
  return undefined;
}

export function mustHold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** Every number in an accepted value is finite, and within `most` where that is given. */
export function mustBeFinite(value: unknown, most = Number.MAX_VALUE): void {
  if (typeof value === 'number') mustHold(Number.isFinite(value) && Math.abs(value) <= most, `the number ${value}`);
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) mustBeFinite(part, most);
}
