import type { Socket } from 'node:net';
import type { Log } from '../log.ts';
import { SeldomLog } from '../seldom-log.ts';
import type { StreamTaker } from './door.ts';

/**
 * Streams of use `ocpp` go to the station that asked for them (ocpp/transport/channel-streams.ts). One that nobody asked for
 * ends: here the box is the one that calls.
 */
export const handToStations = (
  take: (socket: Socket, channelId: string, streamId: string | undefined) => boolean,
  log: Log,
): StreamTaker => {
  const events = new SeldomLog(log);
  return (socket, { channelId }, streamId) => {
    if (take(socket, channelId, streamId)) return;
    events.warn({ channel: channelId }, 'A stream of an OCPP channel was ended: no station has asked for it');
    socket.destroy();
  };
};
