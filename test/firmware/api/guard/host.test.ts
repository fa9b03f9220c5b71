import assert from 'node:assert/strict';
import { hostAllowed } from '../../../../firmware/api/guard/host.ts';

const names = ['netwacht-0001.local', 'Box.example.org'];

describe('the Host allow-list', () => {
  for (const host of [
    '127.0.0.1',
    '127.0.0.1:8080',
    '10.0.2.15',
    '192.168.178.20:80',
    '[::1]',
    '[fe80::1]:8080',
    '[::ffff:10.0.0.1]:80',
    'localhost',
    'LOCALHOST:8080',
    'localhost.',
    'netwacht-0001.local',
    'NETWACHT-0001.local.:8443',
    'box.example.org',
  ])
    it(`lets ${host} in`, () => assert.equal(hostAllowed(host, names), true));

  for (const host of [
    undefined,
    '',
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    'sub.localhost',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
    '127.1',
    '2130706433',
    '0x7f000001',
    '[evil.example]',
    '[::1',
    '::1',
    'netwacht-0001.local evil.example',
    'netwacht-0001.localx',
    'localhost:',
    'localhost:80:80',
    '127.0.0.1/evil',
  ])
    it(`refuses ${host ?? 'no Host at all'}`, () => assert.equal(hostAllowed(host, names), false));
});
