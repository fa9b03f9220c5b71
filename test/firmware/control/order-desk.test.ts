import assert from 'node:assert/strict';
import { OrderDesk } from '../../../firmware/control/order-desk.ts';
import { SiteDesk } from '../../../firmware/control/site-desk.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';
import type { State } from '../../../firmware/domain/state.ts';
import { exampleState } from '../api/fakes.ts';
import { contractSite, knowledge } from '../domain/site/documents.ts';
import { type TestFolder, testFolder } from '../store/data-folder-fixture.ts';

function siteWith(definition: string): Site {
  const document = contractSite();
  Object.assign(document.devices[1] as object, { definition });
  const result = readSite(document, knowledge);
  assert.ok(result.ok);
  return result.site;
}

describe('the desk for orders of persons', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  const author = { name: 'anna' };
  const deskWith = (site = siteWith('a-switching-box'), state: State | undefined = exampleState(1)) => {
    const store = folder.open();
    const nudges: number[] = [];
    const desk = new OrderDesk({
      ...{ store, knowledge, site: () => site, current: () => state, clock: folder.clock },
      nudge: () => void nudges.push(1),
    });
    return { desk, store, nudges };
  };
  const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

  it('puts an order on disk with who, when, and whether a car is there, and nudges the loop', () => {
    const { desk, store, nudges } = deskWith();
    desk.override('E1', { limitA: 8.5, rulesOff: false }, author);
    const atMs = folder.clock.wall;
    assert.deepEqual(store.orders.all(), [
      { kind: 'override', chargePoint: 'E1', limitMa: 8500, rulesOff: false, begun: true, atMs, source: 'anna' },
    ]);
    assert.equal(nudges.length, 1);
    desk.endOverride('E1');
    assert.deepEqual(store.orders.all(), []);
  });

  it('ends an override with what programs want, or alone', () => {
    const { desk, store } = deskWith();
    const kinds = () => store.orders.all().map(({ kind }) => kind);
    const both = () => {
      desk.override('E1', { limitA: 8, rulesOff: false }, author);
      desk.remote('E1', { limitA: 0, untilMs: folder.clock.wall + 60_000 }, author);
    };
    both();
    desk.endOverrideAlone('E1');
    assert.deepEqual([kinds(), desk.remoteMa('E1')], [['remote'], 0]);
    both();
    desk.endOverride('E1');
    assert.deepEqual([kinds(), desk.remoteMa('E1')], [[], undefined]);
  });

  it('changes parts of an override and keeps the ceiling under one that is off, over a restart too', () => {
    const { desk, store } = deskWith();
    desk.adjustOverride('E1', { limitMa: 10_000 }, author);
    folder.clock.wall += 1000;
    desk.adjustOverride('E1', { off: true, rulesOff: true }, author);
    assert.deepEqual(desk.overrideNow('E1'), { off: true, rulesOff: true, limitMa: 10_000 });
    assert.deepEqual(
      store.orders.all().map((row) => row.kind === 'override' && [row.limitMa, row.rulesOff, row.untilMs]),
      [[0, true, undefined]],
    );
    desk.adjustOverride('E1', { off: false }, author);
    assert.deepEqual(desk.overrideNow('E1'), { off: false, rulesOff: true, limitMa: 10_000 });
    desk.override('E1', { limitA: 0, rulesOff: false }, author);
    assert.deepEqual(desk.overrideNow('E1'), { off: true, rulesOff: false }, 'another order has nothing under it');
    desk.adjustOverride('E1', { off: false }, author);
    assert.deepEqual(store.orders.all(), [], 'what asks for nothing is no order');
    assert.throws(() => desk.overrideNow('E9'), refused('noChargePoint'));
  });

  it('tells the overrides that hold now of all charge points at once', () => {
    const { desk } = deskWith();
    assert.deepEqual([...desk.overridesNow()], []);
    desk.need('E1', { energyWh: 5000 }, author);
    desk.adjustOverride('E1', { limitMa: 10_000 }, author);
    folder.clock.wall += 1000;
    desk.adjustOverride('E1', { off: true }, author);
    assert.deepEqual([...desk.overridesNow()], [['E1', { off: true, rulesOff: false, limitMa: 10_000 }]]);
    desk.override('E1', { limitA: 8, untilMs: folder.clock.wall + 1000, rulesOff: true }, author);
    assert.deepEqual([...desk.overridesNow()], [['E1', { off: false, rulesOff: true, limitMa: 8000 }]]);
    folder.clock.wall += 1000;
    assert.deepEqual([...desk.overridesNow()], [], 'a time that is over ends it');
  });

  it('notes the counter with a need, and ends the need that asks for nothing', () => {
    const { desk, store } = deskWith();
    desk.need('E1', { energyWh: 5000 }, author);
    const [row] = store.orders.all();
    assert.ok(row?.kind === 'need' && row.counterWh === 1000 && row.energyWh === 5000);
    desk.need('E1', {}, author);
    assert.deepEqual(store.orders.all(), []);
  });

  it('refuses a charge point that is not there, a time that is over, and phases that cannot be switched', () => {
    const { desk, store } = deskWith();
    assert.throws(() => desk.override('E9', { limitA: 6, rulesOff: false }, author), refused('noChargePoint'));
    assert.throws(() => desk.override('M1', { limitA: 6, rulesOff: false }, author), refused('noChargePoint'));
    assert.throws(() => desk.endOverride('E9'), refused('noChargePoint'));
    const past = { limitA: 6, rulesOff: false, untilMs: folder.clock.wall };
    assert.throws(() => desk.override('E1', past, author), refused('past'));
    assert.throws(() => desk.need('E1', { departureMs: 5 }, author), refused('past'));
    assert.deepEqual(store.orders.all(), []);
  });

  it('keeps chosen phases where the product can switch', () => {
    const { desk, store } = deskWith();
    desk.phases('E1', 1, author);
    assert.equal(store.orders.all()[0]?.kind, 'phases');
    desk.phases('E1', 'auto', author);
    assert.deepEqual(store.orders.all(), []);
  });

  it('loses what was wanted of charge points that a new site does not have', () => {
    const { desk, store } = deskWith();
    desk.override('E1', { limitA: 6, rulesOff: false }, author);
    const sites = new SiteDesk({ store, knowledge, onPut: () => {} });
    sites.put(contractSite(), { author });
    assert.equal(store.orders.all().length, 1);
    sites.put({ ...contractSite(), devices: [] }, { author });
    assert.deepEqual(store.orders.all(), []);
  });

  it('does not take phases for a product that cannot switch', () => {
    const { desk } = deskWith(siteWith('a-box'));
    assert.throws(() => desk.phases('E1', 1, author), refused('cannotSwitch'));
  });
});
