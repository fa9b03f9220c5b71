import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from './documents.ts';

const read = (keys: object) => readSite({ ...contractSite(), ...keys }, knowledge);
const faultsOf = (keys: object) => {
  const result = read(keys);
  return result.ok ? [] : result.faults.map((f) => f.path);
};

describe('the energy guard in the site document', () => {
  it('needs a circuit only', () => {
    const result = read({ lpc: { circuit: 'garage' } });
    assert.ok(result.ok);
    assert.deepEqual(result.site.lpc, {
      ...{ circuit: 'garage', scope: 'chargePoints', failsafeW: 4200, failsafeDurationS: 7200, afterFailsafe: 'stay' },
    });
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ['a circuit that is not there', { circuit: 'cellar' }, 'lpc.circuit'],
    ['a fail-safe limit under 4.2 kW', { circuit: 'house', failsafeW: 4199 }, 'lpc.failsafeW'],
    ['a fail-safe duration under 2 h', { circuit: 'house', failsafeDurationS: 7199 }, 'lpc.failsafeDurationS'],
    ['one over 24 h', { circuit: 'house', failsafeDurationS: 86_401 }, 'lpc.failsafeDurationS'],
    ['another end', { circuit: 'house', afterFailsafe: 'off' }, 'lpc.afterFailsafe'],
    ['another key', { circuit: 'house', limitW: 1 }, 'lpc.limitW'],
  ];
  for (const [what, lpc, path] of refused)
    it(`refuses ${what} and names ${path}`, () => {
      assert.deepEqual(faultsOf({ lpc }), [path]);
    });
});

describe('relay inputs in the site document', () => {
  const input = (more: object) => ({
    gridInputs: [
      {
        id: 'ripple',
        circuit: 'house',
        source: { kind: 'gpio', lines: [5, 6] },
        preset: 'levels-2',
        baseW: 20_000,
        ...more,
      },
    ],
  });

  it('need a source, and a preset or a table', () => {
    assert.deepEqual(faultsOf(input({})), []);
    const table = [
      { pattern: '0x', unlimited: true },
      { pattern: '10', limitA: 16, name: 'quiet' },
      { pattern: '11', percent: 30 },
    ];
    assert.deepEqual(
      faultsOf(input({ preset: undefined, table, contacts: [{ invert: true }, {}], safe: { limitW: 0 } })),
      [],
    );
    assert.deepEqual(faultsOf(input({ source: { kind: 'device', device: 'M1', inputs: [1, 2] } })), []);
    assert.deepEqual(faultsOf(input({ source: { kind: 'serial', path: '/dev/ttyS1', lines: ['cts', 'dcd'] } })), []);
  });

  const at = 'gridInputs[0]';
  const refused: readonly (readonly [string, object, string])[] = [
    ['a circuit that is not there', { circuit: 'cellar' }, `${at}.circuit`],
    ['neither preset nor table', { preset: undefined }, at],
    ['both', { table: [{ pattern: '00', limitW: 1 }] }, at],
    ['a preset with other contacts', { preset: 'ripple-4' }, `${at}.preset`],
    ['an unknown preset', { preset: 'morse' }, `${at}.preset`],
    ['a share without a base', { baseW: undefined }, `${at}.baseW`],
    [
      'a pattern of another length',
      { preset: undefined, table: [{ pattern: '0', limitW: 1 }] },
      `${at}.table[0].pattern`,
    ],
    [
      'a pattern of other characters',
      { preset: undefined, table: [{ pattern: '2-', limitW: 1 }] },
      `${at}.table[0].pattern`,
    ],
    [
      'patterns that overlap',
      {
        preset: undefined,
        table: [
          { pattern: '0x', limitW: 1 },
          { pattern: '01', limitW: 2 },
        ],
      },
      `${at}.table[1].pattern`,
    ],
    [
      'a row with two levels',
      { preset: undefined, table: [{ pattern: '00', limitW: 1, percent: 5 }] },
      `${at}.table[0]`,
    ],
    ['a row without a level', { preset: undefined, table: [{ pattern: '00' }] }, `${at}.table[0]`],
    ['another number of contacts', { contacts: [{}] }, `${at}.contacts`],
    ['a line twice', { source: { kind: 'gpio', lines: [5, 5] } }, `${at}.source`],
    ['a device that is not there', { source: { kind: 'device', device: 'M9', inputs: [1, 2] } }, `${at}.source.device`],
    ['a debounce time under 50 ms', { debounceMs: 49 }, `${at}.debounceMs`],
    ['one over 500 ms', { debounceMs: 501 }, `${at}.debounceMs`],
    ['a chip by path', { source: { kind: 'gpio', chip: '/dev/mem', lines: [5, 6] } }, `${at}.source.chip`],
    [
      'a path out of /dev',
      { source: { kind: 'serial', path: '/dev/../etc', lines: ['cts', 'dsr'] } },
      `${at}.source.path`,
    ],
    ['another key', { pull: true }, `${at}.pull`],
  ];
  for (const [what, more, path] of refused)
    it(`refuse ${what} and name ${path}`, () => {
      assert.deepEqual(faultsOf(input(more)), [path]);
    });

  it('have ids of their own', () => {
    const { gridInputs } = input({});
    assert.deepEqual(faultsOf({ gridInputs: [...gridInputs, ...gridInputs] }), ['gridInputs[1].id']);
  });
});

describe('the quarter-hour peak in the site document', () => {
  it('is a number, a month, or both', () => {
    for (const quarterPeak of [{ limitW: 5000 }, { month: true }, { month: true, limitW: 4000, reserveW: 200 }])
      assert.deepEqual(faultsOf({ quarterPeak }), []);
    assert.deepEqual(faultsOf({ quarterPeak: {} }), ['quarterPeak']);
    assert.deepEqual(faultsOf({ quarterPeak: { limitW: -1 } }), ['quarterPeak.limitW']);
    assert.deepEqual(faultsOf({ quarterPeak: { month: true, circuit: 'house' } }), ['quarterPeak.circuit']);
  });
});
