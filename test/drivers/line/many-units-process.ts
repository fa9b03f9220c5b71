import { createServer } from 'node:net';
import type { ReadFunction, WriteFunction } from '../../../drivers/bus/types.ts';
import type { ModbusRequest } from '../../../drivers/link/request.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { PacedWire } from '../link/paced-wire.ts';
import { openFarEnd } from '../link/pty-pair.ts';
import { UnitImages } from './unit-images.ts';
import { UnitsOnWire } from './units-on-wire.ts';

/**
 * A process of its own with all the devices, so that their work is not counted as the driver's. Arguments: JSON with
 * `lines: [{path, baudRate, products}]` and `tcp: [product]`; tells the TCP ports as JSON on stdout. Ends with its stdin.
 */
interface Plan {
  readonly lines: readonly { readonly path: string; readonly baudRate: number; readonly products: readonly string[] }[];
  readonly tcp: readonly string[];
}
const plan = JSON.parse(process.argv[2] ?? '{}') as Plan;

for (const { path, baudRate, products } of plan.lines) {
  const far = await openFarEnd(path, baudRate);
  const units = new UnitImages(systemClock);
  products.forEach((id, k) => {
    units.add(k + 1, id);
  });
  const onWire = new UnitsOnWire({
    ...{ units, wire: new PacedWire(10_000 / baudRate), turnaroundMs: 10 },
    write: (bytes) => far.write(bytes),
    onSent: () => undefined,
  });
  far.on('data', (bytes: Buffer) => onWire.take(bytes));
}

const ports = await Promise.all(plan.tcp.map(serveTcp));
console.log(JSON.stringify(ports));
process.stdin.on('end', () => process.exit(0)).resume();

function serveTcp(id: string): Promise<number> {
  const units = new UnitImages(systemClock);
  for (let unitId = 0; unitId < 256; unitId += 255) units.add(unitId, id);
  units.add(1, id);
  const server = createServer((socket) => {
    socket.setNoDelay(true).on('error', () => socket.destroy());
    // The driver sends one request at a time, which loopback hands over whole.
    socket.on('data', (frame: Buffer) => {
      const reply = replyTo(frame.subarray(6), units);
      const head = Buffer.from(frame.subarray(0, 6));
      head.writeUInt16BE(reply.length, 4);
      socket.write(Buffer.concat([head, reply]));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      resolve(typeof at === 'object' && at !== null ? at.port : 0);
    });
  });
}

function replyTo(body: Buffer, units: UnitImages): Buffer {
  const unitId = body.readUInt8(0);
  const functionCode = body.readUInt8(1);
  const address = body.readUInt16BE(2);
  const quantity = body.readUInt16BE(4);
  const request: ModbusRequest =
    functionCode <= 4
      ? { unitId, functionCode: functionCode as ReadFunction, address, quantity }
      : { unitId, functionCode: functionCode as WriteFunction, address, values: wordsOf(body, functionCode, quantity) };
  const answer = units.answer(request) ?? { code: 11 };
  if ('code' in answer) return Buffer.from([unitId, functionCode | 0x80, answer.code]);
  if (functionCode > 4) return body.subarray(0, 6);
  const reply = Buffer.alloc(3 + 2 * answer.length);
  reply.set([unitId, functionCode, 2 * answer.length]);
  answer.forEach((word, k) => {
    reply.writeUInt16BE(word, 3 + 2 * k);
  });
  return reply;
}

const wordsOf = (body: Buffer, functionCode: number, quantity: number): number[] =>
  functionCode <= 6 ? [quantity] : Array.from({ length: quantity }, (_, k) => body.readUInt16BE(7 + 2 * k));
