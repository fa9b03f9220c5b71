import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, statfsSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import {
  type BackupContent,
  type BackupHead,
  type BackupSettings,
  backupFormat,
  type RestoreDone,
  type RestoreEffect,
  type RestoreView,
} from '../../domain/backup.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { BackupReader } from '../../store/backup/line-reader.ts';
import { variablesTaken } from '../../store/backup/restore-tables.ts';
import { GatheredSettings } from '../../store/backup/settings-of.ts';
import { restoreDoneKey, StagedRestore, settle } from '../../store/backup/staged.ts';
import { backupLines } from '../../store/backup/write-lines.ts';
import type { Store } from '../../store/store.ts';
import { passphraseIdentity, passphraseRecipient, UnusableHeader } from './passphrase.ts';

/** Ten years of sessions of a garage are some 40 MB. */
const mostSentBytes = 128 * 1024 * 1024;
/** Room that stays for the box's own work. */
const spareBytes = 32 * 1024 * 1024;

export interface BackupDeskParts {
  readonly dir: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly box: string;
  readonly version: string;
  readonly owned: (variable: { readonly name: string; readonly source: string }) => boolean;
  /** The names of the keys that this box has. */
  readonly keys: () => readonly string[];
  /** Every fault of the documents, each by its own schema and rules. */
  readonly check: (settings: BackupSettings) => readonly NetwachtError[];
  readonly audit: (who: string, what: string) => void;
  /** Ends everything that runs and the process: the next start carries the restore out. */
  readonly restart: () => Promise<void>;
  readonly freeBytes?: (dir: string) => number;
}

interface Opened {
  readonly content: BackupContent;
  readonly settings: BackupSettings;
  readonly plainBytes: number;
}

/** The desk for backup and restore (contracts §6). */
export class BackupDesk {
  readonly #parts: BackupDeskParts;
  readonly #staged: StagedRestore;
  /** One at a time: each takes memory and a core. */
  #busy = false;

  constructor(parts: BackupDeskParts) {
    this.#parts = parts;
    this.#staged = new StagedRestore(parts.dir);
  }

