// A strict backend (ocpp-rpc) in a process of its own, which checks the order of what it gets: tells its port, at the end what it saw.
import type { AddressInfo } from 'node:net';
import { RPCServer } from 'ocpp-rpc';
import { shownMessage } from './shown-message.ts';

interface Call {
  readonly method: string;
  readonly messageId: string;
  readonly params: { readonly transactionId?: number; readonly idTag?: string };
}

/** What the backend saw of all stations. */
export interface SeenByBackend {
  starts: number;
  stops: number;
  values: number;
  /** Not behind the message before of its station; the same message id once more; of a transaction that does not run. */
  readonly wrong: string[];
}

const seen: SeenByBackend = { starts: 0, stops: 0, values: 0, wrong: [] };
const options = { protocols: ['ocpp1.6'], strictMode: true, pingIntervalMs: 0 };
const server = new RPCServer(options as unknown as ConstructorParameters<typeof RPCServer>[0]);
const ids = new Set<string>();
let transactions = 0;

server.on('client', (client) => {
  let last = 0;
  let running: number | undefined;
  const wrong = (what: string) => void (seen.wrong.length < 100 && seen.wrong.push(`${client.identity}: ${what}`));
  client.handle((call: Call) => {
    const { method, messageId, params } = call;
    if (method === 'BootNotification') {
      last = 0;
      return { status: 'Accepted', interval: 300, currentTime: new Date().toISOString() };
    }
    const mark = shownMessage(method, params)?.mark ?? 0;
    if (mark <= last) wrong(`${method} ${mark} after ${last}`);
    last = mark;
    if (ids.has(messageId)) wrong(`${method} ${mark} twice`);
    ids.add(messageId);
    if (method === 'StartTransaction') {
      seen.starts += 1;
      if (running !== undefined) wrong(`a begin at ${mark} while ${running} runs`);
      transactions += 1;
      running = transactions;
      return { transactionId: running, idTagInfo: { status: 'Accepted' } };
    }
    if (params.transactionId !== running) wrong(`${method} ${mark} of ${params.transactionId} while ${running} runs`);
    if (method === 'MeterValues') seen.values += 1;
    else {
      seen.stops += 1;
      running = undefined;
    }
    return {};
  });
});
const http = await server.listen(0, '127.0.0.1');
process.on('message', () => process.send?.(seen));
process.on('disconnect', () => process.exit(0));
process.send?.((http.address() as AddressInfo).port);
