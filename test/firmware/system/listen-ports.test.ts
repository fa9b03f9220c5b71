import assert from 'node:assert/strict';
import { ListenPorts } from '../../../firmware/system/listen-ports.ts';
import { FakeLog } from '../api/fakes.ts';
import { FakeRoot } from './updates/fake-root.ts';

describe('S22 the ports that the firewall is told of', () => {
  let root: FakeRoot;
  let log: FakeLog;
  let listens: string[];
  let proxies: number[];
  let ports: ListenPorts;
  beforeEach(() => {
    root = new FakeRoot();
    log = new FakeLog();
    listens = [];
    proxies = [];
    ports = new ListenPorts({ root, channelListens: () => listens, proxyPorts: () => proxies, log, retryMs: 5 });
  });
  afterEach(() => ports.end());
  const told = () => root.asked.map((question) => ('han' in question ? question.han : undefined));

  it('are those that channels listen on towards the gateway, told when they change', async () => {
    await ports.changed();
    listens = ['192.168.7.2:4433', '[fe80::1%eth1]:4434', '192.168.7.2:4433'];
    await ports.changed();
    await ports.changed();
    listens = [];
    await ports.changed();
    assert.deepEqual(told(), [[], [4433, 4434], []]);
  });

  it('are those towards the LAN: of the eight of proxies, and 502 of the SunSpec server', async () => {
    const lan = () => root.asked.map((question) => ('lan' in question ? question.lan : undefined));
    proxies = [1503, 4321, 1502, 502];
    await ports.changed();
    proxies = [];
    await ports.changed();
    assert.deepEqual(lan(), [[502, 1502, 1503], []]);
    assert.deepEqual(told(), [[], []]);
  });

  it('are never those of the page, of a shell or of other services of the box', async () => {
    listens = ['192.168.7.2:443', '192.168.7.2:22', '192.168.7.2:4433'];
    await ports.changed();
    assert.deepEqual(told(), [[4433]]);
  });

  it('are told again when the root service did not take them, and that is said once', async () => {
    root.refuse('listen', 'rootDown');
    listens = ['192.168.7.2:4433'];
    await ports.changed();
    for (let n = 0; n < 200 && root.asked.length < 3; n += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    root.answers.set('listen', {});
    const before = root.asked.length;
    for (let n = 0; n < 200 && root.asked.length === before; n += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(before >= 3);
    assert.equal(log.warnings().length, 1);
    await ports.changed();
    assert.equal(root.asked.length, before + 1);
  });
});
