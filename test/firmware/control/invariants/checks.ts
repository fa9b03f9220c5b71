import type { Row } from '../../../../firmware/allocation/types.ts';
import type { CycleOutput } from '../../../../firmware/control/controller.ts';
import { mapPhases, phaseIndexes, phaseNames } from '../../../../firmware/domain/phases.ts';
import { circuitIds, idOf, timing } from './situation.ts';
import type { World, WorldBox } from './world.ts';

/** One cycle as the checks see it: what was known before it, what it decided. Nothing of it has been sent yet. */
export interface Seen {
  readonly world: World;
  readonly output: CycleOutput;
  /** Offers in force before the cycle, and since when each has been above 0 without a break, by id. */
  readonly before: ReadonlyMap<string, number>;
  readonly onSinceMs: ReadonlyMap<string, number>;
  /** Those of them that were at 0 when this controller started them. */
  readonly started: ReadonlySet<string>;
}

/** A sentence when the invariant is broken; true when it had something to say and holds; false when it had nothing to say. */
export type Check = (seen: Seen) => string | boolean;

const offersOf = (output: CycleOutput) => new Map(output.decisions.map(({ id, offerMa }) => [id, offerMa ?? 0]));

/** Boxes of a row's members, by the order of the site. */
const membersOf = (row: Row, boxes: readonly WorldBox[]) =>
  row.members.flatMap(({ request, weight }) => {
    const box = boxes[request];
    return box === undefined || weight === 0 ? [] : [{ box, weight }];
  });

const isBelow = (box: WorldBox, circuit: string): boolean =>
  circuitIds.indexOf(box.kind.circuit) >= circuitIds.indexOf(circuit as (typeof circuitIds)[number]);

/** I1: offers of a row within what it bears, and what it bears within limit less reserve less what silent boxes hold. */
export const rowsHold: Check = ({ world, output }) => {
  if (output.starting) return false;
  const offers = offersOf(output);
  let some = false;
  for (const row of output.rows) {
    const members = membersOf(row, world.boxes);
    const load = members.reduce((sum, { box, weight }) => sum + weight * (offers.get(box.id) ?? 0), 0);
    if (load > Math.max(0, row.capacity) + 1) return `${row.id}: ${load} offered, it bears ${row.capacity}`;
    some ||= load > 0;
    const most = mostBorne(world, row, output.surplusW ?? 0);
    if (row.capacity > most + 1) return `${row.id}: it bears ${row.capacity}, with what silent boxes hold only ${most}`;
    const missing = world.boxes.find(
      (box) =>
        (offers.get(box.id) ?? 0) > 0 && loadsRow(box, row) && box.answers && !members.some((m) => m.box === box),
    );
    if (missing !== undefined && !isLost(output, missing))
      return `${row.id}: ${missing.id} is offered current and does not count`;
  }
  return some;
};

const isLost = (output: CycleOutput, box: WorldBox): boolean =>
  output.decisions.find(({ id }) => id === box.id)?.reason.code === 'lost';

/** The car draws through this row now. */
const loadsRow = (box: WorldBox, row: Row): boolean =>
  isBelow(box, row.circuit) &&
  (row.quantity === 'P' ? box.drawnMa > 0 : (box.flowMa[phaseNames.indexOf(row.quantity)] ?? 0) > 0);

/** Limit less reserve less what boxes hold that do not answer, in the unit of the row. */
function mostBorne(world: World, row: Row, surplusW: number): number {
  const scope = row.id.includes('/chargePoints/') ? 'chargePoints' : 'all';
  const unit = row.quantity === 'P' ? 'W' : 'mA';
  const limits = world.limits.filter((l) => l.circuit === row.circuit && l.scope === scope && l.unit === unit);
  const lowest = Math.min(...limits.map(({ value }) => value)) * (unit === 'W' ? 1000 : 1);
  const reserve = scope === 'all' && unit === 'mA' ? world.situation.reserveA * 1000 : 0;
  const silent = world.boxes.filter((box) => box.health === 'offline' && isBelow(box, row.circuit));
  const drawn = silent.reduce((sum, { flowMa, heldMa }) => {
    // One that draws more than it holds since it is silent is beyond what anybody can know.
    const known = mapPhases(flowMa, (ma) => Math.min(ma, heldMa));
    if (unit === 'W') return sum + phaseIndexes.reduce<number>((all, p) => all + known[p] * 230, 0);
    return sum + (known[phaseNames.indexOf(row.quantity as 'L1') as 0] ?? 0);
  }, 0);
  // What boxes outside the circuit could take of it all at once is not counted on.
  const outside = world.boxes.filter((box) => !isBelow(box, row.circuit));
  const outsideMw = outside.reduce((sum, { kind }) => sum + kind.maxA * 1000 * kind.wiring.length * 230, 0);
  const ownMw = lowest > 0 && isNetOfOwnPower({ scope, unit }) ? Math.max(0, surplusW * 1000 - outsideMw) : 0;
  return lowest + ownMw - reserve - drawn;
}

/** A limit in W on the charge points alone counts what they take from the grid: what is exported otherwise is free, but below 0 W. */
const isNetOfOwnPower = (limit: { readonly scope: string; readonly unit: string }): boolean =>
  limit.scope === 'chargePoints' && limit.unit === 'W';

