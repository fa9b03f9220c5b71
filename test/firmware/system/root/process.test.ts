import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { NetworkSetting } from '../../../../firmware/domain/box.ts';
import { RootClient } from '../../../../firmware/system/root-client.ts';
import { until as comes } from '../../../until.ts';
import { FakeBox } from './fake-box.ts';

const fixed: NetworkSetting = { lan: { mode: 'fixed', address: '10.0.0.5/24' }, han: null, hostname: 'keller' };
const lanFile = 'run/systemd/network/20-netwacht-lan.network';

describe('S21 the root service as a process', () => {
  let box: FakeBox;
  let child: ChildProcess | undefined;
  let said: string;
  beforeEach(() => {
    box = new FakeBox();
    said = '';
  });
  afterEach(async () => {
    await end('SIGKILL');
    box.remove();
  });

  function start(...args: readonly string[]): ChildProcess {
    child = spawn(process.execPath, ['firmware/root-service.ts', ...args], {
      env: { NETWACHT_ROOT_TREE: box.tree, NETWACHT_ROOT_PATH: box.path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    return child;
  }
  const exitOf = (process: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => process.once('exit', resolve));
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return null;
    const exit = exitOf(running);
    running.kill(signal);
    return exit;
  }
  const until = (what: () => boolean): Promise<void> => comes(what, () => said);
  async function serve(): Promise<RootClient> {
    const path = `${box.tree}/socket`;
    start('--socket', path);
    await until(() => said.includes('answers'));
    return new RootClient(path);
  }

  it('brings the kept settings into force at a start of the box, and ends', async () => {
    box.write('data/system/network.json', JSON.stringify(fixed));
    box.write('data/system/time.json', '{"servers":["ntp.example"]}');
    box.write(
      'run/netwacht-network/trial.json',
      JSON.stringify({ network: { ...fixed, hostname: 'trial' }, untilMs: 1e12 }),
    );
    assert.equal(await exitOf(start('boot')), 0, said);
    assert.match(box.read(lanFile) ?? '', /Address=10\.0\.0\.5/);
    assert.match(box.read('run/systemd/timesyncd.conf.d/50-netwacht.conf') ?? '', /ntp\.example/);
    assert.equal(box.read('proc/sys/kernel/hostname'), 'keller');
    assert.deepEqual(box.calls(), [
      'udevadm settle --timeout=15',
      'nft -f /run/netwacht-network/sets.nft',
      'systemctl --no-block try-restart systemd-timesyncd.service',
    ]);
  });

  it('fails a start of the box when the firewall does not load', async () => {
    box.program('nft', 'echo "No such table" >&2; exit 1');
    assert.notEqual(await exitOf(start('boot')), 0);
    assert.match(said, /firewall/);
    assert.equal(box.read(lanFile), undefined);
  });

  it('answers, and ends when it is told to', async () => {
    const client = await serve();
    assert.deepEqual(
      await client.ask({ verb: 'time', do: 'get' }).then(({ time }) => (time as { servers: unknown }).servers),
      [],
    );
    await assert.rejects(client.ask({ verb: 'install', do: 'inspect', file: 'none.raucb' }), { code: 'noBundle' });
    assert.equal(await end('SIGTERM'), 0);
  });

  it('S22 opens ports for the program, and the setting of the network changes with them', async () => {
    const client = await serve();
    await client.ask({ verb: 'network', do: 'listen', lan: [19_520], han: [8443] });
    assert.match(box.read('run/netwacht-network/sets.nft') ?? '', /lan_ports \{ 19520, 8443 \}/);
    const han = { interface: 'enx00e04c680001', mode: 'dhcp' } as const;
    await client.ask({ verb: 'network', do: 'set', network: { ...fixed, han } });
    await until(() => /han_ports \{ 8443 \}/.test(box.read('run/netwacht-network/sets.nft') ?? ''));
    assert.match(box.read('run/netwacht-network/sets.nft') ?? '', /lan_ports \{ 19520 \}/);
  });

  it('restarts the box after the answer has gone out', async () => {
    const client = await serve();
    assert.deepEqual(await client.ask({ verb: 'reboot' }), {});
    await until(() => (box.read('calls') ?? '').includes('systemctl --no-block reboot'));
  });

  it('S32 asks for a reset before it restarts, and does not restart where it cannot ask', async () => {
    const client = await serve();
    await assert.rejects(client.ask({ verb: 'reset' }), { code: 'notPersisted' });
    box.write('dev/netwacht/env', '');
    writeFileSync(`${box.tree}/dev/netwacht/env`, Buffer.alloc(1024 * 1024));
    await client.ask({ verb: 'reset' });
    await until(() => (box.read('calls') ?? '').includes('systemctl'));
    assert.deepEqual(box.calls(), ['systemctl --no-block reboot']);
    assert.match(box.read('dev/netwacht/env') ?? '', /NETWACHT-RESET\n/);
  });

  it('keeps a trial through its own crash: the next process knows it and can confirm it', async () => {
    const client = await serve();
    await client.ask({ verb: 'network', do: 'set', network: fixed });
    await until(() => /Address=/.test(box.read(lanFile) ?? ''));
    await end('SIGKILL');
    assert.equal(box.read('data/system/network.json'), undefined);
    const path = `${box.tree}/socket2`;
    said = '';
    start('--socket', path);
    await until(() => said.includes('answers'));
    const again = new RootClient(path);
    const { network } = (await again.ask({ verb: 'network', do: 'get' })) as {
      network: { hostname: string; state: { trial: unknown } };
    };
    assert.equal(network.hostname, 'keller');
    assert.ok(network.state.trial);
    await again.ask({ verb: 'network', do: 'confirm' });
    assert.match(box.read('data/system/network.json') ?? '', /keller/);
  });

  it('writes why it refused into its log, and no more than the refusal to the peer', async () => {
    box.program('rauc', 'echo "D-Bus error: of the inside" >&2; exit 1');
    const client = await serve();
    const error = await client.ask({ verb: 'install', do: 'status' }).catch((reason: unknown) => reason as Error);
    assert.doesNotMatch(String((error as Error).message), /D-Bus/);
    await until(() => said.includes('of the inside'));
  });
});
