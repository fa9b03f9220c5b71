import assert from 'node:assert/strict';
import type { Bench } from '../harness/bench.ts';
import { boot, shellOf } from '../harness/box.ts';
import { minutes, type Tier } from '../harness/image-case.ts';
import { ownedDisk } from '../harness/owned-disk.ts';
import type { RootShell } from '../harness/root-shell.ts';
import { Neighbour } from '../wire/neighbour.ts';
import { allPorts, knockUdp, scanTcp } from '../wire/scan.ts';
import { claimFile } from './claim-file.ts';

/** What a stranger finds: on the wire, at the console, in the files. */
export const hardeningTier: Tier = {
  name: 'hardening',
  title: 'hardening',
  targets: ['cm4-arm64', 'generic-amd64'],
  needsImage: true,
  cases: () => [
    { name: 'open-ports', limitMs: minutes(20), run: openPorts },
    { name: 'unit-and-files', limitMs: minutes(12), run: unitAndFiles },
    { name: 'claim-file', limitMs: minutes(15), run: claimFile },
  ],
};

/** contracts §7, for a box without OCPP and without a channel that listens. */
const openTcp = [80, 443];
/** Multicast DNS. */
const openUdp = 5353;
/** Datagrams that the guest's kernel counts beside ours while we knock: DHCP, time, names. */
const strayDatagrams = 100;

/** S22: a neighbour on the wire knocks at every port, on the LAN and on the HAN side, of a box that is in use. */
async function openPorts(bench: Bench): Promise<undefined> {
  const { disk } = await ownedDisk(bench);
  const { machine } = await boot(bench, { disk, wires: true });
  const shell = await shellOf(machine);
  const lan = await Neighbour.join({ wirePort: machine.port('wire'), address: '10.0.2.77', mac: '52:54:00:00:00:77' });
  const han = await Neighbour.join({
    ...{ wirePort: machine.port('wire', 'han'), address: '10.0.3.77', mac: '52:54:00:00:00:78' },
  });
  bench.defer(() => {
    lan.leave();
    han.leave();
  });
  const { open, refused, silent } = await scanTcp(lan, '10.0.2.15');
  bench.fact('TCP on the LAN, of 65535', `open ${open.join(', ')}; refused ${refused.length}; silent ${silent}`);
  assert.deepEqual(open, openTcp);

  // An open UDP port need not answer: the guest's kernel counts what its firewall let through.
  const before = await datagramsDelivered(shell);
  const knocked = await knockUdp(lan, '10.0.2.15', { ports: allPorts.filter((port) => port !== openUdp) });
  const delivered = (await datagramsDelivered(shell)) - before;
  bench.fact(
    'UDP on the LAN but 5353',
    `${delivered} of 65534 datagrams let through, ${knocked.answered.length} answered`,
  );
  assert.ok(delivered < strayDatagrams, `the firewall let ${delivered} datagrams through`);

  const hanAddress = await addressOf(shell, '52:54:00:4e:57:03');
  if (hanAddress === undefined) bench.fact('the HAN side', 'has no IPv4 address as long as nobody sets one');
  // Whatever its address: a frame that is for the LAN's address must not get in by the other card either.
  for (const address of [hanAddress, '10.0.2.15']) {
    if (address === undefined) continue;
    const found = await scanTcp(han, address).catch(() => undefined);
    bench.fact(
      `TCP at ${address} from the HAN side`,
      found === undefined ? 'nobody there' : `open ${found.open.join(', ') || 'none'}`,
    );
    assert.deepEqual(found?.open ?? [], []);
  }
  const listening = await shell.must("ss -Hltnup | awk '{print $1, $5, $7}' | sort -u");
  bench.fact('listening in the guest', listening.trim().replaceAll('\n', ', '));
  const forwarding = await shell.must('cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding');
  assert.deepEqual(forwarding.trim().split('\n'), ['0', '0'], 'nothing is routed from one side to the other');
  return undefined;
}

async function datagramsDelivered(shell: RootShell): Promise<number> {
  const text = await shell.must("awk '/^Udp: [0-9]/ {print $2, $3}' /proc/net/snmp");
  return text
    .trim()
    .split(/\s+/)
    .reduce((sum, count) => sum + Number(count), 0);
}

async function addressOf(shell: RootShell, mac: string): Promise<string | undefined> {
  const { text } = await shell.run(`ip -4 -o addr show dev "$(ip -o link | grep -i ${mac} | cut -d: -f2 | tr -d ' ')"`);
  return /inet ([0-9.]+)/.exec(text)?.[1];
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

  const user = await shell.must('ps -o user= -p "$(systemctl show -p MainPID --value netwacht.service)"');
  assert.equal(user.trim(), 'netwacht');
  // lost+found is the file system's own, 0700.
  const readable = await shell.must('find /data -xdev -mindepth 1 -perm /007 ! -type l -printf "%m %u %p\\n"');
  // What lies in a folder that nobody may enter is not readable, whatever it says itself; machine-id is read by all.
  const open = readable.split('\n').filter((line) => line !== '' && !line.endsWith('/data/system/machine-id'));
  bench.fact('world-readable under /data', open.length === 0 ? 'nothing' : open.slice(0, 5).join(', '));
  assert.deepEqual(open, []);

  const others = await shell.must(
    'for f in $(find /data -xdev -type f); do setpriv --reuid 65534 --regid 65534 --clear-groups head -c1 "$f" >/dev/null 2>&1 && echo "$f"; done; true',
  );
  bench.fact('files under /data that nobody can read as "nobody"', others.trim() === '' ? 'all' : others.trim());
  assert.equal(others.trim().replace('/data/system/machine-id', ''), '');

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
