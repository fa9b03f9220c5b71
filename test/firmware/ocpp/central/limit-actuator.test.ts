import assert from 'node:assert/strict';
import type { Abilities, Driver, LimitOrder, LimitWay } from '../../../../firmware/ocpp/central/driver.ts';
import { LimitActuator } from '../../../../firmware/ocpp/central/limit-actuator.ts';
import { CallFailed } from '../../../../firmware/ocpp/rpc/call-error.ts';
import { FakeTime } from '../../../drivers/device/fake-time.ts';

type Answer = 'accepted' | 'rejected' | 'lost' | 'never';

/** A charge point whose ways answer as a test says. */
class Fixture {
  readonly time = new FakeTime();
  readonly sent: { readonly way: string; readonly order: LimitOrder; readonly atMs: number }[] = [];
  readonly stops: string[] = [];
  readonly starts: string[] = [];
  readonly notes: string[] = [];
  abilities: Abilities = {};
  transaction: string | undefined;
  othersLower = false;
  /** Ends the call that is never answered, as the end of its connection does. */
  cut = (): void => undefined;
  answers: Record<string, Answer>;
  readonly actuator: LimitActuator;
  readonly driver: Driver;
  #id = 0;

  constructor(answers: Record<string, Answer>, lasting: readonly string[] = []) {
    this.answers = answers;
    const limitWays: LimitWay[] = Object.keys(answers).map((name) => ({
      name,
      ...(lasting.includes(name) ? { isLasting: true } : {}),
      possible: ({ transaction }) => name !== 'TxProfile' || transaction !== undefined,
      send: async (order) => {
        this.sent.push({ way: name, order, atMs: this.time.monotonicMs() });
        switch (this.answers[name]) {
          case 'accepted':
            return 'accepted';
          case 'lost':
            throw new CallFailed('timeout', 'no answer');
          case 'never':
            return new Promise((_resolve, reject) => {
              this.cut = () => reject(new CallFailed('linkLost', 'the link ended'));
            });
          default:
            return { rejected: 'Rejected' };
        }
      },
    }));
    this.driver = {
      limitWays,
      stop: async (theirs: string) => {
        this.stops.push(theirs);
        return 'accepted';
      },
      start: async (_connector: number, tag: string) => {
        this.starts.push(tag);
        return 'accepted';
      },
    } as unknown as Driver;
    this.actuator = new LimitActuator({
      clock: this.time,
      order: () => ({
        ...{ connector: 1, wiredPhases: 3, voltageV: 230, theirNowMs: this.time.wallMs(), safeMa: 6000 },
        ...(this.transaction === undefined ? {} : { transaction: this.transaction }),
      }),
      runningTag: () => (this.transaction === undefined ? undefined : 'TAG'),
      abilities: () => this.abilities,
      othersLower: () => this.othersLower,
      learn: (learned) => {
        this.abilities = { ...this.abilities, ...learned };
      },
      changed: () => undefined,
      note: (sentence) => this.notes.push(sentence),
    });
  }

