import type { MessageKind } from '../../store/ocpp/queue-rows.ts';
import { CallFailed } from '../rpc/call-error.ts';

/** How often and how fast a message is repeated (1.6 TransactionMessageAttempts, TransactionMessageRetryInterval). */
export interface RetrySettings {
  readonly attempts: number;
  readonly retryIntervalS: number;
}

/**
 * What follows from a call that came to nothing. `delivered`: it was answered all the same. `again`: no failure, sent again
 * as soon as it can be. `wait`: a failure, sent again after `afterMs`. `drop`: given up.
 */
export type Verdict =
  | { readonly what: 'delivered' }
  | { readonly what: 'again'; readonly linkLost: boolean }
  | { readonly what: 'wait'; readonly attempts: number; readonly afterMs: number; readonly why: string }
  | { readonly what: 'drop'; readonly attempts: number; readonly why: string };

/**
 * 1.6 ed. 2 3.7.1 with its errata: a CALLERROR is a failure, and after n transmissions the next one waits n intervals; a lost
 * link is none. Our choice: no answer in time is a failure too; an answer that breaks the schema is an answer, unless we need
 * what is in it (the id of a transaction in 1.6). An event is no money: one that is refused was answered, and what waits behind
 * it goes on.
 */
export function verdictOn(
  error: unknown,
  {
    action,
    kind,
    attempts: before,
  }: { readonly action: string; readonly kind: MessageKind; readonly attempts: number },
  { attempts: most, retryIntervalS }: RetrySettings,
): Verdict {
  const how = error instanceof CallFailed ? error.how : 'fault';
  const why = error instanceof Error ? error.message : String(error);
  switch (how) {
    case 'linkLost':
      return { what: 'again', linkLost: true };
    case 'busy':
      return { what: 'again', linkLost: false };
    case 'invalidCall':
      return { what: 'drop', attempts: before, why };
    case 'invalidAnswer':
      if (action !== 'StartTransaction') return { what: 'delivered' };
      break;
    case 'refused':
      if (kind === 'event') return { what: 'delivered' };
  }
  const attempts = before + 1;
  if (attempts >= Math.max(1, most)) return { what: 'drop', attempts, why };
  return { what: 'wait', attempts, afterMs: attempts * Math.max(0, retryIntervalS) * 1000, why };
}
