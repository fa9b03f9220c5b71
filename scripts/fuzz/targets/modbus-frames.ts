import { withCrc } from '../../../drivers/link/crc16.ts';
import { scanMbap, withMbap } from '../../../drivers/link/mbap.ts';
import { ModbusCodec } from '../../../drivers/link/modbus-codec.ts';
import { expectedReply } from '../../../drivers/link/reply.ts';
import { holdsOtherFrame, scanRtu } from '../../../drivers/link/rtu-scan.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const request = { unitId: 1, functionCode: 3, address: 7, quantity: 4 } as const;
const reply = Buffer.from([1, 3, 8, 0, 1, 0, 2, 0, 3, 0, 4]);

/** What a meter or charge point (or what sits in its place) puts on a line: TCP and RTU framing. */
export const modbusFrames: FuzzTarget = {
  name: 'modbus-frames',
  share: 12,
  maxBytes: 600,
  words: ['\u0001\u0003\b', '\u0001\u0083\u0002'],
  open() {
    const codec = new ModbusCodec();
    const expected = expectedReply(request);
    const frame = withCrc(codec.encode(request));
    return {
      seeds: [
        withMbap(7, reply),
        Buffer.concat([withMbap(7, reply), withMbap(8, reply)]),
        withCrc(reply),
        Buffer.concat([frame, withCrc(reply)]),
        withCrc(Buffer.from([1, 0x83, 2])),
        withMbap(7, Buffer.from([1, 0x83, 2])),
      ],
      take(input) {
        const scan = scanMbap(input);
        if (scan.kind === 'frame')
          mustHold(scan.end <= input.length && scan.frame.body.length >= 3, 'a frame beyond its end');
        holdsOtherFrame(input);
        for (const mayEcho of [false, true]) {
          const found = scanRtu(input, { frame, expected, mayEcho });
          if (found.kind === 'nothing') continue;
          mustHold(found.end <= input.length, 'a reply beyond its end');
          if (found.kind === 'reply')
            mustHold(codec.decode(request, found.body).length === 4, 'not the values asked for');
        }
      },
    };
  },
};