  /** A backup as a stream of an age file, with a name for it. Code: `busy`. */
  async make(password: string, who: string): Promise<{ readonly name: string; readonly bytes: Readable }> {
    const { store, dir, clock, box, version, owned, audit } = this.#parts;
    const madeMs = clock.wallMs();
    const head: BackupHead = { format: backupFormat, made: new Date(madeMs).toISOString(), version, box };
    const bytes = await this.#alone(async () => {
      audit(who, 'a backup was made');
      // Its sixty modules are read when somebody wants a backup, not at each start.
      const { Encrypter } = await import('age-encryption');
      const packed = createGzip();
      const lines = Readable.from(gently(backupLines({ store, dir, head, owned })));
      // Whoever stops reading ends the making.
      void pipeline(lines, packed).catch(() => undefined);
      const encrypter = new Encrypter();
      encrypter.addRecipient(passphraseRecipient(password));
      const closed = await encrypter.encrypt(Readable.toWeb(packed) as ReadableStream<Uint8Array>);
      return Readable.fromWeb(closed as WebStream<Uint8Array>);
    });
    const stamp = head.made.slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
    return { name: `netwacht-${box.slice(-6)}-${stamp}.age`, bytes };
  }

  /** Takes a file as it is sent; one that was sent before goes. Codes: `tooLarge`, `noSpace`, `busy`, `notNow`. */
  async receive(body: Readable, sizeBytes: number | undefined, who: string): Promise<RestoreView> {
    await this.#alone(async () => {
      if ((sizeBytes ?? 0) > mostSentBytes) throw tooLarge();
      this.#mustHaveRoom(sizeBytes ?? mostSentBytes);
      this.#staged.clear();
      this.#staged.makeFolder();
      try {
        await pipeline(body, bounded(mostSentBytes), createWriteStream(`${this.#staged.sent}.tmp`, { mode: 0o600 }));
        settle(this.#staged.sent, dirname(this.#staged.sent));
      } catch (error) {
        this.#staged.clear();
        throw diskFault(error);
      }
      this.#parts.audit(who, 'a backup was sent, to be looked into');
    });
    return this.view();
  }

  view(): RestoreView {
    const { sent } = this.#staged;
    return {
      fileBytes: existsSync(sent) ? statSync(sent).size : null,
      last: doneSchema.safeParse(parsed(this.#parts.store.meta.get(restoreDoneKey))).data ?? null,
    };
  }

  drop(): void {
    if (this.#busy) throw new NetwachtError('busy', 'A backup is being worked on; wait for that');
    this.#staged.clear();
  }

  /** What is in the file that was sent, and what it would do. Codes: `noFile`, `wrongPassword`, `badBackup`, `otherVersion`, `busy`. */
  async look(password: string): Promise<{ readonly content: BackupContent; readonly effect: RestoreEffect }> {
    return this.#alone(async () => {
      const { content, settings } = await this.#open(password, undefined);
      return { content, effect: this.#effect(settings) };
    });
  }

  /**
   * Orders the restore: from here on it happens. Codes of `look`, `keysUnsaid` (409: whether the keys of this box are replaced),
   * `noSpace`, `notPersisted`.
   */
  async begin(password: string, withKeys: boolean | undefined, who: string): Promise<void> {
    await this.#alone(async () => {
      try {
        await this.#order(password, withKeys, who);
      } catch (error) {
        // What was opened must not lie on.
        this.#staged.dropOpened();
        throw error;
      }
    });
  }

  async #order(password: string, withKeys: boolean | undefined, who: string): Promise<void> {
    const { store, clock, audit } = this.#parts;
    const { content, settings, plainBytes } = await this.#open(password, this.#staged.opened);
    if (this.#effect(settings).asksForKeys && withKeys === undefined)
      throw new NetwachtError(
        'keysUnsaid',
        'This box has keys of its own: say whether those of the backup replace them ("keys": true or false)',
        { path: 'keys' },
      );
    this.#mustHaveRoom(plainBytes * 2);
    audit(who, `a restore of the backup of ${content.made} was begun`);
    try {
      store.tryWrite();
      settle(this.#staged.opened, dirname(this.#staged.opened));
      this.#staged.order({ id: randomUUID(), by: who, atMs: clock.wallMs(), withKeys: withKeys ?? true, content });
    } catch (error) {
      throw diskFault(error);
    }
  }

  /** Called when the answer has gone out. */
  carryOut(): Promise<void> {
    return this.#parts.restart();
  }

  async #open(password: string, keepAs: string | undefined): Promise<Opened> {
    const { sent } = this.#staged;
    if (!existsSync(sent)) throw new NetwachtError('noFile', 'Send the file of the backup first');
    const { Decrypter } = await import('age-encryption');
    const reader = new BackupReader();
    const gathered = new GatheredSettings();
    const counts: Record<string, number> = {};
    let plainBytes = 0;
    const kept = keepAs === undefined ? undefined : await open(`${keepAs}.tmp`, 'w', 0o600);
    try {
      const decrypter = new Decrypter();
      decrypter.addIdentity(passphraseIdentity(password));
      const file = Readable.toWeb(createReadStream(sent)) as ReadableStream<Uint8Array>;
      const packed = Readable.fromWeb((await decrypter.decrypt(file)) as WebStream<Uint8Array>);
      const through = kept === undefined ? new PassThrough() : alsoInto(kept);
      await pipeline(packed, through, createGunzip(), async (plain: AsyncIterable<Buffer>) => {
        for await (const part of plain) {
          plainBytes += part.length;
          for (const line of reader.take(part)) {
            counts[line.kind] = (counts[line.kind] ?? 0) + 1;
            if (line.kind !== 'session' && line.kind !== 'metering') gathered.add(line);
          }
          // The others of this thread have their turn in between.
          await turn();
        }
      });
      reader.end();
    } catch (error) {
      throw openingFault(error);
    } finally {
      await kept?.close();
    }
    const settings = gathered.all(reader.head());
    const [fault, ...more] = this.#parts.check(settings);
    if (fault !== undefined)
      throw new NetwachtError(
        'badBackup',
        `The backup does not fit this program: ${fault.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}. Nothing was changed`,
        fault.path === undefined ? {} : { path: fault.path },
      );
    const { made, version, box } = settings.head;
    return { content: { made, version, box, site: siteName(settings.site), counts }, settings, plainBytes };
  }

  #effect(settings: BackupSettings): RestoreEffect {
    const { store, keys } = this.#parts;
    const channels = store.gateway.channels();
    const backends = store.ocppDocuments.names('backend');
    const taken = variablesTaken(settings, {
      names: store.variables.all().map(({ name }) => name),
      channels: channels.map(({ document }) => document),
    });
    return {
      replacesSite: siteName(store.site.get()?.document),
      channelsGone: channels.flatMap(({ id }) => (settings.channels.some((one) => one.id === id) ? [] : [id])),
      backendsGone: backends.filter((id) => !settings.backends.some((one) => one.id === id)),
      variablesKept: settings.variables.length - taken.length,
      asksForKeys: settings.keys.length > 0 && keys().length > 0,
    };
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw new NetwachtError('busy', 'A backup is being worked on already; wait for that');
    if (this.#staged.ordered() !== undefined)
      throw new NetwachtError('notNow', 'A restore is on its way; the box restarts');
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }

  #mustHaveRoom(neededBytes: number): void {
    const free = (this.#parts.freeBytes ?? freeBytesOf)(this.#parts.dir);
    if (free < neededBytes + spareBytes)
      throw new NetwachtError(
        'noSpace',
        `There is too little room on the disk for this backup (${Math.floor(free / 1_048_576)} MiB are free)`,
      );
  }
}

