import type { Schedule } from '../../domain/known.ts';
import type { ChargeOrder } from '../../domain/order.ts';
import type { Reason } from '../../domain/reason.ts';
import type { ChargePointMemory } from '../charge-point-memory.ts';
import type { DeviceView } from '../device-view.ts';
import type { ChargePointNode, Topology } from '../topology.ts';

/** What a schedule is held against in one cycle. */
export interface ScheduleFacts {
  readonly schedules: readonly Schedule[];
  /** What persons ask for, with how much is left of each need. */
  readonly orders: readonly ChargeOrder[];
  readonly topology: Topology;
  readonly devices: ReadonlyMap<string, DeviceView>;
  /** In the order of the topology's charge points. */
  readonly memories: readonly ChargePointMemory[];
  readonly wallMs: number;
}

const nothing: readonly ChargeOrder[] = [];
const hourMs = 3_600_000;
/** A car that starts takes its time: pause, ramp, its own waking. */
const startingMs = 300_000;
/** A car that charges is stopped for a while only: otherwise start and stop would follow each other near the last moment. */
const stoppingMs = 1_200_000;
/** Cars draw a little less than they are offered. */
const leastShare = 0.94;

/**
 * Schedules as ceilings of now. A schedule only ever lowers, and only while it is sure that its deadline can still be kept
 * at full current: where that is no longer so, where the need is another one or over, or where a person has set the
 * rules aside, it asks for nothing and the car charges at once.
 */
export function scheduleOrders(facts: ScheduleFacts): readonly ChargeOrder[] {
  if (facts.schedules.length === 0) return nothing;
  return facts.schedules.flatMap((schedule) => {
    const k = facts.topology.chargePoints.findIndex(({ config }) => config.id === schedule.chargePoint);
    const node = facts.topology.chargePoints[k];
    return node === undefined ? [] : (orderOf(schedule, node, facts.memories[k], facts) ?? []);
  });
}

function orderOf(
  { chargePoint, slots, needAtMs }: Schedule,
  node: ChargePointNode,
  memory: ChargePointMemory | undefined,
  { orders, devices, topology, wallMs }: ScheduleFacts,
): ChargeOrder | undefined {
  const own = orders.filter((order) => order.chargePoint === chargePoint);
  const { energyWh, departureMs } = own.findLast((order) => order.needAtMs === needAtMs) ?? {};
  if (energyWh === undefined || departureMs === undefined || wallMs >= departureMs) return undefined;
  if (own.some(({ rulesOff }) => rulesOff === true)) return undefined;
  if (energyWh <= 0) return waiting(chargePoint, departureMs);
  const fullMa = mostOf(node, devices.get(chargePoint), memory);
  // A car that nobody has seen drawing may use one phase only.
  const phaseCount = memory?.car.phases === undefined ? 1 : memory.usedPhases(node.config.wiring).length;
  const fullW = (leastShare * fullMa * phaseCount * topology.site.voltageV) / 1000;
  const mustChargeMs = fullW > 0 ? (energyWh * hourMs) / fullW : Number.POSITIVE_INFINITY;
  const charges = (memory?.offerMa ?? memory?.confirmedMa ?? 0) > 0;
  if (wallMs + mustChargeMs + (charges ? stoppingMs : startingMs) >= departureMs) return undefined;
  const now = slots.find(({ fromMs, toMs }) => wallMs >= fromMs && wallMs < toMs);
  if (now !== undefined) {
    const reason: Reason = { code: 'plan', origin: 'plan', limitMa: now.maxMa, until: iso(now.toMs) };
    return { chargePoint, origin: 'plan', maxMa: now.maxMa, reason };
  }
  const next = slots.find(({ fromMs }) => fromMs > wallMs);
  // All slots are over and something is missing: the next plan is on its way, until then nothing is lost by charging.
  return next === undefined ? undefined : waiting(chargePoint, next.fromMs);
}

const waiting = (chargePoint: string, untilMs: number): ChargeOrder => ({
  ...{ chargePoint, origin: 'plan', maxMa: 0 },
  reason: { code: 'plan', origin: 'plan', limitMa: 0, until: iso(untilMs) },
});

/** The most that box and car take per phase, mA; nothing of a box that was never heard. */
function mostOf(
  { config }: ChargePointNode,
  view: DeviceView | undefined,
  memory: ChargePointMemory | undefined,
): number {
  return Math.min(
    view?.facts.maxMa ?? 0,
    (config.maxCurrentA ?? Number.POSITIVE_INFINITY) * 1000,
    memory?.car.ceilingMa ?? Number.POSITIVE_INFINITY,
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();
