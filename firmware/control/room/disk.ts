import { readSite } from '../../domain/site/check.ts';
import type { SiteKnowledge } from '../../domain/site/knowledge.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { StoreReader, StoreSnapshot } from '../../store/reader.ts';
import type { RoomLog } from './room-log.ts';

export interface DiskOptions {
  readonly reader: StoreReader;
  readonly knowledge: SiteKnowledge;
  readonly log: RoomLog;
  /** It was read, or is known to be as it was read last. */
  readonly onRead: () => void;
  /** A site document that can be used and is not the one before; `document`: as it was put. */
  readonly onSite: (site: Site, document: unknown, snapshot: StoreSnapshot) => void;
}

const logAgainAfterMs = 60_000;

/** What the main thread has written, read when it has changed. What cannot be read or used leaves the last in force. */
export class Disk {
  readonly #options: DiskOptions;
  #snapshot: StoreSnapshot | undefined;
  #etag: string | undefined;
  #readFailedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: DiskOptions) {
    this.#options = options;
  }

  /** As it was read last; undefined: never yet. */
  get snapshot(): StoreSnapshot | undefined {
    return this.#snapshot;
  }

  read(nowMs: number): void {
    const { reader, knowledge, log, onRead, onSite } = this.#options;
    const before = this.#snapshot;
    try {
      if (before?.change !== reader.change()) this.#snapshot = reader.snapshot();
    } catch (error) {
      // What was read last holds on; the main thread, which writes, knows more about the disk.
      if (nowMs - this.#readFailedAtMs > logAgainAfterMs)
        log('error', 'the store cannot be read; the last values hold', error);
      this.#readFailedAtMs = nowMs;
      return;
    }
    onRead();
    const snapshot = this.#snapshot;
    const stored = snapshot?.site;
    if (snapshot === before || snapshot === undefined || stored === undefined || stored.etag === this.#etag) return;
    this.#etag = stored.etag;
    const result = readSite(stored.document, knowledge, { stored: true });
    if (result.ok) onSite(result.site, stored.document, snapshot);
    else log('error', 'the stored site cannot be used; the one before holds', result.faults[0]);
  }

  close(): void {
    this.#options.reader.close();
  }
}
