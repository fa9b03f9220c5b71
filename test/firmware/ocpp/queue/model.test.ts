import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CallFailed } from '../../../../firmware/ocpp/rpc/call-error.ts';
import { Bench, type Call } from './queue-fixture.ts';

type Step =
  | { readonly do: 'begin' | 'values' | 'end'; readonly car: number }
  | { readonly do: 'up' | 'down' | 'answer' | 'cut' | 'late' | 'restart' | 'overlap' }
  | { readonly do: 'fail'; readonly how: CallFailed['how'] }
  | { readonly do: 'wait'; readonly s: number }
  | { readonly do: 'disk'; readonly refuses: boolean };

const car = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('begin' as const, 'end' as const), car }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('values' as const), car }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('answer' as const) }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constantFrom('up' as const, 'down' as const, 'cut' as const, 'late' as const, 'restart' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      how: fc.constantFrom(
        'refused' as const,
        'timeout' as const,
        'linkLost' as const,
        'busy' as const,
        'invalidAnswer' as const,
      ),
    }),
  },
  // A link that ends under a call, the next one, and the answer of the first.
  { weight: 2, arbitrary: fc.constant({ do: 'overlap' as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), s: fc.integer({ min: 1, max: 200 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disk' as const), refuses: fc.boolean() }) },
);

/** What stands for a message in the model: the number that it carries. */
const markOf = ({ payload }: Pick<Call, 'payload'>): number => {
  const { meterStart, meterStop, meterValue } = payload as {
    meterStart?: number;
    meterStop?: number;
    meterValue?: [{ sampledValue: [{ value: string }] }];
  };
  return meterStart ?? meterStop ?? Number(meterValue?.[0].sampledValue[0].value);
};

/** Makes messages, and is the backend that sees them. */
class Model {
  readonly bench = new Bench();
  readonly #attempts = 2;
  /** Marks of all that was made, in order; and of which transaction. */
  readonly made: { readonly mark: number; readonly localTx: string }[] = [];
  readonly running = new Map<number, string>();
  readonly given = new Map<string, number>();
  /** How often the backend failed to take a message. */
  readonly failures = new Map<number, number>();
  /** Answered, and how many calls there were by then. */
  readonly taken = new Map<number, number>();
  #answered = 0;
  #isUp = false;
  #late: Call | undefined;

  constructor() {
    this.bench.settings = { attempts: this.#attempts, retryIntervalS: 10 };
  }

  async run(one: Step): Promise<void> {
    const { bench } = this;
    switch (one.do) {
      case 'begin':
      case 'values':
      case 'end':
        this.#make(one.do, one.car);
        break;
      case 'up':
        this.#isUp = true;
        bench.up();
        break;
      case 'down':
        await this.#down('linkLost');
        break;
      case 'cut':
        // The link ends while a call is under way: nobody tells, or an answer that is on its way comes late.
        this.#late = this.#open() ?? this.#late;
        this.#isUp = false;
        bench.queue.linkDown();
        break;
      case 'late': {
        const call = this.#late;
        this.#late = undefined;
        if (call !== undefined) await this.#answer(call);
        break;
      }
      case 'overlap':
        for (const part of ['cut', 'up', 'late'] as const) await this.run({ do: part });
        break;
      case 'answer': {
        const call = this.#open();
        if (call !== undefined) await this.#answer(call);
        break;
      }
      case 'fail':
        if (one.how === 'linkLost') await this.#down('linkLost');
        else {
          const call = this.#open();
          this.#answered = bench.calls.length;
          if (call !== undefined && ['refused', 'timeout', 'invalidAnswer'].includes(one.how))
            this.#count(call, one.how);
          await call?.fail(one.how);
        }
        break;
      case 'restart':
        if (bench.refusing) return;
        this.#isUp = false;
        this.#answered = bench.calls.length;
        this.#late = undefined;
        await bench.restart();
        break;
      case 'wait':
        await bench.time.advance(one.s * 1000);
        break;
      case 'disk':
        bench.refusing = one.refuses;
        if (!one.refuses) await bench.time.advance(10_000);
    }
    this.#check();
  }

  /** The link stays, the backend answers everything. */
  async drain(): Promise<void> {
    this.bench.refusing = false;
    await this.bench.time.advance(10_000);
    this.bench.up();
    this.#isUp = true;
    for (let k = 0; k < 500 && this.bench.queue.waiting() > 0; k += 1) {
      const call = this.#open();
      if (call === undefined) await this.bench.time.advance(200_000);
      else await this.#answer(call);
    }
    this.#check();
  }

  #make(what: 'begin' | 'values' | 'end', place: number): void {
    const { bench } = this;
    const mark = this.made.length + 1;
    const localTx = this.running.get(place) ?? `tx-${mark}`;
    if ((what === 'begin') === this.running.has(place)) return;
    if (what === 'begin') {
      this.running.set(place, localTx);
      const given = { localTx, connector: place + 1, idTag: 'TAG', document: {} };
      bench.queue.begin(given, () => ({ action: 'StartTransaction', payload: { meterStart: mark } }));
    } else if (what === 'values') bench.values(localTx, mark);
    else {
      this.running.delete(place);
      bench.end(localTx, mark);
    }
    this.made.push({ mark, localTx });
  }

  /** The call that waits for an answer. */
  #open(): Call | undefined {
    const { calls } = this.bench;
    this.#answered = Math.max(this.#answered, calls.length - 1);
    return this.#isUp ? calls[this.#answered] : undefined;
  }

  #count(call: Call, how: CallFailed['how']): void {
    const mark = markOf(call);
    // An answer is an answer, unless we need what is in it.
    if (how === 'invalidAnswer' && call.action !== 'StartTransaction') this.taken.set(mark, this.bench.calls.length);
    else if (!this.taken.has(mark)) this.failures.set(mark, (this.failures.get(mark) ?? 0) + 1);
  }

  async #answer(call: Call): Promise<void> {
    if (call !== this.#late) this.#answered = Math.max(this.#answered, this.bench.calls.indexOf(call) + 1);
    if (!this.taken.has(markOf(call))) this.taken.set(markOf(call), this.bench.calls.length);
    const { localTx = '' } = this.made[markOf(call) - 1] ?? {};
    if (call.action === 'StartTransaction' && !this.given.has(localTx) && !this.#gone(call))
      this.given.set(localTx, 1000 + markOf(call));
    await call.answer(call.action === 'StartTransaction' ? { transactionId: this.given.get(localTx) } : {});
  }

  #gone(call: Call): boolean {
    return (this.failures.get(markOf(call)) ?? 0) >= this.#attempts;
  }

  async #down(how: 'linkLost'): Promise<void> {
    const call = this.#open();
    this.#answered = this.bench.calls.length;
    this.#isUp = false;
    await call?.fail(how);
    this.bench.queue.linkDown();
  }

  #check(): void {
    const { calls } = this.bench;
    const marks = calls.map(markOf);
    const first = marks.filter((mark, k) => marks.indexOf(mark) === k);
    assert.deepEqual(
      first,
      [...first].sort((a, b) => a - b),
      'order',
    );
    for (const [k, mark] of marks.entries())
      if (k > 0 && marks[k - 1] !== mark) assert.ok(!marks.slice(0, k).includes(mark), 'a repetition comes next');
    const ids = new Map<number, string>();
    for (const [k, call] of calls.entries()) {
      const mark = marks[k] ?? 0;
      assert.ok(k < (this.taken.get(mark) ?? Number.POSITIVE_INFINITY), 'what was answered is not sent again');
      assert.equal(ids.get(mark) ?? call.id, call.id, 'the same message id');
      ids.set(mark, call.id);
      const { localTx = '' } = this.made[mark - 1] ?? {};
      if (call.action !== 'StartTransaction') assert.equal(call.payload.transactionId, this.given.get(localTx));
    }
    assert.equal(new Set(ids.values()).size, ids.size);
  }

  /** Everything was delivered, or stands in the list of what was given up. */
  whole(): void {
    assert.equal(this.bench.queue.waiting(), 0);
    const dropped = this.bench.store.dropped(10_000).map(({ payload }) => markOf({ payload: JSON.parse(payload) }));
    for (const mark of dropped) {
      const given = this.given.has(this.made[mark - 1]?.localTx ?? '');
      assert.equal(this.failures.get(mark) ?? 0, given || this.failures.has(mark) ? this.#attempts : 0, 'attempts');
    }
    for (const [mark, count] of this.failures) assert.ok(count < this.#attempts || dropped.includes(mark));
    const marks = this.bench.calls.map(markOf);
    const delivered = marks.filter((mark, k) => marks.indexOf(mark) === k && !dropped.includes(mark));
    assert.deepEqual(
      [...delivered, ...dropped].sort((a, b) => a - b),
      this.made.map(({ mark }) => mark),
    );
    assert.equal(this.bench.store.count({ backend: 'supplier', station: 'CP1' }).messages, 0);
    assert.deepEqual(
      this.bench.queue
        .open()
        .map(({ localTx }) => localTx)
        .sort(),
      [...this.running.values()].sort(),
    );
  }
}

describe('the queue of messages about money, whatever happens', () => {
  it('shows the backend all of it in its order, repeats with the same message id only, and lists what it gave up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const model = new Model();
        try {
          for (const one of steps) await model.run(one);
          await model.drain();
          model.whole();
        } finally {
          model.bench.close();
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 150) },
    );
  });
});
