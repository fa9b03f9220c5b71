import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createRPCError, RPCServer } from 'ocpp-rpc';
import type { Random } from '../../site/random.ts';
import type { BackendTruth } from './backend-truth.ts';
import { shownMessage } from './shown-message.ts';

export interface StrictBackend {
  readonly port: number;
  close(): Promise<void>;
}

interface Call {
  readonly method: string;
  readonly messageId: string;
  readonly params: object;
}

/**
 * A backend by an independent program (ocpp-rpc, strict about schemas) that takes its time, answers now and then with an error
 * and forgets now and then that it has seen a begin: then it gives it another id.
 */
export async function strictBackend(truth: BackendTruth, random: Random): Promise<StrictBackend> {
  const options = { protocols: ['ocpp1.6', 'ocpp2.0.1'], strictMode: true, pingIntervalMs: 0 };
  const server = new RPCServer(options as unknown as ConstructorParameters<typeof RPCServer>[0]);
  let transactions = 0;
  server.on('client', (client) => {
    const station = truth.of(client.identity ?? '');
    client.handle('BootNotification', () => ({
      ...{ status: 'Accepted', interval: 300, currentTime: new Date().toISOString() },
    }));
    client.handle(async (call: Call) => {
      const { method, messageId, params } = call;
      if (shownMessage(method, params) === undefined) return {};
      station.take(messageId, method, params);
      if (random.chance(0.6)) await pause(random.between([0, 12]));
      if (random.chance(0.03)) throw createRPCError('InternalError', 'the backend has a bad day');
      if (random.chance(0.3)) await pause(random.between([0, 12]));
      if (method !== 'StartTransaction') return {};
      const { idTag } = params as { readonly idTag: string };
      const before = station.givenTo(idTag);
      const known = before !== undefined && random.chance(0.5);
      if (!known) transactions += 1;
      const transactionId = known ? before : transactions;
      station.gave(idTag, transactionId);
      return { transactionId, idTagInfo: { status: 'Accepted' } };
    });
  });
  const http = await server.listen(0, '127.0.0.1');
  return {
    port: (http.address() as AddressInfo).port,
    close: async () => void (await server.close({ force: true } as never)),
  };
}
