import assert from 'node:assert/strict';
import type { Bench } from '../harness/bench.ts';
import { boot, shellOf } from '../harness/box.ts';
import type { BoxClient } from '../harness/box-client.ts';
import { minutes, type Tier } from '../harness/image-case.ts';
import { ownedDisk } from '../harness/owned-disk.ts';
import type { RootShell } from '../harness/root-shell.ts';
import { until } from '../harness/until.ts';
import { Neighbour } from '../wire/neighbour.ts';
import { allPorts, knockUdp, scanTcp } from '../wire/scan.ts';
import { claimFile } from './claim-file.ts';
import { networkSetting } from './network-setting.ts';
import { noWayToRoot } from './no-way-to-root.ts';

/** What a stranger finds: on the wire, at the console, in the files. */
export const hardeningTier: Tier = {
  name: 'hardening',
  title: 'hardening',
  targets: ['cm4-arm64', 'generic-amd64'],
  needsImage: true,
  cases: () => [
    {
      ...{ name: 'open-ports', limitMs: minutes(20), run: openPorts },
      shows:
        'S22 a neighbour on the wire finds the ports of contracts §7 open and no other, on the LAN and on the HAN side',
    },
    {
      ...{ name: 'network-setting', limitMs: minutes(25), run: networkSetting },
      shows:
        'S22 a setting of the network is on trial; the HAN gives an address and nothing else; it outlives restarts',
    },
    {
      ...{ name: 'unit-and-files', limitMs: minutes(12), run: unitAndFiles },
      shows: 'S16 S21 S23 the unit has the least privileges, nobody else reads the data, there is no shell for anybody',
    },
    {
      ...{ name: 'claim-file', limitMs: minutes(15), run: claimFile },
      shows: 'S1 the code of claim.txt claims the box and is wiped',
    },
  ],
};

/** contracts §7, for a box without OCPP and without a channel that listens. */
const openTcp = [80, 443];
const hanMac = '52:54:00:4e:57:03';
const hanAddress = '10.0.3.15';
/** Multicast DNS. */
const openUdp = 5353;
/** Datagrams that the guest's kernel counts beside ours while we knock: DHCP, time, names. */
const strayDatagrams = 100;

/** S22: a neighbour on the wire knocks at every port, on the LAN and on the HAN side, of a box that is in use. */
async function openPorts(bench: Bench): Promise<undefined> {
  const { disk } = await ownedDisk(bench);
  const { machine, client } = await boot(bench, { disk, wires: true });
  const shell = await shellOf(machine);
  const lan = await Neighbour.join({
    wirePort: machine.port('wire'),
    addresses: ['10.0.2.77', 'fe80::77'],
    mac: '52:54:00:00:00:77',
  });
  const han = await Neighbour.join({
    ...{
      wirePort: machine.port('wire', 'han'),
      addresses: ['10.0.3.77', 'fe80::78'],
      mac: '52:54:00:00:00:78',
    },
  });
  bench.defer(() => {
    lan.leave();
    han.leave();
  });
  const { open, refused, silent } = await machine.aside('lan', () => scanTcp(lan, '10.0.2.15'));
  bench.fact('TCP on the LAN, of 65535', `open ${listed(open)}; refused ${refused.length}; silent ${silent}`);
  assert.deepEqual(open, openTcp);

  const lanSix = await linkLocal(shell, '52:54:00:4e:57:02');
  const overSix = await machine.aside('lan', () => scanTcp(lan, lanSix));
  bench.fact('the same over IPv6', `open ${listed(overSix.open)}; refused ${overSix.refused.length}`);
  assert.deepEqual(overSix.open, openTcp);

  // An open UDP port need not answer: the guest's kernel counts what its firewall let through.
  const before = await datagramsDelivered(shell);
  const ports = allPorts.filter((port) => port !== openUdp);
  const knocked = await machine.aside('lan', () => knockUdp(lan, '10.0.2.15', { ports }));
  const delivered = (await datagramsDelivered(shell)) - before;
  bench.fact(
    'UDP on the LAN but 5353',
    `${delivered} of 65534 datagrams let through, ${knocked.answered.length} answered`,
  );
  assert.ok(delivered < strayDatagrams, `the firewall let ${delivered} datagrams through`);

  await giveHanAnAddress(shell, client);
  // A frame for the LAN's address must not get in by the other card either.
  for (const address of [hanAddress, '10.0.2.15', await linkLocal(shell, hanMac)]) {
    const found = await machine.aside('han', () => scanTcp(han, address).catch(() => undefined));
    const said = found === undefined ? 'nobody there' : `open ${found.open.join(', ') || 'none'}`;
    bench.fact(`TCP at ${address} from the HAN side`, said);
    assert.deepEqual(found?.open ?? [], []);
  }
  const listening = await shell.must("ss -Hltnup | awk '{print $1, $5, $7}' | sort -u");
  bench.fact('listening in the guest', listening.trim().replaceAll('\n', ', '));
  const forwarding = await shell.must('cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding');
  assert.deepEqual(forwarding.trim().split('\n'), ['0', '0'], 'nothing is routed from one side to the other');
  return undefined;
}

