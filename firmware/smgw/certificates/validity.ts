import type { CertificateView } from '../../domain/certificate.ts';
import { type Clock, clockFloorMs } from '../../domain/clock.ts';
import type { HealthState } from '../../domain/state.ts';

const dayMs = 24 * 3600_000;
/** A year of 365 days: seven of them are never more than seven years. */
const yearMs = 365 * dayMs;
/** A gateway whose clock runs a little behind must not find our certificate not yet valid. */
const backdatedMs = 3600_000;
/** The longest that the notes allow (1.5). */
const longestMs = 7 * yearMs;

/** Now, or the date of the release while the clock says less: a clock at 1970 must not make every certificate invalid (S15). */
export const trustedNowMs = (clock: Clock): number => Math.max(clock.wallMs(), clockFloorMs);

/** From when to when a certificate that is made now is valid; whole seconds. */
export function newValidity(clock: Clock): { readonly notBeforeMs: number; readonly notAfterMs: number } {
  const notBeforeMs = Math.floor((trustedNowMs(clock) - backdatedMs) / 1000) * 1000;
  return { notBeforeMs, notAfterMs: notBeforeMs + longestMs - 1000 };
}

interface Dates {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

export function validityOf({ notBeforeMs, notAfterMs }: Dates, nowMs: number): CertificateView['validity'] {
  if (nowMs > notAfterMs) return 'expired';
  return nowMs < notBeforeMs ? 'notYetValid' : 'valid';
}

/** Ever louder; the last one that has begun counts. */
const steps = [
  { days: 90, severity: 'info' },
  { days: 30, severity: 'warning' },
  { days: 7, severity: 'fault' },
] as const;

/** What is to be said of a certificate that runs out; one that no channel uses is never more than a note. */
export function expiryHealth(
  certificate: Dates & { readonly name: string; readonly used: boolean },
  nowMs: number,
): HealthState | undefined {
  const { name, used, notAfterMs } = certificate;
  const ends = new Date(notAfterMs).toISOString();
  const what = `${name}, ${ends.slice(0, 10)}`;
  const id = `certificate:${name}`;
  if (nowMs > notAfterMs) {
    const message = `The certificate ${name} has run out at ${ends}`;
    return { id, severity: used ? 'fault' : 'info', code: 'certificateExpired', what, message, since: ends };
  }
  const step = steps.findLast(({ days }) => nowMs >= notAfterMs - days * dayMs);
  if (step === undefined) return undefined;
  return {
    id,
    severity: used ? step.severity : 'info',
    code: 'certificateExpires',
    what,
    message: `The certificate ${name} runs out at ${ends}, in less than ${step.days} days`,
    since: new Date(notAfterMs - step.days * dayMs).toISOString(),
  };
}
