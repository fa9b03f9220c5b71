import {
  decodeStreamHeader,
  encodeStreamHeader,
  maxStreamHeaderBytes,
} from '../../../firmware/domain/stream-header.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const good = encodeStreamHeader({ channelId: 'emt', connectionId: 'c-1', peerSha256: 'ab'.repeat(32) });

/** What stands before every stream of a gateway channel. */
export const streamHeader: FuzzTarget = {
  name: 'stream-header',
  share: 8,
  maxBytes: 1_000,
  words: ['channelId', 'connectionId', 'peerSha256', '"emt"', '\u0000\u0000\u0000'],
  open: () => ({
    seeds: [good, Buffer.concat([good, Buffer.from('GET / HTTP/1.1\r\n\r\n')]), good.subarray(0, 20)],
    take(input) {
      const decoded = decodeStreamHeader(input);
      if (decoded.kind === 'more')
        mustHold(input.length < 4 + maxStreamHeaderBytes, 'waits for more than there can be');
      if (decoded.kind !== 'header') return;
      const { header, rest } = decoded;
      mustHold(/^[0-9a-f]{64}$/.test(header.peerSha256), 'a hash that is none');
      mustHold(header.channelId.length <= 32 && header.connectionId.length <= 64, 'an id that is too long');
      mustHold(rest.equals(input.subarray(input.length - rest.length)), 'bytes of the far end were lost');
      mustHold(decodeStreamHeader(encodeStreamHeader(header)).kind === 'header', 'what was read cannot be written');
    },
  }),
};
