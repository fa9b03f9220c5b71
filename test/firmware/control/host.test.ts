import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlHost } from '../../../firmware/control/host.ts';
import { nothingKnown } from '../../../firmware/domain/known.ts';

describe('rulings on their way from the worker to the disk', () => {
  it('are left out when a write has overtaken them: they were computed before it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'netwacht-host-'));
    const values: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const host = new ControlHost({
      ...{
        dir,
        failsafeOnly: false,
        known: nothingKnown,
        loopbackAllowed: true,
        freshAt: {},
        definitions: { definitions: new Map(), off: [] },
        onFreshAt: () => {},
        onGridSources: () => {},
        onOrderMarks: () => {},
      },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      worker: new URL('../../site/fixtures/rulings-worker.ts', import.meta.url),
      onRulings: (rulings) => {
        values.push(...rulings.map(({ value }) => value));
        if (values.includes(2)) resolve();
      },
      onFatal: (why) => assert.fail(why),
    });
    try {
      const first = host.tryVariables([]);
      host.settle(first, 'written');
      const second = host.tryVariables([]);
      host.settle(second, 'written');
      await promise;
      // All of them were told when both writes were on disk already.
      assert.deepEqual(values, [2]);
    } finally {
      await host.stop();
      rmSync(dir, { recursive: true });
    }
  });
});

describe('those who look at each cycle', () => {
  it('are told although one of them fails, which is said once', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'netwacht-host-'));
    const said: string[] = [];
    const seen: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const nothing = () => {};
    const host = new ControlHost({
      ...{ dir, failsafeOnly: false, known: nothingKnown, loopbackAllowed: true, freshAt: {} },
      definitions: { definitions: new Map(), off: [] },
      ...{ onFreshAt: nothing, onGridSources: nothing, onOrderMarks: nothing, onRulings: nothing },
      log: { debug() {}, info() {}, warn() {}, error: (_, message) => void said.push(message) },
      worker: new URL('../../site/fixtures/cycles-worker.ts', import.meta.url),
      onFatal: (why) => assert.fail(why),
    });
    try {
      host.onState(() => {
        throw new Error('a disk that cannot be read');
      });
      host.onState(({ cycle }) => {
        seen.push(cycle);
        if (cycle === 3) resolve();
      });
      await promise;
      assert.deepEqual([seen, said.length], [[1, 2, 3], 1]);
    } finally {
      await host.stop();
      rmSync(dir, { recursive: true });
    }
  });
});
