import { scanMbap, withMbap } from '../../../drivers/link/mbap.ts';
import { checkRequest } from '../../../drivers/link/request.ts';
import { readClientRequest } from '../../../drivers/proxy/client-request.ts';
import { whyRefused } from '../../../drivers/proxy/write-rules.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const held = { unitId: undefined, space: 'register', from: 20, to: 29, what: 'a set-point' } as const;
const rules = { allowed: [{ unitId: 1, from: 0, to: 99 }], protectedRanges: [held], hasBroadcast: true };

/** What a client of a Modbus proxy sends. */
export const proxyRequests: FuzzTarget = {
  name: 'proxy-requests',
  share: 6,
  maxBytes: 600,
  words: ['\u0001\u0006\0', '\u0001\u0010\0', '\u0001\u0003\0'],
  open() {
    const bodies = [
      [1, 3, 0, 7, 0, 4],
      [1, 5, 0, 7, 0xff, 0],
      [1, 6, 0, 19, 0, 1],
      [1, 15, 0, 18, 0, 9, 2, 1, 1],
      [1, 16, 0, 18, 0, 2, 4, 0, 1, 0, 2],
    ];
    return {
      seeds: bodies.map((body) => withMbap(7, Buffer.from(body))),
      take(input) {
        for (let rest = input; ; ) {
          const scan = scanMbap(rest);
          if (scan.kind !== 'frame') return;
          rest = rest.subarray(scan.end);
          const asked = readClientRequest(scan.frame.body);
          if (asked.kind === 'refused') continue;
          checkRequest(asked.request);
          if (asked.kind === 'read' || whyRefused(asked.request, rules) !== undefined) continue;
          const { unitId, functionCode, address, values } = asked.request;
          const last = address + values.length - 1;
          mustHold(unitId === 1 && last <= 99, 'a write beyond what is allowed');
          const isRegister = functionCode === 6 || functionCode === 16;
          mustHold(!isRegister || last < held.from || address > held.to, 'a write of a set-point');
        }
      },
    };
  },
};
