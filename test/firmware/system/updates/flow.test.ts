import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { flowInto } from '../../../../firmware/system/updates/flow.ts';

const flow = { sizeBytes: 2000, floorBytes: 500, floorMs: 40, totalMs: 10_000 };
const kilobyte = Buffer.alloc(1000);

describe('the flow of a bundle', () => {
  it('does not hold the time that the disk takes against the sender', async () => {
    const body = new PassThrough();
    const taken: number[] = [];
    const flowing = flowInto(body, flow, async (chunk) => {
      if (taken.length === 0) await sleep(5 * flow.floorMs);
      taken.push(chunk.length);
    });
    body.write(kilobyte);
    body.end(kilobyte);
    await flowing;
    assert.equal(
      taken.reduce((sum, bytes) => sum + bytes, 0),
      2000,
    );
  });

  it('gives up a sender who sends nothing for as long', async () => {
    const body = new PassThrough();
    body.write(kilobyte);
    await assert.rejects(
      flowInto(body, flow, async () => undefined),
      { code: 'tooSlow', message: /after 1000 of 2000 bytes/ },
    );
  });
});
