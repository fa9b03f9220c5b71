import assert from 'node:assert/strict';
import { LineBus } from '../../../drivers/bus/bus.ts';
import type { MbapFrame } from '../../../drivers/link/mbap.ts';
import { ProxyWork } from '../../../drivers/proxy/proxy-work.ts';
import { Turns, type TurnTaker } from '../../../drivers/proxy/turns.ts';
import { FakeLink } from '../bus/fake-link.ts';
import { LineTime } from '../link/line-time.ts';

const readAt = (unitId: number, address: number) => Buffer.from([unitId, 3, address >> 8, address & 0xff, 0, 2]);

/** A client that always has another request. */
class Flooder implements TurnTaker {
  readonly answers: string[] = [];
  readonly #body: Buffer;
  constructor(body: Buffer) {
    this.#body = body;
  }
  next(): MbapFrame {
    return { transactionId: 1, body: this.#body };
  }
  answer(_: MbapFrame, body: Buffer): void {
    this.answers.push(body.toString('hex'));
  }
}

function flooded(tellsRepliesApart: boolean, ...bodies: Buffer[]) {
  const time = new LineTime();
  const link = new FakeLink(time, tellsRepliesApart);
  const bus = new LineBus({ line: 'L', link, clock: time, timers: time });
  const reasons: string[] = [];
  const work = new ProxyWork({
    ...{
      bus,
      clock: time,
      timesOf: (unitId: number) => (unitId < 50 ? {} : undefined),
      onRefused: (reason: string) => reasons.push(reason),
    },
    rules: { allowed: [{ unitId: 9, from: 5, to: 6 }], protectedRanges: [], hasBroadcast: true },
  });
  const turns = new Turns({ work, clock: time, timers: time, onFault: (error) => assert.fail(String(error)) });
  const clients = bodies.map((body) => new Flooder(body));
  for (const client of clients) turns.add(client);
  return { time, link, bus, turns, clients, reasons };
}

describe('Clients that flood a proxy', () => {
  for (const tellsRepliesApart of [true, false])
    it(`never put more than one request before a poll of ours (${tellsRepliesApart ? 'TCP' : 'serial'})`, async () => {
      const { time, link, bus, clients, turns } = flooded(
        tellsRepliesApart,
        readAt(9, 100),
        readAt(9, 200),
        readAt(8, 300),
      );
      const poll = {
        unitId: 1,
        functionCode: 3,
        quantity: 6,
        priority: 'fast',
        timeoutMs: 100,
        queueMs: 1_000,
      } as const;
      turns.wake();
      for (let second = 0; second < 30; second++) {
        const before = link.sent.length;
        const reads = [0, 10, 20].map((address) =>
          bus.read({ ...poll, address, quantity: 6 + ((address + second) % 3) }),
        );
        await time.advance(1_000);
        await Promise.all(reads);
        const sent = link.sent.slice(before).map(({ request }) => request.unitId);
        // What was under way when ours came is not counted: it had been sent before.
        const ours = sent.lastIndexOf(1);
        assert.ok(sent.slice(0, ours).filter((unitId) => unitId !== 1).length <= 1, sent.slice(0, ours + 1).join());
      }
      for (const { answers } of clients) assert.ok(answers.length > 100, `${answers.length}`);
    });

  it('are served in turn, and together have half of the line at most', async () => {
    const { time, link, clients, turns } = flooded(true, readAt(9, 1), readAt(9, 2), readAt(9, 3));
    link.replyMs = 20;
    turns.wake();
    await time.advance(6_000);
    const counts = clients.map(({ answers }) => answers.length);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join());
    assert.ok(link.sent.length * 20 <= 3_020, `${link.sent.length}`);
    assert.equal(clients[0]?.answers[0], '09030400010002');
  });

  it('wait out a unit that does not answer, in place of the line', async () => {
    const { time, link, clients, turns } = flooded(true, readAt(7, 1));
    link.answer = () => 'timeout';
    turns.wake();
    await time.advance(60_000);
    // 500 ms of silence, then 9.5 s of answers from us.
    assert.ok(link.sent.length <= 7, `${link.sent.length}`);
    assert.deepEqual(new Set(clients[0]?.answers), new Set(['07830b']));
    link.answer = () => 'reply';
    await time.advance(11_000);
    assert.equal(clients[0]?.answers.at(-1), '07030400010002');
  });

  it('have a fifth of the line at most when they ask who is there', async () => {
    const { time, link, clients, turns } = flooded(true, ...Array.from({ length: 100 }, (_, k) => readAt(50 + k, 1)));
    link.answer = () => 'timeout';
    turns.wake();
    const begunMs = time.monotonicMs();
    await time.advance(30_000);
    const lost = link.sent.length * 250;
    assert.ok(lost <= 0.2 * (time.monotonicMs() - begunMs) + 250, `${lost} ms`);
    assert.ok(clients.filter(({ answers }) => answers.length > 0).length > 20);
  });

  it('learn what the device says, and what we refuse', async () => {
    const { time, link, clients, reasons, turns } = flooded(
      true,
      readAt(9, 1),
      Buffer.from([9, 6, 0, 5, 0, 1]),
      Buffer.from([9, 6, 0, 7, 0, 1]),
      Buffer.from([3, 16, 0, 7, 0, 1, 2, 0, 1]),
    );
    link.answer = ({ functionCode }) => (functionCode === 3 ? 4 : 'reply');
    turns.wake();
    await time.advance(200);
    assert.deepEqual(
      clients.map(({ answers }) => answers[0]),
      ['098304', '090600050001', '098602', '039001'],
    );
    assert.ok(link.sent.every(({ request }) => request.functionCode === 3 || request.address === 5));
    assert.match(reasons[0] ?? '', /unit 9, address 7: is not among the addresses/);
  });

  it('are left alone when the proxy closes', async () => {
    const { time, link, turns } = flooded(true, readAt(9, 1));
    turns.wake();
    await time.advance(100);
    turns.close();
    await time.advance(50);
    const { length } = link.sent;
    await time.advance(1_000);
    assert.equal(link.sent.length, length);
  });
});
