import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCalls } from '../../firmware/api/cnf/read-calls.ts';
import { OrderDesk } from '../../firmware/control/order-desk.ts';
import { PeopleDesk } from '../../firmware/control/people/people-desk.ts';
import { systemClock } from '../../firmware/domain/clock.ts';
import { readSite } from '../../firmware/domain/site/check.ts';
import { openStore } from '../../firmware/store/store.ts';
import { knowledge } from '../site/in-process/products.ts';

const chargePoints = 400;
const answers = 30;
const author = { name: 'bench', side: 'lan' } as const;
const never = (): never => {
  throw new Error('not asked here');
};

/** What an answer of `get_dev_info` keeps the main thread busy with, when a person has limited every charge point. */
export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'netwacht-bench-dev-info-'));
  const store = openStore({ dir, clock: systemClock });
  try {
    const document = {
      ...{ name: 'Bench', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 4000 }] },
      devices: Array.from({ length: chargePoints }, (_, k) => ({
        ...{ id: `E${k + 1}`, definition: 'a-box', address: `10.0.${k >> 8}.${k & 255}:502` },
      })),
    };
    const read = readSite(document, knowledge);
    if (!read.ok) throw new Error(read.faults.map(({ message }) => message).join('\n'));
    const { site } = read;
    const around = { store, clock: systemClock, site: () => site, current: () => undefined };
    const orders = new OrderDesk({ ...around, knowledge, nudge: () => undefined });
    for (const { id } of site.devices) orders.override(id, { limitA: 10, rulesOff: false }, author);
    const people = new PeopleDesk({
      ...{ ...around, changed: () => undefined, log: { warn: () => undefined } },
      effects: { setVariable: async () => undefined, sendOutput: () => undefined },
    });
    const call = { method: 'GET', json: never, query: new URLSearchParams(), author };
    const calls = new Map(
      readCalls({
        ...{ orders, people, clock: systemClock, about: { id: 'NTW-1' } },
        site: { current: () => ({ document, etag: '1' }) },
        ...{ state: { current: () => undefined }, lines: { lines: () => undefined }, share: { percent: () => 100 } },
        definitions: { list: () => [] },
        ocpp: { server: never },
        original: { importWh: () => 0, exportWh: () => 0, overdraftMa: () => 0, sessionNow: () => undefined },
      }),
    );
    const times: number[] = [];
    for (let k = 0; k < answers; k += 1) {
      const startMs = performance.now();
      JSON.stringify(await calls.get('get_dev_info')?.run(call));
      times.push(performance.now() - startMs);
    }
    times.sort((a, b) => a - b);
    const [p50 = 0, longest = 0] = [times[answers >> 1], times.at(-1)];
    console.log(`get_dev_info: ${chargePoints} charge points, each with an override; SQLite on this disk`);
    console.log(`  an answer, ms: p50 ${p50.toFixed(1)}, longest ${longest.toFixed(1)}`);
  } finally {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
