import type { Readable } from 'node:stream';
import type { BackupContent, RestoreEffect, RestoreView } from '../domain/backup.ts';

/** Backup and restore (contracts §6). `who`: for the audit trail. */
export interface BackupPort {
  /** An age file as a stream, with a name for it. Code: `busy` (503). */
  make(password: string, who: string): Promise<{ readonly name: string; readonly bytes: Readable }>;
  view(): RestoreView;
  /** Takes a file. Codes: `tooLarge` (413), `noSpace` (507), `busy` (503), `notNow` (409), `notPersisted` (503). */
  receive(body: Readable, sizeBytes: number | undefined, who: string): Promise<RestoreView>;
  drop(): void;
  /** Codes: `noFile` (409), `wrongPassword`, `badBackup`, `otherVersion` (400), `busy` (503). */
  look(password: string): Promise<{ readonly content: BackupContent; readonly effect: RestoreEffect }>;
  /** From here on it happens. Codes of `look`, and `keysUnsaid` (409), `noSpace` (507), `notPersisted` (503). */
  begin(password: string, withKeys: boolean | undefined, who: string): Promise<void>;
  /** Called when the answer has gone out; ends the process. */
  carryOut(): Promise<void>;
}
