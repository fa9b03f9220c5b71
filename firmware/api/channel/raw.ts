import { connect } from 'node:net';
import { pipeline } from 'node:stream';
import type { Log } from '../log.ts';
import { SeldomLog } from '../seldom-log.ts';
import type { StreamTaker } from './door.ts';

/** A local program answers at once or is not there. */
const connectMs = 2000;

/** Joins a stream with the Unix socket of the local program that serves this channel; bytes pass as they are. */
export function joinLocalProgram(pathOf: (channelId: string) => string, log: Log): StreamTaker {
  const events = new SeldomLog(log);
  return (socket, { channelId, connectionId }) => {
    const path = pathOf(channelId);
    const local = connect(path);
    const facts = { channel: channelId, connection: connectionId, path };
    const timer = setTimeout(() => local.destroy(new Error('no answer')), connectMs);
    let joined = false;
    local.once('connect', () => {
      clearTimeout(timer);
      joined = true;
      const ended = (): void => {
        socket.destroy();
        local.destroy();
      };
      // Each side may finish before the other; an error on either ends both.
      pipeline(socket, local, (error) => error && ended());
      pipeline(local, socket, (error) => error && ended());
    });
    local.on('error', (error) => {
      if (!joined) events.warn({ ...facts, err: error }, 'A raw channel was closed: no local program listens for it');
      socket.destroy();
    });
    local.on('close', () => clearTimeout(timer));
    socket.on('close', () => local.destroy());
  };
}
