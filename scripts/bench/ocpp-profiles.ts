import type { ChargingProfile } from '../../firmware/ocpp/profile/charging-profile.ts';
import { compositeSchedule } from '../../firmware/ocpp/profile/composite.ts';
import { limitAt } from '../../firmware/ocpp/profile/limit-at.ts';

const count = 10;
const periodsEach = 96;
const dayS = 86_400;
const fromMs = Date.parse('2026-05-04T00:00:00Z');
const runs = 2000;
const warmUp = 500;
/** G1 of field/ocpp.md, median. */
const boundMs = 2;

/** Composite schedules of 24 hours over 10 profiles of 96 periods each, and the limit now; ms on stdout. */
export async function run(): Promise<void> {
  console.log(`charging profiles: ${count} profiles of ${periodsEach} periods, a composite of 24 h: ms`);
  console.log('  p50    p99    max    periods');
  for (const [what, profiles] of [
    ['one prevails', alike()],
    ['all take turns: levels of 90 min each, a maximum of the station, A and W', inTurns()],
  ] as const)
    for (const connector of [1, 0]) {
      const query = { profiles, connector, connectors, transactions, fromMs, durationS: dayS, unit: 'A' } as const;
      const { periods } = compositeSchedule(query);
      const where = connector === 0 ? 'the station with 2 connectors' : 'a connector';
      console.log(line(() => compositeSchedule(query), `${String(periods.length).padStart(7)}    ${what}; ${where}`));
    }
  const now = { profiles: inTurns(), connector: 1, transactions, atMs: fromMs + 40_000_000 };
  console.log(line(() => limitAt(now), '           limit now and its next change'));
  console.log(`  bound for the composite: p50 ${boundMs}`);
}

const connectors = Array(2).fill({ maxMa: 32_000, phases: 3, voltageV: 230 });
const transactions = [{ connector: 1, id: 'tx1', startedAtMs: fromMs }];

const periodsFrom = (seed: number) =>
  Array.from({ length: periodsEach }, (_, k) => ({
    startS: (k * dayS) / periodsEach,
    limit: 6000 + ((k * 7919 + seed * 104_729) % 26_000),
  }));

const alike = (): readonly ChargingProfile[] =>
  Array.from({ length: count }, (_, k) => ({
    ...{ id: k + 1, connector: k % 2, purpose: 'txDefault', stackLevel: k, kind: 'recurring', recurrency: 'daily' },
    schedules: [{ unit: 'A', startMs: fromMs - dayS * 1000, periods: periodsFrom(k) }],
  }));

const inTurns = (): readonly ChargingProfile[] =>
  Array.from({ length: count }, (_, k) => ({
    ...{ id: k + 1, connector: k === 0 ? 0 : 1, purpose: k === 0 ? 'stationMax' : k % 2 ? 'txDefault' : 'tx' },
    ...{ stackLevel: k, kind: 'absolute' },
    ...(k > 0 && k % 2 === 0 ? { transaction: 'tx1' } : {}),
    schedules: [
      {
        unit: k % 3 === 0 ? 'W' : 'A',
        startMs: fromMs + (k === 0 ? 0 : (count - k) * 5_400_000),
        ...(k === 0 ? {} : { durationS: 5400 * (1 + (k % 4)) }),
        periods: periodsFrom(k).map(({ startS, limit }) => ({
          startS: k === 0 ? startS : startS / 4,
          limit: k % 3 === 0 ? limit / 2 : limit,
          phases: 3 as const,
        })),
      },
    ],
  }));

function line(once: () => unknown, after: string): string {
  for (let k = 0; k < warmUp; k += 1) once();
  const timesMs: number[] = [];
  for (let k = 0; k < runs; k += 1) {
    const before = performance.now();
    once();
    timesMs.push(performance.now() - before);
  }
  timesMs.sort((a, b) => a - b);
  const at = (share: number) => timesMs[Math.min(runs - 1, Math.floor(share * runs))] ?? Number.NaN;
  return `  ${[at(0.5), at(0.99), at(1)].map((ms) => ms.toFixed(3)).join('  ')}${after}`;
}
