import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { hasSocat } from '../drivers/link/pty-pair.ts';
import { type ForeignLines, openForeignLines } from './foreign-lines.ts';
import { compiled, foreignKinds, whyAbsent } from './foreign-server.ts';

const held = [11, 22, 33, 44];

/** Runs a client to its end; the answer is what it printed, whatever its exit code. */
function ran(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 10_000 }, (_error, stdout) => resolve(stdout));
  });
}

for (const kind of foreignKinds)
  describe(`A server of ${kind}, asked by a client of libmodbus and by mbpoll`, () => {
    let lines: ForeignLines | undefined;

    before(async function () {
      const why = whyAbsent(kind) ?? whyAbsent('libmodbus') ?? (hasSocat() ? undefined : 'socat is missing');
      if (why !== undefined) {
        console.log(`skipped: ${why}`);
        this.skip();
      }
      lines = await openForeignLines(kind);
      for (const space of ['holding', 'input'] as const) lines.server.put(9, space, 100, held);
      for (const space of ['coil', 'discrete'] as const) lines.server.put(9, space, 100, [1, 0, 1, 1]);
      await lines.server.settled();
    });
    after(() => lines?.close());

    const ask = (...args: readonly (string | number)[]): Promise<string> => {
      const address = lines?.server.addresses.tcp ?? '';
      return ran(compiled('libmodbus-client'), ['tcp', address, '9', ...args.map(String)]);
    };

    it('gives what its image holds in all four spaces, and refuses the rest', async () => {
      for (const [fc, values] of [
        [1, [1, 0, 1, 1]],
        [2, [1, 0, 1, 1]],
        [3, held],
        [4, held],
      ] as const) {
        const reply = JSON.parse(await ask(fc, 100, 4, 3)) as { errors: number; values: number[] };
        assert.deepEqual([reply.errors, reply.values], [0, values], `function ${fc}`);
        const refused = JSON.parse(await ask(fc, 101, 4, 1)) as { errors: number };
        assert.equal(refused.errors, 1);
      }
    });

    it('takes writes by all four functions, tells them, and holds them afterwards', async () => {
      assert.ok(lines);
      const { server } = lines;
      await server.writes(9);
      for (const [fc, values] of [
        [5, [0]],
        [15, [0, 1, 0, 1]],
        [6, [500]],
        [16, [1, 2, 3, 4]],
      ] as const) {
        assert.deepEqual(JSON.parse(await ask('write', fc, 100, ...values)), { written: values.length });
        assert.deepEqual(await server.writes(9), [{ unit: 9, function: fc, address: 100, values }]);
      }
      assert.match(await ask('write', 6, 104, 1), /error/);
      assert.deepEqual(await server.writes(9), []);
      const after = JSON.parse(await ask(3, 100, 4, 1)) as { values: number[] };
      assert.deepEqual(after.values, [1, 2, 3, 4]);
    });

    it('gives the same to mbpoll', async function () {
      assert.ok(lines);
      const [host = '', port = ''] = (lines.server.addresses.tcp ?? '').split(':');
      const args = ['-m', 'tcp', '-o', '5', '-a', '9', '-0', '-r', '100', '-c', '4', '-t', '3', '-1', '-p', port, host];
      const text = await ran('mbpoll', args);
      if (text === '') {
        console.log('skipped: mbpoll is missing');
        this.skip();
      }
      for (const [k, value] of held.entries()) assert.match(text, new RegExp(`\\[${100 + k}\\]:\\s+${value}`));
    });
  });
