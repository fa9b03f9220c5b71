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
