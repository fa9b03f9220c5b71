import type { Clock } from '../domain/clock.ts';
import type { ProofRow } from '../grid/proof/row.ts';
import type { ProofLog } from './proof/proof-log.ts';
import { proofName } from './proof/schema.ts';
import { StoreError } from './store-error.ts';

/** One thing that somebody did. `who`: "admin", a token's name, "channel:ID". */
export interface AuditEntry {
  readonly id: number;
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
  /** The clock had not been set. */
  readonly timeUnsynced?: true;
}

/** The audit trail: what people and programs did to this box. */
export interface AuditStore {
  /** Throws StoreError `notPersisted`; the trail says later that something is missing. */
  append(entry: { readonly who: string; readonly what: string }): void;
  /** Newest first; `before` an id, to page on. */
  list(options: { readonly limit: number; readonly before?: number }): readonly AuditEntry[];
}

/** Longest text of an entry; a name out of the network must not fill the disk. */
const longest = 1000;

/** The audit trail is a chain of the proof log: nobody can change or take out a row unseen, and it is as long-lived. */
export function auditStore(proof: ProofLog, clock: Clock): AuditStore {
  return {
    append({ who, what }) {
      const data = { who: who.slice(0, longest), what: what.slice(0, longest) };
      const written = proof.append([{ stream: 'audit', atMs: clock.wallMs(), kind: 'act', data }]);
      if (written === undefined)
        throw new StoreError('notPersisted', `audit: not written to ${proofName}`, { file: proofName, what: 'audit' });
    },
    list: ({ limit, before }) => proof.newest('audit', limit, before).map(entryOf),
  };
}

function entryOf({ seq, atMs, data }: ProofRow): AuditEntry {
  const { who, what, timeUnsynced }: { who?: unknown; what?: unknown; timeUnsynced?: unknown } = JSON.parse(data);
  const entry = { id: seq, atMs, who: String(who), what: String(what) };
  return timeUnsynced === true ? { ...entry, timeUnsynced } : entry;
}