const listed = (ports: readonly number[]): string => (ports.length > 20 ? `${ports.length} ports` : ports.join(', '));

async function datagramsDelivered(shell: RootShell): Promise<number> {
  const text = await shell.must("awk '/^Udp: [0-9]/ {print $2, $3}' /proc/net/snmp");
  return text
    .trim()
    .split(/\s+/)
    .reduce((sum, count) => sum + Number(count), 0);
}

/** As an installer does for a gateway in the HAN. */
async function giveHanAnAddress(shell: RootShell, client: BoxClient): Promise<void> {
  const name = (await shell.must(`ip -o link | grep -i ${hanMac} | cut -d: -f2 | tr -d ' '`)).trim();
  const { lan, hostname } = (await client.must('GET', '/api/v1/network')).json as { lan: object; hostname: string };
  const han = { interface: name, mode: 'fixed', address: `${hanAddress}/24` };
  await client.must('PUT', '/api/v1/network', { lan, hostname, han });
  await until({
    what: 'the HAN side has its address, and the setting can be confirmed',
    limitMs: 60_000,
    everyMs: 1000,
    ask: async () => {
      const { text } = await shell.run(`ip -4 -o addr show dev ${name}`);
      if (!text.includes(hanAddress)) return undefined;
      return (await client.send('POST', '/api/v1/network/confirm', {})).status < 300 || undefined;
    },
  });
}

/** The address that a card gave itself. */
async function linkLocal(shell: RootShell, mac: string): Promise<string> {
  const card = `"$(ip -o link | grep -i ${mac} | cut -d: -f2 | tr -d ' ')"`;
  const text = await shell.must(`ip -6 -o addr show dev ${card} scope link`);
  const [, address] = /inet6 ([0-9a-f:]+)/.exec(text) ?? [];
  if (address === undefined) throw new Error(`the card has no IPv6 address: ${text}`);
  return address;
}

/** S21 and S23: the unit's exposure, no shell for anybody, nothing of the owner readable for others. */
async function unitAndFiles(bench: Bench): Promise<undefined> {
  const { disk } = await ownedDisk(bench);
  const { machine } = await boot(bench, { disk });
  const shell = await shellOf(machine);
  const { text } = await shell.run('systemd-analyze security --no-pager netwacht.service | tail -1');
  const exposure = Number(/([0-9]+\.[0-9]+)/.exec(text)?.[1]);
  bench.fact('systemd-analyze security netwacht.service', exposure);
  assert.ok(exposure <= 2.5, `the unit's exposure is ${exposure}`);
  const root = await shell.run('systemd-analyze security --no-pager netwacht-root.service | tail -1');
  bench.fact('the same of netwacht-root.service', /([0-9]+\.[0-9]+)/.exec(root.text)?.[1] ?? 'unknown');

  const user = await shell.must('stat -c %U "/proc/$(systemctl show -p MainPID --value netwacht.service)"');
  assert.equal(user.trim(), 'netwacht');
  await noWayToRoot(bench, shell);
  // Not what the bits say counts, but what somebody without any right gets at: a folder that is closed closes what is in it.
  const nobody = 'setpriv --reuid 65534 --regid 65534 --clear-groups';
  const reached = await shell.run(`${nobody} find /data -xdev -mindepth 1 \\( -readable -o -writable \\) 2>/dev/null`);
  bench.fact('under /data, readable for a stranger', reached.text.trim() === '' ? 'nothing' : reached.text.trim());
  assert.equal(reached.text.trim(), '');
  const loose = await shell.must('find /data/netwacht /data/updates -xdev -perm /077 ! -type l');
  assert.equal(loose.trim(), '', 'what the program keeps is for its user only');

  const shells = await shell.must(
    "systemctl list-units --all --no-legend 'getty*' 'serial-getty*' 'ssh*' 'dropbear*' 'debug-shell*' 'console-getty*' | cat",
  );
  const running = shells.split('\n').filter((line) => /\b(running|listening)\b/.test(line));
  assert.deepEqual(running, [], 'no getty, no ssh');
  assert.equal(
    (await shell.run('command -v sshd dropbear agetty; ls /usr/sbin/agetty /sbin/getty')).text.includes('sshd'),
    false,
  );
  const logins = await shell.must("awk -F: '$2 !~ /^[!*]/ {print $1}' /etc/shadow | tr '\\n' ' '");
  bench.fact('accounts that have a password', logins.trim() === '' ? 'none' : logins.trim());
  assert.equal(logins.trim(), '');
  assert.match(await shell.must('cat /proc/mounts'), /^\S+ \/ squashfs ro/m, 'the root is read-only');
  const failed = await shell.must('systemctl --failed --no-legend --plain | cut -d" " -f1 | tr "\\n" " "');
  assert.equal(failed.trim(), '', 'every unit is well');
  // The console shows address and state and offers nothing to type at.
  assert.equal(machine.console.count(/login:/), 0);
  assert.equal(machine.console.count(/claim code/i), 0, 'a box that has an owner shows no claim code');
  return undefined;
}
