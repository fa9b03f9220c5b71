import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { runCycle } from '../../../../firmware/control/cycle.ts';
import { type Answer, Player } from '../../../../firmware/control/replay/player.ts';
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

/**
 * A busy quarter of an hour: cars, a drop of the limit, a silent box and meter, orders, another site, another time.
 * Recorded from a second on.
 */
function recordedQuarter(fromS = 0): string[] {
  const lines: string[] = [];
  const recorder = new Recorder((line) => lines.push(line));
  let put = document('Kerkstraat 12');
  const site = new PlantSite({
    document: put,
    plant: { seed: 5, fuseA: 40, boxes: places.map((place, k) => ({ ...place, car: {}, arrivesS: k * 40 })) },
    traits: { E2: { readsBack: false }, E3: { measuresCurrent: false } },
    run: (mind, facts) =>
      site.nowMs < startMs + fromS * 1000 ? runCycle(mind, facts) : recorder.run(put, mind, facts),
  });
  const startMs = site.nowMs;
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

function played(lines: readonly string[]): readonly Answer[] {
  const player = new Player(catalogue);
  return lines.flatMap((line) => player.take(line) ?? []);
}

/** Answers that are not what was decided. */
const otherwise = (lines: readonly string[]): readonly string[] =>
  played(lines)
    .filter(({ fault, asDecided }) => fault !== undefined || asDecided !== true)
    .map(({ text }) => text);

describe('a recording', () => {
  const lines = recordedQuarter();

  it('replays to what was decided, cycle by cycle', () => {
    const answers = played(lines);
    assert.ok(answers.length > 600);
    assert.deepEqual(otherwise(lines), []);
    const currents = new Set(answers.map(({ text }) => JSON.parse(text).offeredA.E1));
    assert.ok(currents.size > 3, 'a recording in which nothing happens would prove nothing');
  });

  it('may begin in mid-run, and replays to what was decided from its first cycle on', () => {
    for (const fromS of [30, 230, 330]) {
      const some = recordedQuarter(fromS);
      assert.ok(some.length > 200);
      assert.deepEqual(otherwise(some), []);
      const { state: _state, ...header } = JSON.parse(some[0] ?? '');
      assert.ok(
        otherwise([JSON.stringify(header), ...some.slice(1)]).length > 0,
        'without what was remembered it differs',
      );
    }
  });

  it('of another site is refused', () => {
    const header = JSON.parse(lines[0] ?? '');
    const devices = header.site.devices.map((device: { id: string }) =>
      device.id === 'E3' ? { ...device, id: 'E4' } : device,
    );
    const answer = new Player(catalogue).take(JSON.stringify({ ...header, site: { ...header.site, devices } }));
    assert.deepEqual([answer?.fault?.code, answer?.fault?.path], ['badState', 'E4']);
  });

  it('shows when a decision comes out otherwise', () => {
    const wrong = lines.map((line) => line.replace(/"offeredA":\{"E1":0,/, '"offeredA":{"E1":9,'));
    assert.ok(otherwise(wrong).length > 0);
  });

  it('tells of a line that is missing, and of what follows it', () => {
    const player = new Player(catalogue);
    const codes = [...lines.slice(0, 10), ...lines.slice(11, 14)].flatMap(
      (line) => player.take(line)?.fault?.code ?? [],
    );
    assert.deepEqual(codes, ['gap', 'gap', 'gap']);
  });

  it('never makes a replay fail, whatever became of its lines', () => {
    const values = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(1e300, -1e14, 1e12, -1, null, {}));
    const damage = fc.record({ line: fc.integer({ min: 0, max: 19 }), place: fc.nat(), value: values });
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
