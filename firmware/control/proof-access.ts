import type { Clock } from '../domain/clock.ts';
import type { AuditStore } from '../store/audit.ts';
import type { ExportOptions } from '../store/proof/export.ts';
import type { PeriodsQuestion } from '../store/proof/periods.ts';
import type { ProofLog } from '../store/proof/proof-log.ts';
import type { ProofQueries } from '../store/proof/proof-queries.ts';

export interface ProofAccessOptions {
  readonly proof: Pick<ProofLog, 'identities' | 'forget'>;
  readonly queries: ProofQueries;
  readonly audit: Pick<AuditStore, 'append'>;
  readonly clock: Clock;
}

/** The proof log for whoever may read it; long questions go to a thread of their own. */
export const proofAccess = ({ proof, queries, audit, clock }: ProofAccessOptions) => ({
  export: (options: Omit<ExportOptions, 'nowMs'>) => queries.export({ ...options, nowMs: clock.wallMs() }),
  check: () => queries.check(),
  periods: (question: PeriodsQuestion) => queries.periods(question),
  identities: () => proof.identities(),
  forget(pseudonym: string, author: { readonly name: string }): boolean {
    const forgotten = proof.forget(pseudonym);
    if (forgotten) audit.append({ who: author.name, what: `forgot who is behind ${pseudonym}` });
    return forgotten;
  },
});
