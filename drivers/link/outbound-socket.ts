import { connect, type Socket } from 'node:net';
import { type AddressMeans, checkedAddresses } from './outbound-addresses.ts';
import { OutboundError } from './outbound-error.ts';
import { described, pinnedTo } from './outbound-exchange.ts';
import type { Timers } from './timers.ts';

const connectMs = 5_000;

/**
 * A TCP connection made on someone's behalf that is no HTTP (a mail server): host and port as an installer wrote them,
 * address checked and pinned, name and connection within 5 s. Throws OutboundError `unknownName`, `refusedAddress`,
 * `unreachable`, `timedOut`.
 */
export async function openSocket(
  { host, port }: { readonly host: string; readonly port: number },
  means: AddressMeans & { readonly timers: Timers },
): Promise<Socket> {
  const where = `${host}:${port}`;
  const addresses = checkedAddresses(host, where, means);
  let socket: Socket | undefined;
  return new Promise((resolve, reject) => {
    let over = false;
    const cancel = means.timers.after(connectMs, () => {
      over = true;
      reject(new OutboundError('timedOut', `${where} has not answered within ${connectMs / 1000} s`));
      socket?.destroy();
    });
    const fail = (error: unknown): void => {
      over = true;
      cancel();
      reject(described(error, where));
    };
    addresses.then((checked) => {
      if (over) return;
      socket = connect({ host: host.replace(/^\[|\]$/g, ''), port, lookup: pinnedTo(checked) });
      const connecting = socket;
      connecting.once('error', fail);
      connecting.once('connect', () => {
        cancel();
        connecting.off('error', fail);
        resolve(connecting);
      });
    }, fail);
  });
}
