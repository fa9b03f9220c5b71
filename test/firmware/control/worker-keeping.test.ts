import assert from 'node:assert/strict';
import { auditTrail } from '../../../firmware/control/audit-trail.ts';
import { workerKeeping } from '../../../firmware/control/worker-keeping.ts';
import type { State } from '../../../firmware/domain/state.ts';
import type { CycleProof } from '../../../firmware/grid/proof/facts.ts';
import type { Store } from '../../../firmware/store/store.ts';

/** A store of which every write fails, and what is said about it. */
function fullDisk() {
  const said: string[] = [];
  const fails = () => {
    throw new Error('the disk is full');
  };
  const say = (level: string) => (facts: object, message: string) => {
    assert.match(String((facts as { err?: unknown }).err), /the disk is full/);
    said.push(`${level}: ${message}`);
  };
  const store = {
    rulings: { all: () => [], put: fails },
    gridSources: { put: fails },
    meta: { set: fails },
  } as unknown as Store;
  return { said, fails, store, log: { debug: say('debug'), error: say('error') } };
}

describe('what the main thread keeps for the worker', () => {
  it('stops nothing when the disk refuses it, and says so', () => {
    const { said, fails, store, log } = fullDisk();
    const keeping = workerKeeping({ store, log, orders: () => ({ mark: fails }), proof: () => ({ observe: fails }) });
    keeping.onRulings([]);
    keeping.onGridSources([]);
    keeping.onOrderMarks([]);
    keeping.onFreshAt({});
    keeping.onCycle?.({} as State, {} as CycleProof);
    assert.deepEqual(
      said.map((line) => line.slice(0, 28)),
      [
        'error: a lowered limit could',
        'debug: the state of a source',
        'debug: what happened to an o',
        'debug: until when channels k',
        'error: the proof log did not',
      ],
    );
  });

  it('says it once until the disk takes something again: the worker comes back every second', () => {
    const { said, store, log } = fullDisk();
    let full = true;
    const put = () => {
      if (full) throw new Error('the disk is full');
    };
    const rulings = { ...store.rulings, put };
    const keeping = workerKeeping({
      ...{ store: { ...store, rulings }, log },
      orders: () => ({ mark: () => {} }),
      proof: () => ({ observe: () => {} }),
    });
    for (let s = 0; s < 100; s += 1) keeping.onRulings([]);
    assert.equal(said.length, 1);
    full = false;
    keeping.onRulings([]);
    full = true;
    keeping.onRulings([]);
    assert.equal(said.length, 2);
  });

  it('stops nobody when the audit trail does not take an entry', () => {
    const { said, fails, log } = fullDisk();
    const trail = auditTrail({ append: fails, list: () => [] }, log);
    trail.append({ who: 'admin', what: 'x' });
    assert.equal(said.length, 1);
    assert.deepEqual(trail.list({ limit: 1 }), []);
  });
});
