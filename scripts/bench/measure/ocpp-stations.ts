// Charge points of OCPP 1.6 in a process of their own, each with a car that charges: ENDPOINT COUNT. By message: how often they speak,
// and what they did since they were asked last.
import '../../../firmware/system/node-version.ts';
import { machineMs } from '../../site/machine-clock.ts';
import { ChargePoint16 } from '../../site/ocpp/charge-point-16.ts';

/** `perSecond`: messages of each station. `take`: asks for a StationsTold. */
export type StationsAsked = { readonly perSecond: number } | { readonly take: true };

export interface StationsTold {
  /** Messages that were answered since the last time, and the time of each from call to answer, ms. */
  readonly answeredMs: readonly number[];
  readonly failed: number;
  /** Limits that came, in A, with the machine's time of their arrival. */
  readonly limits: readonly { readonly station: number; readonly limitA: number; readonly atMs: number }[];
  /** What each car may draw now, A. */
  readonly allowedA: readonly number[];
}

const [endpoint = '', countText = '0'] = process.argv.slice(2);
const count = Number(countText);
let perSecond = 0;
let answeredMs: number[] = [];
let failed = 0;
let limits: StationsTold['limits'][number][] = [];

const stations = Array.from({ length: count }, (_, k) => {
  const station = new ChargePoint16({
    ...{ endpoint, identity: `CP-${k + 1}`, carMa: 16_000 },
    onProfile: ({ csChargingProfiles: { chargingSchedule, stackLevel } }) => {
      const limitA = chargingSchedule.chargingSchedulePeriod[0]?.limit;
      if (stackLevel > 0 && limitA !== undefined) limits.push({ station: k, limitA, atMs: machineMs() });
    },
  });
  return station;
});

for (const [k, station] of stations.entries()) {
  await station.connect();
  await station.plug();
  await station.begin(`CARD-${k + 1}`);
}
for (const station of stations) void speak(station);

process.on('message', (asked: StationsAsked) => {
  if ('perSecond' in asked) perSecond = asked.perSecond;
  else {
    const allowedA = stations.map((station) => (station.allowedMa() ?? 32_000) / 1000);
    process.send?.({ answeredMs, failed, limits, allowedA } satisfies StationsTold);
    answeredMs = [];
    failed = 0;
    limits = [];
  }
});
process.send?.('ready');

/** So much of what it is behind a station catches up. */
const catchUpMs = 1000;

/** One call after the other, at the pace that is wanted. */
async function speak(station: ChargePoint16): Promise<void> {
  await pause(Math.random() * 1000);
  let dueMs = machineMs();
  for (;;) {
    if (perSecond === 0) {
      await pause(50);
      dueMs = machineMs();
      continue;
    }
    const beganMs = machineMs();
    try {
      await station.tellValues();
      answeredMs.push(machineMs() - beganMs);
    } catch {
      failed += 1;
    }
    dueMs = Math.max(dueMs + 1000 / perSecond, machineMs() - catchUpMs);
    await pause(Math.max(0, dueMs - machineMs()));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
