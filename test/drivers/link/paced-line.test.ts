import assert from 'node:assert/strict';
import type { ReadRequest } from '../../../drivers/bus/types.ts';
import { openPacedLine, type PacedLine } from './paced-line.ts';
import { hasSocat } from './pty-pair.ts';
import { imageWord } from './register-image.ts';

const read: ReadRequest = {
  unitId: 1,
  functionCode: 3,
  address: 0,
  quantity: 6,
  priority: 'fast',
  timeoutMs: 150,
  queueMs: 60_000,
};

describe('a serial line with a real rate', () => {
  let line: PacedLine;

  before(function () {
    if (hasSocat()) return;
    console.log('skipped: socat is missing, and with it the pseudo terminals');
    this.skip();
  });

  afterEach(() => line?.close());

  it('gives a long reply the time it takes on the wire, beside the time of the device', async () => {
    line = await openPacedLine(9_600);
    // 255 bytes at 9,600 baud: 266 ms, more than the time-out.
    const { values } = await line.bus.read({ ...read, quantity: 125 });
    assert.ok(values.every((value, i) => value === imageWord(1, 3, i)));
    assert.equal(line.wire.bytes, 8 + 255);
  });

  /** What is counted is bytes: a machine that stands still for a moment is no time-out. */
  const patient = { timeoutMs: 5_000, queueMs: 20_000 };

  it('spends at least nine bytes of ten on what was asked, in a poll loop over three units', async () => {
    line = await openPacedLine(38_400);
    const units = [1, 2, 3];
    const rounds = 10;
    for (let round = 0; round < rounds; round++) {
      const replies = await Promise.all(
        units.map((unitId) => line.bus.read({ ...read, ...patient, unitId, spare: 2 })),
      );
      replies.forEach(({ values }, i) => {
        assert.deepEqual(
          [...values],
          Array.from({ length: 6 }, (_, address) => imageWord(i + 1, 3, address)),
        );
      });
    }
    const asked = rounds * units.length * (8 + 5 + 2 * read.quantity);
    assert.ok(asked / line.wire.bytes >= 0.9, `${asked} of ${line.wire.bytes} bytes`);
  });

  it('spends at least eight bytes of ten on what was asked, with one block of one unit again and again', async () => {
    line = await openPacedLine(38_400);
    const polls = 20;
    for (let poll = 0; poll < polls; poll++) await line.bus.read({ ...read, ...patient, spare: 2 });
    const asked = polls * (8 + 5 + 2 * read.quantity);
    assert.ok(asked / line.wire.bytes >= 0.8, `${asked} of ${line.wire.bytes} bytes`);
    assert.equal(line.device.asked.length, polls, 'nothing else was read');
  });
});
