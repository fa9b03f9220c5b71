import type { RawCall } from './raw-backend.ts';

/** What a hostile backend does to a station of ours that connects. */
export interface BackendAttack {
  readonly name: string;
  /** Code of the fault that the station shows, and a word of its sentence. */
  readonly fault: readonly [code: string, says: RegExp];
  readonly act: (call: RawCall) => void | Promise<void>;
}

const inside = (
  name: string,
  says: RegExp,
  act: (call: RawCall) => void | Promise<void>,
  code = 'closed',
): BackendAttack => ({
  ...{ name, fault: [code, says] },
  async act(call) {
    call.accept();
    await act(call);
  },
});
const handshake = (
  name: string,
  code: string,
  says: RegExp,
  act: (call: RawCall) => void | Promise<void>,
): BackendAttack => ({ name, fault: [code, says], act });

const many = (call: RawCall, payload: (k: number) => string): void => {
  for (let k = 0; k < 60; k += 1) call.frame({ opcode: 1, payload: payload(k) });
};
const pings = Buffer.from([0x89, 0x00]);
const deep = `[2,"1","Reset",${'['.repeat(10_000)}${']'.repeat(10_000)}]`;

export const backendAttacks: readonly BackendAttack[] = [
  inside('messages of 1 MiB', /1009/, (call) => call.frame({ opcode: 1, payload: 'x'.repeat(1_048_576) })),
  inside('JSON that is 10,000 deep', /1008: too many bad/, (call) => many(call, () => deep)),
  inside('binary messages', /1008: too many bad/, (call) => {
    for (let k = 0; k < 60; k += 1) call.frame({ opcode: 2, payload: 'x' });
  }),
  inside('no message ids', /1008: too many bad/, (call) => many(call, () => '[2,7,"Reset",{"type":"Hard"}]')),
  inside('answers to nothing', /1008: too many bad/, (call) => many(call, (k) => `[3,"${k}",{}]`)),
  inside('calls that break the schema', /1008: too many bad/, (call) =>
    call.flood((k) => Buffer.concat([frameOf(`[2,"${k}","Reset",{"type":"Never"}]`)])),
  ),
  inside('compressed messages', /1002/, (call) => call.frame({ opcode: 1, payload: 'x', rsv1: true })),
  inside('messages with a mask', /1002/, (call) => call.frame({ opcode: 1, payload: '[]', masked: true })),
  inside('continuations without an end', /1008/, async (call) => {
    call.frame({ opcode: 1, payload: '[', fin: false });
    await call.flood(() => Buffer.from([0x00, 0x01, 0x20]));
  }),
  inside('text that is no UTF-8', /1007/, (call) => call.frame({ opcode: 1, payload: Buffer.from([0xc3, 0x28]) })),
  inside('the end right after the handshake', /lost/, (call) => void call.socket.destroySoon(), 'linkLost'),
  inside('pings without an end', /flood of pings/, (call) => call.flood(() => Buffer.alloc(200, pings)), 'linkLost'),
  inside('a close right after the handshake', /4001/, (call) =>
    call.frame({ opcode: 8, payload: Buffer.from([0x0f, 0xa1]) }),
  ),
  handshake('huge headers', 'tooMuch', /more than is taken/, (call) => call.accept([`X-Big: ${'x'.repeat(100_000)}`])),
  handshake('interim answers without an end', 'tooMuch', /more than is taken/, (call) =>
    call.flood(() => 'HTTP/1.1 100 Continue\r\n\r\n'),
  ),
  handshake('compression that nobody asked for', 'noWebSocket', /not as a WebSocket/, (call) =>
    call.accept(['Sec-WebSocket-Extensions: permessage-deflate']),
  ),
  handshake('a refusal with a body without an end', 'unauthorized', /401/, async (call) => {
    call.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 1000000000\r\n\r\n');
    await call.flood(() => Buffer.alloc(16_384));
  }),
  handshake('an answer that crawls', 'noAnswer', /within 15 s/, async (call) => {
    call.write('HTTP/1.1 101 Switching Protocols\r\n');
    await call.flood((k) => `X-${k}: 1\r\n`, 50);
  }),
  handshake('no answer', 'noAnswer', /within 15 s/, () => undefined),
];

/** These do not end by themselves, and may not get more than their share. */
export const backendHolds: readonly Omit<BackendAttack, 'fault'>[] = [
  inside('good calls without an end', / /, (call) =>
    call.flood((k) => Buffer.concat(Array.from({ length: 10 }, (_, j) => frameOf(`[2,"${k}-${j}","ClearCache",{}]`)))),
  ),
  inside('calls whose answers are never read', / /, async (call) => {
    call.socket.pause();
    await call.flood((k) => frameOf(`[2,"${k}","ClearCache",{}]`));
  }),
];

function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, payload.length]), payload]);
}
