import { connect } from 'node:net';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { systemClock } from '../../../firmware/domain/clock.ts';
import { RpcPeer } from '../../../firmware/ocpp/rpc/peer.ts';
import { admit } from '../../../firmware/ocpp/transport/admission.ts';
import { readBasic } from '../../../firmware/ocpp/transport/basic.ts';
import { ChargePointServer } from '../../../firmware/ocpp/transport/server.ts';
import { stationIdOf } from '../../../firmware/ocpp/transport/station-id.ts';
import { rawFrame } from '../../site/ocpp/hostile/raw-frame.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const basic = `Authorization: Basic ${Buffer.from('CP1:secret').toString('base64')}`;
const request = (path: string, ...headers: string[]): string =>
  [
    ...[`GET ${path} HTTP/1.1`, 'Host: box', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
    ...['Sec-WebSocket-Key: AQEBAQEBAQEBAQEBAQEBAQ==', ...headers, '', ''],
  ].join('\r\n');
const open = request('/CP1', 'Sec-WebSocket-Protocol: ocpp1.6', basic);
const text = (payload: string): Buffer => rawFrame({ opcode: 1, payload, masked: true });
const after = (...frames: Buffer[]): Buffer => Buffer.concat([Buffer.from(open), ...frames]);
const endless = { most: Number.POSITIVE_INFINITY, withinMs: 1000 };
const statuses = new Set([101, 400, 401, 404, 405, 413, 417, 426, 429, 431, 503]);

/** Raw bytes on the port for charge points: the upgrade request, and frames behind it. */
export const ocppUpgrade: FuzzTarget = {
  name: 'ocpp-upgrade',
  share: 3,
  maxBytes: 12_000,
  words: [
    ...['\r\n', 'Upgrade: websocket\r\n', 'Connection: close\r\n', 'Sec-WebSocket-Protocol: ocpp2.0.1\r\n', basic],
    ...['Sec-WebSocket-Extensions: permessage-deflate\r\n', 'Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n'],
    ...[
      '/ocpp/CP1',
      '%2e%2e',
      '%00',
      '/CP9',
      'Basic ',
      'HTTP/1.1',
      'GET ',
      '\u0081\u0085',
      '\u0088\u0080',
      '\u0000\u0080',
    ],
  ],
  async open() {
    const refused: string[] = [];
    const trouble: unknown[] = [];
    const server = new ChargePointServer({
      ...{ tls: 'off', pair: undefined, clientCa: undefined, clock: systemClock, timers: systemTimers },
      authenticate: (presented) =>
        admit(presented.stationId === 'CP1' ? { profile: 1, secret: 'secret' } : undefined, presented),
      onStation: ({ version, link }) => {
        const handle = () => ({ currentTime: '2026-11-28T12:00:00.000Z' });
        new RpcPeer({ version, link, timers: systemTimers, handle, onFault: () => undefined });
        link.onClose((code) => {
          if (code < 1000 || code > 4999) trouble.push(`closed with ${code}`);
        });
      },
      onRefused: ({ fault }) => refused.push(fault.message),
      pingEveryMs: () => 0,
      limits: { connections: endless, arrivals: endless, handshakeMs: 1000 },
    });
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
    return {
      seeds: [
        open,
        after(text('[2,"1","Heartbeat",{}]')),
        after(
          rawFrame({ opcode: 1, payload: '[2,"1",', fin: false, masked: true }),
          rawFrame({ opcode: 0, payload: '"Heartbeat",{}]', masked: true }),
        ),
        after(
          rawFrame({ opcode: 9, payload: 'x', masked: true }),
          rawFrame({ opcode: 8, payload: Buffer.from([3, 232]), masked: true }),
        ),
        after(rawFrame({ opcode: 1, payload: 'x', rsv1: true, masked: true })),
        after(rawFrame({ opcode: 1, payload: 'x', saysBytes: 0xffff_ffff, masked: true })),
        after(rawFrame({ opcode: 2, payload: 'x', masked: false })),
        request('/ocpp/CP1?x=1', 'Sec-WebSocket-Protocol: ocpp2.0.1, ocpp1.6', basic),
        request('/%43P1/', 'Sec-WebSocket-Protocol: OCPP1.6', basic),
        request('/CP9', 'Sec-WebSocket-Protocol: ocpp1.6'),
        'GET / HTTP/1.1\r\nHost: box\r\n\r\n',
        'POST /CP1 HTTP/1.1\r\nHost: box\r\nContent-Length: 5\r\n\r\nhello',
        'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n',
        Buffer.from('160301020001', 'hex'),
      ],
      async take(input) {
        const line = input.toString('latin1').split('\r\n');
        const id = stationIdOf(line[0]?.split(' ')[1] ?? '');
        mustHold(id === undefined || (id.length > 0 && id.length <= 128 && !id.includes('/')), `the id ${id}`);
        readBasic(line.find((one) => /^authorization:/i.test(one))?.slice(14));
        const answer = await sent(port, input);
        const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
        if (status === '429') server.forgetFailures();
        mustHold(answer === '' || statuses.has(Number(status)), `the answer ${answer.slice(0, 200)}`);
        for (const sentence of refused.splice(0))
          mustHold(sentence.length < 600 && !sentence.includes('secret'), `the refusal ${sentence}`);
        if (trouble.length > 0) throw new Error(String(trouble.splice(0)));
        const { halfOpen, stations } = server.load();
        mustHold(halfOpen <= 32 && stations <= 2, `${halfOpen} half open, ${stations} let in`);
      },
      close: () => server.close(),
    };
  },
};

/** All that comes back until the end; the far end may reset the rest. */
function sent(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect({ host: '127.0.0.1', port }, () => socket.end(bytes));
    socket.on('data', (part) => parts.push(part));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(Buffer.concat(parts).toString('latin1')));
  });
}
