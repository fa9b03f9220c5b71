import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { maxLineBytes } from '../../../../firmware/control/replay/format.ts';
import { Player } from '../../../../firmware/control/replay/player.ts';
import { but, catalogue, header, house, noon, play, quiet, seconds } from './lines.ts';

describe('a file that is replayed', () => {
  it('gives each cycle its answer, with sorted keys and amperes of three decimals', () => {
    const player = new Player(catalogue);
    assert.equal(player.take(JSON.stringify(header())), undefined);
    const text = player.take(JSON.stringify(quiet(0)))?.text ?? '';
    const keys = [...text.matchAll(/[{,]"(\w+)":/g)].map(([, key]) => key);
    assert.deepEqual(Object.keys(JSON.parse(text)), ['circuits', 'offeredA', 'phases', 'reasons', 't']);
    assert.ok(keys.indexOf('E1') < keys.indexOf('E2'));
    const last = play(
      seconds(1, 30, (t) => quiet(t, 12)),
      player,
    ).at(-1);
    assert.deepEqual(last?.phases, { E1: 3, E2: 3 });
    for (const amperes of Object.values(last?.offeredA ?? {}))
      assert.equal(Math.round((amperes ?? 0) * 1000) / 1000, amperes);
  });

  it('takes a line with only the site for its first, and begins in 1970 then', () => {
    const [first] = play([{ site: house() }, quiet(0)]);
    assert.equal(first?.circuits.house?.reason.since, '1970-01-01T00:00:00.000Z');
  });

  it('lowers offers in the cycle in which a variable is set, and says which limit ruled', () => {
    const before = play([header(), ...seconds(0, 20, (t) => quiet(t, t > 2 ? 14 : 0))]);
    assert.ok((before.at(-1)?.offeredA.E1 ?? 0) > 12);
    const answers = play([
      header(),
      ...seconds(0, 20, (t) => quiet(t, t > 2 ? 14 : 0)),
      quiet(20, 14, { set: { avail: 50 } }),
      quiet(21, 14, { set: { AVAIL: null } }),
    ]);
    assert.ok((answers[20]?.offeredA.E1 ?? 99) + (answers[20]?.offeredA.E2 ?? 99) <= 16);
    assert.equal(answers[20]?.circuits.house?.limitA[0], 16);
    assert.equal(answers[20]?.circuits.house?.reason.since, '2026-11-25T12:00:20.000Z');
    assert.equal(answers[21]?.circuits.house?.limitA[0], 6, 'without a value the fallback holds');
  });

  it('takes the full table of variables as written anew: what it leaves out has no value', () => {
    const [first, second] = play([header(), quiet(0, 0, { variables: { AVAIL: 25 } }), quiet(1, 0, { variables: {} })]);
    assert.equal(first?.circuits.house?.limitA[0], 8);
    assert.equal(second?.circuits.house?.limitA[0], 6);
  });

  it('lets a variable time out on the file clock, and keeps it by writing it again', () => {
    const site = house({ variables: [{ name: 'AVAIL', value: 100, timeoutS: 60, failsafe: 20 }] });
    const set = { set: { AVAIL: 80 } };
    const limits = play([header(site), quiet(0, 0, set), quiet(60), quiet(61), quiet(62, 0, set), quiet(120)]).map(
      ({ circuits }) => circuits.house?.limitA[0],
    );
    assert.deepEqual(limits, [25.6, 25.6, 6.4, 25.6, 25.6]);
  });

  it('holds a ceiling from elsewhere until another list comes or its time is over', () => {
    const limits = [
      { id: 'lpc', origin: 'lpc', circuit: 'house', unit: 'A', value: 10, until: '2026-11-25T12:00:03Z' },
    ];
    const answers = play([header(), quiet(0, 0, { limits }), quiet(2), quiet(3), quiet(4, 0, { limits: [] })]);
    assert.deepEqual(
      answers.map(({ circuits }) => circuits.house?.limitA[0]),
      [10, 10, 32, 32],
    );
    assert.equal(answers[0]?.circuits.house?.reason.code, 'operator');
  });

  it('counts a set-point as accepted in the next line, unless the line says that the write failed', () => {
    const settled = play([header(), ...seconds(0, 6, (t) => quiet(t))]);
    assert.ok((settled.at(-1)?.offeredA.E1 ?? 0) >= 6);
    assert.equal(settled.at(-1)?.reasons.E1?.code === 'lost', false);
    const failing = play([
      header(),
      ...seconds(0, 40, (t) =>
        but(quiet(t), { E1: { state: 'C', drawnA: [0, 0, 0], offeredA: 0, lastWrite: 'failed' } }),
      ),
    ]);
    assert.equal(failing.at(-1)?.reasons.E1?.code, 'lost');
    assert.notEqual(failing.at(-1)?.reasons.E2?.code, 'lost');
  });

  it('counts a device that a line leaves out as one that did not answer', () => {
    const lines = seconds(0, 30, (t) => quiet(t, t > 2 ? 10 : 0));
    const answers = play([header(), ...lines, ...seconds(30, 5, (t) => but(quiet(t, 10), { E1: undefined }))]);
    assert.deepEqual(
      answers.slice(29).map(({ reasons }) => reasons.E1?.code === 'lost'),
      [false, false, false, true, true, true],
    );
  });

  it('ages values: a meter that is silent holds charging to what is safe, an old one allows no raise', () => {
    const lines = seconds(0, 30, (t) => quiet(t, t > 2 ? 10 : 0));
    const old = play([header(), ...lines, quiet(30, 10, { age: { M1: 61 } })]).at(-1);
    assert.equal(old?.reasons.E1?.code, 'meterStale');
    const silent = play([header(), ...lines, ...seconds(30, 12, (t) => but(quiet(t, 10), { M1: undefined }))]).at(-1);
    assert.ok((silent?.offeredA.E1 ?? 99) <= 6);
  });

  it('gives a current the sign of its power', () => {
    const feeding = (powerW: number) =>
      play([
        header(),
        ...seconds(0, 20, (t) => but(quiet(t), { M1: { currentA: [28, 28, 28], powerW: [powerW, powerW, powerW] } })),
      ]).at(-1)?.offeredA.E1;
    assert.equal(feeding(6440), 0);
    assert.ok((feeding(-6440) ?? 0) >= 6);
  });

  it('puts the phases of a box where the site says they are', () => {
    const devices = [
      { id: 'M1', definition: 'eastron-sdm630', address: '10.0.0.1:502', role: 'grid' },
      { id: 'E1', definition: 'keba-p30', address: '10.0.0.20:502', phases: 'L3', maxCurrentA: 16 },
    ];
    const site = house({ devices });
    const line = (t: number, currentA: number[]) => ({
      t,
      readings: { M1: { currentA }, E1: { state: 'C', drawnA: [0] } },
    });
    assert.equal(play([header(site), ...seconds(0, 9, (t) => line(t, [31, 31, 1]))]).at(-1)?.offeredA.E1, 16);
    assert.equal(play([header(site), ...seconds(0, 9, (t) => line(t, [1, 1, 31]))]).at(-1)?.offeredA.E1, 0);
  });

  it('takes products that it does not know by their entry in the site', () => {
    const devices = [{ id: 'E1', definition: 'of-tomorrow', address: '10.0.0.20:502', maxCurrentA: 20 }];
    const answers = play([
      header(house({ devices })),
      ...seconds(0, 9, (t) => ({ t, readings: { E1: { state: 'B', drawnA: [0, 0, 0] } } })),
    ]);
    assert.equal(answers.at(-1)?.offeredA.E1, 20);
  });

  it('lets nothing rise by a restart: what ruled before holds until its variable is written', () => {
    const meterLimit = (value: string) =>
      house({ circuits: [{ id: 'house', fuseA: 32, limits: [{ id: 'operator', unit: 'A', value, fallback: 20 }] }] });
    const restart = { events: [{ kind: 'restart' }] };
    const lines = [quiet(0, 0, { set: { AVAIL: 50 } }), quiet(1), quiet(2, 0, restart), quiet(3)];
    const limits = (site: object, more: object[]) =>
      play([header(site), ...lines, ...more]).map(({ circuits }) => circuits.house?.limitA[0]);
    assert.deepEqual(limits(house(), [quiet(4, 0, { set: { AVAIL: 100 } })]), [16, 16, 16, 16, 32]);
    const noMeter = { ...but(quiet(2), { M1: undefined }), ...restart };
    const silent = play([header(meterLimit('10 + 0 * M1.current_l1')), quiet(0), quiet(1), noMeter]);
    assert.equal(silent.at(-1)?.circuits.house?.limitA[0], 10, 'the fallback of 20 A would be a rise');
  });

  it('answers a bad line with its code and number and goes on as if it were not there', () => {
    const bad: readonly (readonly [string | object, string])[] = [
      ['no JSON', 'badJson'],
      ['[1,2]', 'badLine'],
      ['7', 'badLine'],
      [{ t: -1 }, 'badLine'],
      ['{"t":1e999}', 'badLine'],
      [{ t: '3' }, 'badLine'],
      [{ t: 3, colour: 'red' }, 'badLine'],
      [{ t: 1 }, 'badTime'],
      [{ t: 3, readings: { M9: {} } }, 'unknownDevice'],
      [{ t: 3, readings: { M1: { drawnA: [1] } } }, 'badLine'],
      [{ t: 3, readings: { E1: { offeredA: -6 } } }, 'badLine'],
      [{ t: 3, readings: { E1: { state: 'G' } } }, 'badLine'],
      [{ t: 3, age: { M1: -1 } }, 'badLine'],
      [{ t: 3, age: { M7: 1 } }, 'unknownDevice'],
      [{ t: 3, set: { 'a b': 1 } }, 'badVariable'],
      [{ t: 3, set: { x: 1, X: 2 } }, 'badVariable'],
      [{ t: 3, set: { x: '1 +' } }, 'badFormula'],
      [{ t: 3, limits: [{ id: 'a', origin: 'lpc', unit: 'A', value: -1 }] }, 'badLine'],
      [{ t: 3, limits: [{ id: 'a', origin: 'lpc', circuit: 'shed', unit: 'A', value: 1 }] }, 'unknownCircuit'],
      [{ t: 3, events: [{ kind: 'unplug', chargePoint: 'E9' }] }, 'unknownDevice'],
      [{ t: 3, events: [{ kind: 'dance' }] }, 'badLine'],
      [{ t: 3, exact: {} }, 'mixed'],
      [{ site: {} }, 'badSite'],
      [{ format: 'netwacht-replay/9', site: house() }, 'badLine'],
      ['x'.repeat(maxLineBytes + 1), 'tooLong'],
      [{ ...header(), state: 'as before' }, 'badState'],
      [{ ...header(), state: {} }, 'badState'],
    ];
    const good = [header(), quiet(0), quiet(1), quiet(2)];
    const expected = play([...good, quiet(3)]).at(-1);
    for (const [line, code] of bad) {
      const answers = play([...good, line, quiet(3)]);
      assert.deepEqual(answers.at(-2)?.error, { code, line: 5 }, JSON.stringify(line).slice(0, 80));
      assert.deepEqual(answers.at(-1), expected, `after ${JSON.stringify(line).slice(0, 80)}`);
    }
    assert.deepEqual(play([quiet(0)])[0], { t: 0, error: { code: 'noSite', line: 1 } });
    assert.deepEqual(play(['', header(), ' ', { t: 3, x: 1 }])[0], { t: 3, error: { code: 'badLine', line: 4 } });
  });

  it('gives the same bytes for the same lines, whatever they are, and never fails on them', () => {
    const number = fc.oneof(fc.double(), fc.integer({ min: -5, max: 70 }), fc.constant(null), fc.string());
    const phases = fc.array(number, { maxLength: 4 });
    const reading = fc.record(
      {
        ...{ currentA: phases, powerW: phases, voltageV: phases, drawnA: phases, soc: number, offeredA: number },
        ...{ state: fc.constantFrom('A', 'B', 'C', 'E', 'F', 'x'), energyWh: number, inputs: phases },
        lastWrite: fc.constantFrom('ok', 'failed', 'none'),
      },
      { requiredKeys: [] },
    );
    const id = fc.constantFrom('M1', 'E1', 'E2', 'M9', '__proto__', 'constructor');
    const name = fc.oneof(fc.constantFrom('AVAIL', 'avail', '__proto__', 'x'), fc.string({ maxLength: 5 }));
    const event = fc.record(
      {
        kind: fc.constantFrom('plug', 'unplug', 'need', 'override', 'authorise', 'profile', 'restart'),
        ...{ chargePoint: id, limitA: number, energyWh: number },
        until: fc.constantFrom('unplug', noon, '2026-11-25T12:00:09Z', 'x'),
      },
      { requiredKeys: ['kind'] },
    );
    const limit = fc.record(
      { id: fc.constant('l'), origin: fc.constantFrom('lpc', 'smgw'), unit: fc.constantFrom('A', 'W'), value: number },
      { requiredKeys: ['id', 'origin', 'unit'] },
    );
    const cycle = fc.record(
      {
        ...{ t: fc.nat(100), at: fc.constantFrom(noon, '2026-03-29T01:30:00Z', 'x') },
        ...{ readings: fc.dictionary(id, reading, { maxKeys: 4 }), age: fc.dictionary(id, number, { maxKeys: 3 }) },
        ...{ set: fc.dictionary(name, number), variables: fc.dictionary(name, number) },
        ...{ limits: fc.array(limit, { maxLength: 2 }), events: fc.array(event, { maxLength: 2 }) },
        ...{ exact: fc.jsonValue(), decided: fc.jsonValue() },
      },
      { requiredKeys: ['t'] },
    );
    const line = fc.oneof(
      { weight: 8, arbitrary: cycle.map((value) => JSON.stringify(value)) },
      { weight: 4, arbitrary: fc.nat(100).map((t) => JSON.stringify(quiet(t, t % 16))) },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string() },
      { weight: 1, arbitrary: fc.constantFrom(JSON.stringify(header()), JSON.stringify({ site: house() })) },
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const all = [JSON.stringify(header()), ...lines];
        const [one, other] = [new Player(catalogue), new Player(catalogue)];
        for (const text of all) {
          const answer = one.take(text);
          assert.equal(other.take(text)?.text, answer?.text);
          if (answer !== undefined) JSON.parse(answer.text);
        }
      }),
      { numRuns: 150 },
    );
  });
});
