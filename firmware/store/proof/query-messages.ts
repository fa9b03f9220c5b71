import type { LimitPeriod } from '../../domain/limit-period.ts';
import type { SignedHead } from '../../grid/proof/head.ts';
import type { Verdict } from '../../grid/proof/verify.ts';
import type { ExportOptions } from './export.ts';
import type { PeriodsQuestion } from './periods.ts';

/** What the query thread is started with: one question, then it ends. */
export type ProofQuery =
  | { readonly kind: 'export'; readonly dir: string; readonly options: ExportOptions }
  | { readonly kind: 'periods'; readonly dir: string; readonly question: PeriodsQuestion }
  | { readonly kind: 'verify'; readonly dir: string };

/** What a whole look at the log found. */
export interface ProofCheck {
  readonly verdict: Verdict;
  /** Where the chains end now, signed; undefined: there is no signed head. */
  readonly head: SignedHead | undefined;
  /** Public keys (SPKI, DER, base64) by name. */
  readonly keys: Readonly<Record<string, string>>;
}

/** From the thread. A chunk waits for `more` before the next one. */
export type QueryAnswer =
  | { readonly kind: 'chunk'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'periods'; readonly periods: readonly LimitPeriod[] }
  | { readonly kind: 'checked'; readonly check: ProofCheck }
  | { readonly kind: 'failed'; readonly message: string };
