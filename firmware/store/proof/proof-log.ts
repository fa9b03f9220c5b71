import { join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import type { ChainEnds, NewRow, ProofRow, ProofStream } from '../../grid/proof/row.ts';
import type { StoreHealth } from '../health.ts';
import { setAside } from '../set-aside.ts';
import { isDamage, systemCode } from '../store-error.ts';
import { ProofFile, type Then } from './proof-file.ts';
import { proofName } from './schema.ts';

/** Who is behind a pseudonym. */
export interface ProofIdentity {
  readonly pseudonym: string;
  /** `certificate` (SHA-256 over its DER, hex) or `user` (a name of this box). */
  readonly kind: string;
  readonly name: string;
  readonly firstMs: number;
}

/** The log as the rest of the program uses it: it never throws, and never holds a command up. */
export interface ProofLog {
  /** On disk when it returns; `then` adds to the same transaction and may run twice. Undefined: the disk did not take them; a later row says how many are missing. */
  append(rows: readonly NewRow[], then?: Then): readonly ProofRow[] | undefined;
  /** Tries to say what is missing, if something is. */
  settle(): void;
  /** Undefined: the file cannot be opened. */
  ends(): ChainEnds | undefined;
  meta(key: string): string | undefined;
  /** The pseudonym of a certificate or a person, noted so that the administrator can tell who it is. */
  identify(kind: ProofIdentity['kind'], name: string): string;
  identities(): readonly ProofIdentity[];
  /** Deletes who is behind a pseudonym; no chain breaks. False: nobody was noted. */
  forget(pseudonym: string): boolean;
  /** Newest first. */
  newest(stream: ProofStream, limit: number, before?: number): readonly ProofRow[];
  /** Keeps today's signed head, if it is not kept yet. */
  signDaily(): void;
  close(): void;
}

export interface ProofLogOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly health: StoreHealth;
  /** Whether the wall clock may be believed; rows that come while it may not say so (S15). */
  readonly timeSynced: () => boolean;
  readonly boundBytes?: number;
}

interface Gap {
  readonly rows: number;
  readonly commands: number;
  readonly fromMs: number;
}

/** Opens the file when it is first needed: a disk that is full or broken at the start stops nothing. */
export class ProofLogOnDisk implements ProofLog {
  readonly #options: ProofLogOptions;
  #file: ProofFile | undefined;
  #gap: Gap | undefined;

  constructor(options: ProofLogOptions) {
    this.#options = options;
  }

