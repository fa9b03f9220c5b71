import assert from 'node:assert/strict';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import { checkNetworkSetting, factoryNetwork } from '../../../firmware/domain/network-setting.ts';
import { timeSettingSchema } from '../../../firmware/domain/time-setting.ts';

const fixed = { mode: 'fixed', address: '10.0.0.5/24' };
const whole = { ...factoryNetwork };

describe('a setting of the network', () => {
  const good: readonly object[] = [
    factoryNetwork,
    { ...whole, lan: { mode: 'dhcp', interface: 'end0' } },
    { ...whole, lan: fixed },
    { ...whole, lan: { ...fixed, gateway: '10.0.0.1', dns: ['10.0.0.1', '2620:fe::fe'] } },
    { ...whole, han: { interface: 'enx00e04c680001', mode: 'dhcp' } },
    { ...whole, han: { interface: 'eth1', mode: 'linkLocal' } },
    { ...whole, lan: fixed, han: { interface: 'eth1', mode: 'fixed', address: '10.0.1.5/24' } },
    { ...whole, hostname: 'keller-2' },
  ];
  for (const setting of good)
    it(`takes ${JSON.stringify(setting)}`, () => {
      assert.deepEqual(checkNetworkSetting(setting), setting);
    });

  const wrong: readonly (readonly [unknown, string])[] = [
    [null, ''],
    [{}, 'lan'],
    [{ ...whole, more: 1 }, ''],
    [{ ...whole, lan: { mode: 'static' } }, 'lan.mode'],
    [{ ...whole, lan: { mode: 'dhcp', address: '10.0.0.5/24' } }, 'lan'],
    [{ ...whole, lan: { mode: 'fixed' } }, 'lan.address'],
    ...[
      '10.0.0.5',
      '10.0.0.0/24',
      '10.0.0.255/24',
      '10.0.0.5/31',
      '10.0.0.5/7',
      '127.0.0.1/8',
      '224.0.0.1/24',
      '0.1.2.3/8',
      '010.0.0.5/24',
      '10.0.0.256/24',
      'fd00::5/64',
    ].map((address) => [{ ...whole, lan: { ...fixed, address } }, 'lan.address'] as const),
    [{ ...whole, lan: { ...fixed, gateway: '10.0.1.1' } }, 'lan.gateway'],
    [{ ...whole, lan: { ...fixed, gateway: '10.0.0.5' } }, 'lan.gateway'],
    [{ ...whole, lan: { ...fixed, dns: ['dns.example'] } }, 'lan.dns.0'],
    [{ ...whole, lan: { ...fixed, dns: Array(4).fill('10.0.0.1') } }, 'lan.dns'],
    ...['lo', '', 'eth0\n', 'eth0;reboot', '../x', 'abcdefghijklmnop', 'a b', '{', '*'].map(
      (name) => [{ ...whole, lan: { mode: 'dhcp', interface: name } }, 'lan.interface'] as const,
    ),
    [{ ...whole, han: { mode: 'dhcp' } }, 'han.interface'],
    [{ ...whole, lan: { mode: 'dhcp', interface: 'eth1' }, han: { interface: 'eth1', mode: 'dhcp' } }, 'han.interface'],
    [{ ...whole, lan: fixed, han: { interface: 'eth1', mode: 'fixed', address: '10.0.0.9/25' } }, 'han.address'],
    [{ ...whole, han: { interface: 'eth1', mode: 'fixed', address: '10.0.1.5/24', gateway: '10.0.1.1' } }, 'han'],
    ...['', 'Netwacht', '-a', 'a-', 'a.b', 'localhost', 'ü', 'a'.repeat(64)].map(
      (hostname) => [{ ...whole, hostname }, 'hostname'] as const,
    ),
  ];
  for (const [setting, path] of wrong)
    it(`refuses ${JSON.stringify(setting)} at "${path}"`, () => {
      assert.throws(
        () => checkNetworkSetting(setting),
        (error) => error instanceof NetwachtError && error.code === 'badNetwork' && error.path === path,
      );
    });
});

describe('a setting of the clock', () => {
  it('takes names and addresses of time servers', () => {
    const setting = { servers: ['pool.ntp.example', '10.0.0.1', 'fd00::1'], now: '2026-11-28T04:00:00Z' };
    assert.deepEqual(timeSettingSchema.parse(setting), setting);
  });

  for (const setting of [
    { servers: ['a b'] },
    { servers: ['a\nb'] },
    { servers: ['[Time]'] },
    { servers: [''] },
    { servers: Array(5).fill('a') },
    { now: 'today' },
    { now: '2026-11-28T04:00:00+01:00' },
    { later: true },
  ])
    it(`refuses ${JSON.stringify(setting)}`, () => {
      assert.equal(timeSettingSchema.safeParse(setting).success, false);
    });
});
