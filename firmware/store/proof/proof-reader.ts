import { join } from 'node:path';
import type { LogUnderTest } from '../../grid/proof/verify.ts';
import { openToRead } from '../connection.ts';
import { ProofReading } from './proof-tables.ts';
import { proofName } from './schema.ts';

/** A read-only view of a log, for the query thread and the command line. */
export interface ProofReader {
  readonly reading: ProofReading;
  underTest(): LogUnderTest;
  /** Runs with everything as it was at one moment. */
  atOnce<T>(use: () => T): T;
  close(): void;
}

/** Opens the log of a data folder, or a file of its own. Throws what SQLite throws. */
export function openProofReader(place: { readonly dir: string } | { readonly file: string }): ProofReader {
  const db = openToRead('dir' in place ? join(place.dir, proofName) : place.file);
  const reading = new ProofReading(db);
  return {
    reading,
    underTest: () => ({
      log: reading.log(),
      keys: reading.keys(),
      heads: reading.heads(),
      dropped: reading.dropped(),
      rows: (stream) => reading.rows(stream),
    }),
    atOnce: (use) => db.transaction(use).deferred(),
    close: () => void db.close(),
  };
}
