import assert from 'node:assert/strict';
import { parseDestination, parseEndpoint, parseListen } from '../../../firmware/domain/gateway-address.ts';

const text = (endpoint: ReturnType<typeof parseEndpoint>) => endpoint && `${endpoint.host} ${endpoint.port}`;

describe('addresses of the gateway', () => {
  const good: readonly [given: string, read: string][] = [
    ['10.11.120.2:4433', '10.11.120.2 4433'],
    ['smgw.local:443', 'smgw.local 443'],
    ['[fe80::1%eth1]:4433', 'fe80::1%eth1 4433'],
    ['[::1]:1', '::1 1'],
    ['tls://192.168.1.200', '192.168.1.200 443'],
    ['https://smgw.local:8443/', 'smgw.local 8443'],
    ['tls://[fe80::1%eth1]', 'fe80::1%eth1 443'],
    ['TLS://a:65535', 'a 65535'],
  ];
  for (const [given, read] of good) it(`reads ${given}`, () => assert.equal(text(parseEndpoint(given)), read));

  const bad = [
    '',
    'smgw.local',
    '10.11.120.2',
    ':443',
    'a:0',
    'a:65536',
    'a:x',
    'fe80::1:443',
    '[fe80::g]:443',
    '[10.0.0.1]:443',
    'user@a:443',
    'http://a:80',
    'tls://a/x',
    'a b:1',
    '10.1:443',
    '1.2.3.256:443',
    '[::1%]:443',
    '-a:1',
    'a:443 ',
  ];
  for (const given of bad) it(`refuses "${given}"`, () => assert.equal(parseEndpoint(given), undefined));

  it('listens on IP addresses only, and names a far end without a scheme', () => {
    assert.equal(text(parseListen('10.11.120.3:4433')), '10.11.120.3 4433');
    assert.equal(text(parseListen('[::]:4433')), ':: 4433');
    assert.equal(parseListen('smgw.local:4433'), undefined);
    assert.equal(parseListen('tls://10.11.120.3'), undefined);
    assert.equal(text(parseDestination('emt.example:443')), 'emt.example 443');
    assert.equal(parseDestination('https://emt.example'), undefined);
  });
});
