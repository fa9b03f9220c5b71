import type { Log } from '../log.ts';
import { SeldomLog } from '../seldom-log.ts';
import type { StreamTaker } from './door.ts';

/** OCPP over a channel has no consumer yet: the stream ends and the log says why. */
export const noOcppYet = (log: Log): StreamTaker => {
  const events = new SeldomLog(log);
  return (socket, { channelId }) => {
    events.warn({ channel: channelId }, 'An OCPP channel was closed: OCPP is not yet supported (ocpp not yet)');
    socket.destroy();
  };
};
