import assert from 'node:assert/strict';
import { lanProxies } from '../../../../firmware/domain/site/lan-proxies.ts';
import { siteSchema } from '../../../../firmware/domain/site/schema.ts';
import { sunspec, sunspecInForce } from '../../../../firmware/domain/site/sunspec.ts';

const said = { port: 1600, allow: ['10.0.0.7'], writes: true, leaseS: 30 };
const on = sunspec.parse({ enabled: true, ...said });
const off = sunspec.parse({ enabled: false, ...said });
const toReadHere = sunspec.parse({ enabled: true, port: 1700, allow: [], writes: false });

describe('the SunSpec server in force', () => {
  for (const [title, config, portOfStart, wanted] of [
    ['is off where nobody switches it on', undefined, undefined, undefined],
    ['is off where the site switches it off', off, undefined, undefined],
    ['is as the site says', on, undefined, on],
    ['is as the site says, on the port of the start', on, 1700, { ...on, port: 1700 }],
    ['is for programs of this machine, to read, where only the start opens it', undefined, 1700, toReadHere],
    ['is no more than that where the site switches it off', off, 1700, toReadHere],
  ] as const)
    it(title, () => {
      assert.deepEqual(sunspecInForce(config, portOfStart), wanted);
    });

  it('has its port opened to others only where there are others on its list', () => {
    const site = (config: object) =>
      siteSchema.parse({ name: 'x', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 35 }], sunspec: config });
    assert.deepEqual(lanProxies(site(on)), [1600]);
    assert.deepEqual(lanProxies(site(on), 1700), [1700]);
    assert.deepEqual(lanProxies(site(off), 1700), []);
  });
});
