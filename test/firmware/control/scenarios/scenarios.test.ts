import assert from 'node:assert/strict';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runScenario } from './run-scenario.ts';
import { readScenarios } from './scenario-file.ts';

describe('the rules of the control loop, file by file', () => {
  for (const file of globSync('*.json', { cwd: import.meta.dirname }).sort())
    describe(basename(file, '.json'), () => {
      for (const scenario of readScenarios(join(import.meta.dirname, file)))
        it(`${scenario.title} (${scenario.rule})`, () => runScenario(scenario));
    });
});

describe('a scenario file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netwacht-scenario-'));
  after(() => rmSync(folder, { recursive: true }));
  const small = {
    ...{ title: 'a car gets what the fuse leaves', rule: 'control.md §4' },
    site: { circuits: [{ id: 'house', fuseA: 16 }] },
    boxes: { E1: {} },
    expect: [{ atS: 20, offeredA: 16 }],
  };
  const read = (document: object) => {
    const file = join(folder, 'x.json');
    writeFileSync(file, JSON.stringify(document));
    return readScenarios(file);
  };
  const run = (document: object) => read(document).forEach(runScenario);

  it('passes when it is as it says, and fails when it is not', () => {
    run(small);
    assert.throws(() => run({ ...small, expect: [{ atS: 20, offeredA: 15 }] }), /at 20 s: the offer to E1 is 16 A/);
    assert.throws(() => run({ ...small, expect: [{ fromS: 1, toS: 9, once: true, reason: 'lost' }] }), /not once/);
  });

  it('is refused with the path of what is wrong', () => {
    assert.throws(() => read({ ...small, steps: [{ atS: 1, sett: {} }] }), /steps\.0: Unrecognized key: "sett"/);
    assert.throws(() => read({ ...small, expect: [{ offeredA: 1 }] }), /expect\.0: an expectation holds at atS/);
    assert.throws(() => run({ ...small, site: { circuits: [] } }), /Too small/);
  });
});
