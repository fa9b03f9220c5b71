import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge, smallSite } from './documents.ts';

describe('addresses of what the box speaks to', () => {
  const hosts: readonly (readonly [string, boolean])[] = [
    ['10.0.0.5:1883', true],
    ['broker.lan:1883', true],
    ['[fd00::5]:1883', true],
    ['broker.lan:0', false],
    ['127.1:1883', false],
    ['2130706433:1883', false],
    ['..:1883', false],
  ];
  for (const [host, isRight] of hosts)
    it(`${isRight ? 'takes' : 'refuses'} ${host}`, () => {
      const read = readSite(
        {
          ...smallSite(),
          mqtt: { address: host },
          influx: { url: `http://${host}`, org: 'o', bucket: 'b' },
          members: [{ id: 'a', address: `http://${host}`, token: 't', failsafeA: 6 }],
          acceptFailsafeRisk: true,
        },
        knowledge,
      );
      const paths = read.ok ? [] : read.faults.map(({ path }) => path).sort();
      assert.deepEqual(paths, isRight ? [] : ['influx.url', 'members[0].address', 'mqtt.address']);
    });
});
