import assert from 'node:assert/strict';
import { factoryNetwork } from '../../../../firmware/domain/network-setting.ts';
import { firewallSets } from '../../../../firmware/system/root/firewall-sets.ts';
import { choose, gatewayOf, nameServersOf, wiredInterfaces } from '../../../../firmware/system/root/interfaces.ts';
import { networkdFiles } from '../../../../firmware/system/root/networkd-files.ts';
import { FakeBox } from './fake-box.ts';

const wired = (...names: readonly string[]) => names.map((name) => ({ name, mac: '', carrier: true }));
const lines = (text: string | undefined): string[] => (text ?? '').split('\n');

describe('S22 files of the network', () => {
  const han = { interface: 'eth1', mode: 'dhcp' } as const;

  it('ask for an address on the LAN and answer to the name there', () => {
    const files = networkdFiles(factoryNetwork, { lan: 'end0', han: undefined });
    assert.deepEqual([...files.keys()], ['20-netwacht-lan.network']);
    const lan = lines(files.get('20-netwacht-lan.network'));
    for (const line of [
      'Name=end0',
      'DHCP=ipv4',
      'MulticastDNS=yes',
      'LLMNR=no',
      'Hostname=netwacht',
      'IPv4Forwarding=no',
    ])
      assert.ok(lan.includes(line), line);
  });

  it('give the LAN a fixed address with what belongs to it', () => {
    const fixed = { mode: 'fixed', address: '10.0.0.5/24', gateway: '10.0.0.1', dns: ['10.0.0.1', 'fd00::1'] } as const;
    const lan = lines(
      networkdFiles({ ...factoryNetwork, lan: fixed }, { lan: 'end0', han: undefined }).get('20-netwacht-lan.network'),
    );
    for (const line of ['Address=10.0.0.5/24', 'Gateway=10.0.0.1', 'DNS=10.0.0.1', 'DNS=fd00::1', 'DHCP=no'])
      assert.ok(lan.includes(line), line);
  });

  it('take an address from the HAN and nothing else, and tell it no name', () => {
    const text = networkdFiles({ ...factoryNetwork, han }, { lan: 'end0', han: 'eth1' }).get('10-netwacht-han.network');
    for (const line of [
      'Name=eth1',
      'DHCP=ipv4',
      'IPv6AcceptRA=no',
      'MulticastDNS=no',
      'LLMNR=no',
      'UseDNS=no',
      'UseGateway=no',
      'UseRoutes=no',
      'UseNTP=no',
      'SendHostname=no',
      'IPv4Forwarding=no',
      'IPv6Forwarding=no',
      'IPv4ReversePathFilter=strict',
    ])
      assert.ok(lines(text).includes(line), line);
    assert.doesNotMatch(text ?? '', /^(Gateway|DNS|Hostname)=/m);
  });

  it('give the HAN its fixed address without a way out', () => {
    const fixed = { interface: 'eth1', mode: 'fixed', address: '192.168.9.2/29' } as const;
    const text = networkdFiles({ ...factoryNetwork, han: fixed }, { lan: 'end0', han: 'eth1' }).get(
      '10-netwacht-han.network',
    );
    assert.match(text ?? '', /^Address=192\.168\.9\.2\/29$/m);
    assert.match(text ?? '', /^DHCP=no$/m);
    assert.doesNotMatch(text ?? '', /^(Gateway|DNS)=/m);
  });

  it('fill the sets of the firewall', () => {
    const text = firewallSets({ lan: 'end0', han: 'eth1' }, { lan: [19_520], han: [8443, 8444, 8443] });
    assert.deepEqual(
      text.split('\n').filter((line) => line.startsWith('add')),
      [
        'add element inet netwacht lan_interfaces { "end0" }',
        'add element inet netwacht han_interfaces { "eth1" }',
        'add element inet netwacht lan_ports { 19520 }',
        'add element inet netwacht han_ports { 8443, 8444 }',
      ],
    );
    assert.equal(text.split('\n').filter((line) => line.startsWith('flush set')).length, 4);
  });

  it('open a channel on the LAN where there is no HAN, and nothing where there is no interface', () => {
    assert.match(firewallSets({ lan: 'end0', han: undefined }, { lan: [], han: [8443] }), /lan_ports \{ 8443 \}/);
    assert.doesNotMatch(firewallSets({ lan: undefined, han: undefined }, { lan: [], han: [] }), /add/);
  });
});

describe('which interface is which', () => {
  const cases = [
    [['end0', 'enx1'], factoryNetwork, { lan: 'end0', han: undefined }],
    [
      ['end0', 'enx1'],
      { ...factoryNetwork, han: { interface: 'enx1', mode: 'linkLocal' } },
      { lan: 'end0', han: 'enx1' },
    ],
    [
      ['end0', 'enx1'],
      { ...factoryNetwork, han: { interface: 'end0', mode: 'linkLocal' } },
      { lan: 'enx1', han: 'end0' },
    ],
    [
      ['end0', 'enx1'],
      { ...factoryNetwork, lan: { mode: 'dhcp', interface: 'enx1' } },
      { lan: 'enx1', han: undefined },
    ],
    [['end0'], { ...factoryNetwork, han: { interface: 'end0', mode: 'linkLocal' } }, { lan: undefined, han: 'end0' }],
    [[], factoryNetwork, { lan: undefined, han: undefined }],
  ] as const;
  for (const [names, setting, chosen] of cases)
    it(`of ${names.join(' and ') || 'none'} with ${JSON.stringify(setting)}`, () => {
      assert.deepEqual(choose(setting, wired(...names)), chosen);
    });

  it("looks only at wired ones with a device, the board's own first, numbers by value", () => {
    const box = new FakeBox(['enx00e04c680001', 'enp10s0', 'enp2s0', 'end0', 'eno1']);
    box.write('sys/class/net/wlan0/type', '1');
    box.write('sys/class/net/wlan0/device', '');
    box.write('sys/class/net/wlan0/phy80211/x', '');
    box.write('sys/class/net/veth0/type', '1');
    box.write('sys/class/net/lo/type', '772');
    assert.deepEqual(
      wiredInterfaces(`${box.tree}/sys/class/net`).map(({ name }) => name),
      ['end0', 'eno1', 'enp2s0', 'enp10s0', 'enx00e04c680001'],
    );
    box.remove();
  });

  it('reads the gateway and the name servers of the moment', () => {
    assert.equal(
      gatewayOf('Iface\tDestination\tGateway\nend0\t0000000A\t00000000\nend0\t00000000\t0102A8C0\t3\n'),
      '192.168.2.1',
    );
    assert.equal(gatewayOf('Iface\tDestination\tGateway\n'), null);
    assert.deepEqual(nameServersOf('# nameserver x\nnameserver 10.0.0.1\nnameserver fd00::1\nsearch a\n'), [
      '10.0.0.1',
      'fd00::1',
    ]);
  });
});
