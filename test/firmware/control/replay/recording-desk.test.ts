import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { RecordingDesk } from '../../../../firmware/control/replay/recording-desk.ts';

const mebibyte = 1024 * 1024;

describe('the desk of the recording', () => {
  let dir = '';
  let nowMs = 0;
  let freeBytes = 1000 * mebibyte;
  /** Where the worker's lines go; undefined while none are asked for. */
  let onLine: ((line: string) => void) | undefined;
  const warnings: object[] = [];
  const desk = () =>
    new RecordingDesk({
      dir,
      clock: { monotonicMs: () => nowMs, wallMs: () => Date.UTC(2026, 10, 25) + nowMs },
      record: (listener) => {
        onLine = listener;
      },
      log: { warn: (facts) => void warnings.push(facts) },
      freeBytes: () => freeBytes,
    });
  /** What can be downloaded once the disk has all of it. */
  async function lines(of: RecordingDesk): Promise<string[]> {
    for (;;) {
      const stream = of.read();
      const read = stream === undefined ? '' : await text(stream);
      if (read.length === of.status().bytes) return read.split('\n').slice(0, -1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-recording-'));
    nowMs = 0;
    freeBytes = 1000 * mebibyte;
    warnings.length = 0;
  });
  // A file that was just opened may still come into being.
  afterEach(() => rmSync(dir, { recursive: true, maxRetries: 5 }));

  it('writes lines from start to stop, and gives whole ones meanwhile', async () => {
    const recording = desk();
    assert.deepEqual(recording.status(), { running: false, since: null, until: null, bytes: 0, ended: null });
    assert.equal(recording.read(), undefined);
    const { since, until, ...now } = recording.start(10);
    assert.deepEqual(now, { running: true, bytes: 0, ended: null });
    assert.deepEqual([since, until], ['2026-11-25T00:00:00.000Z', '2026-11-25T00:10:00.000Z']);
    onLine?.('{"a":1}');
    onLine?.('{"b":2}');
    assert.deepEqual(await lines(recording), ['{"a":1}', '{"b":2}']);
    nowMs = 5000;
    const stopped = recording.stop();
    assert.deepEqual([stopped.running, stopped.ended, stopped.until], [false, 'asked', '2026-11-25T00:00:05.000Z']);
    assert.equal(onLine, undefined);
    assert.deepEqual(recording.stop(), stopped);
    assert.deepEqual(warnings, []);
  });

  it('lets one recording run at a time; the next replaces it, also after the program began anew', async () => {
    const first = desk();
    first.start(1);
    assert.throws(() => first.start(1), { code: 'exists' });
    onLine?.('old');
    assert.deepEqual(await lines(first), ['old']);
    const second = desk();
    assert.deepEqual([second.status().ended, second.status().bytes], ['program', 4]);
    assert.deepEqual(await lines(second), ['old']);
    second.start(1);
    onLine?.('new');
    assert.deepEqual(await lines(second), ['new']);
  });

  it('ends by itself when its time is over', () => {
    const recording = desk();
    recording.start(1);
    nowMs = 60_000;
    onLine?.('too late');
    assert.deepEqual([recording.status().ended, recording.status().bytes, onLine], ['time', 0, undefined]);
  });

  it('ends while there is still room for the store, and starts with none', () => {
    const recording = desk();
    recording.start(1);
    freeBytes = 63 * mebibyte;
    onLine?.('one more');
    assert.equal(recording.status().ended, 'diskFull');
    assert.deepEqual(warnings, [{ ended: 'diskFull' }]);
    assert.throws(() => recording.start(1), { code: 'notPersisted' });
  });

  it('ends when a disk is so slow that lines pile up', () => {
    const recording = desk();
    recording.start(1);
    const line = 'x'.repeat(mebibyte);
    for (let k = 0; k < 9; k += 1) onLine?.(line);
    assert.equal(recording.status().ended, 'diskSlow');
  });

  it('ends when the file cannot be written', async () => {
    const gone = new RecordingDesk({
      dir: join(dir, 'not', 'there'),
      clock: { monotonicMs: () => nowMs, wallMs: () => nowMs },
      record: (listener) => {
        onLine = listener;
      },
      log: { warn: (facts) => void warnings.push(facts) },
      freeBytes: () => freeBytes,
    });
    gone.start(1);
    while (gone.status().running) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(gone.status().ended, 'writeFailed');
  });
});
