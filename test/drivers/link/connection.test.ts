import assert from 'node:assert/strict';
import type { StreamEvents } from '../../../drivers/link/byte-stream.ts';
import { Connection } from '../../../drivers/link/connection.ts';
import { LineTime } from './line-time.ts';

/** Streams that open and close when the test says so. */
class FarEnd {
  readonly time = new LineTime();
  attempts = 0;
  open = 0;
  isThere = true;
  answersAtOnce = true;
  events: StreamEvents | undefined;
  finishClosing: () => void = () => undefined;
  readonly lost: string[] = [];
  readonly taken: string[] = [];
  readonly connection = new Connection({
    clock: this.time,
    timers: this.time,
    open: (events) => this.#open(events),
    events: {
      onBytes: (bytes) => this.taken.push(bytes.toString()),
      onLost: (error) => this.lost.push(error.message),
    },
  });

  ensure(ms = 1_000): Promise<Error | undefined> {
    return this.connection.ensure(this.time.monotonicMs() + ms);
  }

  async #open(events: StreamEvents) {
    this.attempts += 1;
    if (!this.answersAtOnce) await new Promise(() => undefined);
    if (!this.isThere) throw new Error('refused');
    this.events = events;
    this.open += 1;
    const closed = new Promise<void>((resolve) => {
      this.finishClosing = () => {
        this.open -= 1;
        resolve();
      };
    });
    return { write: () => undefined, close: () => closed };
  }
}

describe('a connection to a device', () => {
  it('opens when it is needed, and once', async () => {
    const far = new FarEnd();
    assert.equal(far.attempts, 0);
    assert.deepEqual(await Promise.all([far.ensure(), far.ensure()]), [undefined, undefined]);
    assert.equal(far.attempts, 1);
    assert.equal(far.connection.reconnects, 0);
  });

  it('opens the next only when the old one is closed, and hears nothing of the old one', async () => {
    const far = new FarEnd();
    await far.ensure();
    const old = far.events;
    far.connection.drop();
    old?.onBytes(Buffer.from('late'));
    const next = far.ensure();
    await far.time.settle();
    assert.equal(far.attempts, 1);
    far.finishClosing();
    assert.equal(await next, undefined);
    assert.deepEqual([far.attempts, far.open, far.connection.reconnects], [2, 1, 1]);
    old?.onBytes(Buffer.from('later'));
    far.events?.onBytes(Buffer.from('new'));
    assert.deepEqual(far.taken, ['new']);
  });

  it('waits longer after each failure, and says meanwhile why', async () => {
    const far = new FarEnd();
    far.isThere = false;
    const attemptsAt: number[] = [];
    for (let ms = 0; ms < 8_000; ms += 50) {
      const before = far.attempts;
      assert.equal((await far.ensure())?.message, 'refused');
      if (far.attempts > before) attemptsAt.push(ms);
      await far.time.advance(50);
    }
    assert.deepEqual(attemptsAt, [0, 100, 300, 700, 1500, 3100, 5100, 7100]);
    far.isThere = true;
    await far.time.advance(2_000);
    assert.equal(await far.ensure(), undefined);
  });

  it('that takes too long ends the wait, not the attempt', async () => {
    const far = new FarEnd();
    far.answersAtOnce = false;
    const waiting = far.ensure(300);
    await far.time.advance(301);
    assert.match((await waiting)?.message ?? '', /in time/);
    assert.equal(far.attempts, 1);
  });

  it('that is lost is opened again at once', async () => {
    const far = new FarEnd();
    await far.ensure();
    far.finishClosing();
    far.events?.onLost(new Error('reset'));
    assert.deepEqual(far.lost, ['reset']);
    assert.equal(await far.ensure(), undefined);
    assert.equal(far.attempts, 2);
  });

  it('that is closed stays closed', async () => {
    const far = new FarEnd();
    await far.ensure();
    const closing = far.connection.close();
    far.finishClosing();
    await closing;
    assert.match((await far.ensure())?.message ?? '', /closed/);
    assert.equal(far.open, 0);
  });
});
