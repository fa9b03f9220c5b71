import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge } from '../../../../scripts/site/in-process/products.ts';

describe('register servers of a site', () => {
  const faults = (...registerServers: object[]): readonly (string | undefined)[] => {
    const result = readSite(
      {
        ...{ name: 'x', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 35 }], registerServers },
        lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
        devices: [
          { id: 'E1', definition: 'a-box', address: '10.0.0.1:502', proxy: { port: 1502 } },
          { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
        ],
      },
      knowledge,
    );
    return result.ok ? [] : result.faults.map(({ path }) => path);
  };

  it('stand on ports of their own, for devices that are there; meters are not written', () => {
    assert.deepEqual(faults({ device: 'E1', port: 1503, allow: ['10.0.0.7', '10.0.0.0/24'], writes: true }), []);
    assert.deepEqual(faults({ device: 'E1', port: 1502 }), ['registerServers[0].port']);
    assert.deepEqual(faults({ device: 'E1', port: 1503 }, { device: 'M1', port: 1503 }), ['registerServers[1].port']);
    assert.deepEqual(faults({ device: 'E7', port: 1503 }), ['registerServers[0].device']);
    assert.deepEqual(faults({ device: 'M1', port: 1503, writes: true }), ['registerServers[0].writes']);
    for (const wrong of [{ port: 502 }, { port: 19_520 }, { allow: ['::1'] }, { allow: ['host'] }, { leaseS: 5 }])
      assert.equal(faults({ device: 'E1', port: 1503, ...wrong }).length, 1, JSON.stringify(wrong));
  });
});
