import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { withMbap } from '../../../drivers/link/mbap.ts';

/** A neighbour that asks as fast as it is answered, on as many connections as it gets; ends with the thread. */
export interface ModbusFlood {
  readonly port: number;
  /** Where it comes from: an address of loopback. */
  readonly source: string;
  readonly connections: number;
  /** Unit and PDU of its only request. */
  readonly body: Uint8Array;
}

const ahead = 8;
const { port, source, connections, body } = workerData as ModbusFlood;
const request = withMbap(1, Buffer.from(body));
const requests = Buffer.concat(Array.from({ length: ahead }, () => request));

for (let k = 0; k < connections; k += 1) open();

function open(): void {
  let received = Buffer.alloc(0);
  let owed = 0;
  const socket = connect({ port, host: '127.0.0.1', localAddress: source, noDelay: true }, () =>
    socket.write(requests),
  );
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    while (received.length >= 6 && received.length >= 6 + received.readUInt16BE(4)) {
      received = received.subarray(6 + received.readUInt16BE(4));
      owed += 1;
      parentPort?.postMessage('answered');
    }
    if (owed < ahead) return;
    owed -= ahead;
    socket.write(requests);
  });
  // It is turned away; 'close' follows.
  socket.on('error', () => {});
  socket.once('close', () => setTimeout(open, 1));
}
