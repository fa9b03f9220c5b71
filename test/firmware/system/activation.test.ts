import assert from 'node:assert/strict';
import { takeHandedSockets } from '../../../firmware/system/activation.ts';

const none = { http: undefined, https: undefined };

describe('sockets that systemd hands over', () => {
  const cases: readonly (readonly [string, Record<string, string>, object])[] = [
    ['none', {}, none],
    ['both', { LISTEN_PID: '7', LISTEN_FDS: '2', LISTEN_FDNAMES: 'http:https' }, { http: 3, https: 4 }],
    [
      'both, the other way round',
      { LISTEN_PID: '7', LISTEN_FDS: '2', LISTEN_FDNAMES: 'https:http' },
      { http: 4, https: 3 },
    ],
    ['one', { LISTEN_PID: '7', LISTEN_FDS: '1', LISTEN_FDNAMES: 'http' }, { http: 3, https: undefined }],
    ['those of the parent', { LISTEN_PID: '6', LISTEN_FDS: '2', LISTEN_FDNAMES: 'http:https' }, none],
    ['a count of nothing', { LISTEN_PID: '7', LISTEN_FDS: '0', LISTEN_FDNAMES: '' }, none],
  ];
  for (const [what, env, expected] of cases)
    it(`are read: ${what}`, () => {
      const surroundings: Record<string, string | undefined> = { ...env, PATH: '/bin' };
      assert.deepEqual(takeHandedSockets(surroundings, 7), expected);
      assert.deepEqual(surroundings, { PATH: '/bin' });
    });

  for (const names of ['ocpp', '', 'http:http', 'http'])
    it(`are refused when nobody would serve them: two called "${names}"`, () => {
      const env = { LISTEN_PID: '7', LISTEN_FDS: '2', LISTEN_FDNAMES: names };
      assert.throws(() => takeHandedSockets(env, 7), { code: 'badSetting' });
    });
});
