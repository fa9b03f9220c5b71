import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import { describeEnd, type ProcessEnd, type Supervised, supervise } from '../../scripts/supervise.ts';

const program = fileURLToPath(new URL('fixtures/child.ts', import.meta.url));
const quick = { stdio: ['ignore', 'pipe', 'ignore'] as const, backOffMs: [1, 2, 5] as const };

/** Starts a child of a behaviour, and lets a test wait for what happens to it. */
function watch(behaviour: string, graceMs = 5000, recoveredAfterMs?: number) {
  const ends: (ProcessEnd & { readonly waitMs: number | undefined })[] = [];
  const starts: ChildProcess[] = [];
  let changed = Promise.withResolvers<void>();
  let output = '';
  const tell = (): void => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const supervised: Supervised = supervise({
    ...{ args: [program, behaviour], stdio: [...quick.stdio], backOffMs: quick.backOffMs, graceMs },
    ...(recoveredAfterMs === undefined ? {} : { recoveredAfterMs }),
    onStart: (child) => {
      starts.push(child);
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
        tell();
      });
    },
    onUnaskedEnd: (end, waitMs) => {
      ends.push({ ...end, waitMs });
      tell();
    },
  });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await changed.promise;
  };
  return { supervised, ends, starts, until, output: () => output };
}

describe('the supervisor', () => {
  it('starts a program again that ends with a fault or without, waiting longer each time up to the last', async () => {
    const { supervised, ends, until } = watch('exit3');
    await until(() => ends.length === 4);
    await supervised.stop();
    assert.deepEqual(
      ends.slice(0, 4),
      [1, 2, 5, 5].map((waitMs) => ({ code: 3, signal: null, waitMs })),
    );

    const clean = watch('exit0');
    await clean.until(() => clean.ends.length === 2);
    assert.equal(await clean.supervised.stop(), 0);
  });

  it('starts a program again that was killed', async () => {
    const { supervised, ends, starts, until, output } = watch('polite');
    await until(() => output() === 'up\n');
    starts[0]?.kill('SIGKILL');
    await until(() => output() === 'up\nup\n');
    assert.equal(ends[0]?.signal, 'SIGKILL');
    assert.equal(supervised.restarts, 1);
    assert.notEqual(starts[0]?.pid, supervised.pid);
    assert.equal(await supervised.stop(), 0);
  });

  it('waits the first time again once a program has run long enough', async () => {
    const { supervised, ends, until } = watch('exit3', 5000, 0);
    await until(() => ends.length === 3);
    await supervised.stop();
    assert.deepEqual(
      ends.slice(0, 3).map(({ waitMs }) => waitMs),
      [1, 1, 1],
    );
  });

  it('does not start a program again that says only a person can help', async () => {
    const { supervised, ends, starts } = watch('exit78');
    assert.equal(await supervised.ended, 78);
    assert.deepEqual(ends, [{ code: 78, signal: null, waitMs: undefined }]);
    assert.equal(starts.length, 1);
    assert.equal(describeEnd(ends[0] ?? assert.fail()), 'ended with code 78');
  });

  it('passes the signal on and ends when the program has', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { supervised, ends, until, output } = watch('polite');
      await until(() => output() === 'up\n');
      assert.equal(await supervised.stop(signal), 0);
      await until(() => output() === `up\n${signal}\n`);
      assert.deepEqual(ends, []);
    }
  });

  it('kills a program that does not end within its grace', async () => {
    const { supervised, until, output } = watch('stubborn', 50);
    await until(() => output() === 'up\n');
    assert.equal(await supervised.stop(), 137);
    assert.equal(supervised.pid, undefined);
  });

  it('ends at once when it is asked while it waits for the next start', async () => {
    const started: number[] = [];
    const supervised = supervise({
      ...{ args: [program, 'exit3'], stdio: 'ignore', backOffMs: [600_000] },
      onStart: ({ pid }) => started.push(pid ?? 0),
      onUnaskedEnd: () => void supervised.stop(),
    });
    assert.equal(await supervised.ended, 0);
    assert.equal(started.length, 1);
  });

  it('runs in the foreground, ends on SIGTERM and gives back the exit code', async () => {
    const supervisor = fileURLToPath(new URL('../../scripts/supervise.ts', import.meta.url));
    const foreground = spawn(process.execPath, [supervisor, program, 'polite'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    foreground.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output === 'up\n') foreground.kill('SIGTERM');
    });
    const [code] = await once(foreground, 'close');
    assert.equal(code, 0);
    assert.equal(output, 'up\nSIGTERM\n');

    const [hopeless] = await once(
      spawn(process.execPath, [supervisor, program, 'exit78'], { stdio: 'ignore' }),
      'close',
    );
    assert.equal(hopeless, 78);
  });
});
