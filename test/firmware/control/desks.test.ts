import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SiteDesk } from '../../../firmware/control/site-desk.ts';
import { VariableDesk } from '../../../firmware/control/variable-desk.ts';
import type { NetwachtError } from '../../../firmware/domain/errors.ts';
import type { State } from '../../../firmware/domain/state.ts';
import type { StoredVariable } from '../../../firmware/domain/variable.ts';
import { openStore, type Store } from '../../../firmware/store/store.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { knowledge } from '../domain/site/documents.ts';
import { houseWith } from './virtual-site.ts';

const author = { name: 'admin' };

/** Real store, real desks; the worker is a list of what it was told. */
class Box {
  readonly dir = mkdtempSync(join(tmpdir(), 'netwacht-desk-'));
  wallMs = Date.UTC(2026, 10, 25);
  readonly told: string[] = [];
  candidate: readonly StoredVariable[] = [];
  writers: readonly { id: string; variables: readonly string[] }[] = [];
  readonly released: unknown[] = [];
  state: State | undefined;
  store: Store;
  site: SiteDesk;
  variables: VariableDesk;

  constructor() {
    const clock = { monotonicMs: () => 0, wallMs: () => this.wallMs++ };
    this.store = openStore({ dir: this.dir, clock });
    this.site = new SiteDesk({ store: this.store, knowledge, onPut: () => this.told.push('site') });
    this.variables = new VariableDesk({
      store: this.store,
      site: () => this.site.site(),
      clock,
      writers: () => this.writers,
      onReleased: (release) => this.released.push(release),
      host: {
        tryVariables: (variables) => {
          this.candidate = variables;
          this.told.push('candidate');
          return 1;
        },
        settle: (_, outcome) => this.told.push(outcome),
        temporaryVariables: (variables) => this.told.push(`temporary ${variables.map((v) => v.name).join()}`),
        current: () => this.state,
      },
    });
  }

  set(name: string, value: number, more: { temporary?: boolean; replace?: boolean } = {}): Promise<void> {
    return this.variables.change({ author, replace: false, temporary: false, values: [{ name, value }], ...more });
  }

  values(): Record<string, number | null> {
    return Object.fromEntries(this.variables.list().map((v) => [v.name, v.value]));
  }

  end(): void {
    this.store.close();
    rmSync(this.dir, { recursive: true });
  }
}

