import { type CarPlan, energyWh, type PlanProblem, pricesOf } from '../../../../firmware/sessions/planning/problem.ts';

/** What is wrong with a plan, in sentences; nothing when it can be driven as it stands. */
export function faultsOf(problem: PlanProblem, plans: readonly CarPlan[]): readonly string[] {
  const faults: string[] = [];
  const { slots, cars, rows, voltageV } = problem;
  const prices = pricesOf(slots);
  plans.forEach((plan, c) => {
    const car = cars[c];
    if (car === undefined) return;
    let gotWh = 0;
    let costCt = 0;
    let lastMs = 0;
    for (const { fromMs, toMs, currentMa } of plan.slots) {
      if (fromMs < lastMs || toMs <= fromMs) faults.push(`${plan.chargePoint}: slots overlap or are empty`);
      lastMs = toMs;
      if (toMs > car.departureMs) faults.push(`${plan.chargePoint}: charges after it has left`);
      if (!Number.isInteger(currentMa) || currentMa < car.minMa || currentMa > car.maxMa)
        faults.push(`${plan.chargePoint}: ${currentMa} mA`);
      const s = slots.findIndex((slot) => fromMs >= slot.fromMs && fromMs < slot.toMs);
      if (s < 0 || toMs > (slots[s]?.toMs ?? 0)) faults.push(`${plan.chargePoint}: a slot of its own`);
      const wh = energyWh(car, currentMa, toMs - fromMs, voltageV);
      gotWh += wh;
      costCt += (wh * (prices[s] ?? 0)) / 1000;
    }
    if (gotWh > car.energyWh + 2) faults.push(`${plan.chargePoint}: ${gotWh - car.energyWh} Wh too much`);
    if (Math.abs(car.energyWh - gotWh - plan.missingWh) > 2) faults.push(`${plan.chargePoint}: missing is told wrong`);
    if (Math.abs(costCt - plan.costCt) > 0.01) faults.push(`${plan.chargePoint}: cost is told wrong`);
  });
  for (const [r, row] of rows.entries())
    slots.forEach((slot, s) => {
      // All that begin in a slot begin at its start: that is when most is drawn.
      const drawnMa = row.cars.reduce((total, c) => {
        const phases = cars[c]?.phases ?? [];
        const weight = row.phase === undefined ? phases.length : phases.includes(row.phase) ? 1 : 0;
        const at = plans[c]?.slots.find(({ fromMs }) => fromMs === slot.fromMs);
        return total + weight * (at?.currentMa ?? 0);
      }, 0);
      if (drawnMa > (row.capacityMa[s] ?? 0) + 1)
        faults.push(`row ${r} bears ${row.capacityMa[s]} mA in slot ${s}, not ${drawnMa}`);
    });
  return faults;
}
