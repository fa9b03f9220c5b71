import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import { systemTimers } from '../../drivers/link/timers.ts';
import { systemClock } from '../domain/clock.ts';
import { ChannelSet } from './channel-set.ts';
import type { FromChild, ToChild } from './messages.ts';
import { OwnContexts } from './own-context.ts';
import { findCapabilities } from './tls-profile.ts';

/**
 * The smgw process: everything that speaks TLS with a gateway lives and dies here (notes smgw-and-grid §0.2). Started by
 * host.ts with the path of the API's Unix socket as its only argument; certificates and keys come by message.
 */
const [socketPath] = process.argv.slice(2);
if (socketPath === undefined || process.send === undefined) {
  console.error('netwacht: the smgw process is started by the firmware only');
  process.exit(2);
}

/** Handshakes are costly and a stranger in the HAN can ask for many: readings and set-points go first. */
const niceness = 5;
setPriority(niceness);

const send = (message: FromChild): void => {
  if (process.connected) process.send?.(message);
};
const capabilities = findCapabilities();
const channels = new ChannelSet({
  contexts: new OwnContexts(capabilities),
  socketPath,
  clock: systemClock,
  timers: systemTimers,
  random: Math.random,
  newConnectionId: randomUUID,
  onStatus: (id, status) => send({ kind: 'status', id, status }),
  log: (level, message, facts) => send({ kind: 'log', level, message, facts }),
});

process.on('message', (message: ToChild) => {
  switch (message.kind) {
    case 'configure':
      channels.configure(message.channels, message.timing);
      return;
    case 'test':
      channels.test(message.channel).then(
        (result) => send({ kind: 'tested', testId: message.testId, result }),
        (error: Error) =>
          send({ kind: 'log', level: 'error', message: error.message, facts: { test: message.testId } }),
      );
      return;
    case 'open': {
      const { streamId } = message.wish;
      void channels.openStream(message.wish).then((result) => send({ kind: 'opened', streamId, result }));
      return;
    }
    case 'cancel':
      channels.cancelStream(message.streamId);
      return;
    case 'stop':
      end();
  }
});
// The parent is gone: nobody would take a stream.
process.on('disconnect', end);
// A signal for the whole group (Ctrl-C) is the parent's to handle: it says stop.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', end);
// The clock may be set at any time; nobody says when.
setInterval(() => channels.refresh(), 10_000);
setInterval(() => send({ kind: 'alive' }), 1000);
send({ kind: 'ready', capabilities });

function end(): void {
  channels.stop();
  process.exit(0);
}
