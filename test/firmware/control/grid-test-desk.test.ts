import assert from 'node:assert/strict';
import { GridTestDesk } from '../../../firmware/control/grid-test-desk.ts';
import type { ProofCommand } from '../../../firmware/control/proof-desk.ts';
import { SourceWatch } from '../../../firmware/control/source-watch.ts';
import type { TestLimit } from '../../../firmware/control/test-limit.ts';
import { FakeClock, meterAndBox } from '../api/fakes.ts';
import { cycle, operatorLimit } from '../grid/proof/cycles.ts';

describe('the test button', () => {
  const clock = new FakeClock();
  let played: (TestLimit | undefined)[];
  let logged: ProofCommand[];
  const desk = (site = meterAndBox) =>
    new GridTestDesk({
      host: { testLimit: (test) => played.push(test) },
      site,
      proof: { command: (command) => logged.push(command) },
      clock,
    });
  beforeEach(() => {
    played = [];
    logged = [];
  });

  it('plays a limit in W on the house connection, as a limit of its author, and a test in the log', () => {
    const { untilMs } = desk().start({ limitW: 4200, durationS: 60 }, { name: 'admin' });
    assert.equal(untilMs, clock.nowMs + 60_000);
    const { value, unit, circuit, origin, source } = played[0]?.record ?? {};
    assert.deepEqual([value, unit, circuit, origin, source], [4200, 'W', 'house', 'manual', 'admin']);
    assert.equal(logged[0]?.source, 'test');
    assert.deepEqual(logged[0]?.more, { circuit: 'house', limitW: 4200, durationS: 60 });
  });

  it('a percentage is one of the fuse, per phase; values of variables join in as an operator would set them', () => {
    desk().start({ percent: 60, durationS: 60 }, { name: 'admin' });
    assert.deepEqual([played[0]?.record?.value, played[0]?.record?.unit], [21_000, 'mA']);
    desk().start({ variables: { AVAIL: 40 }, durationS: 60 }, { name: 'admin' });
    assert.equal(played[1]?.record, undefined);
    assert.deepEqual(
      played[1]?.rows.map(({ name, value, source }) => [name, value, source]),
      [['AVAIL', 40, 'admin']],
    );
  });

  it('refuses a circuit that is not there and a box without a site', () => {
    const go = (circuit?: string) => ({ limitW: 1, durationS: 1, ...(circuit === undefined ? {} : { circuit }) });
    assert.throws(() => desk().start(go('cellar'), { name: 'admin' }), { code: 'noCircuit', path: 'circuit' });
    assert.throws(() => desk(() => undefined as never).start(go(), { name: 'admin' }), { code: 'noSite' });
    assert.deepEqual(played, []);
  });
});

describe('the energy guard and contacts in the proof log', () => {
  it('each change of what they ask for is a command, once', () => {
    const watch = new SourceWatch();
    const lpc = (value: number, source: string) => ({
      limits: [{ ...operatorLimit(value), id: 'lpc:guard', origin: 'lpc' as const, source, variables: [] }],
    });
    const seen = (more: object) =>
      watch.observe(cycle(1000, { value: 100, atMs: 0 }, more)).map(({ more: m }) => m?.value);
    assert.deepEqual(seen({ limits: [operatorLimit(100)] }), []);
    assert.deepEqual(seen(lpc(4200, 'energy guard')), [4200]);
    assert.deepEqual(seen(lpc(4200, 'energy guard')), []);
    assert.deepEqual(seen(lpc(4200, 'energy guard: silent, fail-safe limit')), [4200]);
    assert.deepEqual(seen({ limits: [] }), []);
    assert.deepEqual(seen(lpc(4200, 'energy guard')), [4200]);
  });
});
