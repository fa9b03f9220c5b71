import { LinkFault } from './link-fault.ts';
import type { StreamOpener } from './stream-opener.ts';

/** A way through the gateway, as long as its function for OCPP is on: else there is a reason at once, and nothing is dialled. */
export const gatedStreams = (streams: StreamOpener, isOn: () => boolean): StreamOpener => ({
  async open(target, signal) {
    if (!isOn())
      throw new LinkFault(
        'channel',
        'functionOff',
        'The function ocpp of the Smart Meter Gateway is switched off on this box.',
      );
    return streams.open(target, signal);
  },
});
