import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OutputRequest } from '../../../../firmware/control/outputs/output-request.ts';
import { OutputRunner, type RunnerView } from '../../../../firmware/control/outputs/output-runner.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { FakeTime } from '../../../drivers/device/fake-time.ts';

const to = (url: string): OutputRequest => ({ method: 'GET', url, body: undefined });

function runnerWith(options: { atMostEveryMs?: number; resendMs?: number; takesMs?: number } = {}) {
  const time = new FakeTime();
  const calls: [atMs: number, url: string][] = [];
  const views: RunnerView['state'][] = [];
  const other = { works: true, running: 0, mostAtOnce: 0 };
  const startMs = time.monotonicMs();
  const runner = new OutputRunner({
    ...{ clock: time, timers: { ...time, after: (ms, run) => time.after(ms, run), turn: () => time.settle() } },
    atMostEveryMs: options.atMostEveryMs ?? 1000,
    resendMs: options.resendMs,
    async send({ url }) {
      calls.push([time.monotonicMs() - startMs, url]);
      other.running += 1;
      other.mostAtOnce = Math.max(other.mostAtOnce, other.running);
      await new Promise<void>((resolve) => time.after(options.takesMs ?? 0, resolve));
      other.running -= 1;
      if (!other.works) throw new NetwachtError('unreachable', 'nobody is there');
    },
    onChange: ({ fault }) => void views.push(fault === undefined ? 'sent' : 'failing'),
  });
  return { time, runner, calls, other, views };
}

describe('an output on its way', () => {
  it('is sent once, and again only when something else is wanted', async () => {
    const { time, runner, calls } = runnerWith();
    runner.want(to('a'));
    await time.advance(5000);
    runner.want(to('a'));
    await time.advance(5000);
    assert.deepEqual(calls, [[0, 'a']]);
    runner.want(to('b'));
    await time.advance(5000);
    assert.deepEqual(calls.at(-1), [10_000, 'b']);
    assert.deepEqual([runner.view().state, runner.view().sent?.url, runner.view().waiting], ['sent', 'b', undefined]);
  });

  it('lets the last one win: what was wanted in between is never sent, and no two are under way', async () => {
    const { time, runner, calls, other } = runnerWith({ atMostEveryMs: 2000, takesMs: 500 });
    for (const url of ['a', 'b', 'c', 'd']) {
      runner.want(to(url));
      await time.advance(300);
    }
    await time.advance(10_000);
    assert.deepEqual(calls, [
      [0, 'a'],
      [2000, 'd'],
    ]);
    assert.equal(other.mostAtOnce, 1);
  });

  it('tries again after 1, 2, 4 … 60 s while nobody is there, and says so once', async () => {
    const { time, runner, calls, other, views } = runnerWith();
    other.works = false;
    runner.want(to('a'));
    await time.advance(200_000);
    const gaps = calls.map(([atMs], k) => atMs - (calls[k - 1]?.[0] ?? 0));
    assert.deepEqual(gaps, [0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    assert.deepEqual(views, ['failing']);
    assert.equal(runner.view().waiting?.url, 'a');
    other.works = true;
    await time.advance(60_000);
    assert.deepEqual([views, runner.view().state], [['failing', 'sent'], 'sent']);
  });

  it('gives up what has no value any more, and sends what held before again when it failed in between', async () => {
    const { time, runner, calls, other, views } = runnerWith();
    runner.want(to('a'));
    await time.advance(2000);
    other.works = false;
    runner.want(to('b'));
    await time.advance(500);
    runner.want(undefined);
    await time.advance(20_000);
    assert.deepEqual(
      calls.map(([, url]) => url),
      ['a', 'b'],
    );
    assert.deepEqual(views, ['failing', 'sent']);
    other.works = true;
    // Nobody knows whether b arrived: a is sent though it was the last that did.
    runner.want(to('a'));
    await time.advance(2000);
    assert.deepEqual(
      calls.map(([, url]) => url),
      ['a', 'b', 'a'],
    );
  });

  it('is sent again every so often where that is asked for, and when somebody asks', async () => {
    const { time, runner, calls } = runnerWith({ resendMs: 10_000 });
    runner.want(to('a'));
    await time.advance(25_000);
    assert.deepEqual(
      calls.map(([atMs]) => atMs),
      [0, 10_000, 20_000],
    );
    runner.again();
    await time.advance(100);
    assert.equal(calls.length, 4);
    runner.end();
    await time.advance(100_000);
    assert.equal(calls.length, 4);
  });

  it('holds what was wanted last in the end, whatever happens, at most one a second', async () => {
    const step = fc.record({
      url: fc.constantFrom('a', 'b', 'c'),
      works: fc.boolean(),
      ms: fc.integer({ min: 0, max: 4000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 3000 }),
        async (steps, takesMs) => {
          const { time, runner, calls, other } = runnerWith({ takesMs });
          for (const { url, works, ms } of steps) {
            other.works = works;
            runner.want(to(url));
            await time.advance(ms);
          }
          other.works = true;
          await time.advance(130_000);
          assert.equal(runner.view().sent?.url, steps.at(-1)?.url);
          assert.equal(other.mostAtOnce, 1);
          for (const [k, [atMs]] of calls.entries()) assert.ok(k === 0 || atMs - (calls[k - 1]?.[0] ?? 0) >= 1000);
        },
      ),
      { numRuns: 60 },
    );
  });
});