  async offer(currentMa: number): Promise<void> {
    this.#id += 1;
    this.actuator.offer({ device: 'E1', place: 'CP#1', id: this.#id, currentMa });
    await this.time.settle();
  }

  /** Seconds go by, each with a tick and, where `drawnMa` is given, a reading. */
  async seconds(count: number, drawnMa?: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      await this.time.advance(1000);
      this.actuator.tick();
      if (drawnMa !== undefined) this.actuator.drawn(drawnMa, this.time.monotonicMs());
      await this.time.settle();
    }
  }

  get ways(): readonly string[] {
    return this.sent.map(({ way }) => way);
  }
}

const chain = ['TxDefaultProfile', 'TxProfile', 'ChargePointMaxProfile', 'ChangeConfiguration'] as const;
const answersOf = (...answers: Answer[]) => Object.fromEntries(chain.map((way, k) => [way, answers[k] ?? 'rejected']));

describe('the limit of a charge point', () => {
  const table: readonly {
    readonly name: string;
    readonly answers: Record<string, Answer>;
    readonly transaction?: string;
    readonly abilities?: Abilities;
    readonly ways: readonly string[];
    readonly outcome: 'acknowledged' | 'failed';
  }[] = [
    {
      name: 'the first way works',
      answers: answersOf('accepted', 'accepted'),
      ways: chain.slice(0, 1),
      outcome: 'acknowledged',
    },
    {
      name: 'the first is refused, a transaction runs',
      ...{
        answers: answersOf('rejected', 'accepted'),
        transaction: '7',
        ways: chain.slice(0, 2),
        outcome: 'acknowledged',
      },
    },
    {
      name: 'the first is refused, no transaction runs: the second is not possible',
      ...{
        answers: answersOf('rejected', 'accepted', 'accepted'),
        ways: [chain[0], chain[2]],
        outcome: 'acknowledged',
      },
    },
    {
      name: 'only the key of the vendor is left',
      ...{ answers: answersOf('rejected', 'rejected', 'rejected', 'accepted'), transaction: '7' },
      ...{ ways: chain, outcome: 'acknowledged' },
    },
    { name: 'nothing is taken', answers: answersOf(), transaction: '7', ways: chain, outcome: 'failed' },
    {
      name: 'no answer: no other way is tried',
      answers: answersOf('lost', 'accepted'),
      ways: chain.slice(0, 1),
      outcome: 'failed',
    },
    {
      name: 'a way that was not followed before comes last',
      ...{ answers: answersOf('accepted', 'accepted', 'accepted'), transaction: '7' },
      ...{ abilities: { deadWays: ['TxDefaultProfile'] }, ways: [chain[1]], outcome: 'acknowledged' },
    },
    {
      name: 'all were not followed: the best of them is better than none',
      ...{ answers: answersOf('accepted', 'accepted'), transaction: '7', abilities: { deadWays: [...chain] } },
      ...{ ways: [chain[0]], outcome: 'acknowledged' },
    },
  ];
  for (const { name, answers, transaction, abilities, ways, outcome } of table)
    it(`is set by the first way that works: ${name}`, async () => {
      const one = new Fixture(answers);
      one.transaction = transaction;
      one.abilities = abilities ?? {};
      one.actuator.connected(one.driver);
      await one.offer(10_000);
      assert.deepEqual(one.ways, ways);
      assert.equal(one.actuator.write?.outcome, outcome);
    });

  it('lasts 120 s from now, begins a little before, and is set anew at half', async () => {
    const one = new Fixture(answersOf('accepted'));
    one.actuator.connected(one.driver);
    await one.offer(10_000);
    await one.seconds(185);
    assert.deepEqual(one.ways, Array(4).fill(chain[0]));
    const gaps = one.sent.slice(1).map(({ atMs }, k) => atMs - (one.sent[k]?.atMs ?? 0));
    assert.ok(
      gaps.every((gap) => gap >= 60_000 && gap <= 61_000),
      String(gaps),
    );
    for (const { order, atMs } of one.sent) {
      const nowMs = atMs + one.time.wallMs() - one.time.monotonicMs();
      assert.equal(order.theirNowMs, nowMs - 10_000);
      assert.equal(order.theirNowMs + order.seconds * 1000, nowMs + 120_000);
    }
  });

  it('what stays in the charge point is set once, and upward seldom', async () => {
    const one = new Fixture({ ChangeConfiguration: 'accepted' }, ['ChangeConfiguration']);
    one.actuator.connected(one.driver);
    await one.offer(10_000);
    await one.seconds(200);
    assert.equal(one.sent.length, 1);
    await one.offer(8000);
    assert.equal(one.sent.length, 2, 'less at once');
    await one.offer(12_000);
    await one.seconds(20);
    assert.equal(one.sent.length, 2);
    await one.seconds(11);
    assert.deepEqual(
      one.sent.map(({ order }) => order.currentMa),
      [10_000, 8000, 12_000],
    );
  });

  it('less goes at once, more after 2 s, and the last offer wins', async () => {
    const one = new Fixture(answersOf('accepted'));
    one.actuator.connected(one.driver);
    await one.offer(10_000);
    await one.offer(11_000);
    await one.offer(12_000);
    await one.offer(7000);
    await one.offer(9000);
    await one.offer(13_000);
    assert.deepEqual(
      one.sent.map(({ order }) => order.currentMa),
      [10_000, 7000],
    );
    assert.equal(one.actuator.write?.outcome, 'pending');
    await one.seconds(2);
    assert.deepEqual(
      one.sent.map(({ order }) => order.currentMa),
      [10_000, 7000, 13_000],
    );
    assert.equal(one.actuator.write?.outcome, 'acknowledged');
  });

  it('more waits for another connector of the charge point that is lowered; less does not', async () => {
    const one = new Fixture(answersOf('accepted'));
    one.actuator.connected(one.driver);
    await one.offer(10_000);
    await one.seconds(5);
    one.othersLower = true;
    await one.offer(12_000);
    await one.seconds(5);
    assert.equal(one.sent.length, 1);
    await one.offer(8000);
    assert.equal(one.sent.length, 2);
    await one.offer(12_000);
    one.othersLower = false;
    await one.seconds(3);
    assert.equal(one.sent.length, 3);
  });

  it('accepted and not followed is noted, and the next way is taken', async () => {
    const one = new Fixture(answersOf('accepted', 'accepted', 'accepted'));
    one.transaction = '7';
    one.actuator.connected(one.driver);
    await one.offer(10_000);
    await one.seconds(14, 16_000);
    assert.deepEqual(one.ways, [chain[0]]);
    await one.seconds(4, 16_000);
    assert.deepEqual(one.abilities.deadWays, [chain[0]]);
    assert.deepEqual(one.ways, chain.slice(0, 2));
    await one.seconds(40, 10_400);
    assert.deepEqual(one.ways, chain.slice(0, 2), 'that one is followed');
  });

  it('a change of limits every second hides no charge point that does not follow', async () => {
    const one = new Fixture(answersOf('accepted', 'accepted'));
    one.transaction = '7';
    one.actuator.connected(one.driver);
    for (let n = 0; n < 30 && one.abilities.deadWays === undefined; n += 1) {
      await one.offer(10_000 - n * 10);
      await one.seconds(1, 16_000);
    }
    assert.deepEqual(one.abilities.deadWays, [chain[0]]);
  });

  it('a car that is slow, or that draws what was allowed seconds ago, is no reason', async () => {
    const one = new Fixture(answersOf('accepted', 'accepted'));
    one.transaction = '7';
    one.actuator.connected(one.driver);
    await one.offer(16_000);
    await one.seconds(30, 16_000);
    await one.offer(6000);
    await one.seconds(14, 16_000);
    await one.seconds(30, 6000);
    assert.equal(one.abilities.deadWays, undefined);
    assert.ok(one.ways.every((way) => way === chain[0]));
  });

  it('the last way that is left stays, though it is not followed', async () => {
    const one = new Fixture({ TxDefaultProfile: 'accepted' });
    one.actuator.connected(one.driver);
    await one.offer(10_000);
    await one.seconds(60, 16_000);
    assert.equal(one.abilities.deadWays, undefined);
    assert.equal(one.actuator.write?.outcome, 'acknowledged');
  });

  it('where 0 A is refused the transaction is stopped, and begun again with its tag', async () => {
    const one = new Fixture(answersOf('accepted'));
    one.transaction = '7';
    one.actuator.connected(one.driver);
    await one.offer(10_000);
    one.answers = answersOf();
    await one.offer(0);
    assert.deepEqual([one.stops, one.abilities.refusesZero], [['7'], true]);
    assert.equal(one.actuator.write?.outcome, 'acknowledged');
    one.transaction = undefined;
    one.answers = answersOf('accepted');
    await one.seconds(3);
    await one.offer(8000);
    await one.seconds(3);
    assert.deepEqual(one.starts, ['TAG']);
    await one.offer(0);
    assert.deepEqual(one.stops, ['7'], 'nothing runs: nothing is to be stopped');
  });

  it('where the car has gone meanwhile nothing is begun again', async () => {
    const one = new Fixture(answersOf('accepted'));
    one.transaction = '7';
    one.abilities = { refusesZero: true };
    one.actuator.connected(one.driver);
    await one.offer(0);
    assert.deepEqual(one.stops, ['7']);
    one.transaction = undefined;
    one.actuator.unplugged();
    await one.offer(8000);
    await one.seconds(3);
    assert.deepEqual(one.starts, []);
  });

  it('a connection that is lost fails what waits for an answer; the next one gets the last offer', async () => {
    const one = new Fixture(answersOf('never'));
    one.actuator.connected(one.driver);
    await one.offer(10_000);
    assert.equal(one.actuator.write?.outcome, 'pending');
    one.actuator.disconnected();
    assert.equal(one.actuator.write?.outcome, 'failed');
    one.cut();
    await one.offer(8000);
    assert.equal(one.sent.length, 1);
    one.answers = answersOf('accepted');
    one.actuator.connected(one.driver);
    await one.time.settle();
    assert.equal(one.sent.at(-1)?.order.currentMa, 8000);
    assert.equal(one.actuator.write?.outcome, 'acknowledged');
  });

  it('after a refusal it is tried again in 10 s', async () => {
    const one = new Fixture(answersOf());
    one.actuator.connected(one.driver);
    await one.offer(10_000);
    const first = one.sent.length;
    await one.seconds(9);
    assert.equal(one.sent.length, first);
    one.answers = answersOf('accepted');
    await one.seconds(2);
    assert.equal(one.actuator.write?.outcome, 'acknowledged');
  });
});
