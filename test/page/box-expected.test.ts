import assert from 'node:assert/strict';
import type { UpdatesView } from '../../firmware/domain/updates.ts';
import { type Expected, outcomeOf } from '../../web/box/expected.ts';
import { addressAfter, draftOf, isSame, settingOf } from '../../web/box/network-draft.ts';
import { FakeAppliance } from './fake-appliance.ts';

const before = new FakeAppliance('2026-11-28T10:00:00.000Z').updates;
const install: Expected = {
  what: 'install',
  slot: 'A',
  version: '0.3.0',
  cycle: 1000,
  since: before.progress.since,
  lost: false,
};
const rollback: Expected = { ...install, what: 'rollback', version: '0.1.0' };
const later = '2026-11-28T10:05:00.000Z';

type Change = Partial<Omit<UpdatesView, 'progress' | 'other'>> & {
  progress?: Partial<UpdatesView['progress']>;
  other?: Partial<UpdatesView['other']>;
};
const seen = ({ progress, other, ...rest }: Change): UpdatesView => ({
  ...before,
  ...rest,
  other: { ...before.other, ...other },
  progress: { ...before.progress, since: later, ...progress },
});
const inB = (confirmed: boolean) => ({ slot: 'B' as const, version: '0.3.0', confirmed });

const rolledBack = seen({ progress: { phase: 'failed', code: 'updateRolledBack' } });

const rows: readonly (readonly [string, Expected, UpdatesView | undefined, number, string])[] = [
  ['the box says nothing yet', install, undefined, 1001, 'underway'],
  ['it writes', install, seen({ progress: { phase: 'installing' } }), 1010, 'underway'],
  ['it will restart', install, seen({ progress: { phase: 'restarting' } }), 1100, 'underway'],
  ['the new one runs on trial', install, seen({ running: inB(false) }), 5, 'watched'],
  ['the new one has proved itself', install, seen({ running: inB(true) }), 60, 'updated'],
  ['the other one runs again, as asked', rollback, seen({ running: inB(true) }), 60, 'rolledBack'],
  ['restarted, not found out yet', install, seen({ progress: { phase: 'checking' } }), 5, 'underway'],
  ['it came back by itself', install, seen({ progress: { phase: 'failed', code: 'updateRolledBack' } }), 5, 'wentBack'],
  ['the other slot did not start', install, seen({ other: { state: 'bad' } }), 5, 'wentBack'],
  ['refused without a restart', install, seen({ progress: { phase: 'failed', code: 'tampered' } }), 1050, 'failed'],
  ['cut off by a power cut', install, seen({ progress: { phase: 'failed', code: 'interrupted' } }), 5, 'failed'],
  [
    'a failure of an earlier attempt',
    install,
    seen({ progress: { phase: 'failed', since: install.since } }),
    1001,
    'underway',
  ],
  ['a restart under way', { ...install, what: 'restart' }, before, 1002, 'underway'],
  ['a restart done', { ...install, what: 'restart' }, before, 4, 'restarted'],
  ['a restart done, seen late', { ...install, what: 'restart', lost: true }, before, 5000, 'restarted'],
  ['it came back by itself, seen late', { ...install, lost: true }, rolledBack, 5000, 'wentBack'],
  [
    'silent for a moment while it writes',
    { ...install, lost: true },
    seen({ progress: { phase: 'installing' } }),
    1010,
    'underway',
  ],
  ['cut off and back, not found out yet', { ...install, lost: true }, seen({}), 5000, 'failed'],
];

describe('what became of what was asked of the box', () => {
  it('nothing yet, while it is silent', () => {
    const restart: Expected = { ...install, what: 'restart', lost: true };
    assert.equal(outcomeOf(restart, before, { cycle: 1002, answers: false }).kind, 'underway');
  });

  for (const [name, expected, updates, cycle, kind] of rows)
    it(`${name}: ${kind}`, () => assert.equal(outcomeOf(expected, updates, { cycle, answers: true }).kind, kind));
});

describe('the network form', () => {
  const { network } = new FakeAppliance();

  it('begins with what the box has and changes nothing by being opened', () => {
    assert.ok(isSame(settingOf(draftOf(network), network), network));
    // What a router gives is not always what may be set.
    const dns = ['192.168.1.1', 'fe80::1%2'];
    const draft = { ...draftOf({ ...network, state: { ...network.state, dns } }), mode: 'fixed' as const };
    assert.deepEqual(settingOf(draft, network).lan, {
      mode: 'fixed',
      address: '192.168.1.50/24',
      gateway: '192.168.1.1',
      dns: ['192.168.1.1'],
    });
  });

  it('keeps the interface that a setting names, and leaves out what is empty', () => {
    const known = { ...network, lan: { mode: 'dhcp' as const, interface: 'eth7' } };
    const draft = { ...draftOf(known), mode: 'fixed' as const, gateway: ' ', dns: '', han: '' };
    assert.deepEqual(settingOf(draft, known), {
      hostname: 'netwacht',
      lan: { mode: 'fixed', address: '192.168.1.50/24', interface: 'eth7' },
      han: null,
    });
  });

  it('tells where the page will be', () => {
    const here = { protocol: 'https:', port: '8443' };
    assert.equal(addressAfter(network, here), 'https://netwacht.local:8443/#/settings/box');
    const fixed = { ...network, lan: { mode: 'fixed' as const, address: '10.0.0.5/24' } };
    assert.equal(addressAfter(fixed, { protocol: 'http:', port: '' }), 'http://10.0.0.5/#/settings/box');
    assert.ok(!isSame(network, fixed));
  });
});
