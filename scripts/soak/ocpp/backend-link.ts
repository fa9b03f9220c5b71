import { systemTimers } from '../../../drivers/link/timers.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import type { TransactionQueue } from '../../../firmware/ocpp/queue/transaction-queue.ts';
import { RpcPeer } from '../../../firmware/ocpp/rpc/peer.ts';
import { BackendConnection } from '../../../firmware/ocpp/transport/client.ts';
import { NetworkStreams } from '../../../firmware/ocpp/transport/network-streams.ts';

/** A station's connection (1.6) to a backend on this machine: as soon as it is accepted, its queue may send. */
export class BackendLink {
  readonly #connection: BackendConnection | undefined;
  #queue: TransactionQueue | undefined;
  #peer: RpcPeer | undefined;

  /** `port` absent: never a link. */
  constructor(stationId: string, port: number | undefined) {
    if (port === undefined) return;
    this.#connection = new BackendConnection({
      ...{ url: `ws://127.0.0.1:${port}`, stationId, versions: ['1.6'], leastProfile: 0, insecure: true },
      ...{ pingEveryMs: 0, backOff: { waitMinimumMs: 10, randomRangeMs: 40, repeatTimes: 1 } },
      ...{ clock: systemClock, timers: systemTimers, random: Math.random },
      ...{ streams: new NetworkStreams(systemTimers, 2000), onState: () => undefined },
      onLink: (link) => {
        const peer = new RpcPeer({
          ...{ version: '1.6', link, timers: systemTimers, handle: () => ({}) },
          onFault: (error) => console.error('a handler failed', error),
        });
        this.#peer = peer;
        link.onClose(() => this.#queue?.linkDown());
        void this.#boot(peer);
      },
    });
  }

  start(queue: TransactionQueue): void {
    this.#queue = queue;
    this.#connection?.start();
  }

  stop(): void {
    this.#connection?.stop();
  }

  async call(action: string, payload: object, id: string): Promise<object> {
    if (this.#peer === undefined) throw new Error('the queue sends without a link');
    return await this.#peer.call(action, payload, id);
  }

  async #boot(peer: RpcPeer): Promise<void> {
    try {
      await peer.call('BootNotification', { chargePointVendor: 'Netwacht', chargePointModel: 'soak' });
      if (!peer.closed) this.#queue?.linkUp();
    } catch {
      // The link was cut; the next one begins anew.
    }
  }
}
