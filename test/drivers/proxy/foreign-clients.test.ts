import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { hasSocat } from '../link/pty-pair.ts';
import { imageWord } from '../link/register-image.ts';
import { type ProxyBench, proxyBench } from './proxy-bench.ts';

const hasMbpoll = (): boolean => spawnSync('mbpoll', ['-V'], { stdio: 'ignore' }).error === undefined;
const hasPymodbus = (): boolean =>
  spawnSync('/usr/bin/python3', ['-c', 'import pymodbus'], { stdio: 'ignore' }).status === 0;

function run(program: string, args: readonly string[]): Promise<{ output: string; failed: boolean }> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: 15_000 }, (error, stdout, stderr) =>
      resolve({ output: `${stdout}${stderr}`, failed: error !== null }),
    );
  });
}

const python = `
import json, sys
from pymodbus.client import ModbusTcpClient
client = ModbusTcpClient('127.0.0.1', port=int(sys.argv[1]), timeout=5)
client.connect()
def code(answer): return getattr(answer, 'exception_code', 0)
out = {
  'holding': client.read_holding_registers(100, 6, slave=1).registers,
  'input': client.read_input_registers(7, 2, slave=2).registers,
  'coils': client.read_coils(20, 9, slave=1).bits[:9],
  'allowed': code(client.write_register(501, 7, slave=1)),
  'setpoint': code(client.write_register(505, 7, slave=1)),
  'over': code(client.write_registers(504, [1, 2], slave=1)),
  'other': code(client.write_register(9, 7, slave=1)),
  'coil': code(client.write_coil(9, True, slave=2)),
}
client.close()
print(json.dumps(out))
`;

for (const kind of ['tcp', 'serial'] as const)
  describe(`Clients that are not ours, by a proxy to a ${kind} line`, () => {
    let bench: ProxyBench;
    before(async function () {
      if (kind === 'serial' && !hasSocat()) this.skip();
      bench = await proxyBench(kind);
    });
    after(() => bench?.close());

    it('mbpoll (libmodbus) reads what the device holds and is told what it may not write', async function () {
      if (!hasMbpoll()) {
        console.log('skipped: mbpoll is missing');
        this.skip();
      }
      const to = ['-m', 'tcp', '-p', String(bench.port), '-a', '1', '-0', '-1', '-t', '4'];
      const read = await run('mbpoll', [...to, '-r', '100', '-c', '6', '127.0.0.1']);
      const values = [...read.output.matchAll(/^\[(\d+)\]:\s+(\d+)/gm)].map(([, at, value]) => [at, value].map(Number));
      assert.deepEqual(
        values,
        [0, 1, 2, 3, 4, 5].map((k) => [100 + k, imageWord(1, 3, 100 + k)]),
        read.output,
      );
      const allowed = await run('mbpoll', [...to, '-r', '501', '127.0.0.1', '7']);
      assert.equal(allowed.failed, false, allowed.output);
      const refused = await run('mbpoll', [...to, '-r', '505', '127.0.0.1', '7']);
      assert.match(refused.output, /Illegal data address/);
    });

    it('pymodbus does too', async function () {
      if (!hasPymodbus()) {
        console.log('skipped: python3-pymodbus is missing');
        this.skip();
      }
      const { output } = await run('/usr/bin/python3', ['-c', python, String(bench.port)]);
      assert.deepEqual(JSON.parse(output.trim().split('\n').at(-1) ?? ''), {
        holding: [0, 1, 2, 3, 4, 5].map((k) => imageWord(1, 3, 100 + k)),
        input: [imageWord(2, 4, 7), imageWord(2, 4, 8)],
        coils: Array.from({ length: 9 }, (_, k) => imageWord(1, 1, 20 + k) === 1),
        ...{ allowed: 0, setpoint: 2, over: 2, other: 2, coil: 1 },
      });
    });
  });
