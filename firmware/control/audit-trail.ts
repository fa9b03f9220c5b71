import type { AuditStore } from '../store/audit.ts';

/** The audit trail for whoever must not be stopped by it: `append` never throws. `told` hears of every entry. */
export const auditTrail = (
  audit: AuditStore,
  log: { error(facts: object, message: string): void },
  told?: (entry: { readonly who: string; readonly what: string }) => void,
): AuditStore => ({
  append(entry) {
    told?.(entry);
    try {
      audit.append(entry);
    } catch (error) {
      log.error({ err: error, ...entry }, 'the audit trail did not take an entry; it will say that one is missing');
    }
  },
  list: (options) => audit.list(options),
});
