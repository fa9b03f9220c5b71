import type { Schedule } from '../../domain/known.ts';
import type { ChargeOrder } from '../../domain/order.ts';

/** Beside what the car needs at full current: a pause, a start, a car that wakes slowly. */
const spareShare = 1.05;
const spareMs = 900_000;
/** A car that charges is not stopped for a few minutes: near the last moment start and stop would follow each other. */
const spareChargingMs = 1_500_000;
const hourMs = 3_600_000;
const none: readonly ChargeOrder[] = [];

/** What the loop knows of the car at a charge point. */
export interface SeenCar {
  readonly charging: boolean;
  /** Building phases it can use at most, and those it was seen to use. */
  readonly phases: number;
  readonly seenPhases: number | undefined;
  /** Between phase and neutral. */
  readonly voltageV: number;
}

/**
 * What plans of deadlines come to now: a ceiling in the slots of the plan, nothing outside of them. A plan counts only as
 * long as the need it was made for stands and no person has set the rules aside, and never makes a car late: when its full
 * current only just suffices it is let go. A car that nobody has seen charging may use one phase only.
 */
export function scheduleOrders(
  schedules: readonly Schedule[],
  /** All others, of persons, cards and rules. */
  orders: readonly ChargeOrder[],
  wallMs: number,
  carAt: (chargePoint: string) => SeenCar | undefined,
): readonly ChargeOrder[] {
  if (schedules.length === 0) return none;
  return schedules.flatMap((schedule): readonly ChargeOrder[] => {
    const { chargePoint, slots, departureMs, fullW } = schedule;
    const need = orders.findLast((order) => order.chargePoint === chargePoint && order.departureMs !== undefined);
    if (need?.departureMs !== departureMs || need.energyWh === undefined || wallMs >= departureMs) return none;
    const own = orders.filter((order) => order.chargePoint === chargePoint);
    if (own.some(({ rulesOff }) => rulesOff === true)) return none;
    const sureW = surePowerW(fullW, own, carAt(chargePoint));
    const neededMs =
      (need.energyWh / Math.max(1, sureW)) * hourMs * spareShare +
      (carAt(chargePoint)?.charging === true ? spareChargingMs : spareMs);
    if (need.energyWh > 0 && departureMs - wallMs <= neededMs) return none;
    const now = slots.find(({ fromMs, toMs }) => wallMs >= fromMs && wallMs < toMs);
    if (now !== undefined && need.energyWh > 0) return [orderOf(chargePoint, now.maxMa, now.toMs)];
    const next = slots.find(({ fromMs }) => fromMs > wallMs);
    return [orderOf(chargePoint, 0, need.energyWh > 0 && next !== undefined ? next.fromMs : departureMs)];
  });
}

/** What the car is sure to take when nothing but its own limits hold it back, W: rules and cards may allow less than the box. */
function surePowerW(fullW: number, own: readonly ChargeOrder[], car: SeenCar | undefined): number {
  const { phases, seenPhases, voltageV } = car ?? { phases: 3, seenPhases: undefined, voltageV: 0 };
  const lowestMa = own.reduce((least, { maxMa }) => Math.min(least, maxMa ?? least), Number.POSITIVE_INFINITY);
  const allowedW = car === undefined ? fullW : Math.min(fullW, (lowestMa * phases * voltageV) / 1000);
  return seenPhases === undefined ? allowedW / Math.max(1, phases) : allowedW;
}

const orderOf = (chargePoint: string, maxMa: number, untilMs: number): ChargeOrder => ({
  ...{ chargePoint, origin: 'plan', maxMa },
  reason: { code: 'plan', origin: 'plan', limitMa: maxMa, until: new Date(untilMs).toISOString() },
});
