import type { ChannelFault } from './channel-fault.ts';
import type { ChannelTiming } from './messages.ts';

/** What a channel remembers of its tries. */
export interface Tries {
  /** Failures in a row. */
  readonly failures: number;
  /** Which of our certificates is shown next. */
  readonly identity: number;
  /** How many of them were refused in a row. */
  readonly refused: number;
}

export const noTries: Tries = { failures: 0, identity: 0, refused: 0 };

type RetryTiming = Pick<ChannelTiming, 'firstRetryMs' | 'lastRetryMs' | 'stableMs' | 'refusedRetryMs'>;

/** Only a person can mend these: they are tried again slowly (notes smgw-and-grid §1.7). */
const slow = (fault: ChannelFault): boolean =>
  (fault.layer === 'certificate' && fault.code !== 'closedUnanswered') ||
  fault.layer === 'config' ||
  fault.code === 'proxyProfileMissing';
/** The gateway does not take our certificate, or may not: some just close, within the handshake or after it. */
const refusesOurs = ({ layer, code }: ChannelFault): boolean =>
  code === 'ownCertificateRefused' || code === 'closedUnanswered' || (layer === 'tls' && code === 'closed');

/**
 * When to try again after `fault`, with full jitter between the first pause and a ceiling that doubles. `random` is in
 * [0, 1). A refused certificate of ours brings the next one soon; when all were refused, the slow pause follows.
 */
export function afterFailure(
  tries: Tries,
  fault: ChannelFault,
  identities: number,
  random: number,
  timing: RetryTiming,
): { readonly tries: Tries; readonly delayMs: number } {
  const failures = tries.failures + 1;
  const delayMs = slow(fault) ? timing.refusedRetryMs : jittered(failures, random, timing);
  if (!refusesOurs(fault)) return { tries: { ...tries, failures, refused: 0 }, delayMs };
  const refused = (tries.refused + 1) % Math.max(1, identities);
  const identity = (tries.identity + 1) % Math.max(1, identities);
  return { tries: { failures, refused, identity }, delayMs: refused === 0 ? delayMs : timing.firstRetryMs };
}

/** How a stream ends that nobody complains about. */
export const endedWell = (fault: ChannelFault): boolean =>
  fault.code === 'closedByGateway' || fault.code === 'closedHere';

/** A gateway that closes sooner than this after the start has something against us; later it was only quiet for too long. */
const quietAfterPauses = 2;

/**
 * After a stream that was up for `upMs` and ended. The certificate that was taken is kept. An EMT may close after each call,
 * and a gateway closes quiet streams, some after seconds: a stream that was ended, not cut, counts like one that held
 * for long, unless it carried nothing and ended as soon as it began.
 */
export function afterStream(
  tries: Tries,
  fault: ChannelFault,
  stream: { readonly upMs: number; readonly served: boolean },
  random: number,
  timing: RetryTiming,
): { readonly tries: Tries; readonly delayMs: number } {
  const useful = stream.served || stream.upMs >= quietAfterPauses * timing.firstRetryMs;
  if (stream.upMs >= timing.stableMs || (useful && endedWell(fault)))
    return { tries: { ...tries, failures: 0, refused: 0 }, delayMs: timing.firstRetryMs };
  const failures = tries.failures + 1;
  return { tries: { ...tries, failures, refused: 0 }, delayMs: jittered(failures, random, timing) };
}

function jittered(failures: number, random: number, { firstRetryMs, lastRetryMs }: RetryTiming): number {
  const ceilingMs = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(firstRetryMs + random * Math.max(0, ceilingMs - firstRetryMs));
}
