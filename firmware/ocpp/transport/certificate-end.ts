import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { MessageLink } from '../rpc/message-link.ts';
import type { ClientCertificate } from './client-certificate.ts';

/** The clock may be set meanwhile, and no timer of Node waits longer than 24 days. */
const lookMs = 3_600_000;

/** A connection does not outlive the certificate that it was made with: the charge point has to come with its new one. */
export function endWith(
  { untilMs, fault }: Pick<ClientCertificate, 'untilMs' | 'fault'>,
  link: Pick<MessageLink, 'close' | 'onClose'>,
  { clock, timers }: { readonly clock: Clock; readonly timers: Pick<Timers, 'after'> },
): void {
  // It was let in all the same, by a password.
  if (fault !== undefined || Number.isNaN(untilMs)) return;
  let cancel = (): void => undefined;
  const look = (): void => {
    const leftMs = untilMs - clock.wallMs();
    if (leftMs <= 0) link.close(1008, 'the certificate of this charge point has expired');
    else cancel = timers.after(Math.min(leftMs, lookMs), look);
  };
  cancel = timers.after(Math.min(Math.max(0, untilMs - clock.wallMs()), lookMs), look);
  link.onClose(() => cancel());
}
