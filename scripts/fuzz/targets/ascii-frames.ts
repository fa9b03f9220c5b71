import { holdsOtherAsciiFrame, isUnfinished, scanAscii, withLrc } from '../../../drivers/link/ascii-scan.ts';
import { ModbusCodec } from '../../../drivers/link/modbus-codec.ts';
import { expectedReply } from '../../../drivers/link/reply.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const request = { unitId: 1, functionCode: 3, address: 46, quantity: 5 } as const;
const reply = withLrc(Buffer.from([1, 3, 10, 0x2e, 0xc2, 0x01, 0x0a, 0, 61, 0, 60, 0, 62]));

/** What a charge point (or what sits in its place) puts on an ASCII line. */
export const asciiFrames: FuzzTarget = {
  name: 'ascii-frames',
  share: 6,
  maxBytes: 1_200,
  words: [':', '>', '\r\n', '0103', '0A', '0183'],
  open() {
    const codec = new ModbusCodec();
    const expected = expectedReply(request);
    const frame = withLrc(codec.encode(request));
    const asAbl = Buffer.from(`>${reply.toString('latin1').slice(1)}`);
    return {
      seeds: [reply, asAbl, Buffer.concat([frame, asAbl]), withLrc(Buffer.from([1, 0x83, 2])), reply.subarray(0, 9)],
      take(input) {
        holdsOtherAsciiFrame(input);
        isUnfinished(input);
        for (const mayEcho of [false, true]) {
          const found = scanAscii(input, { frame, expected, mayEcho });
          if (found.kind === 'nothing') continue;
          mustHold(found.end <= input.length, 'a reply beyond its end');
          mustHold(holdsOtherAsciiFrame(input), 'a reply that is no frame');
          if (found.kind === 'reply')
            mustHold(codec.decode(request, found.body).length === 5, 'not the values asked for');
        }
      },
    };
  },
};
