import { tieOrder } from '../../../firmware/allocation/order.ts';
import type { AllocationInput, AllocationResult } from '../../../firmware/allocation/types.ts';
import { boundsOf, placesOf, targetOf } from './sites.ts';

/** What an oracle needs of a charge point that was admitted. */
interface Rising {
  readonly request: number;
  readonly tier: number;
  readonly rank: number;
  readonly min: number;
  readonly need: number;
  readonly max: number;
  readonly step: number;
  readonly tie: number;
  readonly places: readonly { readonly row: number; readonly weight: number }[];
}

function admittedOf(input: AllocationInput, results: readonly AllocationResult[]): Rising[] {
  const ids = input.requests.map((_, request) => request);
  const ties = tieOrder(ids, input.slot);
  return ids
    .filter((request) => targetOf(results, request) > 0)
    .flatMap((request) => {
      const asked = input.requests[request];
      if (asked === undefined) return [];
      const places = placesOf(input, request).map(({ row, weight }) => ({ row: input.rows.indexOf(row), weight }));
      return [
        {
          request,
          tier: asked.tier,
          rank: asked.rank ?? Infinity,
          ...boundsOf(asked),
          step: asked.stepMa,
          tie: ties[request] ?? 0,
          places,
        },
      ];
    });
}

interface Round {
  readonly goal: 'need' | 'max';
  readonly rank: readonly Rising[];
}

/** Tier by tier, each rank by rank to the need and then rank by rank to the maximum. */
function roundsOf(rising: readonly Rising[]): Round[] {
  const tiers = [...new Set(rising.map(({ tier }) => tier))].sort((a, b) => b - a);
  return tiers.flatMap((tier) => {
    const ofTier = rising.filter((r) => r.tier === tier);
    const ranks = [...new Set(ofTier.map(({ rank }) => rank))].sort((a, b) => (a < b ? -1 : 1));
    const groups = ranks.map((rank) => ofTier.filter((r) => r.rank === rank));
    return (['need', 'max'] as const).flatMap((goal) => groups.map((rank) => ({ goal, rank })));
  });
}

const capacities = (input: AllocationInput): number[] => input.rows.map(({ capacity }) => Math.max(0, capacity) * 1000);

function holds(
  rising: readonly Rising[],
  currents: ReadonlyMap<number, number>,
  capacity: readonly number[],
  slack: number,
): boolean {
  const load = capacity.map(() => 0);
  for (const { request, places } of rising) {
    for (const { row, weight } of places) load[row] = (load[row] ?? 0) + weight * (currents.get(request) ?? 0);
  }
  return load.every((sum, row) => sum <= (capacity[row] ?? 0) + slack);
}

/**
 * The fair optimum without steps: progressive filling over the reals, round by round, for those
 * whom `results` admitted. Levels are found by halving, so it shares no thought with the product's arithmetic.
 */
export function leximinOptimum(input: AllocationInput, results: readonly AllocationResult[]): Map<number, number> {
  const rising = admittedOf(input, results);
  const capacity = capacities(input);
  const currents = new Map(rising.map(({ request, min }) => [request, min]));
  for (const { goal, rank } of roundsOf(rising)) {
    let open = rank.filter((r) => (currents.get(r.request) ?? 0) < r[goal]);
    while (open.length > 0) {
      const level = highestLevel(rising, open, goal, currents, capacity);
      for (const r of open) currents.set(r.request, atLevel(r, goal, currents, level));
      const stillOpen = open.filter((r) => {
        const raised = new Map(currents).set(r.request, (currents.get(r.request) ?? 0) + 0.01);
        return (currents.get(r.request) ?? 0) < r[goal] - 0.01 && holds(rising, raised, capacity, 2);
      });
      open = stillOpen.length < open.length ? stillOpen : [];
    }
  }
  return currents;
}

const atLevel = (r: Rising, goal: 'need' | 'max', currents: ReadonlyMap<number, number>, level: number): number =>
  Math.max(currents.get(r.request) ?? 0, Math.min(level, r[goal]));

function highestLevel(
  rising: readonly Rising[],
  open: readonly Rising[],
  goal: 'need' | 'max',
  currents: ReadonlyMap<number, number>,
  capacity: readonly number[],
): number {
  let low = 0;
  let high = 40_000;
  for (let k = 0; k < 60; k += 1) {
    const level = (low + high) / 2;
    const raised = new Map(currents);
    for (const r of open) raised.set(r.request, atLevel(r, goal, currents, level));
    if (holds(rising, raised, capacity, 1)) low = level;
    else high = level;
  }
  return low;
}

/**
 * The same filling one step at a time, for those whom `results` admitted: no leaps, no heap, every sum counted anew.
 * Ids must stand in their order.
 */
export function stepByStep(input: AllocationInput, results: readonly AllocationResult[]): Map<number, number> {
  const rising = admittedOf(input, results);
  const capacity = capacities(input);
  const currents = new Map(rising.map(({ request, min }) => [request, min]));
  const stopped = new Set<number>();
  const at = (r: Rising): number => currents.get(r.request) ?? 0;
  for (const { goal, rank } of roundsOf(rising)) {
    for (;;) {
      const [lowest] = rank
        .filter((r) => !stopped.has(r.request) && at(r) < r[goal])
        .sort((a, b) => at(a) - at(b) || a.tie - b.tie);
      if (lowest === undefined) break;
      const before = at(lowest);
      currents.set(lowest.request, before + lowest.step);
      if (!holds(rising, currents, capacity, 0)) {
        currents.set(lowest.request, before);
        stopped.add(lowest.request);
      }
    }
  }
  return currents;
}