  append(rows: readonly NewRow[], then?: Then): readonly ProofRow[] | undefined {
    const missing = this.#gapRow();
    const own = (written: readonly ProofRow[]) => written.slice(missing.length, missing.length + rows.length);
    const all = this.#marked([...missing, ...rows]);
    const written = this.#try((file) => file.append(all, then && ((placed) => then(own(placed)))));
    if (written === undefined) {
      const commands = rows.filter(({ kind }) => kind === 'command').length;
      this.#gap = {
        rows: (this.#gap?.rows ?? 0) + rows.length,
        commands: (this.#gap?.commands ?? 0) + commands,
        fromMs: this.#gap?.fromMs ?? this.#options.clock.wallMs(),
      };
      return undefined;
    }
    this.#gap = undefined;
    this.#options.health.clear('store:proof');
    this.#tellEarlyDrop(written);
    return own(written);
  }

  settle(): void {
    if (this.#gap !== undefined) this.append([]);
  }

  ends(): ChainEnds | undefined {
    return this.#try((file) => file.ends);
  }

  meta(key: string): string | undefined {
    return this.#try((file) => file.reading.meta(key));
  }

  identify(kind: ProofIdentity['kind'], name: string): string {
    return this.#try((file) => file.identify(kind, name)) ?? 'unknown';
  }

  identities(): readonly ProofIdentity[] {
    return this.#try((file) => file.identities()) ?? [];
  }

  forget(pseudonym: string): boolean {
    return this.#try((file) => file.forget(pseudonym)) ?? false;
  }

  newest(stream: ProofStream, limit: number, before?: number): readonly ProofRow[] {
    return this.#try((file) => file.reading.newest(stream, limit, before)) ?? [];
  }

  signDaily(): void {
    this.#try((file) => file.signDaily());
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** What is missing is said by the first row that the disk takes again. */
  #gapRow(): readonly NewRow[] {
    if (this.#gap === undefined) return [];
    const { rows, commands, fromMs } = this.#gap;
    const atMs = this.#options.clock.wallMs();
    const data = { commands, rows, from: new Date(fromMs).toISOString(), to: new Date(atMs).toISOString() };
    return [{ stream: 'grid', atMs, kind: 'gap', data }];
  }

  #marked(rows: readonly NewRow[]): readonly NewRow[] {
    if (this.#options.timeSynced()) return rows;
    return rows.map((row) => ({ ...row, data: { ...row.data, timeUnsynced: true } }));
  }

  #try<T>(use: (file: ProofFile) => T): T | undefined {
    const { health } = this.#options;
    try {
      return this.#use(use);
    } catch (error) {
      const system = systemCode(error);
      if (system === undefined) throw error;
      health.raise(
        {
          id: 'store:proof',
          severity: 'warning',
          code: 'notPersisted',
          what: proofName,
          message: `the proof log cannot be written (${system}); commands go on, and the log will say what is missing`,
        },
        { system },
      );
      return undefined;
    }
  }

  #use<T>(use: (file: ProofFile) => T): T {
    const { dir, clock, boundBytes } = this.#options;
    const open = (aside?: string): ProofFile => {
      const file = new ProofFile({
        dir,
        nowMs: () => clock.wallMs(),
        ...(boundBytes === undefined ? {} : { boundBytes }),
        ...(aside === undefined ? {} : { aside }),
      });
      this.#tellBroken(file);
      return file;
    };
    try {
      this.#file ??= open();
      return use(this.#file);
    } catch (error) {
      if (this.#file === undefined) throw error;
      if (isOverwritten(error)) {
        // Somebody else wrote: opening anew finds out what, and says so in the log.
        this.#file.close();
        this.#file = undefined;
        this.#file = open();
        return use(this.#file);
      }
      if (!isDamage(error)) throw error;
      // Damaged in the middle: what is there stays as evidence, and a new file goes on.
      this.#file.close();
      this.#file = undefined;
      this.#file = open(setAside(join(dir, proofName), clock.wallMs()));
      return use(this.#file);
    }
  }

  #tellBroken({ aside, brokenAtMs }: ProofFile): void {
    const fault = { severity: 'fault', code: 'proofBroken' } as const;
    const { health } = this.#options;
    if (aside !== undefined)
      health.raise({
        ...{ ...fault, id: 'store:proofAside', what: aside },
        message: `the proof log was damaged and is set aside as ${aside}; a new one goes on`,
      });
    if (brokenAtMs !== undefined)
      health.raise({
        ...{ ...fault, id: 'store:proofBroken', what: proofName, since: new Date(brokenAtMs).toISOString() },
        message: 'the proof log was altered while the box did not write it; GET /api/v1/grid/log/verify says where',
      });
  }

  #tellEarlyDrop(written: readonly ProofRow[]): void {
    if (!written.some(({ kind, data }) => kind === 'dropped' && data.includes('"early":true'))) return;
    this.#options.health.raise({
      id: 'store:proofShort',
      severity: 'warning',
      code: 'notPersisted',
      what: proofName,
      message: 'the proof log is at its bound: rows younger than two years had to go, their place in the chain is kept',
    });
  }
}

/** The place of a row is taken although nobody else may write. */
const isOverwritten = (error: unknown): boolean => systemCode(error)?.startsWith('SQLITE_CONSTRAINT') === true;
