import assert from 'node:assert/strict';
import { type IncomingMessage, request } from 'node:http';
import { EventHub, type EventSink } from '../../../../firmware/api/event-hub.ts';
import { applyPatch, isFields } from '../../../../firmware/api/patch.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { asAdmin, Box } from '../box.ts';
import { exampleState, FakeState } from '../fakes.ts';

/** A client of the stream: waits for what it is told to wait for. */
class Listener {
  readonly reply: IncomingMessage;
  #text = '';
  #closed = false;
  #wake: () => void = () => undefined;

  constructor(reply: IncomingMessage) {
    this.reply = reply;
    reply.setEncoding('utf8');
    reply.on('data', (text: string) => {
      this.#text += text;
      this.#wake();
    });
    reply.on('error', () => undefined);
    reply.once('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  static open(box: Box, headers: Record<string, string>): Promise<Listener> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: box.port, path: '/api/v1/events', headers, agent: false });
      outgoing.once('response', (reply) => resolve(new Listener(reply)));
      outgoing.once('error', reject).end();
    });
  }

  /** The next whole block of the stream. */
  async next(): Promise<{ event: string; data: unknown }> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const [, event = 'comment', data = 'null'] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        return { event, data: JSON.parse(data) };
      }
      assert.ok(!this.#closed, 'the stream has ended');
      await this.#change();
    }
  }

  async ended(): Promise<void> {
    while (!this.#closed) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

describe('the stream of events', () => {
  let box: Box;
  beforeEach(async () => {
    box = await Box.open();
  });
  afterEach(() => box.close());

  it('gives the state whole, then patches that lead to each new state', async () => {
    const listener = await Listener.open(box, asAdmin);
    assert.equal(listener.reply.statusCode, 200);
    assert.equal(listener.reply.headers['content-type'], 'text/event-stream');
    assert.equal(listener.reply.headers['cache-control'], 'no-store');
    const first = await listener.next();
    assert.equal(first.event, 'state');
    let state = first.data as State;
    for (const offeredA of [10, null, null, 6]) {
      const next = exampleState(state.cycle + 1, offeredA);
      box.state.publish(next);
      const { event, data } = await listener.next();
      assert.equal(event, 'patch');
      assert.ok(isFields(data));
      state = applyPatch(state, data);
      assert.deepEqual(state, next);
    }
    listener.reply.destroy();
  });

  it('ends when the session ends', async () => {
    const session = await box.signIn();
    const other = await box.signIn();
    const listener = await Listener.open(box, session);
    const staying = await Listener.open(box, other);
    await listener.next();
    await staying.next();
    await box.ask('/api/v1/session', { method: 'DELETE', headers: { ...session, origin: box.origin } });
    await listener.ended();
    box.state.publish(exampleState(2));
    assert.equal((await staying.next()).event, 'patch');
    box.clock.nowMs += 30 * 60_000;
    box.state.publish(exampleState(3));
    await staying.ended();
  });

  it('ends when the token is taken away, and when the password changes', async () => {
    const made = await box.send('POST', '/api/v1/tokens', { name: 'wall', role: 'viewer' });
    const authorization = `Bearer ${(made.json as { token: string }).token}`;
    const wall = await Listener.open(box, { authorization });
    await box.send('DELETE', '/api/v1/tokens', { name: 'wall' });
    await wall.ended();
    const listener = await Listener.open(box, asAdmin);
    const body = { current: 'tulip Canal 7 quay', password: 'another Canal 8' };
    assert.equal((await box.send('PUT', '/api/v1/password', body)).status, 204);
    await listener.ended();
  });

  it('is open to 50 at once and says so to the next one', async () => {
    const listeners = await Promise.all([...Array(50)].map(() => Listener.open(box, asAdmin)));
    const reply = await box.ask('/api/v1/events', { headers: asAdmin });
    assert.equal(reply.status, 503);
    assert.equal((reply.json as { error: string }).error, 'busy');
    for (const listener of listeners) listener.reply.destroy();
    // Each that leaves makes room; the box notices when its socket closes.
    for (;;) {
      const next = await Listener.open(box, asAdmin);
      next.reply.destroy();
      if (next.reply.statusCode === 200) break;
    }
    assert.deepEqual(box.log.errors(), [], 'those who leave are no faults');
  });

  it('needs the right to read, and is not opened by HEAD', async () => {
    assert.equal((await box.ask('/api/v1/events')).status, 401);
    const head = await box.ask('/api/v1/events', { method: 'HEAD', headers: asAdmin });
    assert.equal(head.status, 200);
    assert.equal(head.text, '');
  });
});

class FakeSink implements EventSink {
  writableLength = 0;
  readonly texts: string[] = [];
  ends: string[] = [];
  write(text: string): boolean {
    this.texts.push(text);
    return true;
  }
  end(): void {
    this.ends.push('end');
  }
  destroy(): void {
    this.ends.push('destroy');
  }
  once(): void {}
  names = () => this.texts.map((text) => text.split('\n', 1)[0]);
}

describe('the hub of events', () => {
  it('drops a client that does not read, and only that one', () => {
    const state = new FakeState();
    const hub = new EventHub(state);
    const [slow, fast] = [new FakeSink(), new FakeSink()];
    hub.add(slow, () => true);
    hub.add(fast, () => true);
    slow.writableLength = 600 * 1024;
    state.publish(exampleState(2));
    assert.deepEqual(slow.ends, ['destroy']);
    assert.deepEqual(fast.ends, []);
    assert.deepEqual(fast.names(), ['event: state', 'event: patch']);
    hub.stop();
    assert.equal(state.listeners.size, 0);
    assert.deepEqual(fast.ends, ['end']);
  });

  it('sends a comment to keep a stream alive, and nothing when nothing changed', () => {
    const state = new FakeState();
    const hub = new EventHub(state);
    const sink = new FakeSink();
    hub.add(sink, () => true);
    state.publish(exampleState(1));
    hub.keepAlive();
    assert.deepEqual(sink.texts.slice(1), [': \n\n']);
    hub.stop();
  });

  it('tells a client that comes before the first cycle that it is connected, then the whole state', () => {
    const state = new FakeState();
    state.state = undefined;
    const hub = new EventHub(state);
    const sink = new FakeSink();
    hub.add(sink, () => true);
    state.publish(exampleState(1));
    assert.deepEqual(sink.names(), [': starting', 'event: state']);
    hub.stop();
  });

  it('knows the state of before for who comes later', () => {
    const state = new FakeState();
    const hub = new EventHub(state);
    state.publish(exampleState(7));
    const sink = new FakeSink();
    hub.add(sink, () => true);
    assert.match(sink.texts[0] ?? '', /^event: state\ndata: \{"cycle":7,/);
    hub.stop();
  });
});
