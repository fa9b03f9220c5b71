import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../drivers/definitions/write-frame.ts', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

describe('A frame written for a definition', () => {
  it('has a CRC over serial and a header over TCP', () => {
    assert.deepEqual(JSON.parse(run('rtu', '1', '4', '52', '0x4489', '0xe800').stdout), {
      framing: 'rtu',
      request: '0104003400023005',
      reply: '0104044489e800709e',
    });
    assert.deepEqual(JSON.parse(run('tcp', '255', '3', '5004', '10').stdout), {
      framing: 'tcp',
      request: '4e5700000006ff03138c0001',
      reply: '4e5700000005ff0302000a',
    });
  });

  it('is not made from what is no word, unit or function', () => {
    for (const bad of [
      ['rtu', '1', '4', '52'],
      ['rtu', '1', '6', '52', '1'],
      ['tcp', '256', '3', '1', '1'],
      ['tcp', '1', '3', '1', '-3'],
    ])
      assert.equal(run(...bad).status, 1, bad.join(' '));
  });
});
