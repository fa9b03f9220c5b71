import assert from 'node:assert/strict';
import type { NetworkSetting } from '../../../../firmware/domain/box.ts';
import { factoryNetwork } from '../../../../firmware/domain/network-setting.ts';
import { NetworkApply } from '../../../../firmware/system/root/network-apply.ts';
import { NetworkDesk, type NetworkTimes } from '../../../../firmware/system/root/network-desk.ts';
import { runWith } from '../../../../firmware/system/root/run.ts';
import { until } from '../../../until.ts';
import { FakeBox } from './fake-box.ts';

const fixed: NetworkSetting = { lan: { mode: 'fixed', address: '10.0.0.5/24' }, han: null, hostname: 'keller' };
const lanFile = 'run/systemd/network/20-netwacht-lan.network';
const hanFile = 'run/systemd/network/10-netwacht-han.network';

describe('S22 the network of the box', () => {
  let box: FakeBox;
  let nowMs: number;
  let said: string[];
  let before: string | undefined;
  const desks: NetworkDesk[] = [];
  beforeEach(() => {
    box = new FakeBox();
    nowMs = 1_000;
    said = [];
    before = undefined;
  });
  afterEach(async () => {
    await Promise.all(desks.splice(0).map((desk) => desk.close()));
    box.remove();
  });

  /** As the process has it after a start; `times` in real ms. */
  function desk(times: Partial<NetworkTimes> = {}): NetworkDesk {
    const at = (path: string): string => `${box.tree}/${path}`;
    const made = new NetworkDesk({
      apply: new NetworkApply({
        run: runWith(box.path),
        networkd: at('run/systemd/network'),
        folder: at('run/netwacht-network'),
        hostname: at('proc/sys/kernel/hostname'),
      }),
      file: at('data/system/network.json'),
      folder: at('run/netwacht-network'),
      sys: at('sys/class/net'),
      route: at('proc/net/route'),
      resolvConf: at('run/systemd/resolve/resolv.conf'),
      clock: { monotonicMs: () => nowMs, wallMs: () => Date.UTC(2026, 10, 28) + nowMs },
      lanBefore: () => before,
      log: { info: (_, sentence) => said.push(sentence), error: (_, sentence) => said.push(sentence) },
      times: { delayMs: 0, trialMs: 60_000, ...times },
    });
    desks.push(made);
    return made;
  }
  const inForce = (): string => (box.read(lanFile) ?? '').match(/^(DHCP=ipv4|Address=.*)$/m)?.[1] ?? 'none';

  it('is DHCP on the first interface of a new box, with its firewall', async () => {
    await desk().atBoot();
    assert.equal(inForce(), 'DHCP=ipv4');
    assert.match(box.read(lanFile) ?? '', /^Name=end0$/m);
    assert.equal(box.read(hanFile), undefined);
    assert.equal(box.read('proc/sys/kernel/hostname'), 'netwacht');
    assert.match(box.read('run/netwacht-network/sets.nft') ?? '', /lan_interfaces \{ "end0" \}/);
    assert.deepEqual(box.calls(), ['nft -f /run/netwacht-network/sets.nft']);
  });

  it('stays on the interface of the last start, whatever is plugged in before it', async () => {
    before = 'enx00e04c680001';
    await desk().atBoot();
    assert.match(box.read(lanFile) ?? '', /^Name=enx00e04c680001$/m);
    before = 'eno9';
    await desk().atBoot();
    assert.match(box.read(lanFile) ?? '', /^Name=end0$/m);
  });

  it('tells how it is', async () => {
    const { network } = desk().get();
    assert.deepEqual({ ...network, state: undefined }, { ...factoryNetwork, state: undefined });
    assert.equal(network.state.gateway, '10.0.0.1');
    assert.deepEqual(network.state.dns, ['10.0.0.1', 'fe80::1%2']);
    assert.deepEqual(
      network.state.interfaces.map(({ name, use, carrier }) => [name, use, carrier]),
      [
        ['end0', 'lan', true],
        ['enx00e04c680001', 'unused', true],
      ],
    );
    assert.equal(network.state.trial, null);
    assert.equal(network.state.fault, null);
  });

  it('changes on trial, and holds when it is confirmed', async () => {
    const first = desk();
    const { network } = first.set(fixed);
    assert.equal(network.state.trial?.until, new Date(Date.UTC(2026, 10, 28) + 61_000).toISOString());
    await until(() => inForce() === 'Address=10.0.0.5/24');
    await until(() => (box.read('calls') ?? '').includes('networkctl'));
    assert.deepEqual(box.calls(), ['nft -f /run/netwacht-network/sets.nft', 'networkctl reload']);
    assert.equal(box.read('proc/sys/kernel/hostname'), 'keller');
    assert.equal(first.busy, true);
    assert.equal(box.read('data/system/network.json'), undefined);
    assert.equal(first.confirm().network.state.trial, null);
    assert.equal(first.busy, false);
    await desk().atBoot();
    assert.equal(inForce(), 'Address=10.0.0.5/24');
    assert.throws(() => first.confirm(), { code: 'noTrial' });
  });

  it('goes back when it is not confirmed', async () => {
    const first = desk({ trialMs: 30 });
    first.set(fixed);
    await until(() => inForce() === 'Address=10.0.0.5/24');
    await until(() => inForce() === 'DHCP=ipv4');
    assert.equal(first.busy, false);
    assert.throws(() => first.confirm(), { code: 'noTrial' });
    assert.equal(box.read('data/system/network.json'), undefined);
  });

  it('goes back to what was confirmed last, not to the trial before', async () => {
    const first = desk({ trialMs: 60 });
    first.set(fixed);
    first.confirm();
    first.set({ ...fixed, lan: { mode: 'fixed', address: '10.0.0.6/24' } });
    first.set({ ...fixed, lan: { mode: 'fixed', address: '10.0.0.7/24' } });
    await until(() => inForce() === 'Address=10.0.0.7/24');
    await until(() => inForce() === 'Address=10.0.0.5/24');
  });

  it('goes back after a crash in the middle of a trial, when its time is over', async () => {
    const first = desk();
    first.set(fixed);
    await until(() => inForce() === 'Address=10.0.0.5/24');
    await first.close();
    const second = desk();
    await second.resume();
    assert.equal(second.busy, true);
    assert.ok(second.get().network.state.trial);
    assert.deepEqual(second.get().network.lan, fixed.lan);
    await second.close();
    nowMs += 60_001;
    const third = desk();
    await third.resume();
    assert.equal(inForce(), 'DHCP=ipv4');
    assert.equal(third.busy, false);
  });

  it('forgets a trial at a restart of the box, whatever is left of it', async () => {
    desk().set(fixed);
    await until(() => inForce() === 'Address=10.0.0.5/24');
    const second = desk();
    await second.atBoot();
    assert.equal(inForce(), 'DHCP=ipv4');
    await second.resume();
    assert.equal(second.busy, false);
  });

  it('goes back at once when the new setting does not come into force', async () => {
    await desk().atBoot();
    const first = desk();
    box.program('networkctl', `grep -q Address= ${lanFile} && exit 1`);
    first.set(fixed);
    await until(() => said.some((sentence) => /comes back/.test(sentence)));
    await until(() => inForce() === 'DHCP=ipv4');
    assert.equal(first.busy, false);
  });

  it('falls back to DHCP when the kept setting is damaged, and says so until another is confirmed', async () => {
    for (const text of [
      '',
      '{"lan":',
      '{"lan":{"mode":"fixed","address":"999.0.0.1/24"},"han":null,"hostname":"x"}',
      '[]',
    ]) {
      box.write('data/system/network.json', text);
      const damaged = desk();
      await damaged.atBoot();
      assert.equal(inForce(), 'DHCP=ipv4');
      assert.match(damaged.get().network.state.fault ?? '', /DHCP/);
      assert.ok(said.some((sentence) => /cannot be used/.test(sentence)));
    }
    const mended = desk();
    mended.set(fixed);
    assert.equal(mended.confirm().network.state.fault, null);
    assert.equal(desk().fault, null);
  });

  it('gives the HAN an interface of its own, and takes it away again', async () => {
    const first = desk();
    first.set({ ...factoryNetwork, han: { interface: 'enx00e04c680001', mode: 'dhcp' } });
    first.confirm();
    await until(() => /Name=enx/.test(box.read(hanFile) ?? ''));
    assert.match(box.read('run/netwacht-network/sets.nft') ?? '', /han_interfaces \{ "enx00e04c680001" \}/);
    first.set(factoryNetwork);
    await until(() => box.read(hanFile) === undefined);
    assert.doesNotMatch(box.read('run/netwacht-network/sets.nft') ?? '', /add element inet netwacht han/);
  });

  it('opens ports for programs of ours, and closes them again', async () => {
    const first = desk();
    await first.listen({ lan: [19_520], han: [8443] });
    assert.match(box.read('run/netwacht-network/sets.nft') ?? '', /lan_ports \{ 19520, 8443 \}/);
    await desk().atBoot();
    assert.match(box.read('run/netwacht-network/sets.nft') ?? '', /lan_ports \{ 19520, 8443 \}/);
    await first.listen({ lan: [], han: [] });
    assert.doesNotMatch(box.read('run/netwacht-network/sets.nft') ?? '', /add element inet netwacht lan_ports/);
  });

  it('changes all the same when the list of ports is damaged', async () => {
    box.write('run/netwacht-network/listen.json', '{"verb":"network"}');
    const first = desk();
    first.set(fixed);
    await until(() => inForce() === 'Address=10.0.0.5/24');
    assert.equal(first.busy, true);
  });

  const wrong = [
    [{ ...factoryNetwork, lan: { mode: 'dhcp', interface: 'eth9' } }, 'noInterface', 'lan.interface'],
    [{ ...factoryNetwork, han: { interface: 'eth9', mode: 'dhcp' } }, 'noInterface', 'han.interface'],
    [{ ...factoryNetwork, hostname: 'a b' }, 'badNetwork', 'hostname'],
  ] as const;
  for (const [setting, code, path] of wrong)
    it(`refuses ${JSON.stringify(setting)} with ${code} and changes nothing`, () => {
      assert.throws(() => desk().set(setting), { code, path });
      assert.equal(box.read('run/netwacht-network/trial.json'), undefined);
      assert.deepEqual(box.calls(), []);
    });

  it('leaves an interface to the LAN', () => {
    box.remove();
    box = new FakeBox(['end0']);
    assert.throws(() => desk().set({ ...factoryNetwork, han: { interface: 'end0', mode: 'dhcp' } }), {
      code: 'noInterface',
      path: 'han.interface',
    });
  });

  it('stays closed when the firewall takes no sets', async () => {
    box.program('nft', 'exit 1');
    await assert.rejects(desk().atBoot(), { code: 'networkFailed' });
    assert.equal(box.read(lanFile), undefined);
  });
});
