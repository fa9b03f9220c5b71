import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Outbox } from '../../../../firmware/interfaces/mqtt/outbox.ts';

const drained = (outbox: Outbox, nowMs: number) => {
  const sent: string[] = [];
  for (let next = outbox.next(nowMs); next !== undefined; next = outbox.next(nowMs))
    sent.push(`${next.topic}=${next.payload}`);
  return sent;
};

describe('what waits for a broker', () => {
  it('is sent on change, and no topic more than once a second', () => {
    const outbox = new Outbox();
    outbox.want('a', '1', 0);
    assert.deepEqual(drained(outbox, 0), ['a=1']);
    outbox.want('a', '1', 0);
    assert.deepEqual(drained(outbox, 5000), []);
    outbox.want('a', '2', 0);
    outbox.want('a', '3', 0);
    assert.deepEqual(drained(outbox, 5100), ['a=3']);
    outbox.want('a', '4', 0);
    assert.deepEqual(drained(outbox, 5800), []);
    assert.deepEqual(drained(outbox, 5900), ['a=4']);
  });

  it('goes with every cycle of a second, whether that begins a little early or late', () => {
    const outbox = new Outbox();
    for (const [second, offMs] of [0, 4, -3, 90, -120, 240, 0, -1, 1, 0].entries()) {
      outbox.want('a', `${second}`, 0);
      assert.deepEqual(drained(outbox, second * 1000 + offMs), [`a=${second}`]);
    }
  });

  it('sends no topic more often than once a second over any time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1500 }), { maxLength: 200 }), (pausesMs) => {
        const outbox = new Outbox();
        let nowMs = 0;
        const sentAtMs: number[] = [];
        for (const pauseMs of pausesMs) {
          nowMs += pauseMs;
          outbox.want('a', `${nowMs}`, 0);
          if (drained(outbox, nowMs).length > 0) sentAtMs.push(nowMs);
        }
        for (const [first, fromMs] of sentAtMs.entries())
          for (const [last, toMs] of sentAtMs.entries())
            if (last > first) assert.ok((last - first) * 1000 - 250 <= toMs - fromMs);
      }),
    );
  });

  it('tells what is before it takes away what was, however much that is', () => {
    const outbox = new Outbox();
    for (let n = 0; n < 1000; n += 1) outbox.want(`old${n}`, '', 1);
    outbox.want('a', '1', 0);
    assert.equal(outbox.next(0)?.topic, 'a');
    assert.equal(outbox.next(0)?.topic, 'old0');
    outbox.want('old1', 'here again', 0);
    assert.deepEqual(outbox.next(0)?.payload, 'here again');
    assert.equal(outbox.waiting, 998);
    assert.equal(drained(outbox, 0).length, 998);
    assert.equal(outbox.size, 2);
  });

  it('takes a topic away once, and forgets it', () => {
    const outbox = new Outbox();
    outbox.want('a', '1', 0);
    outbox.want('b', '1', 0);
    drained(outbox, 0);
    outbox.keepOnly(new Set(['b']));
    assert.deepEqual(drained(outbox, 2000), ['a=']);
    assert.equal(outbox.size, 1);
  });

  it('holds one word a topic through an hour without a broker, and tells the newest of all after it', () => {
    const outbox = new Outbox();
    const topics = Array.from({ length: 126 }, (_, k) => `t${k}`);
    for (let second = 0; second < 3600; second += 1)
      for (const topic of topics) outbox.want(topic, `${topic} ${second}`, 0);
    assert.deepEqual([outbox.size, outbox.waiting], [126, 126]);
    assert.deepEqual(
      drained(outbox, 3_600_000),
      topics.map((topic) => `${topic}=${topic} 3599`),
    );
    outbox.everythingAnew();
    assert.equal(drained(outbox, 3_600_001).length, 126);
  });

  it('ends with what is wanted, whatever came in between', () => {
    const step = fc.oneof(
      fc.tuple(fc.constant('want'), fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', '3')),
      fc.tuple(fc.constantFrom('send', 'anew', 'drop'), fc.constantFrom('a', 'b', 'c'), fc.constant('')),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const outbox = new Outbox();
        const broker = new Map<string, string>();
        const wanted = new Map<string, string>();
        let nowMs = 0;
        const send = () => {
          nowMs += 400;
          const next = outbox.next(nowMs);
          if (next === undefined) return false;
          if (next.payload === '') broker.delete(next.topic);
          else broker.set(next.topic, next.payload);
          return true;
        };
        for (const [what, topic, payload] of steps) {
          if (what === 'want') {
            wanted.set(topic, payload);
            outbox.want(topic, payload, 0);
          } else if (what === 'drop') {
            wanted.delete(topic);
            outbox.keepOnly(new Set(wanted.keys()));
          } else if (what === 'anew') outbox.everythingAnew();
          else send();
          assert.ok(outbox.size <= 3 && outbox.waiting <= 3);
        }
        for (let k = 0; k < 20; k += 1) send();
        assert.deepEqual(new Map([...broker].sort()), new Map([...wanted].sort()));
        assert.equal(outbox.waiting, 0);
      }),
    );
  });
});
