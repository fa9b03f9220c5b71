import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { seededRandom } from '../../../scripts/site/random.ts';
import { type LogEntry, readLog } from './format.ts';
import { cutPoints, durableCount, pieceBytes, survivors } from './power-cut.ts';
import { Replay } from './replay.ts';

const sector = 512;

function head(entries = 0): Buffer {
  const bytes = Buffer.alloc(sector);
  bytes.writeBigUInt64LE(0x6a736677736872n, 0);
  bytes.writeBigUInt64LE(1n, 8);
  bytes.writeBigUInt64LE(BigInt(entries), 16);
  bytes.writeUInt32LE(sector, 24);
  return bytes;
}

function entry(at: number, sectors: number, flags: number, fill?: number): Buffer {
  const bytes = Buffer.alloc(sector + (fill === undefined ? 0 : sectors * sector), fill ?? 0);
  bytes.fill(0, 0, sector);
  bytes.writeBigUInt64LE(BigInt(at), 0);
  bytes.writeBigUInt64LE(BigInt(sectors), 8);
  bytes.writeBigUInt64LE(BigInt(flags), 16);
  return bytes;
}

const write = (at: number, sectors: number, fill: number) => entry(at, sectors, 0, fill);
const flush = () => entry(0, 0, 1);

describe('a log of writes', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);
  const log = (...parts: Buffer[]) => {
    writeFileSync(file('log'), Buffer.concat([head(), ...parts]));
    return readLog(file('log'));
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-blklog-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is read entry by entry, with the place of data and end', () => {
    assert.deepEqual(log(write(8, 2, 7), flush(), entry(16, 4, 4)), [
      { kind: 'write', diskOffset: 4096, lengthBytes: 1024, dataOffset: 1024, endOffset: 2048 },
      { kind: 'flush', diskOffset: 0, lengthBytes: 0, dataOffset: 2560, endOffset: 2560 },
      { kind: 'discard', diskOffset: 8192, lengthBytes: 2048, dataOffset: 3072, endOffset: 3072 },
    ]);
  });

  it('ends where QEMU was killed: in a hole, in half a write, in rubbish', () => {
    assert.equal(log(write(0, 1, 1), Buffer.alloc(sector), write(0, 1, 1)).length, 1);
    assert.equal(log(write(0, 1, 1), write(0, 4, 1).subarray(0, 3 * sector)).length, 1);
    assert.equal(log(write(0, 1, 1), entry(0, 0, 0xff)).length, 1);
  });

  it('is refused when it is none', () => {
    writeFileSync(file('log'), Buffer.alloc(4096));
    assert.throws(() => readLog(file('log')), /no log/);
  });

  it('brings what was flushed onto the disk, and of the rest what survived', () => {
    const entries = log(write(0, 1, 1), write(8, 8, 2), flush(), write(0, 1, 3), write(8, 16, 4));
    writeFileSync(file('disk'), Buffer.alloc(16_384, 9));
    const replay = new Replay({ logFile: file('log'), diskFile: file('disk'), entries });
    replay.forwardTo(5);
    const durable = readFileSync(file('disk'));
    assert.deepEqual([durable[0], durable[512], durable[4096], durable[8191], durable[8192]], [1, 9, 2, 2, 9]);
    writeFileSync(file('cut'), durable);
    const [, big] = survivors(entries, 5, 'all', Math.random);
    assert.ok(big);
    replay.addTo(file('cut'), [{ ...big, parts: [{ from: 4096, to: 8192 }] }]);
    const cut = readFileSync(file('cut'));
    assert.deepEqual([cut[0], cut[4096], cut[8192], cut[12_287], cut[12_288]], [1, 2, 4, 4, 9]);
    assert.throws(() => replay.forwardTo(1), /before that/);
    replay.close();
  });

  it('has a discard read as zeros', () => {
    const entries = log(entry(0, 2, 4), flush());
    writeFileSync(file('disk'), Buffer.alloc(2048, 9));
    const replay = new Replay({ logFile: file('log'), diskFile: file('disk'), entries });
    replay.forwardTo(2);
    replay.close();
    assert.deepEqual([...readFileSync(file('disk'))].lastIndexOf(0), 1023);
  });
});

const anyEntry = fc
  .tuple(fc.constantFrom('write', 'write', 'flush', 'discard'), fc.nat(64), fc.integer({ min: 1, max: 40 }))
  .map(([kind, at, sectors]): LogEntry => {
    const none = kind === 'flush';
    const places = { diskOffset: none ? 0 : at * sector, lengthBytes: none ? 0 : sectors * sector };
    return { kind: kind as LogEntry['kind'], ...places, dataOffset: 0, endOffset: 0 };
  });
const anyLog = fc.array(anyEntry, { minLength: 1, maxLength: 60 });

describe('a power cut', () => {
  it('leaves everything that was flushed, and nothing that came after the cut', () => {
    fc.assert(
      fc.property(anyLog, fc.nat(60), fc.nat(), (entries, at, seed) => {
        const cut = Math.min(at, entries.length);
        const durable = durableCount(entries, cut);
        assert.ok(durable <= cut);
        assert.equal(
          entries.slice(durable, cut).some(({ kind }) => kind === 'flush'),
          false,
        );
        const open = entries.slice(durable, cut);
        for (const { entry: one } of survivors(entries, cut, 'some', seededRandom(seed).next))
          assert.ok(open.includes(one));
      }),
    );
  });

  it('with all of it leaves every byte, with none nothing', () => {
    fc.assert(
      fc.property(anyLog, (entries) => {
        const cut = entries.length;
        assert.deepEqual(survivors(entries, cut, 'none', Math.random), []);
        const total = (list: readonly LogEntry[]) => list.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0);
        const left = survivors(entries, cut, 'all', Math.random).flatMap(({ parts }) => parts);
        const open = entries.slice(durableCount(entries, cut));
        assert.equal(
          left.reduce((sum, { from, to }) => sum + to - from, 0),
          total(open),
        );
      }),
    );
  });

  it('tears a write only where a piece of the medium begins', () => {
    fc.assert(
      fc.property(anyLog, fc.nat(), (entries, seed) => {
        for (const { entry: one, parts } of survivors(entries, entries.length, 'some', seededRandom(seed).next))
          for (const { from, to } of parts) {
            assert.ok(from === 0 || (one.diskOffset + from) % pieceBytes === 0);
            assert.ok(to === one.lengthBytes || (one.diskOffset + to) % pieceBytes === 0);
          }
      }),
    );
  });

  it('is played at as many distinct points as asked for, ascending, half of them just before a flush', () => {
    const entries = Array.from({ length: 400 }, (_, k): LogEntry => {
      const kind = k % 4 === 3 ? 'flush' : 'write';
      return { kind, diskOffset: 0, lengthBytes: 512, dataOffset: 0, endOffset: 0 };
    });
    const points = cutPoints(entries, 100, 50, seededRandom(3).next);
    assert.equal(new Set(points).size, 50);
    assert.deepEqual(
      points,
      [...points].sort((a, b) => a - b),
    );
    assert.ok(points.every((point) => point > 100 && point <= 400));
    assert.ok(points.filter((point) => entries[point]?.kind === 'flush').length >= 25);
  });
});