const doneSchema = z
  .looseObject({
    ...{ at: z.string(), by: z.string(), withKeys: z.boolean(), sessionsAdded: z.number(), sessionsKnown: z.number() },
    content: z.strictObject({
      ...{ made: z.string(), version: z.string(), box: z.string(), site: z.string().nullable() },
      counts: z.record(z.string(), z.number()),
    }),
  })
  .transform(
    ({ at, by, withKeys, sessionsAdded, sessionsKnown, content }): RestoreDone => ({
      ...{ at, by, withKeys, sessionsAdded, sessionsKnown, content },
    }),
  );

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lines with a turn for the others of this thread after some of them: each session is read with four questions to the store. */
async function* gently(lines: Iterable<string>): AsyncGenerator<string> {
  let count = 0;
  for (const line of lines) {
    yield line;
    count += 1;
    if (count % 10 === 0) await turn();
  }
}

const freeBytesOf = (dir: string): number => {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
};

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const siteName = (document: unknown): string | null =>
  typeof document === 'object' && document !== null && 'name' in document ? String(document.name).slice(0, 80) : null;

const tooLarge = (): NetwachtError =>
  new NetwachtError('tooLarge', `A backup has at most ${mostSentBytes / 1_048_576} MiB; nothing was kept of this one`);

function bounded(most: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > most) done(tooLarge());
      else done(null, chunk);
    },
  });
}

/** Writes what goes through to a file as well. */
const alsoInto = (file: FileHandle): Transform =>
  new Transform({
    transform(chunk: Buffer, _, done) {
      file.writeFile(chunk).then(
        () => done(null, chunk),
        (error: Error) => done(error),
      );
    },
  });

function diskFault(error: unknown): unknown {
  if (error instanceof NetwachtError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return new NetwachtError('noSpace', 'The disk is full; nothing was kept of this backup');
  return new NetwachtError('notPersisted', 'The backup could not be written to disk; nothing was changed', {
    cause: error,
  });
}

/** What the age file and its packing say; they have no codes of their own. */
function openingFault(error: unknown): unknown {
  if (error instanceof NetwachtError) return error;
  if (error instanceof UnusableHeader)
    return new NetwachtError('badBackup', `This file cannot be opened: ${error.message}. Nothing was changed`);
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes('no identity matched'))
    return new NetwachtError('wrongPassword', 'The password is not that of this file. Nothing was changed', {
      path: 'password',
    });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^E(NOSPC|IO|ROFS|ACCES)$/.test(code)) return diskFault(error);
  return new NetwachtError('badBackup', 'This file is damaged or not whole, or it is no backup. Nothing was changed', {
    cause: error,
  });
}
