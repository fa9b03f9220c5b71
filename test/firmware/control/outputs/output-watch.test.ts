import assert from 'node:assert/strict';
import { OutputWatch } from '../../../../firmware/control/outputs/output-watch.ts';
import type { VariableTable } from '../../../../firmware/control/variable-table.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from '../../domain/site/documents.ts';

const siteWith = (outputs: readonly object[], change: object = {}) => {
  const result = readSite({ ...contractSite(), ...change, outputs }, knowledge);
  assert.ok(result.ok);
  return result.site;
};
const heat = { id: 'heat', url: 'http://10.0.0.9/?on=${if AVAIL > 50`1`0}&w=${M1.power_w}' };

describe('outputs in the control loop', () => {
  let watch: OutputWatch;
  let avail: number | undefined;
  let powerW: number | undefined;
  const look = () => {
    const table: VariableTable = new Map([
      [
        'avail',
        { name: 'AVAIL', value: avail, expr: undefined, atMs: 0, source: 'x', timedOut: false, failsafe: undefined },
      ],
    ]);
    return watch
      .look(table, (name) => (name === 'M1.power_w' ? powerW : undefined))
      .map(({ id, values }) => [id, values]);
  };
  beforeEach(() => {
    watch = new OutputWatch();
    avail = 100;
    powerW = 230.5;
  });

  it('tell all at first, then only what has changed by a millionth or more', () => {
    watch.use(siteWith([heat, { id: 'fixed', url: 'http://10.0.0.9/x' }]));
    assert.deepEqual(look(), [
      ['heat', [1, 230.5]],
      ['fixed', []],
    ]);
    assert.deepEqual(look(), []);
    powerW = 230.5 + 1e-9;
    assert.deepEqual(look(), []);
    powerW = 231;
    assert.deepEqual(look(), [['heat', [1, 231]]]);
    avail = 70;
    assert.deepEqual(look(), []);
    avail = 50;
    assert.deepEqual(look(), [['heat', [0, 231]]]);
  });

  it('say once that a formula has no value, and the value when it is back', () => {
    watch.use(siteWith([heat]));
    powerW = undefined;
    assert.deepEqual(look(), [['heat', undefined]]);
    assert.deepEqual(look(), []);
    powerW = 5;
    assert.deepEqual(look(), [['heat', [1, 5]]]);
  });

  it('are told anew with a new site, and are none while they are off or the site only observes', () => {
    watch.use(siteWith([heat]));
    look();
    watch.use(siteWith([heat]));
    assert.equal(look().length, 1);
    watch.use(siteWith([{ ...heat, enabled: false }]));
    assert.deepEqual(look(), []);
    watch.use(siteWith([heat], { mode: 'observe' }));
    assert.deepEqual(look(), []);
  });
});
