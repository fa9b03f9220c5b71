import { setTimeout as pause } from 'node:timers/promises';
import { SessionDesk } from '../../../firmware/control/sessions/session-desk.ts';
import type { State } from '../../../firmware/domain/state.ts';
import { openStore } from '../../../firmware/store/store.ts';
import { plantMs, points, Schedule } from './schedule.ts';

/** The desk of sessions on a data folder, as a process that can be killed: DIR SEED BEGUN UNTIL. */
const [dir = '', seed = '', begun = '0', until = '0'] = process.argv.slice(2);
const begunMs = Number(begun);
const startedMs = plantMs(begunMs);
const clock = { wallMs: () => begunMs + plantMs(begunMs), monotonicMs: () => plantMs(begunMs) - startedMs };
const store = openStore({ dir, clock });
const schedules = points.map(({ id }) => new Schedule(`${seed}/${id}`, Number(until)));
const complaint = (facts: object, message: string) => console.error(message, facts);
const desk = new SessionDesk({
  ...{ store: store.sessions, site: () => undefined, clock, timeSynced: () => true, pricesOf: () => [] },
  ...{ occupantOf: () => undefined, log: { error: complaint, info: () => undefined } },
});
process.on('disconnect', () => process.exit(1));

for (;;) {
  const atMs = plantMs(begunMs);
  const chargePoints = points.map(({ id, stepWh }, k) => {
    const { state, wh, powerW } = schedules[k]?.at(atMs, stepWh) ?? { state: 'A', wh: 0, powerW: 0 };
    return { id, name: id, state, energyWh: wh, powerW, maxA: 32 };
  });
  const flow = { gridW: 8000, solarW: 4000, batteryW: 0, houseW: 0, chargePointsW: 0 };
  const price = { ct: 30, feedInCt: 8, tariff: 'day', since: new Date(begunMs).toISOString() };
  desk.observe({ at: new Date(clock.wallMs()).toISOString(), flow, price, chargePoints } as unknown as State);
  await pause(40);
}
