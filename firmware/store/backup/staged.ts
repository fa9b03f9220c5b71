import {
  chmodSync,
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { BackupContent, RestoreDone } from '../../domain/backup.ts';
import { writeDefinition } from '../definition-files.ts';
import { eraseFile } from '../erase.ts';
import { keyFiles } from '../key-files.ts';
import { writeSecretFile } from '../secret-file.ts';
import { writeSecret } from '../secrets.ts';
import type { Store } from '../store.ts';
import { syncFolder } from '../sync-folder.ts';
import { BackupReader } from './line-reader.ts';
import { RestoredSessions } from './restore-sessions.ts';
import { GatheredSettings } from './settings-of.ts';
import { keyFolders } from './write-lines.ts';

/**
 * A restore is two steps, so that no power cut leaves half of one. First everything is checked and lies opened in the folder
 * `restore`; the order beside it, written last, is the moment from which on it will happen. Then the next start carries it out
 * before anything reads the data, and again from the beginning until it has reached its end.
 */
export interface RestoreOrder {
  readonly id: string;
  readonly by: string;
  readonly atMs: number;
  readonly withKeys: boolean;
  readonly content: BackupContent;
}

const orderSchema = z.strictObject({
  ...{ id: z.string(), by: z.string(), atMs: z.number(), withKeys: z.boolean() },
  content: z.strictObject({
    ...{ made: z.string(), version: z.string(), box: z.string(), site: z.string().nullable() },
    counts: z.record(z.string(), z.number()),
  }),
}) satisfies z.ZodType<RestoreOrder>;

export const restoreDoneKey = 'restoreDone';
const doneSchema = z.looseObject({ id: z.string() });

export class StagedRestore {
  readonly #dir: string;
  readonly #folder: string;

  constructor(dir: string) {
    this.#dir = dir;
    this.#folder = join(dir, 'restore');
  }

  /** As it was sent: still closed. */
  get sent(): string {
    return join(this.#folder, 'sent.age');
  }

  /** Opened, still packed. */
  get opened(): string {
    return join(this.#folder, 'opened.gz');
  }

  get #order(): string {
    return join(this.#folder, 'order.json');
  }

  makeFolder(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    chmodSync(this.#folder, 0o700);
  }

  /** From here on it happens. The opened file is on disk before. */
  order(order: RestoreOrder): void {
    writeSecretFile(this.#order, JSON.stringify(order));
    syncFolder(this.#dir);
  }

  ordered(): RestoreOrder | undefined {
    if (!existsSync(this.#order)) return undefined;
    return orderSchema.parse(JSON.parse(readFileSync(this.#order, 'utf8')));
  }

  /** Erases what was opened, unless it is to be carried out. */
  dropOpened(): void {
    if (existsSync(this.#order)) return;
    for (const file of [this.opened, `${this.opened}.tmp`]) if (existsSync(file)) eraseFile(file);
  }

  /** Erases everything of it; the order first, and the keys with it. */
  clear(): void {
    for (const file of [
      this.#order,
      `${this.#order}.tmp`,
      this.opened,
      `${this.opened}.tmp`,
      this.sent,
      `${this.sent}.tmp`,
    ])
      if (existsSync(file)) eraseFile(file);
    if (existsSync(this.#folder)) {
      rmSync(this.#folder, { recursive: true });
      syncFolder(this.#dir);
    }
  }
}

/** Makes a file that was written under a name of its own stand under `file`, power cut or not. */
export function settle(file: string, folder: string): void {
  const handle = openSync(`${file}.tmp`, 'r');
  fsyncSync(handle);
  closeSync(handle);
  renameSync(`${file}.tmp`, file);
  syncFolder(folder);
}

/** Each step, for tests that end the program there. */
export type RestoreStep = 'session' | 'sessions' | 'keys' | 'tables' | 'done';

/**
 * Carries out a restore that was ordered; undefined when there is none. Everything was checked before; what it throws is the
 * disk's, and the next start does it again. `store` has just been opened and nobody has read it.
 */
export async function finishRestore(
  dir: string,
  store: Store,
  step: (step: RestoreStep) => void = () => {},
): Promise<RestoreDone | undefined> {
  const staged = new StagedRestore(dir);
  const order = staged.ordered();
  if (order === undefined) {
    staged.clear();
    return undefined;
  }
  const done = doneSchema.safeParse(parsedOrNothing(store.meta.get(restoreDoneKey)));
  // Only the clearing up is missing.
  if (done.data?.id === order.id) {
    staged.clear();
    return undefined;
  }
  const { withKeys, content, by } = order;
  const settings = new GatheredSettings();
  const sessions = new RestoredSessions(store.sessions);
  const reader = new BackupReader();
  for await (const part of createReadStream(staged.opened).pipe(createGunzip()))
    for (const line of reader.take(part as Buffer))
      if (line.kind === 'session') {
        sessions.add(line);
        step('session');
      } else if (line.kind === 'metering') sessions.addMetering(line);
      else settings.add(line);
  reader.end();
  sessions.end();
  step('sessions');
  const all = settings.all(reader.head());
  for (const { folder, id, text } of all.definitions) writeDefinition(join(dir, 'definitions', folder), id, text);
  for (const { name, user, password } of all.secrets) writeSecret(dir, name, { user, password });
  if (withKeys)
    for (const folder of keyFolders) {
      const files = keyFiles(join(dir, 'keys', folder));
      for (const key of all.keys) if (key.folder === folder) files.write(key.name, key.pair);
    }
  step('keys');
  const result: RestoreDone = {
    ...{ at: new Date(order.atMs).toISOString(), by, content, withKeys },
    ...{ sessionsAdded: sessions.added, sessionsKnown: sessions.known },
  };
  store.restore({
    ...{ settings: all, atMs: order.atMs, withKeys },
    meta: { [restoreDoneKey]: JSON.stringify({ id: order.id, ...result }) },
  });
  step('tables');
  store.audit.append({
    who: by,
    what: `a backup of ${content.made} was restored, ${withKeys ? 'with' : 'without'} keys: ${JSON.stringify(content.counts)}`,
  });
  staged.clear();
  step('done');
  return result;
}

function parsedOrNothing(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
