import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StationBench } from './station-bench.ts';

type Step = 'begin' | 'end' | 'minute' | 'cut' | 'vanish' | 'listen' | 'kill' | 'again';
const steps: readonly Step[] = [
  'begin',
  'begin',
  'end',
  'end',
  'minute',
  'minute',
  'cut',
  'vanish',
  'listen',
  'kill',
  'again',
];

/** Each call once, by the id of its message, in the order in which it first came. */
function once(bench: StationBench, action: string): Record<string, unknown>[] {
  const seen = new Map<string, Record<string, unknown>>();
  for (const { action: got, id, payload } of bench.got) if (got === action && !seen.has(id)) seen.set(id, payload);
  return [...seen.values()];
}

/** Does what a step says; what cannot be is left out. */
async function take(bench: StationBench, step: Step, told: string[], isUp: { now: boolean }): Promise<void> {
  const { place } = bench;
  place.registerWh = (place.registerWh ?? 0) + 100;
  switch (step) {
    case 'begin':
      if (place.running === undefined) place.begin(`t${told.push(String(place.registerWh))}`);
      return;
    case 'end':
      if (place.running !== undefined) place.end();
      return;
    case 'minute':
      await bench.pass(60_000);
      return;
    case 'cut':
      if (isUp.now && bench.station.state().link.kind === 'connected') await bench.cut();
      return;
    case 'vanish':
      if (isUp.now) await bench.vanish();
      isUp.now = false;
      return;
    case 'listen':
      if (!isUp.now) await bench.listen();
      isUp.now = true;
      return;
    case 'kill':
      bench.kill();
      bench.start();
      return;
    case 'again':
      // After a restart a place tells once more what it told before.
      if (place.running !== undefined)
        place.say({
          ...place.running,
          kind: 'begin',
          meterWh: place.running.meterStartWh,
          atMs: 0,
          trigger: 'authorised',
        });
  }
}

describe('money of a station', () => {
  it('arrives once, in order, whatever happens to the program and the link', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 14 }), async (taken) => {
        const bench = new StationBench();
        const isUp = { now: true };
        const begun: string[] = [];
        try {
          await bench.run();
          for (const step of taken) await take(bench, step, begun, isUp);
          if (bench.place.running !== undefined) bench.place.end();
          if (!isUp.now) await bench.listen();
          await bench.connected();
          await bench.until(() => bench.station.state().standing === 'accepted');
          for (let k = 0; k < 10 && bench.station.state().waiting > 0; k += 1) await bench.pass(60_000);
          const starts = once(bench, 'StartTransaction');
          const stops = once(bench, 'StopTransaction');
          assert.deepEqual(
            starts.map(({ meterStart }) => String(meterStart)),
            begun,
          );
          assert.equal(stops.length, begun.length);
          const ids = stops.map(({ transactionId }) => Number(transactionId));
          assert.deepEqual(
            ids,
            ids.toSorted((a, b) => a - b),
          );
          assert.equal(new Set(ids).size, ids.length);
          for (const [k, stop] of stops.entries()) assert.ok(Number(stop.meterStop) >= Number(starts[k]?.meterStart));
          assert.equal(bench.station.state().waiting, 0);
          assert.equal(bench.mostInFlight, 1);
        } finally {
          await bench.end();
        }
      }),
      { numRuns: 12 },
    );
  });
});
