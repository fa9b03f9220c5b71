import assert from 'node:assert/strict';
import { ControlRoom } from '../../../../firmware/control/control-room.ts';
import type { FromWorker, LpcAnswer } from '../../../../firmware/control/messages.ts';
import type { StoredSource } from '../../../../firmware/domain/grid-source.ts';
import { nothingKnown } from '../../../../firmware/domain/known.ts';
import type { LpcCommand } from '../../../../firmware/domain/lpc.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import type { StoreReader, StoreSnapshot } from '../../../../firmware/store/reader.ts';
import { knowledge } from '../../domain/site/documents.ts';
import { noDevices } from '../no-devices.ts';
import { houseWith } from '../virtual-site.ts';

const withLpc = (lpc: object = {}, circuit: object = {}) => {
  const house = houseWith(1) as { circuits: object[] };
  const circuits = house.circuits.map((c, i) => (i === 0 ? { ...c, ...circuit } : c));
  return { ...house, circuits, lpc: { circuit: 'house', ...lpc } };
};

/** A control worker's room on a disk that a test writes; devices never come. */
class Worker {
  readonly posts: FromWorker[] = [];
  readonly room: ControlRoom;
  stored: readonly StoredSource[] = [];
  nowMs = 1_000_000;
  #change = 1;

  constructor(document: object, stored: readonly StoredSource[] = []) {
    this.stored = stored;
    const snapshot = (): StoreSnapshot => ({
      change: this.#change,
      site: { document, etag: 'one', version: 1, atMs: 0 } as unknown as StoreSnapshot['site'],
      ...{ variables: [], rulings: [], orders: [], gridSources: this.stored, plans: [] },
    });
    this.room = new ControlRoom({
      clock: { monotonicMs: () => this.nowMs, wallMs: () => 1_800_000_000_000 + this.nowMs },
      failsafeOnly: false,
      known: nothingKnown,
      freshAt: {},
      reader: { change: () => this.#change, snapshot, close: () => {} } as unknown as StoreReader,
      knowledge,
      ...noDevices,
      post: (message) => this.posts.push(message),
      nudge: () => {},
    });
  }

  run(seconds: number): this {
    for (let s = 0; s < seconds; s += 1) {
      this.nowMs += 1000;
      this.room.cycle(0);
    }
    return this;
  }

  tell(command: LpcCommand): LpcAnswer {
    this.room.take({ kind: 'lpc', id: 7, command });
    const message = this.posts.findLast((post) => post.kind === 'lpcAnswer');
    assert.ok(message?.kind === 'lpcAnswer' && message.id === 7);
    return message.answer;
  }

  /** The main thread writes what was said last. */
  write(): this {
    const said = this.posts.findLast((post) => post.kind === 'gridSources');
    if (said?.kind === 'gridSources') this.stored = said.sources;
    this.#change += 1;
    return this;
  }

  get state(): State {
    const post = this.posts.findLast((message) => message.kind === 'snapshot');
    return post?.kind === 'snapshot' ? post.state : assert.fail('no snapshot');
  }

  isLimited = () => this.limit !== undefined;

  get limit() {
    return this.state.limits.find(({ origin }) => origin === 'lpc');
  }
}

const told = (answer: LpcAnswer) => ('view' in answer ? [answer.view.state, answer.view.limitW] : answer);

describe('LPC in the control worker', () => {
  it('is the fail-safe limit from the first cycle on, then what the guard says, in the live state with its origin', () => {
    const worker = new Worker(withLpc()).run(1);
    assert.deepEqual(
      [worker.limit?.id, worker.limit?.value, worker.limit?.circuit, worker.limit?.until],
      ['lpc:guard', 4200, 'house', null],
    );
    assert.deepEqual(told(worker.tell({ heartbeat: true, limit: { active: true, limitW: 9000, durationS: 300 } })), [
      'limited',
      9000,
    ]);
    worker.run(1);
    assert.equal(worker.limit?.value, 9000);
    const untilMs = Date.parse(worker.limit?.until ?? '');
    assert.ok(Math.abs(untilMs - (1_800_000_000_000 + worker.nowMs - 1000 + 300_000)) <= 1000);
    worker.tell({ limit: { active: false } });
    worker.run(1);
    assert.ok(!worker.isLimited());
  });

  it('S25 lost heartbeats end in the fail-safe limit, not in none', () => {
    const worker = new Worker(withLpc()).run(1);
    worker.tell({ heartbeat: true, limit: { active: false } });
    worker.run(119);
    assert.ok(!worker.isLimited());
    worker.run(1);
    assert.deepEqual([worker.limit?.value, worker.limit?.source], [4200, 'energy guard: silent, fail-safe limit']);
    assert.equal(worker.run(4 * 3600).limit?.value, 4200);
    const [silent] = worker.state.health.filter(({ code }) => code === 'sourceSilent');
    assert.deepEqual([silent?.id, silent?.what, silent?.severity], ['sourceSilent:lpc:guard', 'LPC', 'fault']);
    worker.tell({ heartbeat: true, limit: { active: false } });
    assert.ok(worker.run(1).state.health.every(({ code }) => code !== 'sourceSilent'));
  });

  it('S25 a limit holds in the first cycle after a restart', () => {
    const before = new Worker(withLpc()).run(1);
    before.tell({ heartbeat: true, limit: { active: true, limitW: 2000 } });
    before.run(1).write();
    const after = new Worker(withLpc(), before.stored).run(1);
    assert.deepEqual([after.limit?.value, after.state.circuits[0]?.limitW], [2000, before.state.circuits[0]?.limitW]);
    assert.deepEqual(told(after.tell({})), ['init', 2000]);
  });

  it('S25 what was kept and cannot be read is the fail-safe limit', () => {
    const worker = new Worker(withLpc(), [{ id: 'lpc:guard', state: 'x', atMs: 0 }]).run(1);
    assert.equal(worker.limit?.value, 4200);
  });

  it('says what is to be on disk with its answer and in every cycle until it is there', () => {
    const worker = new Worker(withLpc()).run(1).write().run(1);
    const said = () => worker.posts.filter(({ kind }) => kind === 'gridSources').length;
    const quiet = said();
    worker.run(20);
    assert.equal(said(), quiet, 'what is on disk is not said again');
    const answer = worker.tell({ heartbeat: true, limit: { active: true, limitW: 5000 } });
    assert.ok('sources' in answer && answer.sources.length === 1);
    worker.run(3);
    assert.equal(said(), quiet + 3);
    worker.write().run(1);
    worker.tell({ heartbeat: true });
    worker.run(100);
    assert.equal(said(), quiet + 3, 'a heartbeat is nothing to write');
  });

  it('refuses without a change: a fail-safe limit under the minimum, any command where no guard is expected', () => {
    const worker = new Worker(withLpc()).run(1);
    const refused = worker.tell({ heartbeat: true, failsafe: { limitW: 4000 } });
    assert.ok('refused' in refused && refused.refused.code === 'belowMinimum');
    const none = new Worker(houseWith(1)).run(1).tell({ heartbeat: true });
    assert.ok('refused' in none && none.refused.code === 'notConfigured');
  });

  it('keeps the fail-safe limit at the minimum power of §14a, obeys less, and logs that once', () => {
    const para14a = { mode: 'ems', units: [{ device: 'E1' }, { kind: 'heatPump', powerW: 9000 }] };
    const worker = new Worker(withLpc({}, { para14a })).run(1);
    assert.equal(worker.limit?.value, 7560);
    worker.tell({ heartbeat: true, limit: { active: true, limitW: 3000 } });
    worker.run(30);
    assert.equal(worker.limit?.value, 3000);
    const logged = worker.posts.filter((post) => post.kind === 'log' && post.message.includes('minimum power'));
    assert.deepEqual(
      logged.map((post) => post.kind === 'log' && post.facts),
      [{ limit: 'lpc:guard', circuit: 'house', valueW: 3000, minimumW: 7560 }],
    );
  });

  it('limits everything in the circuit where the site says so', () => {
    const worker = new Worker(withLpc({ scope: 'all' })).run(1);
    assert.equal(worker.state.circuits[0]?.limitW, 4200);
    assert.equal(worker.state.circuits[0]?.reason.code, 'operator');
  });
});
