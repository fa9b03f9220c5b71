import { z } from 'zod';
import type { ReceivedBundle } from '../../domain/updates.ts';

/** A drawer of small things in the store; what is set is on disk. */
export interface Drawer {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

const slot = z.enum(['A', 'B']);

/** Something that was begun and whose end lies behind a restart of the box. */
const attempt = z.object({
  kind: z.enum(['install', 'rollback']),
  /** `restarting`: the other slot has been made the next one. */
  phase: z.enum(['installing', 'restarting']),
  version: z.string().nullable(),
  sha256: z.string().nullable(),
  fromVersion: z.string(),
  toSlot: slot,
  by: z.string(),
  /** The start of the system in which it was begun: the kernel has a new one at every start. */
  bootId: z.string(),
  at: z.string(),
});
export type Attempt = z.output<typeof attempt>;

/** How the last attempt ended, until the next one begins or somebody has seen it. */
const outcome = z.object({
  kind: z.enum(['updated', 'wentBack', 'rolledBack', 'interrupted']),
  version: z.string().nullable(),
  /** What runs. */
  runs: z.string(),
  at: z.string(),
});
export type Outcome = z.output<typeof outcome>;

const bundle = z.object({
  version: z.string(),
  target: z.string(),
  builtAt: z.string().nullable(),
  changes: z.string().nullable(),
  sizeBytes: z.number(),
  sha256: z.string(),
  receivedAt: z.string(),
  by: z.string(),
}) satisfies z.ZodType<ReceivedBundle>;

const notes = z.object({
  sources: z.array(z.string()).default([]),
  /** Wall ms. */
  releasedUntilMs: z.number().nullable().default(null),
  bundle: bundle.nullable().default(null),
  attempt: attempt.nullable().default(null),
  outcome: outcome.nullable().default(null),
});
export type Notes = z.output<typeof notes>;

const key = 'updates';

/** What the desk of updates must remember over a restart of program and box. */
export class KeptNotes {
  readonly #drawer: Drawer;
  #notes: Notes;

  constructor(drawer: Drawer) {
    this.#drawer = drawer;
    this.#notes = read(drawer.get(key));
  }

  get now(): Notes {
    return this.#notes;
  }

  /** On disk before it holds; throws StoreError `notPersisted` and changes nothing. */
  change(change: Partial<Notes>): void {
    const next = { ...this.#notes, ...change };
    this.#drawer.set(key, JSON.stringify(next));
    this.#notes = next;
  }
}

/** Notes of another version of the program that cannot be read are none: an update must never keep the box from its work. */
function read(text: string | undefined): Notes {
  try {
    return notes.parse(JSON.parse(text ?? '{}'));
  } catch {
    return notes.parse({});
  }
}
