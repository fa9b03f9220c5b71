import assert from 'node:assert/strict';
import { BackendTruth } from '../../../../scripts/soak/ocpp/backend-truth.ts';
import { playKills } from '../../../../scripts/soak/ocpp/kill-round.ts';
import { PlantBay, plantStations } from '../../../../scripts/soak/ocpp/plant.ts';
import type { ToldMessage } from '../../../../scripts/soak/ocpp/told.ts';
import { visitFaults } from '../../../../scripts/soak/ocpp/visit-faults.ts';

describe('stations whose process is killed and whose links are cut', () => {
  it('lose nothing, reorder nothing and repeat with the same message id only', async () => {
    const round = await playKills('queue', `test/${process.pid}`, 12);
    assert.deepEqual(round.faults, [], round.seed);
    assert.equal(round.kills + round.cuts, 12);
    assert.ok(round.sessions > 0 && round.messages > 2 * round.sessions);
  });

  it('the stations of our own charge points bill every car once, by its counter', async () => {
    const round = await playKills('station', `test/${process.pid}`, 6);
    assert.deepEqual(round.faults, [], round.seed);
    assert.equal(round.kills + round.cuts, 6);
    assert.ok(round.sessions > 0);
  });
});

describe('the judge of cars and their transactions', () => {
  const seed = 'judge';
  const lastMs = 1_200_000;
  type Told = { idTag: string; meterStart: number; meterStop: number };
  const judge = (change: (told: Told[]) => Told[]) => {
    const truth = new BackendTruth('rising');
    let id = 0;
    for (const station of plantStations) {
      const bay = new PlantBay(seed, station);
      const told = bay.came(lastMs).map(({ uid, fromMs, toMs }) => ({
        ...{ idTag: uid, meterStart: bay.counterWh(fromMs, lastMs), meterStop: bay.counterWh(toMs, lastMs) },
      }));
      assert.ok(told.length > 1);
      for (const { idTag, meterStart, meterStop } of station === 'E1' ? change(told) : told) {
        id += 1;
        truth.of(station).take(`start-${id}`, 'StartTransaction', { idTag, meterStart });
        truth.of(station).gave(idTag, id);
        truth.of(station).take(`stop-${id}`, 'StopTransaction', { transactionId: id, meterStop });
      }
    }
    return visitFaults(truth, seed, lastMs).join('\n');
  };

  it('finds nothing where every car was billed', () => {
    assert.equal(
      judge((told) => told),
      '',
    );
  });
  for (const [what, change, fault] of [
    ['a car that was never billed', (told) => told.slice(1), /E1: came V1,V2/],
    ['cars in another order', ([one, two, ...rest]) => [two, one, ...rest], /E1: came V1,V2/],
    ['an end before the counter', ([one, ...rest]) => [{ ...one, meterStop: 1 }, ...rest], /V1: ended at 1 Wh/],
    ['a late begin', ([one, ...rest]) => [{ ...one, meterStart: 1100 }, ...rest], /V1: began at 1100 Wh/],
  ] as [string, (told: Told[]) => Told[], RegExp][])
    it(`finds ${what}`, () => {
      assert.match(judge(change), fault);
    });
});

describe('the judge of the soak ocpp-kills', () => {
  const begin = { idTag: 'tx', meterStart: 1 };
  const values = { transactionId: 7, meterValue: [{ sampledValue: [{ value: '2' }] }] };
  const end = { transactionId: 7, meterStop: 3 };
  type Call = readonly [id: string, action: ToldMessage['action'], params: object];
  const good: readonly Call[] = [
    ['a', 'StartTransaction', begin],
    ['b', 'MeterValues', values],
    ['b', 'MeterValues', values],
    ['c', 'StopTransaction', end],
  ];
  const judge = (calls: readonly Call[], told: readonly ToldMessage[] = []) => {
    const truth = new BackendTruth();
    for (const message of told) truth.told(message);
    for (const call of calls) {
      truth.of('CP1').take(...call);
      if (call[1] === 'StartTransaction') truth.of('CP1').gave('tx', 7);
    }
    return truth.figures().faults;
  };
  const told = (action: ToldMessage['action'], localTx: string, mark: number) => ({
    ...{ station: 'CP1', action, localTx, mark },
  });

  it('finds nothing where all is well', () => {
    assert.deepEqual(judge(good, [told('StartTransaction', 'tx', 1), told('StopTransaction', 'tx', 3)]), []);
  });

  it('finds a number of 2.0.1 that is missing, and a transaction that has no end', () => {
    const faults = (numbers: readonly number[]) => {
      const truth = new BackendTruth('rising');
      for (const [k, seqNo] of numbers.entries()) {
        const eventType = k === 0 ? 'Started' : k === 2 ? 'Ended' : 'Updated';
        const params = { eventType, seqNo, transactionInfo: { transactionId: 'tx' } };
        truth.of('CP1').take(`id-${k}`, 'TransactionEvent', params);
      }
      return truth.figures().faults.join();
    };
    assert.equal(faults([0, 1, 2]), '');
    assert.match(faults([0, 2, 3]), /has the number 2, not 1/);
    assert.match(faults([1, 2, 3]), /has the number 1, not 0/);
    assert.match(faults([0, 1]), /tx never ended/);
  });

  for (const [what, calls, given, fault] of [
    ['a lost end', good.slice(0, 3), [], /tx never ended/],
    ['a lost message', good, [told('MeterValues', 'tx', 9)], /MeterValues 9 of tx is lost/],
    ['a message of another transaction', good, [told('MeterValues', 'ty', 2)], /MeterValues 2 of ty is lost/],
    ['another order', [good[0], good[3], good[1]], [], /came after 3/],
    [
      'a repetition with another id',
      [good[0], good[1], ['d', 'MeterValues', values], good[3]],
      [],
      /another message id/,
    ],
    ['a late repetition', [...good, good[0]], [], /repeated after a later message/],
    [
      'another content',
      [good[0], good[1], ['b', 'MeterValues', { ...values, x: 1 }], good[3]],
      [],
      /with another content/,
    ],
    ['a foreign transaction', [good[0], ['c', 'StopTransaction', { ...end, transactionId: 8 }]], [], /not the one/],
    ['a second begin', [good[0], ['d', 'StartTransaction', { ...begin, meterStart: 2 }], good[3]], [], /began twice/],
    ['values after the end', [good[0], good[3], ['e', 'StopTransaction', { ...end, meterStop: 4 }]], [], /is over/],
  ] as [string, Call[], ToldMessage[], RegExp][])
    it(`finds ${what}`, () => {
      assert.match(judge(calls, given).join('\n'), fault);
    });
});
