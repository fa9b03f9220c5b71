import type { Readable } from 'node:stream';
import type { LimitPeriod } from '../domain/limit-period.ts';
import type { Author } from './ports.ts';

/** The proof log for whoever may read it. Codes: `busy` (503), `unreadable` (503). */
export interface ProofPort {
  /** Rows between two wall times, as text; waits for its turn while others fetch theirs. */
  export(options: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly format: 'csv' | 'json';
    /** Only the commands, without what was measured. */
    readonly chain?: 'grid';
  }): Promise<Readable>;
  check(): Promise<ProofCheckResult>;
  /** What limited the site between two wall times, oldest first. */
  periods(question: { readonly fromMs: number; readonly toMs: number }): Promise<readonly LimitPeriod[]>;
  /** Who is behind the pseudonyms. */
  identities(): readonly {
    readonly pseudonym: string;
    readonly kind: string;
    readonly name: string;
    readonly firstMs: number;
  }[];
  /** Deletes who is behind a pseudonym (S31); the log stays whole. False: nobody was noted. */
  forget(pseudonym: string, author: Author): boolean;
}

export interface ProofCheckResult {
  readonly verdict:
    | { readonly ok: true; readonly rows: Readonly<Record<string, number>> }
    | { readonly ok: false; readonly stream: string; readonly seq: number; readonly why: string };
  readonly head: { readonly text: string; readonly signature: string; readonly key: string } | undefined;
  readonly keys: Readonly<Record<string, string>>;
}

/** What people and programs did to this box. */
export interface AuditPort {
  /** Never throws: what cannot be written is told later as missing. */
  append(entry: { readonly who: string; readonly what: string }): void;
  /** Newest first; `before` an id, to page on. */
  list(options: { readonly limit: number; readonly before?: number }): readonly {
    readonly id: number;
    readonly atMs: number;
    readonly who: string;
    readonly what: string;
    /** The clock had not been set. */
    readonly timeUnsynced?: true;
  }[];
}

/** The test button: plays a limit for a while. Codes: `noSite` (404), `noCircuit` (400, with path). */
export interface GridTestPort {
  start(
    test: {
      readonly limitW?: number;
      readonly percent?: number;
      readonly variables?: Readonly<Record<string, number>>;
      readonly circuit?: string;
      readonly durationS: number;
    },
    author: Author,
  ): { readonly untilMs: number };
  end(author: Author): void;
}
