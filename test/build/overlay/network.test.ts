import assert from 'node:assert/strict';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';

const overlay = 'build/overlay';
const read = (path: string): string => readFileSync(`${overlay}/${path}`, 'utf8');
const lines = (path: string): string[] => read(path).split('\n');
const words = (path: string, key: string): string[] =>
  [...read(path).matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].flatMap(([, value = '']) => value.split(' '));

describe('the network of the image', () => {
  const units = 'usr/lib/systemd/system';

  it('S22 is not up before the firewall is, and not without it', () => {
    const networkd = `${units}/systemd-networkd.service.d/netwacht.conf`;
    assert.ok(words(networkd, 'Requires').includes('nftables.service'));
    for (const unit of ['nftables.service', 'netwacht-network.service'])
      assert.ok(words(networkd, 'After').includes(unit), unit);
    const settings = `${units}/netwacht-network.service`;
    assert.ok(words(settings, 'Requires').includes('nftables.service'));
    assert.ok(words(settings, 'After').includes('nftables.service'));
    for (const unit of ['network-pre.target', 'systemd-networkd.service'])
      assert.ok(words(settings, 'Before').includes(unit), unit);
    const preset = lines('usr/lib/systemd/system-preset/00-netwacht.preset');
    for (const unit of ['nftables.service', 'netwacht-network.service', 'systemd-networkd.service'])
      assert.ok(preset.includes(`enable ${unit}`), unit);
  });

  it('S22 stays closed when the firewall is stopped, and says so when it fails', () => {
    const firewall = lines(`${units}/nftables.service.d/netwacht.conf`);
    assert.ok(firewall.includes('ExecStop='));
    assert.ok(firewall.includes('OnFailure=netwacht-no-firewall.service'));
    assert.ok(
      lines(`${units}/netwacht-no-firewall.service`).includes('ExecStart=/usr/bin/touch /run/netwacht-no-firewall'),
    );
    assert.match(read('usr/lib/netwacht/show-console'), /\/run\/netwacht-no-firewall/);
  });

  it('S22 passes nothing on between interfaces', () => {
    const settings = new Map(
      lines('usr/lib/sysctl.d/60-netwacht-network.conf')
        .filter((line) => line.includes(' = '))
        .map((line) => line.split(' = ') as [string, string]),
    );
    for (const key of [
      'net.ipv4.ip_forward',
      'net.ipv4.conf.all.forwarding',
      'net.ipv6.conf.all.forwarding',
      'net.ipv4.conf.all.accept_redirects',
      'net.ipv6.conf.all.accept_redirects',
      'net.ipv4.conf.all.accept_source_route',
    ])
      assert.equal(settings.get(key), '0', key);
    for (const scope of ['all', 'default', '*'])
      assert.equal(settings.get(`net.ipv4.conf.${scope}.rp_filter`), '1', scope);
    const networkd = lines('usr/lib/systemd/networkd.conf.d/netwacht.conf');
    for (const line of ['IPv4Forwarding=no', 'IPv6Forwarding=no']) assert.ok(networkd.includes(line), line);
  });

  it('answers to its name by mDNS alone, and listens for no other question', () => {
    const resolved = lines('usr/lib/systemd/resolved.conf.d/netwacht.conf');
    for (const line of ['MulticastDNS=yes', 'LLMNR=no', 'DNSStubListener=no', 'FallbackDNS='])
      assert.ok(resolved.includes(line), line);
    assert.equal(readlinkSync(`${overlay}/etc/resolv.conf`), '../run/systemd/resolve/resolv.conf');
    assert.equal(read('etc/hostname'), 'netwacht\n');
    assert.ok(!existsSync(`${overlay}/etc/systemd/resolved.conf`));
  });
});
