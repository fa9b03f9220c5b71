import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { allocate } from '../../firmware/allocation/allocate.ts';
import type { AllocationInput, AllocationRequest, ImbalanceRule, Row } from '../../firmware/allocation/types.ts';
import { type PhaseIndex, phaseIndexes, phaseNames } from '../../firmware/domain/phases.ts';

const runs = 1000;
const warmUp = 200;
const inputsPerSite = 20;
const imbalance: ImbalanceRule = { maxMa: 20_000, houseMa: [0, 0, 0], reason: { code: 'imbalance' } };

interface SiteSize {
  readonly chargePoints: number;
  readonly circuits: number;
  readonly stepMa: number;
  readonly isRuled: boolean;
  /** What the figure is held against: our own bound, or what two peers need (control.md §6). */
  readonly against: string;
}

/** CPU time of one allocation and what it allocates (control.md §6), as a table on stdout. */
export async function run(): Promise<void> {
  console.log(
    'allocation: CPU ms of one call (p50, p99, max: calls nobody interrupted; mean: all), and what it allocates',
  );
  console.log('charge points  circuits  step mA  imbalance    p50    p99    max   mean     KB  against (p99)');
  for (const isRuled of [false, true]) {
    for (const [chargePoints, circuits, against] of [
      [100, 10, 'peers 34 and 3.9'],
      [200, 20, 'peers 70 and 6.7'],
      [250, 40, 'bound 1.5, goal 1'],
      [1000, 160, 'bound 12, goal 8'],
    ] as const) {
      for (const stepMa of chargePoints < 250 ? [1000] : [1000, 100, 1]) {
        console.log(line({ chargePoints, circuits, stepMa, isRuled, against }));
      }
    }
  }
  console.log(`9 single-phase cars on turned wiring at 32 A: ${nineCarsA()} of 96 phase-amperes used`);
}

function line(size: SiteSize): string {
  const random = seeded(7);
  const inputs = Array.from({ length: inputsPerSite }, () => building(size, random));
  const uneven = inputs.filter((input) => size.isRuled && isChangedByImbalance(input)).length;
  const { p50, p99, max, mean } = measure(inputs);
  return [
    String(size.chargePoints).padStart(13),
    String(size.circuits).padStart(9),
    String(size.stepMa).padStart(8),
    (size.isRuled ? `binds ${uneven}/${inputs.length}` : 'none').padStart(11),
    ...[p50, p99, max, mean].map((ms) => ms.toFixed(2).padStart(6)),
    (allocatedBytes(inputs) / 1024).toFixed(0).padStart(6),
    ` ${size.against}`,
  ].join(' ');
}

function isChangedByImbalance(input: AllocationInput): boolean {
  const { rows, requests, slot } = input;
  const unruled = allocate({ rows, requests, slot });
  return allocate(input).some(({ targetMa }, k) => targetMa !== unruled[k]?.targetMa);
}

/**
 * The kernel books CPU time by the tick (4 ms), too coarse for one call. So it is the time on the wall of the calls
 * during which nobody took the processor away: the count of involuntary switches tells. The mean is CPU time as booked.
 */
function measure(inputs: readonly AllocationInput[]): { p50: number; p99: number; max: number; mean: number } {
  const timesMs: number[] = [];
  let booked = process.threadCpuUsage();
  let calls = 0;
  for (let k = -warmUp; timesMs.length < runs && k < 3 * runs; k += 1) {
    const input = inputs[(k + warmUp) % inputs.length];
    if (input === undefined) continue;
    if (k === 0) booked = process.threadCpuUsage();
    if (k >= 0) calls += 1;
    const { involuntaryContextSwitches } = process.resourceUsage();
    const before = performance.now();
    allocate(input);
    const tookMs = performance.now() - before;
    if (k >= 0 && process.resourceUsage().involuntaryContextSwitches === involuntaryContextSwitches)
      timesMs.push(tookMs);
  }
  const { user, system } = process.threadCpuUsage(booked);
  timesMs.sort((a, b) => a - b);
  const at = (share: number): number =>
    timesMs[Math.min(timesMs.length - 1, Math.floor(share * timesMs.length))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1), mean: (user + system) / 1000 / calls };
}

/** Heap that one call takes: so few calls after a collection that the next one is not due before they end. */
function allocatedBytes(inputs: readonly AllocationInput[]): number {
  const requests = inputs[0]?.requests.length ?? 1;
  const calls = Math.max(2, Math.floor(4000 / requests));
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let k = 0; k < calls; k += 1) {
    const input = inputs[k % inputs.length];
    if (input !== undefined) allocate(input);
  }
  return (process.memoryUsage().heapUsed - before) / calls;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}

/** What nine cars on one phase each get of three phases of 32 A when the boxes are turned against each other, A. */
function nineCarsA(): number {
  const requests = [...phaseIndexes, ...phaseIndexes, ...phaseIndexes].map(
    (phase, k): AllocationRequest => ({
      id: `E${k + 1}`,
      minMa: 6000,
      maxMa: 32_000,
      stepMa: 1000,
      tier: 0,
      charging: true,
      dwell: false,
      skewPhases: [phase],
      sessionEnergyWh: 0,
      waitingMs: 0,
      reason: { code: 'deviceLimit' },
    }),
  );
  const rows = phaseIndexes.map((phase): Row => {
    const quantity = phaseNames[phase];
    const members = requests.flatMap(({ skewPhases }, request) =>
      skewPhases?.includes(phase) ? [{ request, weight: 1 }] : [],
    );
    return { id: quantity, circuit: 'house', quantity, capacity: 32_000, members, reason: { code: 'fuse' } };
  });
  return allocate({ rows, requests, slot: 0, imbalance }).reduce((sum, { targetMa }) => sum + targetMa / 1000, 0);
}

/** A house, distribution boards, and boards below those; tight everywhere, so that many rows bind at many levels. */
function building({ chargePoints, circuits, stepMa, isRuled }: SiteSize, random: () => number): AllocationInput {
  const parents = Array.from({ length: circuits }, (_, c) =>
    c === 0 ? undefined : c < 8 ? 0 : 1 + Math.floor(random() * 7),
  );
  const members = parents.map(() => [[], [], [], []] as { request: number; weight: number }[][]);
  const demandMa = parents.map(() => 0);
  const requests: AllocationRequest[] = [];
  for (let request = 0; request < chargePoints; request += 1) {
    const wiring = random() < 0.6 ? turned(random) : turned(random).slice(0, 1);
    // One in five on three phases holds a car of which nothing is known yet: it may use one, two or all.
    const skewPhases = random() < 0.2 ? wiring.slice(0, 1) : wiring;
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
      waitedSlots: Math.floor(random() * 4),
      ...(random() < 0.3 ? { rank: Math.floor(random() * 1000) } : {}),
      skewPhases,
      possiblePhases: wiring.slice(skewPhases.length),
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
      const quantity = phaseNames[k] ?? 'P';
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
  return { rows, requests, slot: 3, ...(isRuled ? { imbalance } : {}) };
}

function turned(random: () => number): PhaseIndex[] {
  const by = Math.floor(random() * 3);
  return [...phaseIndexes.slice(by), ...phaseIndexes.slice(0, by)];
}

/** A small linear congruential generator (Numerical Recipes' constants), so that every run measures the same. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
