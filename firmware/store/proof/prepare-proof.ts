import { randomBytes } from 'node:crypto';
import type { Prepare } from '../open-prepared.ts';
import { ProofReading } from './proof-tables.ts';
import { createProofTables, hasProofTables } from './schema.ts';

/** Makes the tables of the proof log where there are none, and reads the head and the end of each chain. */
export const prepareProof: Prepare = (db) => {
  if (!hasProofTables(db)) createProofTables(db, randomBytes(16).toString('hex'));
  new ProofReading(db).ends();
};