describe('the desk for variables', () => {
  it('tells what charging rules have set, until somebody writes it', async () => {
    await box.set('LEVEL', 5);
    const level = () => box.variables.list().find(({ name }) => name === 'LEVEL');
    const at = level()?.at ?? '';
    const live = (name: string, value: number) => ({
      ...{ name, value, at, source: 'rule:E1/r', stale: false, owner: null },
    });
    const variables = [live('LEVEL', 7), live('HEAT', 1)];
    box.state = { variables } as unknown as State;
    assert.deepEqual(box.values(), { AVAIL: 100, LEVEL: 7, HEAT: 1 });
    assert.equal(level()?.source, 'rule:E1/r');
    await box.set('LEVEL', 6);
    assert.deepEqual(box.values(), { AVAIL: 100, LEVEL: 6, HEAT: 1 });
  });

  let box: Box;
  beforeEach(() => {
    box = new Box();
    box.site.put(houseWith(1), { author });
    box.told.length = 0;
  });
  afterEach(() => box.end());

  it('tells the worker before the disk and settles after it', async () => {
    await box.set('AVAIL', 40);
    assert.deepEqual(box.told, ['candidate', 'temporary ', 'written']);
    assert.deepEqual(
      box.candidate.map((v) => [v.name, v.value]),
      [['AVAIL', 40]],
    );
    assert.deepEqual(box.values(), { AVAIL: 40 });
  });

  it('stores the limit that the value gives in the same write', async () => {
    await box.set('AVAIL', 40);
    assert.deepEqual(
      box.store.rulings.all().map((r) => [r.limitId, r.value]),
      [['operator', 22_000]],
    );
    await box.set('AVAIL', 90);
    assert.deepEqual(
      box.store.rulings.all().map((r) => [r.limitId, r.value]),
      [['operator', 49_500]],
    );
  });

  it('keeps the first spelling of a name', async () => {
    await box.set('Tarif', 1);
    await box.set('TARIF', 2);
    assert.deepEqual(box.values(), { AVAIL: 100, Tarif: 2 });
  });

  it('removes all others on a replace, never to come back from the site document', async () => {
    await box.set('PWR', 70);
    await box.set('tarif', 1, { replace: true });
    assert.deepEqual(box.values(), { tarif: 1 });
    box.site.put({ ...houseWith(1), name: 'Kerkstraat 13' }, { author });
    assert.deepEqual(box.values(), { tarif: 1 });
  });

  it('keeps a temporary value in memory, unless a limit reads it', async () => {
    await box.set('x', 1, { temporary: true });
    await box.set('AVAIL', 30, { temporary: true });
    assert.deepEqual(box.values(), { x: 1, AVAIL: 30 });
    assert.deepEqual(
      box.store.variables.all().map((v) => [v.name, v.value]),
      [['AVAIL', 30]],
    );
  });

  it('keeps a flag in memory, as any value that is not to be persisted', async () => {
    await box.set('_flag7', 1);
    assert.equal(box.values()._flag7, 1);
    assert.deepEqual(box.store.variables.all(), []);
    const change = { author, replace: false, temporary: false };
    const wrong = box.variables.change({ ...change, values: [{ name: 'x', expr: '_flag33' }] });
    await assert.rejects(wrong, { code: 'badFormula' });
  });

  it('keeps a temporary value when a limit reads it through another formula', async () => {
    await box.variables.change({
      author,
      replace: false,
      temporary: false,
      values: [{ name: 'AVAIL', expr: 'y + 1' }],
    });
    await box.set('y', 29, { temporary: true });
    assert.deepEqual(
      box.store.variables.all().map((v) => [v.name, v.value]),
      [
        ['AVAIL', undefined],
        ['y', 29],
      ],
    );
  });

  it('refuses a 257th variable and a formula that does not parse, and changes nothing', async () => {
    const many = Array.from({ length: 255 }, (_, i) => ({ name: `V_${i}`, value: i }));
    await box.variables.change({ author, replace: false, temporary: false, values: many });
    await assert.rejects(box.set('one_more', 1), (e: NetwachtError) => e.code === 'tooMany');
    await assert.rejects(
      box.variables.change({ author, replace: false, temporary: false, values: [{ name: 'AVAIL', expr: '55 +' }] }),
      (e: NetwachtError) => e.code === 'badFormula',
    );
    assert.equal(box.variables.list().length, 256);
    assert.equal(box.values().AVAIL, 100);
  });

  it('refuses a formula that rests on itself, through whatever others, and one that names no device; nothing is changed', async () => {
    const change = (values: readonly { name: string; expr: string }[]) =>
      box.variables.change({ author, replace: false, temporary: false, values });
    await change([
      { name: 'half', expr: 'AVAIL / 2' },
      { name: 'quarter', expr: 'HALF / 2' },
    ]);
    const before = box.store.variables.all();
    for (const [values, message] of [
      [[{ name: 'x', expr: 'X + 1' }], /x: .*depends on x itself/],
      [[{ name: 'AVAIL', expr: 'quarter * 4' }], /AVAIL: .*depends on AVAIL itself/],
      [
        [
          { name: 'a', expr: 'b' },
          { name: 'b', expr: 'a' },
        ],
        /a: .*itself/,
      ],
      [[{ name: 'y', expr: '3 + M77.power_w' }], /y: there is no device M77 \(characters 4 to 7\)/],
    ] as const)
      await assert.rejects(change([...values]), { code: 'badFormula', message });
    assert.deepEqual(box.store.variables.all(), before);
    await change([{ name: 'quarter', expr: '_price_level' }]);
  });

  it('answers notPersisted when the store cannot write, and tells the worker so', async () => {
    const { write } = box.store.variables;
    Object.assign(box.store.variables, {
      write: () => {
        throw new StoreError('notPersisted', 'the disk is full');
      },
    });
    await assert.rejects(box.set('AVAIL', 40), (e: NetwachtError) => e.code === 'notPersisted');
    Object.assign(box.store.variables, { write });
    assert.deepEqual(box.told, ['candidate', 'refused']);
    assert.deepEqual(box.values(), { AVAIL: 100 });
  });
});

