import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tidyCache } from '../../build/stages/tidy.ts';

const hourMs = 3600_000;
const nowMs = 1000 * hourMs;

describe('the cache of stages', () => {
  let cache = '';
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'netwacht-tidy-'));
  });
  afterEach(() => rmSync(cache, { recursive: true }));
  const put = (name: string, hoursAgo: number): void => {
    mkdirSync(join(cache, name));
    utimesSync(join(cache, name), (nowMs - hoursAgo * hourMs) / 1000, (nowMs - hoursAgo * hourMs) / 1000);
  };

  it('loses the results that were used longest ago, per stage and target', () => {
    for (let age = 1; age <= 9; age += 1) put(`slot-cm4-arm64-00000000000000a${age}`, age * 10);
    put('slot-generic-amd64-00000000000000b1', 500);
    tidyCache(cache, nowMs);
    assert.deepEqual(readdirSync(cache).sort(), [
      ...[1, 2, 3, 4, 5, 6].map((age) => `slot-cm4-arm64-00000000000000a${age}`),
      'slot-generic-amd64-00000000000000b1',
    ]);
  });

  it('keeps what is young, however much, and what is not of a stage', () => {
    for (let count = 10; count < 30; count += 1) put(`base-cm4-arm64-00000000000000${count}`, 1);
    put('base-cm4-arm64-0000000000000099', 3);
    put('part-base-aBc123', 1);
    for (const name of ['keys', 'latest']) put(name, 900);
    tidyCache(cache, nowMs);
    assert.equal(readdirSync(cache).length, 20 + 1 + 2);
  });

  it('loses what a cut build left', () => {
    put('part-boot-packages-aBc123', 3);
    tidyCache(cache, nowMs);
    assert.deepEqual(readdirSync(cache), []);
  });
});
