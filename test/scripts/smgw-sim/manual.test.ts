import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { controlRoutes } from '../../../scripts/smgw-sim/control-server.ts';
import { faults } from '../../../scripts/smgw-sim/faults.ts';

const manual = readFileSync(new URL('../../../docs/smgw-sim.md', import.meta.url), 'utf8');
const rows = manual
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('the manual of smgw-sim', () => {
  it('has every fault as the program has it, and no other', () => {
    const printed = rows.filter((cells) => ['next', 'live', 'standing'].includes(cells[2] ?? ''));
    const has = Object.entries(faults).map(([name, { kind, does }]) => [`\`${name}\``, kind, does]);
    assert.deepEqual(
      printed.map((cells) => cells.slice(1, 4)),
      has,
    );
  });

  it('has every call of the control API', () => {
    const printed = rows.map(([, call = '']) => /^`((?:GET|PUT|POST|DELETE) [^?`]+)/.exec(call)?.[1]).filter(Boolean);
    assert.deepEqual(printed, controlRoutes);
  });
});
