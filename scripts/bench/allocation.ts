import { allocate } from '../../firmware/allocation/allocate.ts';
import type { AllocationInput, AllocationRequest, Row } from '../../firmware/allocation/types.ts';

const runs = 1000;
const warmUp = 50;
const phases = ['L1', 'L2', 'L3'] as const;

/** CPU time of one allocation (control.md §6), as a table on stdout. */
export async function run(): Promise<void> {
  console.log('allocation: CPU ms of one call');
  console.log('charge points  circuits  step mA    p50    p99    max  bound');
  for (const [chargePoints, circuits, boundMs] of [
    [250, 40, 1.5],
    [1000, 160, 12],
  ] as const) {
    for (const stepMa of [1000, 100, 1]) {
      const [p50, p99, max] = measure(chargePoints, circuits, stepMa);
      console.log(
        [String(chargePoints).padStart(13), String(circuits).padStart(9), String(stepMa).padStart(8)].join(' ') +
          [p50, p99, max].map((ms) => ms.toFixed(2).padStart(7)).join('') +
          boundMs.toFixed(1).padStart(7),
      );
    }
  }
}

/**
 * The kernel books CPU time by the tick (4 ms), too coarse for one call. So it is the time on the wall of the calls
 * during which nobody took the processor away: the count of involuntary switches tells.
 */
function measure(chargePoints: number, circuits: number, stepMa: number): [number, number, number] {
  const random = seeded(7);
  const inputs = Array.from({ length: 20 }, () => building(chargePoints, circuits, stepMa, random));
  const timesMs: number[] = [];
  for (let k = -warmUp; timesMs.length < runs && k < 3 * runs; k += 1) {
    const input = inputs[(k + warmUp) % inputs.length];
    if (input === undefined) continue;
    const { involuntaryContextSwitches } = process.resourceUsage();
    const before = performance.now();
    allocate(input);
    const tookMs = performance.now() - before;
    if (k >= 0 && process.resourceUsage().involuntaryContextSwitches === involuntaryContextSwitches)
      timesMs.push(tookMs);
  }
  timesMs.sort((a, b) => a - b);
  const at = (share: number): number =>
    timesMs[Math.min(timesMs.length - 1, Math.floor(share * timesMs.length))] ?? NaN;
  return [at(0.5), at(0.99), at(1)];
}

/** A house, distribution boards, and boards below those; tight everywhere, so that many rows bind at many levels. */
function building(chargePoints: number, circuits: number, stepMa: number, random: () => number): AllocationInput {
  const parents = Array.from({ length: circuits }, (_, c) =>
    c === 0 ? undefined : c < 8 ? 0 : 1 + Math.floor(random() * 7),
  );
  const members = parents.map(() => [[], [], [], []] as { request: number; weight: number }[][]);
  const demandMa = parents.map(() => 0);
  const requests: AllocationRequest[] = [];
  for (let request = 0; request < chargePoints; request += 1) {
    const wiring = random() < 0.6 ? [0, 1, 2] : [Math.floor(random() * 3)];
    const maxMa = random() < 0.3 ? 32_000 : 16_000;
    requests.push({
      id: `E${request + 1}`,
      minMa: 6000,
      maxMa,
      stepMa,
      tier: Math.floor(random() * 3),
      ...(random() < 0.3 ? { needMa: 6000 + Math.floor(random() * 10_000) } : {}),
      charging: random() < 0.7,
      dwell: random() < 0.1,
      sessionEnergyWh: Math.floor(random() * 40_000),
      waitingMs: Math.floor(random() * 3_600_000),
      reason: { code: 'deviceLimit' },
    });
    let circuit: number | undefined = Math.floor(random() * circuits);
    for (; circuit !== undefined; circuit = parents[circuit]) {
      for (const phase of wiring) members[circuit]?.[phase]?.push({ request, weight: 1 });
      members[circuit]?.[3]?.push({ request, weight: wiring.length * 231.7 });
      demandMa[circuit] = (demandMa[circuit] ?? 0) + (maxMa * wiring.length) / 3;
    }
  }
  const rows = members.flatMap((perRow, c) =>
    perRow.map((list, k): Row => {
      const quantity = phases[k] ?? 'P';
      const share = (demandMa[c] ?? 0) * (0.35 + 0.5 * random());
      return {
        id: `c${c}.${quantity}`,
        circuit: `c${c}`,
        quantity,
        capacity: Math.floor(quantity === 'P' ? share * 690 : share),
        members: list,
        reason: { code: 'circuit' },
      };
    }),
  );
  return { rows, requests, slot: 3 };
}

/** A small linear congruential generator (Numerical Recipes' constants), so that every run measures the same. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
