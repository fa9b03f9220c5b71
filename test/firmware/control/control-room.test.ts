import assert from 'node:assert/strict';
import { ControlRoom } from '../../../firmware/control/control-room.ts';
import type { FromWorker } from '../../../firmware/control/messages.ts';
import type { TestLimit } from '../../../firmware/control/test-limit.ts';
import type { Device, DeviceReadings, WriteState } from '../../../firmware/domain/device.ts';
import { nothingKnown } from '../../../firmware/domain/known.ts';
import type { DeviceConfig } from '../../../firmware/domain/site/devices.ts';
import type { State } from '../../../firmware/domain/state.ts';
import type { StoredVariable } from '../../../firmware/domain/variable.ts';
import type { StoreReader, StoreSnapshot } from '../../../firmware/store/reader.ts';
import { knowledge } from '../domain/site/documents.ts';
import { noDevices } from './no-devices.ts';
import { houseWith } from './virtual-site.ts';

/** A charge point or meter that answers at once. */
class FakeDevice implements Device {
  readonly facts: Device['facts'];
  readonly health = 'online';
  readonly fault = undefined;
  readonly healthSinceMs = 0;
  lastWrite: WriteState | undefined;
  offers: number[] = [];
  stopMs = 0;
  readonly #now: () => number;
  constructor(config: DeviceConfig, now: () => number) {
    this.#now = now;
    this.facts = {
      id: config.id,
      kind: config.role === 'chargePoint' ? 'chargePoint' : 'meter',
      wiring: config.wiring,
      stepMa: 1000,
      minMa: 6000,
      maxMa: 16_000,
      readsBack: true,
      measuresCurrent: true,
    };
  }
  get readings(): DeviceReadings {
    const at = <T>(value: T) => ({ value, atMs: this.#now() });
    if (this.facts.kind === 'meter') return { currentMa: at([0, 0, 0]) };
    return { currentMa: at([0, 0, 0]), chargeState: at('C' as const), offeredMa: at(this.offers.at(-1) ?? 0) };
  }
  start(): void {}
  async stop(): Promise<void> {}
  offer(offeredMa: number): void {
    this.offers.push(offeredMa);
    this.lastWrite = { offeredMa, requestedAtMs: this.#now(), repliedAtMs: this.#now(), outcome: 'acknowledged' };
  }
  onWriteSettled(): void {}
}

function roomWith(document: object, refuse?: string) {
  let nowMs = 1_000_000;
  let change = 1;
  const stored: { variables: StoredVariable[]; document: object; fails: boolean } = {
    ...{ variables: [], document, fails: false },
  };
  const posts: FromWorker[] = [];
  const devices = new Map<string, FakeDevice>();
  const snapshot = (): StoreSnapshot => ({
    change,
    site: {
      document: stored.document,
      etag: `"${change}"`,
      version: change,
      atMs: 0,
    } as unknown as StoreSnapshot['site'],
    variables: stored.variables,
    rulings: [],
    orders: [],
    gridSources: [],
    plans: [],
  });
  const number = () => {
    if (stored.fails) throw new Error('the disk does not answer');
    return change;
  };
  const reader = { change: number, snapshot, close: () => {} } as unknown as StoreReader;
  const room = new ControlRoom({
    clock: { monotonicMs: () => nowMs, wallMs: () => 1_800_000_000_000 + nowMs },
    failsafeOnly: false,
    known: nothingKnown,
    freshAt: {},
    reader,
    knowledge,
    makers: {
      ...noDevices.makers,
      createDevice: (config) => {
        if (config.id === refuse) throw new Error('unsupported');
        const device = new FakeDevice(config, () => nowMs);
        devices.set(config.id, device);
        return device;
      },
    },
    openContacts: noDevices.openContacts,
    post: (message) => posts.push(message),
    nudge: () => {},
  });
  const run = async (cycles: number) => {
    for (let k = 0; k < cycles; k += 1) {
      nowMs += 1000;
      room.cycle(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const state = (): State => posts.findLast((p) => p.kind === 'snapshot')?.state as State;
  const row = (name: string, value: number): StoredVariable => ({
    name,
    value,
    atMs: 1_800_000_000_000 + nowMs,
    source: 'admin',
  });
  return {
    room,
    run,
    state,
    posts,
    devices,
    stored,
    row,
    bump: () => {
      change += 1;
    },
  };
}

describe('the control room', () => {
  it('keeps the lower limit of a write that never reached the disk over a tmp write of another variable', async () => {
    const { room, run, state, row } = roomWith(houseWith(1));
    await run(5);
    const low = [row('AVAIL', 20)];
    room.take({ kind: 'candidate', candidate: { id: 1, rows: low } });
    room.take({ kind: 'notPersisted', id: 1 });
    await run(1);
    assert.equal(state().circuits[0]?.limitW, 11_000);
    // tmp=1 of a variable that no limit reads: nothing is written, the disk is still full.
    const other = { ...row('FOO', 1), temporary: true };
    room.take({ kind: 'candidate', candidate: { id: 2, rows: [other] } });
    room.take({ kind: 'temporary', variables: [other] });
    room.take({ kind: 'settled', id: 2, wrote: false });
    await run(1);
    assert.equal(state().circuits[0]?.limitW, 11_000);
  });

  it('keeps it over eight failed writes of another variable', async () => {
    const { room, run, state, row } = roomWith(houseWith(1));
    await run(5);
    room.take({ kind: 'candidate', candidate: { id: 1, rows: [row('AVAIL', 0)] } });
    room.take({ kind: 'notPersisted', id: 1 });
    for (let id = 2; id < 10; id += 1) {
      room.take({ kind: 'candidate', candidate: { id, rows: [row('FOO', id)] } });
      room.take({ kind: 'notPersisted', id });
    }
    await run(1);
    assert.equal(state().circuits[0]?.limitW, 0);
  });

  it('keeps it over a write of another variable that did reach the disk, and ends it with one of the same', async () => {
    const { room, run, state, row, stored, bump } = roomWith(houseWith(1));
    await run(5);
    room.take({ kind: 'candidate', candidate: { id: 1, rows: [row('AVAIL', 20)] } });
    room.take({ kind: 'notPersisted', id: 1 });
    room.take({ kind: 'candidate', candidate: { id: 2, rows: [row('FOO', 1)] } });
    room.take({ kind: 'settled', id: 2, wrote: true });
    await run(1);
    assert.equal(state().circuits[0]?.limitW, 11_000);
    room.take({ kind: 'candidate', candidate: { id: 3, rows: [row('AVAIL', 60)] } });
    stored.variables = [row('AVAIL', 60)];
    bump();
    room.take({ kind: 'settled', id: 3, wrote: true });
    await run(1);
    assert.equal(state().circuits[0]?.limitW, 33_000);
  });

  it('keeps it over any number of repeats of another write that fails', async () => {
    const { room, run, state, row } = roomWith(houseWith(1));
    await run(5);
    const refuse = (id: number, rows: StoredVariable[]) => {
      room.take({ kind: 'candidate', candidate: { id, rows } });
      room.take({ kind: 'notPersisted', id });
    };
    refuse(1, [row('AVAIL', 0)]);
    for (let id = 2; id < 200; id += 1) refuse(id, [row('AVAIL', 50)]);
    await run(1);
    assert.equal(state().circuits[0]?.limitW, 0);
  });

  it('holds a value that is on disk also while the disk cannot be read', async () => {
    const { room, run, state, row, stored, bump } = roomWith(houseWith(1));
    await run(5);
    room.take({ kind: 'candidate', candidate: { id: 1, rows: [row('AVAIL', 0)] } });
    stored.variables = [row('AVAIL', 0)];
    bump();
    stored.fails = true;
    room.take({ kind: 'settled', id: 1, wrote: true });
    await run(3);
    assert.equal(state().circuits[0]?.limitW, 0);
    stored.fails = false;
    await run(1);
    assert.equal(state().circuits[0]?.limitW, 0);
    stored.variables = [row('AVAIL', 60)];
    bump();
    await run(1);
    assert.equal(state().circuits[0]?.limitW, 33_000);
  });

  it('says with its rulings which writes they know of', async () => {
    const { room, run, row, posts, stored, bump } = roomWith(houseWith(1));
    const settled = () => posts.findLast((post) => post.kind === 'rulings')?.settled;
    await run(2);
    assert.equal(settled(), 0);
    room.take({ kind: 'candidate', candidate: { id: 1, rows: [row('AVAIL', 20)] } });
    await run(1);
    assert.equal(settled(), 0);
    stored.variables = [row('AVAIL', 20)];
    bump();
    room.take({ kind: 'settled', id: 1, wrote: true });
    await run(1);
    assert.equal(settled(), 1);
  });

  it('one device that cannot be made does not keep the others out', async () => {
    const { run, devices } = roomWith(houseWith(3), 'E1');
    await run(6);
    assert.ok(devices.has('E2') && devices.has('E3'), [...devices.keys()].join());
  });

  it('lowers a charge point to 0 or its fail-safe current before it lets go of it', async () => {
    const { run, devices, stored, bump } = roomWith(houseWith(2));
    await run(6);
    const e1 = devices.get('E1') as FakeDevice;
    // Of two cars whose phases nobody knows each may be on L1 alone: 20 A between phases, shared.
    assert.equal(e1.offers.at(-1), 10_000);
    const document = stored.document as { devices: { id: string }[] };
    stored.document = { ...document, devices: document.devices.filter((d) => d.id !== 'E1') };
    bump();
    await run(4);
    assert.ok((e1.offers.at(-1) ?? 0) <= 6000, `${e1.offers.at(-1)} mA is the last word it heard`);
  });

  it('goes on working beside a device that is made anew: it is told its set-point', async () => {
    const { run, devices, stored, bump } = roomWith(houseWith(1));
    await run(6);
    const document = stored.document as { devices: { id: string }[] };
    stored.document = {
      ...document,
      devices: document.devices.map((d) => (d.id === 'E1' ? { ...d, failsafeCurrentA: 8 } : d)),
    };
    bump();
    await run(10);
    assert.ok((devices.get('E1')?.offers.length ?? 0) > 0, 'the new driver was never given a set-point');
  });
});

describe('a limit that is played for a test', () => {
  const record: NonNullable<TestLimit['record']> = {
    id: 'test:limit',
    origin: 'manual',
    scope: 'all',
    circuit: 'house',
    unit: 'W',
    value: 5000,
    source: 'admin',
    failed: false,
    variables: [],
  };

  it('is in force, shown with its end, and ends by itself', async () => {
    const { room, run, state } = roomWith(houseWith(1));
    await run(3);
    const before = state().circuits[0]?.limitW;
    room.take({ kind: 'testLimit', test: { id: 'test:limit', durationMs: 3000, record, rows: [] } });
    await run(1);
    const shown = state().limits.find(({ id }) => id === 'test:limit');
    assert.equal(shown?.value, 5000);
    assert.deepEqual([shown?.origin, shown?.source], ['manual', 'admin']);
    const { code, origin } = state().circuits[0]?.reason ?? {};
    assert.deepEqual([code, origin], ['manual', 'manual']);
    assert.equal(Date.parse(shown?.until ?? '') - Date.parse(shown?.since ?? ''), 3000);
    assert.equal(state().circuits[0]?.limitW, 5000);
    await run(2);
    assert.equal(state().circuits[0]?.limitW, before);
    assert.equal(
      state().limits.find(({ id }) => id === 'test:limit'),
      undefined,
    );
  });

  it('raises nothing, as a ceiling or as a value of a variable, and nothing of it goes to the disk', async () => {
    const { room, run, state, row, posts } = roomWith(houseWith(1));
    await run(3);
    const before = Number(state().circuits[0]?.limitW);
    const ruled = () =>
      posts.flatMap((post) => (post.kind === 'rulings' ? post.rulings.map(({ value }) => value) : [])).at(-1);
    const high = { ...record, value: 10 * before };
    room.take({
      kind: 'testLimit',
      test: { id: 'test:limit', durationMs: 9000, record: high, rows: [row('AVAIL', 500)] },
    });
    await run(1);
    assert.equal(state().circuits[0]?.limitW, before);
    room.take({ kind: 'testLimit', test: { id: 'test:limit', durationMs: 9000, rows: [row('AVAIL', 10)] } });
    await run(2);
    assert.equal(state().circuits[0]?.limitW, before / 10);
    assert.equal(ruled(), before);
    const shown = state().limits.filter(({ unit }) => unit === 'W');
    assert.deepEqual(
      shown.map(({ id, origin, value }) => [id, origin, value]),
      [
        ['operator', 'variable', before],
        ['played:operator', 'manual', before / 10],
      ],
    );
    assert.equal(state().circuits[0]?.reason.code, 'manual');
    room.take({ kind: 'testLimit', test: undefined });
    await run(1);
    assert.equal(state().circuits[0]?.limitW, before);
  });

  it('does not keep from the disk what falls beside it', async () => {
    const { room, run, state, row, posts, stored, bump } = roomWith(houseWith(1));
    await run(3);
    room.take({ kind: 'testLimit', test: { id: 'test:limit', durationMs: 9000, rows: [row('AVAIL', 10)] } });
    await run(1);
    stored.variables = [row('AVAIL', 20)];
    bump();
    await run(1);
    assert.equal(state().circuits[0]?.limitW, 5500);
    const ruled = posts.flatMap((post) => (post.kind === 'rulings' ? post.rulings.map(({ value }) => value) : []));
    assert.equal(ruled.at(-1), 11_000);
  });
});

describe('a box that is let go', () => {
  const unmetered = (n: number) => {
    const d = houseWith(
      n,
      {},
      {
        circuits: [
          { id: 'house', fuseA: 80 },
          { id: 'garage', parent: 'house', fuseA: 20 },
        ],
      },
    ) as { devices: { id: string }[] };
    return { ...d, devices: d.devices.map((x) => (x.id === 'M1' ? x : { ...x, circuit: 'garage' })) };
  };
  for (const [title, heard] of [
    ['raises nobody into the room of a box that is let go before that box has taken 0', true],
    ['keeps the room of a box that is let go when it does not hear its 0 A', false],
  ] as const)
    it(title, async () => {
      const { run, devices, stored, bump } = roomWith(unmetered(2));
      await run(20);
      const [e1, e2] = [devices.get('E1') as FakeDevice, devices.get('E2') as FakeDevice];
      const order: string[] = [];
      const log = (d: FakeDevice, name: string, ok: boolean) => {
        const offer = d.offer.bind(d);
        d.offer = (ma: number) => {
          order.push(`${name}=${ma}`);
          if (ok) offer(ma);
        };
      };
      log(e1, 'E1', heard);
      log(e2, 'E2', true);
      const before = e2.offers.at(-1) ?? 0;
      const document = stored.document as { devices: { id: string }[] };
      stored.document = { ...document, devices: document.devices.filter((d) => d.id !== 'E1') };
      bump();
      await run(heard ? 2 : 20);
      const raisedAt = order.findIndex((x) => x.startsWith('E2=') && Number(x.slice(3)) > before);
      const zeroAt = order.indexOf('E1=0');
      assert.ok(
        raisedAt < 0 || (heard && zeroAt >= 0 && zeroAt < raisedAt),
        `E2 from ${before}: ${order.join(' ')}; E1 last held ${e1.offers.at(-1)}`,
      );
    });
});
