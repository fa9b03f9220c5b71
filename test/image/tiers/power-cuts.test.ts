import assert from 'node:assert/strict';
import type { LogEntry } from '../blklog/format.ts';
import { allowedValues } from './power-cuts.ts';

describe('a value after a power cut', () => {
  const entries = [100, 200, 300, 400, 500].map((endOffset): LogEntry => {
    return { kind: 'write', diskOffset: 0, lengthBytes: 0, dataOffset: 0, endOffset };
  });
  const written = [
    { value: 0, askedAtBytes: 0, answeredAtBytes: 100 },
    { value: 1, askedAtBytes: 100, answeredAtBytes: 300 },
    { value: 2, askedAtBytes: 300, answeredAtBytes: Number.POSITIVE_INFINITY },
  ];

  it('is the last one that was answered, or one that was asked for', () => {
    const allowed = (cut: number) => allowedValues(written, entries, cut);
    assert.deepEqual(allowed(1), [0]);
    assert.deepEqual(allowed(2), [0, 1]);
    assert.deepEqual(allowed(3), [1]);
    assert.deepEqual(allowed(5), [1, 2]);
  });
});
