import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Player } from '../../../../firmware/control/replay/player.ts';
import { Recorder } from '../../../../firmware/control/replay/recorder.ts';
import { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';
import { catalogue } from './lines.ts';

const places = ['E1', 'E2', 'E3'].map((id, k) => ({
  id,
  wiring: [[0, 1, 2] as const, [1, 2, 0] as const, [2] as const][k] ?? [0],
}));
const document = (name: string) => ({
  name,
  timezone: 'Europe/Amsterdam',
  circuits: [
    { id: 'house', fuseA: 40, limits: [{ id: 'operator', unit: 'W', value: '27000 * AVAIL / 100', fallback: 4200 }] },
  ],
  lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
  devices: [
    { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
    ...places.map(({ id, wiring }, k) => ({
      ...{ id, definition: 'a-box', address: `10.0.0.${k + 1}:502`, maxCurrentA: 16 },
      phases: wiring.map((p) => `L${p + 1}`).join(''),
    })),
  ],
  variables: [{ name: 'AVAIL', value: 100 }],
});

/** A busy quarter of an hour: cars, a drop of the limit, a silent box and meter, orders, another site, another time. */
function recordedQuarter(): string[] {
  const lines: string[] = [];
  const recorder = new Recorder((line) => lines.push(line));
  let put = document('Kerkstraat 12');
  const site = new PlantSite({
    document: put,
    plant: { seed: 5, fuseA: 40, boxes: places.map((place, k) => ({ ...place, car: {}, arrivesS: k * 40 })) },
    traits: { E2: { readsBack: false }, E3: { measuresCurrent: false } },
    run: (mind, facts) => recorder.run(put, mind, facts),
  });
  site.step(200);
  site.set('AVAIL', 40);
  site.step(100);
  site.chargePoint('E1').answers = false;
  site.step(60);
  site.chargePoint('E1').answers = true;
  site.set('AVAIL', 90);
  site.orders = [{ chargePoint: 'E2', origin: 'override', maxMa: 7000, reason: { code: 'override' } }];
  site.step(120);
  put = document('Kerkstraat 14');
  site.put(put);
  site.wallStepMs = 3_600_000;
  site.orders = [];
  site.set('AVAIL');
  site.step(120);
  return lines;
}

/** Puts a value in one of all places of a document, the `place`-th. */
function replaceOne(document: unknown, place: number, value: unknown): void {
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, inner] of Object.entries(part)) {
      places.push([part as Record<string, unknown>, key]);
      walk(inner);
    }
  };
  walk(document);
  const [owner, key] = places[place % places.length] ?? [];
  if (owner !== undefined && key !== undefined) owner[key] = value;
}

describe('a recording', () => {
  const lines = recordedQuarter();

  it('replays to what was decided, cycle by cycle', () => {
    const player = new Player(catalogue);
    const answers = lines.flatMap((line) => player.take(line) ?? []);
    assert.ok(answers.length > 600);
    assert.deepEqual(
      answers.filter(({ fault, asDecided }) => fault !== undefined || asDecided !== true).map(({ text }) => text),
      [],
    );
    const currents = new Set(answers.map(({ text }) => JSON.parse(text).offeredA.E1));
    assert.ok(currents.size > 3, 'a recording in which nothing happens would prove nothing');
  });

  it('shows when a decision comes out otherwise', () => {
    const wrong = lines.map((line) => line.replace(/"offeredA":\{"E1":0,/, '"offeredA":{"E1":9,'));
    const player = new Player(catalogue);
    assert.ok(wrong.flatMap((line) => player.take(line) ?? []).some(({ asDecided }) => asDecided === false));
  });

  it('tells of a line that is missing, and of what follows it', () => {
    const player = new Player(catalogue);
    const codes = [...lines.slice(0, 10), ...lines.slice(11, 14)].flatMap(
      (line) => player.take(line)?.fault?.code ?? [],
    );
    assert.deepEqual(codes, ['gap', 'gap', 'gap']);
  });

  it('never makes a replay fail, whatever became of its lines', function () {
    this.timeout(20_000);
    const values = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(1e300, -1e14, 1e12, -1, null, {}));
    const damage = fc.record({ line: fc.integer({ min: 1, max: 19 }), place: fc.nat(), value: values });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        const some = lines.slice(0, 20).map((line) => JSON.parse(line));
        for (const { line, place, value } of damages) replaceOne(some[line], place, value);
        const player = new Player(catalogue);
        for (const line of some) JSON.parse(player.take(JSON.stringify(line))?.text ?? '{}');
      }),
      { numRuns: 150 },
    );
  });

  it('can be read without its exact facts: times, readings, the table at first and then what is set', () => {
    const [head, first, ...rest] = lines.map((line) => JSON.parse(line));
    assert.deepEqual(Object.keys(head), ['format', 'site', 'start', 'state']);
    assert.equal(first.t, 0);
    assert.deepEqual(first.variables, {});
    const sets = rest.filter((line) => line.set !== undefined).map(({ set }) => set);
    assert.deepEqual(sets, [{ AVAIL: 40 }, { AVAIL: 90 }, { AVAIL: null }]);
    assert.equal(rest.filter((line) => line.site !== undefined).length, 1);
    assert.equal(rest.filter((line) => line.at !== undefined).length, 1);
    assert.deepEqual(Object.keys(rest[100].readings.E1).sort(), [
      'drawnA',
      'energyWh',
      'lastWrite',
      'offeredA',
      'state',
    ]);
  });

  it('begins with a header and is played as a file of hand when the exact facts are taken out', () => {
    const player = new Player(catalogue);
    for (const line of lines) {
      const { exact: _exact, decided: _decided, ...plain } = JSON.parse(line);
      assert.equal(player.take(JSON.stringify(plain))?.fault, undefined);
    }
  });
});
