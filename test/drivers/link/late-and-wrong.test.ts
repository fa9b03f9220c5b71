import assert from 'node:assert/strict';
import { trueReply } from './faults.ts';
import { openLineUnderTest } from './line-under-test.ts';
import { imageWord } from './register-image.ts';

const timeoutMs = 100;
/** So much after the time-out the device wakes up, and answers what it was asked first with a wrong length. */
const lateMs = 60;

const block = { unitId: 1, functionCode: 3, address: 100, priority: 'fast', timeoutMs, queueMs: 2_000 } as const;

describe('a device that stands still for a while and then gets the length or the unit of its reply wrong', () => {
  for (const fault of ['long', 'short'] as const)
    it(`gives no wrong value: ${fault}`, async () => {
      let asked = 0;
      const line = await openLineUnderTest({
        ...{ kind: 'rtu-over-tcp', timeoutMs, seed: 1 },
        fault: () => (asked++ === 0 ? fault : undefined),
        replyOf: async ({ body }) => {
          if (asked === 0) await new Promise((resolve) => setTimeout(resolve, timeoutMs + lateMs));
          return trueReply(body);
        },
      });
      await assert.rejects(line.bus.read({ ...block, quantity: 6 }), { fault: 'timeout' });
      // The very length that the wrong reply will have.
      const next = { ...block, address: 500, quantity: fault === 'short' ? 1 : 7 };
      let good = 0;
      for (let k = 0; k < 3; k++) {
        const reply = await line.bus.read(next).catch(() => undefined);
        if (reply === undefined) continue;
        good += 1;
        assert.deepEqual(
          [...reply.values],
          Array.from({ length: next.quantity }, (_, i) => imageWord(1, 3, 500 + i)),
        );
      }
      assert.ok(good > 0);
      await line.close();
    });

  for (const fault of ['wrongunit', 'otherunit'] as const)
    it(`gives no wrong value where it names another unit: ${fault}`, async () => {
      let asked = 0;
      const line = await openLineUnderTest({
        ...{ kind: 'rtu-over-tcp', timeoutMs, seed: 1 },
        fault: () => (asked++ === 0 ? fault : undefined),
        replyOf: async ({ body }) => {
          if (asked === 0) await new Promise((resolve) => setTimeout(resolve, timeoutMs + lateMs));
          return trueReply(body);
        },
      });
      await assert.rejects(line.bus.read({ ...block, quantity: 6 }), { fault: 'timeout' });
      const next = { ...block, unitId: 2, address: 500, quantity: 6 };
      const { values } = await line.bus.read(next);
      assert.deepEqual(
        [...values],
        Array.from({ length: 6 }, (_, i) => imageWord(2, 3, 500 + i)),
      );
      await line.close();
    });
});
