import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firewallSets, type Listening } from '../../../firmware/system/root/firewall-sets.ts';
import type { Chosen } from '../../../firmware/system/root/networkd-files.ts';
import { canUseNamespaces, Namespace } from './namespaces.ts';

const rules = 'build/overlay/etc/nftables.conf';
/** Somebody listens on all of them, whatever the box would run. */
const ports = [21, 22, 80, 111, 443, 502, 5353, 8080, 8443, 19_520];
const udpPorts = [53, 68, 123, 5353, 5355];

const listener = `
const net = require('node:net'), dgram = require('node:dgram');
const open = [...${JSON.stringify(ports)}.map((port) => new Promise((done) => net.createServer((socket) => socket.on('error', () => undefined).end('x')).listen(port, '::', done))),
  ...${JSON.stringify(udpPorts)}.map((port) => new Promise((done) => {
    const socket = dgram.createSocket({ type: 'udp6' });
    socket.on('message', (_, from) => socket.send('x', from.port, from.address));
    socket.bind(port, '::', done);
  }))];
Promise.all(open).then(() => console.log('ready'));
`;
/** Which TCP and UDP ports of a host answer. */
const probe = (host: string, from = 0): string => `
const net = require('node:net'), dgram = require('node:dgram');
const tcp = (port) => new Promise((done) => {
  const socket = net.connect({ port, host: ${JSON.stringify(host)} });
  const end = (open) => { socket.destroy(); done(open ? [port] : []); };
  socket.setTimeout(700, () => end(false)).on('connect', () => end(true)).on('error', () => end(false));
});
const udp = (port) => new Promise((done) => {
  const socket = dgram.createSocket({ type: net.isIPv6(${JSON.stringify(host)}.split('%')[0]) ? 'udp6' : 'udp4' });
  const end = (open) => { socket.close(); done(open ? [port] : []); };
  const timer = setTimeout(end, 700, false);
  socket.on('message', () => { clearTimeout(timer); end(true); });
  socket.bind(${from}, () => socket.send('x', port, ${JSON.stringify(host)}));
});
const all = async (list, of) => (await Promise.all(list.map(of))).flat();
Promise.all([all(${JSON.stringify(ports)}, tcp), all(${JSON.stringify(from === 0 ? udpPorts : [68])}, udp)])
  .then(([tcp, udp]) => console.log(JSON.stringify({ tcp, udp })));
`;

describe('S22 the firewall of the image, seen from outside', () => {
  let dir: string;
  const spaces: Namespace[] = [];
  let box: Namespace;
  let lan: Namespace;
  let han: Namespace;
  const both: Chosen = { lan: 'lan0', han: 'han0' };

  before(async function () {
    if (!canUseNamespaces()) this.skip();
    dir = mkdtempSync(join(tmpdir(), 'netwacht-firewall-'));
    for (const name of ['box', 'lan', 'han']) spaces.push(new Namespace(name));
    [box, lan, han] = spaces as [Namespace, Namespace, Namespace];
    box.plug('lan0', ['10.1.0.5/24', 'fd01::5/64', 'fe80::5/64'], lan, 'peer', ['10.1.0.9/24', 'fd01::9/64']);
    box.plug('han0', ['10.2.0.5/24', 'fd02::5/64'], han, 'peer', ['10.2.0.9/24', 'fd02::9/64']);
    for (const space of [lan, han]) {
      const at = space === lan ? '1' : '2';
      space.run('ip', 'route', 'add', 'default', 'via', `10.${at}.0.5`);
      space.run('ip', '-6', 'route', 'add', 'default', 'via', `fd0${at}::5`);
    }
    // The kernel would pass on: what stops it is to be the firewall alone.
    for (const key of ['net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']) box.run('sysctl', '-qw', key);
    await Promise.all([box.node(listener), han.node(listener)]);
  });
  after(() => {
    for (const space of spaces) space.remove();
    if (dir !== undefined) rmSync(dir, { recursive: true });
  });

  function load(chosen: Chosen | undefined, listening: Listening = { lan: [], han: [] }): void {
    box.run('nft', '-f', rules);
    if (chosen === undefined) return;
    writeFileSync(join(dir, 'sets.nft'), firewallSets(chosen, listening));
    box.run('nft', '-f', join(dir, 'sets.nft'));
  }
  const nothing = { tcp: [], udp: [] };
  const page = { tcp: [80, 443], udp: [5353] };
  const everything = { tcp: ports, udp: udpPorts };
  /** What each host shows to who asks; all are asked at once. */
  async function shows(rows: readonly (readonly [Namespace, string, object])[]): Promise<void> {
    const seen = await Promise.all(rows.map(async ([space, host]) => [host, await space.ask(probe(host))]));
    assert.deepEqual(
      seen,
      rows.map(([, host, what]) => [host, what]),
    );
  }

  it('would show every port without rules: the probe sees what is open', async () => {
    box.run('nft', 'flush', 'ruleset');
    await shows([
      [lan, '10.1.0.5', everything],
      [lan, 'fd01::5', everything],
      [lan, '10.2.0.9', everything],
    ]);
  });

  it('is shut before anybody said which interface is which', async () => {
    load(undefined);
    await shows([
      [lan, '10.1.0.5', nothing],
      [lan, 'fe80::5%peer', nothing],
      [han, 'fd02::5', nothing],
    ]);
  });

  it('shows the LAN the page and the name of the box, the HAN nothing, and passes nothing on', async () => {
    load(both);
    await shows([
      [lan, '10.1.0.5', page],
      [lan, 'fd01::5', page],
      [lan, 'fe80::5%peer', page],
      [han, '10.2.0.5', nothing],
      [han, 'fd02::5', nothing],
      [lan, '10.2.0.9', nothing],
      [lan, 'fd02::9', nothing],
    ]);
  });

  it('opens what a program of ours listens on, to its side and its address only', async () => {
    load(both, { lan: [19_520], han: [8443] });
    await shows([
      [lan, '10.1.0.5', { ...page, tcp: [80, 443, 19_520] }],
      [han, '10.2.0.5', { tcp: [8443], udp: [] }],
      [lan, '10.2.0.5', nothing],
      [lan, 'fd02::5', nothing],
      [han, '10.1.0.5', nothing],
      [han, 'fd01::5', nothing],
      [lan, '10.2.0.9', nothing],
    ]);
    load(both);
    await shows([[han, '10.2.0.5', nothing]]);
  });

  it('takes the answer of a DHCP server and nothing else from its port', async () => {
    load(both);
    assert.deepEqual(await lan.ask(probe('10.1.0.5', 67)), { tcp: [80, 443], udp: [68] });
  });

  it('answers a ping, on both sides, but not a flood of them', function () {
    if (!existsSync('/usr/bin/ping')) this.skip();
    load(both);
    for (const [space, host] of [
      [lan, '10.1.0.5'],
      [han, 'fd02::5'],
    ] as const)
      assert.match(space.run('ping', '-c', '1', '-W', '2', host), / 0% packet loss/);
    const flood = lan.run('sh', '-c', 'ping -f -q -c 150 -W 1 10.1.0.5 || true');
    const [, lost = '0'] = /([\d.]+)% packet loss/.exec(flood) ?? [];
    assert.ok(Number(lost) > 10, flood);
  });

  it('lets the box speak to both sides', async () => {
    load(both);
    await shows([[box, '10.2.0.9', everything]]);
  });

  it('shuts an interface that has become neither', async () => {
    load({ lan: 'lan0', han: undefined });
    await shows([
      [han, '10.2.0.5', nothing],
      [lan, '10.1.0.5', page],
    ]);
  });
});
