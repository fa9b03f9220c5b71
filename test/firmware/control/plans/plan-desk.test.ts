import assert from 'node:assert/strict';
import { PlanDesk } from '../../../../firmware/control/plans/plan-desk.ts';
import { SiteDesk } from '../../../../firmware/control/site-desk.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { everyDay } from '../../../../firmware/domain/site/primitives.ts';
import { contractSite, knowledge } from '../../domain/site/documents.ts';
import { type TestFolder, testFolder } from '../../store/data-folder-fixture.ts';

describe('the desk for plans from outside', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  const author = { name: 'ems' };
  const evening = [{ fromMin: 1020, minutes: 180, limitA: 10, days: everyDay }];
  const opened = () => {
    const store = folder.open();
    const read = readSite(contractSite(), knowledge);
    assert.ok(read.ok);
    const nudges: number[] = [];
    const desk = new PlanDesk({
      ...{ store, site: () => read.site, clock: folder.clock },
      nudge: () => void nudges.push(1),
    });
    return { desk, store, nudges };
  };
  const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

  it('keeps a plan with who gave it and when, tells the worker, and takes it away', () => {
    const { desk, store, nudges } = opened();
    desk.put('garage', evening, author);
    desk.put('E1', evening, author);
    const at = new Date(folder.clock.wall).toISOString();
    assert.deepEqual(desk.get('garage'), { id: 'garage', kind: 'circuit', plan: evening, at, source: 'ems' });
    assert.deepEqual(
      store.plans.all().map(({ place }) => place),
      [{ circuit: 'garage' }, { chargePoint: 'E1' }],
    );
    desk.put('garage', [], author);
    desk.remove('E1', author);
    assert.deepEqual([desk.list(), nudges.length], [[], 4]);
    assert.deepEqual(desk.get('E1'), { id: 'E1', kind: 'chargePoint', plan: [], at: null, source: null });
  });

  it('notes in the audit trail what changed, and nothing of a plan that is repeated', () => {
    const { desk, store, nudges } = opened();
    const listed = () => store.audit.list({ limit: 100 }).map(({ what }) => what);
    const before = listed().length;
    for (let k = 0; k < 5; k += 1) desk.put('garage', evening, author);
    for (let k = 0; k < 5; k += 1) desk.remove('garage', author);
    const noted = listed();
    assert.equal(noted.length - before, 2);
    assert.ok(noted.some((what) => what === 'plan of garage given, 1 entries'));
    assert.equal(nudges.length, 2);
  });

  it('takes W for a battery and its direction, A for everything else', () => {
    const store = folder.open();
    const read = readSite({ ...contractSite(), batteries: [{ device: 'M1', maxW: 3000 }] }, knowledge);
    assert.ok(read.ok);
    const desk = new PlanDesk({ store, site: () => read.site, clock: folder.clock, nudge: () => undefined });
    const watts = (of: 'charge' | 'discharge') => [{ fromMin: 0, minutes: 60, limitW: 500, of, days: everyDay }];
    desk.put('M1', watts('charge'), author);
    assert.deepEqual(store.plans.all()[0]?.place, { battery: 'M1' });
    const wrong = (id: string, plan: Parameters<typeof desk.put>[1]) =>
      assert.throws(() => desk.put(id, plan, author), refused('badPlan'));
    wrong('M1', watts('discharge'));
    wrong('M1', evening);
    wrong('E1', watts('charge'));
    wrong('house', watts('charge'));
    assert.equal(store.plans.all().length, 1);
    const sites = new SiteDesk({ store, knowledge, onPut: () => {} });
    sites.put(contractSite(), { author });
    assert.deepEqual(store.plans.all(), []);
  });

  it('knows the house connection and refuses what is neither circuit nor charge point', () => {
    const { desk, store } = opened();
    assert.equal(desk.root(), 'house');
    for (const id of ['attic', 'M1', '__proto__'])
      assert.throws(() => desk.put(id, evening, author), refused('noPlace'));
    assert.deepEqual(store.plans.all(), []);
  });

  it('loses the plans of what a new site does not have, and keeps the others', () => {
    const { desk, store } = opened();
    desk.put('house', evening, author);
    desk.put('E1', evening, author);
    const sites = new SiteDesk({ store, knowledge, onPut: () => {} });
    sites.put(contractSite(), { author });
    assert.equal(store.plans.all().length, 2);
    sites.put({ ...contractSite(), devices: [] }, { author });
    assert.deepEqual(
      store.plans.all().map(({ place }) => place),
      [{ circuit: 'house' }],
    );
  });
});