describe('variables that belong to a channel', () => {
  let box: Box;
  const channel = { name: 'channel:emt' };
  const within = ['AVAIL', 'PWR'];
  const byChannel = (values: Record<string, number>, replace = false) =>
    box.variables.change({
      author: channel,
      within,
      replace,
      temporary: false,
      values: Object.entries(values).map(([name, value]) => ({ name, value })),
    });
  const owner = (name: string, source = 'channel:emt') => box.variables.owners()({ name, source });
  beforeEach(() => {
    box = new Box();
    box.site.put(houseWith(1), { author });
    box.writers = [{ id: 'emt', variables: within }];
  });
  afterEach(() => box.end());

  it('are refused to the local network with the name of the channel, and a replace or clear leaves them', async () => {
    await byChannel({ AVAIL: 40 });
    await box.set('house', 1);
    for (const name of ['AVAIL', 'avail', 'PWR'])
      await assert.rejects(
        box.set(name, 50),
        (e: NetwachtError) => e.code === 'owned' && /channel emt/.test(e.message),
      );
    await box.set('tarif', 2, { replace: true });
    assert.deepEqual(box.values(), { AVAIL: 40, tarif: 2 });
    await box.variables.change({ author, replace: true, temporary: false, values: [] });
    assert.deepEqual(box.values(), { AVAIL: 40 });
    assert.equal(box.variables.list()[0]?.source, 'channel:emt');
  });

  it('are not taken away singly from the LAN, while others are', async () => {
    await byChannel({ AVAIL: 40 });
    await box.set('house', 1);
    const remove = (name: string) =>
      box.variables.change({ author, replace: false, temporary: false, remove: [name], values: [] });
    await assert.rejects(remove('avail'), { code: 'owned' });
    await remove('HOUSE');
    assert.deepEqual(box.values(), { AVAIL: 40 });
    box.variables.release('AVAIL', author);
    await remove('AVAIL');
    assert.deepEqual(box.values(), {});
  });

  it('are all that a replace of the channel touches', async () => {
    await box.set('house', 1);
    await byChannel({ AVAIL: 40 });
    await byChannel({ PWR: 7 }, true);
    assert.deepEqual(box.values(), { PWR: 7, house: 1 });
    await byChannel({}, true);
    assert.deepEqual(box.values(), { house: 1 });
    assert.equal(owner('AVAIL'), 'emt');
  });

  it('are given back by a release, which is noted, until the channel writes again', async () => {
    await byChannel({ AVAIL: 40 });
    box.variables.release('avail', author);
    assert.deepEqual(box.released, [{ variable: 'AVAIL', channelId: 'emt', who: 'admin', atMs: box.wallMs - 3 }]);
    assert.match(box.store.audit.list({ limit: 1 })[0]?.what ?? '', /AVAIL released from channel emt/);
    assert.throws(() => box.variables.release('AVAIL', author), { code: 'notFound' });
    await box.set('AVAIL', 60);
    await assert.rejects(box.set('PWR', 1), { code: 'owned' });
    await byChannel({ PWR: 3 });
    assert.equal(owner('AVAIL'), undefined);
    await byChannel({ AVAIL: 30 });
    await assert.rejects(box.set('AVAIL', 60), { code: 'owned' });
    box.variables.release('AVAIL', author);
    await byChannel({}, true);
    assert.equal(owner('AVAIL'), 'emt');
  });

  it('are told as released only when the disk has it', async () => {
    await byChannel({ AVAIL: 40 });
    Object.assign(box.store.gateway, {
      release: () => {
        throw new StoreError('notPersisted', 'the disk is full');
      },
    });
    assert.throws(() => box.variables.release('AVAIL', author), { code: 'notPersisted' });
    assert.deepEqual(box.released, []);
    assert.ok(!box.store.audit.list({ limit: 5 }).some(({ what }) => what.includes('released')));
    assert.equal(owner('AVAIL'), 'emt');
  });

  it('belong to the channel that wrote last where several list them, and to nobody when none is on', async () => {
    box.writers = [
      { id: 'emt2', variables: ['avail'] },
      { id: 'emt', variables: within },
    ];
    assert.equal(owner('AVAIL', 'site'), 'emt');
    assert.equal(owner('AVAIL', 'channel:emt2'), 'emt2');
    assert.equal(owner('PWR', 'channel:emt2'), 'emt');
    box.writers = [];
    await box.set('AVAIL', 50);
    assert.throws(() => box.variables.release('AVAIL', author), { code: 'notFound' });
  });
});

describe('the desk for the site', () => {
  it('keeps the old site and names the path when a new one cannot be used', () => {
    const box = new Box();
    const etag = box.site.put(houseWith(1), { author });
    const bad = { ...houseWith(1), circuits: [{ id: 'house' }] };
    assert.throws(
      () => box.site.put(bad, { author }),
      (e: NetwachtError) => e.code === 'badSite' && e.path === 'circuits[0].fuseA',
    );
    assert.equal(box.site.current()?.etag, etag);
    assert.ok(box.site.check(bad).some((fault) => fault.path === 'circuits[0].fuseA'));
    box.end();
  });

  it('refuses a put on an older version', () => {
    const box = new Box();
    const etag = box.site.put(houseWith(1), { author });
    box.site.put(houseWith(2), { author, ifMatch: etag });
    assert.throws(
      () => box.site.put(houseWith(3), { author, ifMatch: etag }),
      (e: NetwachtError) => e.code === 'conflict',
    );
    assert.equal(box.site.site()?.devices.length, 3);
    box.end();
  });

  it('never changes a stored value: AVAIL 100 in the document while AVAIL is 40', async () => {
    const box = new Box();
    box.site.put(houseWith(1), { author });
    await box.set('AVAIL', 40);
    box.site.put({ ...houseWith(1), name: 'again' }, { author });
    assert.deepEqual(box.values(), { AVAIL: 40 });
    assert.equal(box.store.rulings.all()[0]?.value, 22_000);
    box.end();
  });
});
