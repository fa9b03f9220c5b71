import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pins } from '../../firmware/api/sign-in/pins.ts';
import { OccupantOrders } from '../../firmware/control/people/occupant-orders.ts';
import { PeopleDesk } from '../../firmware/control/people/people-desk.ts';
import { type Clock, systemClock } from '../../firmware/domain/clock.ts';
import { readSite } from '../../firmware/domain/site/check.ts';
import type { Site } from '../../firmware/domain/site/schema.ts';
import type { State } from '../../firmware/domain/state.ts';
import { openStore } from '../../firmware/store/store.ts';
import { knowledge } from '../site/in-process/products.ts';

const chargePoints = 100;
const users = 1000;
const cards = 10_000;
const cycles = 2000;
const warmUp = 200;

/** What users, cards and budgets cost after each cycle in the main thread, and what somebody waits who shows a card or gives a PIN. */
export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-bench-people-'));
  // Cycles follow each other a second apart, so that what is written each minute is in them.
  let aheadMs = 0;
  const clock: Clock = {
    monotonicMs: () => systemClock.monotonicMs() + aheadMs,
    wallMs: () => systemClock.wallMs() + aheadMs,
  };
  const store = openStore({ dir, clock });
  try {
    const site = siteOf();
    const desk = new PeopleDesk({
      ...{ store, clock, site: () => site, current: () => undefined, changed: () => undefined },
      effects: { setVariable: async () => undefined, sendOutput: () => undefined },
      log: { warn: () => undefined },
    });
    console.log(
      `people: ${chargePoints} charge points, ${users} users with budgets, ${cards} cards; SQLite on this disk`,
    );
    desk.observe(state(1000));
    const shown: number[] = [];
    for (let k = 0; k < chargePoints; k += 1) {
      const startMs = performance.now();
      await desk.show(`E${k + 1}`, `04${k}`, { name: 'reader' });
      shown.push(performance.now() - startMs);
    }
    console.log(`  a card is shown, ms, on disk: ${spread(shown)}`);

    const after: number[] = [];
    const orders = new OccupantOrders(site);
    const worker: number[] = [];
    for (let k = 0; k < warmUp + cycles; k += 1) {
      aheadMs += 1000;
      const now = state(1000 + 3 * k);
      const startMs = performance.now();
      desk.observe(now);
      const occupants = desk.occupants();
      const toldMs = performance.now();
      orders.ordersOf(occupants);
      if (k < warmUp) continue;
      after.push(toldMs - startMs);
      worker.push(performance.now() - toldMs);
    }
    console.log(`  after a cycle in the main thread, ms: ${spread(after)}`);
    console.log(`  in a cycle of the control worker, ms: ${spread(worker)}`);

    const pins = new Pins({ store: store.people, clock, log: { info() {}, warn() {}, error() {} } });
    await pins.set('u0', '271828', 'bench');
    const [phc = ''] = store.people.pins().values();
    const salted = phc.slice(0, phc.lastIndexOf('$'));
    for (let k = 1; k < users; k += 1) store.people.putPin(`u${k}`, `${salted}$${k}`);
    const given: number[] = [];
    for (let k = 0; k < 20; k += 1) {
      const startMs = performance.now();
      await pins.userOf('271828', 'bench');
      given.push(performance.now() - startMs);
    }
    console.log(`  a PIN among ${users} is found, ms: ${spread(given)}`);
  } finally {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function siteOf(): Site {
  const read = readSite(
    {
      ...{ name: 'Bench', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 1000 }] },
      devices: Array.from({ length: chargePoints }, (_, k) => ({
        ...{ id: `E${k + 1}`, definition: 'a-box', address: `10.0.0.${k + 1}:502` },
      })),
      users: Array.from({ length: users }, (_, k) => ({
        ...{ id: `u${k}`, name: `User ${k}`, chargePoints: [`E${(k % chargePoints) + 1}`] },
        budget: { unit: 'kWh', amount: 1000, period: 'month' },
      })),
      tags: Array.from({ length: cards }, (_, k) => ({
        ...{ id: `t${k}`, uid: `04${k}`, user: `u${k % users}`, functions: ['authorise', 'priority:3'] },
      })),
    },
    knowledge,
  );
  if (!read.ok) throw new Error(read.faults.map(({ message }) => message).join('\n'));
  return read.site;
}

const state = (energyWh: number): State =>
  ({
    chargePoints: Array.from({ length: chargePoints }, (_, k) => ({
      ...{ id: `E${k + 1}`, state: 'C', energyWh, powerW: 11_000, offeredA: 16, phases: ['L1', 'L2', 'L3'] },
    })),
  }) as unknown as State;

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(3);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`;
}
