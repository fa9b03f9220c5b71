import { duplexPair } from 'node:stream';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { LinkFault } from '../../../firmware/ocpp/transport/link-fault.ts';
import { upgrade } from '../../../firmware/ocpp/transport/upgrade.ts';
import { type FuzzTarget, mustHold, refusedOrThrown } from '../target.ts';

const switching = (...headers: string[]): string =>
  ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', ...headers, '', ''].join('\r\n');

/** What a backend answers to our upgrade request. */
export const ocppBackendAnswers: FuzzTarget = {
  name: 'ocpp-backend-answers',
  share: 3,
  maxBytes: 12_000,
  words: [
    ...[
      '\r\n',
      'HTTP/1.1 ',
      '101',
      '302 Found\r\nLocation: http://evil.example/',
      'Upgrade: websocket\r\n',
      '100 Continue',
    ],
    ...['Sec-WebSocket-Accept: ', 'Sec-WebSocket-Protocol: ocpp2.0.1\r\n', 'Transfer-Encoding: chunked\r\n', '\u0000'],
  ],
  open: () => ({
    seeds: [
      switching('Sec-WebSocket-Accept: x', 'Sec-WebSocket-Protocol: ocpp1.6'),
      switching('Sec-WebSocket-Extensions: permessage-deflate'),
      'HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nhello',
      'HTTP/1.1 302 Found\r\nLocation: ws://evil.example/\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 x\r\nRetry-After: 5\r\n\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'SSH-2.0-OpenSSH_9.2\r\n',
    ],
    async take(input) {
      const [ours, theirs] = duplexPair();
      theirs.on('error', () => undefined).resume();
      theirs.once('data', () => theirs.end(input));
      const abort = new AbortController();
      const asked = upgrade(ours, {
        ...{ url: new URL('ws://backend.example/CP1'), versions: ['1.6'], authorization: 'Basic c2VjcmV0' },
        ...{ where: 'The backend', certificateShown: false, stepMs: 200, pingEveryMs: 0 },
        ...{ timers: systemTimers, signal: abort.signal },
      });
      const fault = await asked.then(
        ({ link }) => link.drop('the end of the trial'),
        (error: unknown) => {
          refusedOrThrown(error);
          return error;
        },
      );
      theirs.destroy();
      if (fault === undefined) return;
      mustHold(fault instanceof LinkFault, `no fault of a link: ${String(fault)}`);
      mustHold(fault.message.length < 600 && !fault.message.includes('c2VjcmV0'), `the sentence ${fault.message}`);
      mustHold(ours.destroyed, 'the stream stays open');
    },
  }),
};
