import { connect } from 'node:net';
import { pipeline } from 'node:stream';
import type { HostPort } from '../options.ts';
import type { EmtHandler } from './emt.ts';

/**
 * An EMT that is a server elsewhere, such as the central system of OCPP: each stream of a channel is joined with a TCP
 * connection of its own. TLS between CLS and EMT passes through as it is.
 */
export const forwardTo =
  ({ host, port }: HostPort): EmtHandler =>
  (stream) => {
    const server = connect(port, host);
    // Two pipelines, and what the gateway itself listens for.
    stream.setMaxListeners(24);
    const ended = (): void => {
      stream.destroy();
      server.destroy();
    };
    stream.on('error', ended);
    server.on('error', ended);
    pipeline(stream, server, (error) => error && ended());
    pipeline(server, stream, (error) => error && ended());
  };
