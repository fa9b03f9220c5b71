import assert from 'node:assert/strict';
import type { SlotFacts } from '../../../../firmware/domain/box.ts';
import { type Finding, findingOf } from '../../../../firmware/system/updates/after-restart.ts';
import type { Attempt } from '../../../../firmware/system/updates/notes.ts';

const begun: Attempt = {
  ...{ kind: 'install', phase: 'installing', version: '2', sha256: 'ab', fromVersion: '1', toSlot: 'B' },
  ...{ by: 'admin', bootId: 'one', at: '2026-01-01T00:00:00.000Z' },
};
const slot = (name: 'A' | 'B', running: boolean, state: SlotFacts['state'], confirmed = false): SlotFacts => ({
  ...{ slot: name, running, version: name === 'A' ? '1' : '2', state, confirmed },
});
const a = slot('A', true, 'good', true);
const awayA = slot('A', false, 'good', true);

const rows: readonly (readonly [
  string,
  Partial<Attempt>,
  string,
  SlotFacts,
  SlotFacts | undefined,
  boolean,
  Finding,
])[] = [
  ['an install that still runs', {}, 'one', a, slot('B', false, 'untried'), true, 'goesOn'],
  ['an install that ended while the program was away', {}, 'one', a, slot('B', false, 'untried'), false, 'toRestart'],
  ['an install that failed while the program was away', {}, 'one', a, slot('B', false, 'bad'), false, 'interrupted'],
  ['another version in the slot', { version: '3' }, 'one', a, slot('B', false, 'untried'), false, 'interrupted'],
  ['a power cut while writing', {}, 'two', a, slot('B', false, 'untried'), false, 'interrupted'],
  ['a power cut after writing, the version did not work', {}, 'two', a, slot('B', false, 'bad'), false, 'rolledBack'],
  ['a power cut after writing, the version runs', {}, 'two', slot('B', true, 'untried'), awayA, false, 'onTrial'],
  ['a box with one slot', {}, 'two', a, undefined, false, 'interrupted'],
  ['written, not restarted', { phase: 'restarting' }, 'one', a, slot('B', false, 'untried'), false, 'toRestart'],
  ['restarted into it', { phase: 'restarting' }, 'two', slot('B', true, 'untried'), awayA, false, 'onTrial'],
  [
    'restarted into it and found well',
    { phase: 'restarting' },
    'two',
    slot('B', true, 'good', true),
    awayA,
    false,
    'updated',
  ],
  ['came back', { phase: 'restarting' }, 'two', a, slot('B', false, 'bad'), false, 'rolledBack'],
  [
    'came back, whatever the slot says',
    { phase: 'restarting' },
    'two',
    a,
    slot('B', false, 'good'),
    false,
    'rolledBack',
  ],
  [
    'sent back by hand',
    { kind: 'rollback', phase: 'restarting' },
    'two',
    slot('B', true, 'good'),
    awayA,
    false,
    'wentBack',
  ],
  [
    'sent back, not restarted',
    { kind: 'rollback', phase: 'restarting' },
    'one',
    a,
    slot('B', false, 'good'),
    false,
    'toRestart',
  ],
  [
    'sent back in vain',
    { kind: 'rollback', phase: 'restarting' },
    'two',
    a,
    slot('B', false, 'bad'),
    false,
    'rolledBack',
  ],
];

describe('S17 what has become of an update', () => {
  for (const [what, change, bootId, running, other, installing, finding] of rows)
    it(`${what}: ${finding}`, () =>
      assert.equal(findingOf({ ...begun, ...change }, { bootId, running, other, installing }), finding));
});
