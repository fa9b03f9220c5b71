import type { Clock } from '../domain/clock.ts';
import { reading } from './reading.ts';
import type { AuditEntry } from './tables/audit.ts';
import type { Writer } from './writer.ts';

/** The audit trail: what people and programs did to this box. */
export interface AuditStore {
  append(entry: { readonly who: string; readonly what: string }): void;
  /** Newest first; `before` an id, to page on. */
  list(options: { readonly limit: number; readonly before?: number }): readonly AuditEntry[];
}

/** Longest text of an entry; a name out of the network must not fill the disk. */
const longest = 1000;

/** The audit trail behind a writer; it is not part of the last-good copy. */
export function auditStore(writer: Writer, clock: Clock): AuditStore {
  return {
    append({ who, what }) {
      const entry = { atMs: clock.wallMs(), who: who.slice(0, longest), what: what.slice(0, longest) };
      writer.changeUnfollowed('audit', (tables) => tables.audit.append(entry));
    },
    list: (options) => reading(() => writer.tables.audit.list(options)),
  };
}