/** I2: an offer is 0, or between minimum and maximum and a multiple of the step. */
export const offersAreSteps: Check = ({ world, output, before }) => {
  let some = false;
  for (const { id, sendMa } of output.decisions) {
    const box = world.boxes.find((b) => b.id === id);
    // The first set-point takes over what the box holds already, and a lost one is told its fail-safe current.
    const taken = !before.has(id) || box === undefined || isLost(output, box);
    if (sendMa === undefined || sendMa === 0 || taken) continue;
    const { minA, maxA, stepMa } = box.kind;
    some = true;
    if (sendMa < minA * 1000 || sendMa > maxA * 1000 || sendMa % stepMa !== 0) return `${id} is offered ${sendMa} mA`;
  }
  return some;
};

/** I9: where a limit is 0, everybody that answers is at 0 in the same cycle. */
export const zeroIsZero: Check = ({ world, output, before }) => {
  if (output.starting) return false;
  const zero = world.limits.filter((limit) => limit.value === 0);
  let some = false;
  for (const { id, offerMa, reason } of output.decisions) {
    const box = world.boxes.find((b) => b.id === id);
    if (box === undefined || !box.answers || !zero.some(({ circuit = '' }) => isBelow(box, circuit))) continue;
    if ((offerMa ?? 0) !== 0 && before.has(id))
      return `${id} holds on to ${offerMa} mA (${reason.code}) below a limit of 0`;
    some ||= (before.get(id) ?? 0) > 0;
  }
  return some;
};

/** I11: within its minimum on time a box is sent to 0 only where its rows do not bear the minimum of all in theirs. */
export const dwellHolds: Check = ({ world, output, onSinceMs, started }) => {
  const offers = offersOf(output);
  const dwells = (box: WorldBox) => world.nowMs - (onSinceMs.get(box.id) ?? -Infinity) < timing.minOnS * 1000;
  const waits = world.boxes.some((box) => box.state === 'B' && (offers.get(box.id) ?? 0) === 0 && box.answers);
  let some = false;
  for (const box of world.boxes) {
    if (!started.has(box.id) || !dwells(box) || isLost(output, box)) continue;
    if (box.state !== 'B' && box.state !== 'C') continue;
    if ((offers.get(box.id) ?? 0) > 0) {
      some ||= waits;
      continue;
    }
    const { reason } = output.decisions.find(({ id }) => id === box.id) ?? {};
    if (reason?.code === 'notFollowing' || world.meterAgeS(box) > staleS) continue;
    const short = output.rows.some((row) => {
      const members = membersOf(row, world.boxes);
      if (!members.some((m) => m.box === box)) return false;
      const least = members.reduce((sum, m) => sum + (dwells(m.box) ? m.weight * m.box.kind.minA * 1000 : 0), 0);
      return least > row.capacity;
    });
    if (!short)
      return `${box.id} is stopped (${reason?.code}) ${world.nowMs - (onSinceMs.get(box.id) ?? 0)} ms after its start`;
    some = true;
  }
  return some;
};

const staleS = 10;

/** I13: below a meter that is silent for 3 s nothing rises, for 10 s nobody has more than 6 A, for 60 s nobody has anything. */
export const staleFailsSafe: Check = ({ world, output, before }) => {
  if (output.starting) return false;
  let some = false;
  for (const { id, offerMa = 0, sendMa = 0 } of output.decisions) {
    const box = world.boxes.find((b) => b.id === id);
    if (box === undefined || !box.answers || isLost(output, box)) continue;
    const ageS = world.meterAgeS(box);
    if (ageS <= 3) continue;
    some ||= (before.get(id) ?? 0) > 0;
    if (sendMa > (before.get(id) ?? box.heldMa)) return `${id} rises to ${sendMa} mA on a meter ${ageS} s old`;
    if (ageS > staleS && offerMa > 6000) return `${id} has ${offerMa} mA on a meter ${ageS} s old`;
    if (ageS > 60 && offerMa > 0) return `${id} has ${offerMa} mA on a meter ${ageS} s old`;
  }
  return some;
};

/** I16: whatever arrives of what boxes hold, what is on its way and what is sent now, and in whatever order: a raise breaks no row. */
export const ordersHold: Check = ({ world, output, before }) => {
  if (output.starting) return false;
  const raises = new Map(
    output.decisions.flatMap(({ id, sendMa }) => {
      const box = world.boxes.find((b) => b.id === id);
      return sendMa !== undefined && box !== undefined && sendMa > Math.max(box.mayHoldMa, before.get(id) ?? 0)
        ? [[id, sendMa]]
        : [];
    }),
  );
  if (raises.size === 0) return false;
  for (const row of output.rows) {
    const members = membersOf(row, world.boxes);
    if (!members.some(({ box }) => raises.has(box.id))) continue;
    const most = members.reduce(
      (sum, { box, weight }) => sum + weight * Math.max(box.mayHoldMa, raises.get(box.id) ?? 0),
      0,
    );
    if (most > row.capacity + 1)
      return `${row.id}: ${most} may be held while a raise is sent, it bears ${row.capacity}`;
  }
  return true;
};

/** Sum of the offers, or of the targets, over the three phases of a circuit, mA. */
export function loadThrough(output: CycleOutput | undefined, circuit: string, of: 'offerMa' | 'targetMa'): number {
  const loads = new Map(output?.decisions.map((decision) => [decision.id, decision[of] ?? 0]));
  const rows = output?.rows.filter(({ id, quantity }) => id === `${circuit}/${quantity}` && quantity !== 'P') ?? [];
  return rows.reduce(
    (sum, row) => row.members.reduce((all, { request, weight }) => all + weight * (loads.get(idOf(request)) ?? 0), sum),
    0,
  );
}
