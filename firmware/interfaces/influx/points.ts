import { phaseNames } from '../../domain/phases.ts';
import type { State } from '../../domain/state.ts';
import type { Point } from './line-protocol.ts';

type ByPhase = Readonly<Record<string, readonly (number | null)[]>>;

/** What the newest state comes to. No persons, cards or addresses; what is unknown has no field. */
export function pointsOf(state: State, box: string): readonly Point[] {
  const points: Point[] = [];
  const add = (what: string, tags: Point['tags'], fields: Point['fields']): void => {
    points.push({ measurement: `netwacht_${what}`, tags: { box, ...tags }, fields });
  };
  /** One point for each phase: the phase is a tag, as at /metrics. */
  const addPhases = (what: string, tags: Point['tags'], fields: ByPhase): void => {
    phaseNames.forEach((phase, p) => {
      const own = Object.entries(fields).map(([key, values]) => [key, values[p]] as const);
      add(what, { ...tags, phase }, Object.fromEntries(own));
    });
  };
  for (const one of state.circuits) {
    add('circuit', { circuit: one.id }, { fuse_amperes: one.fuseA, limit_watts: one.limitW });
    addPhases(
      'circuit_phase',
      { circuit: one.id },
      { current_amperes: one.drawnA, limit_amperes: one.limitA, headroom_amperes: one.headroomA },
    );
  }
  for (const one of state.chargePoints) {
    const tags = { charge_point: one.id, circuit: one.circuit };
    add('charge_point', tags, {
      ...{ offered_amperes: one.offeredA, max_amperes: one.maxA, power_watts: one.powerW },
      ...{ energy_watt_hours: one.energyWh, state: one.state, reason: one.reason.code },
    });
    addPhases('charge_point_phase', tags, { current_amperes: one.drawnA });
  }
  for (const one of state.meters) {
    const tags = { meter: one.id, role: one.role };
    add('meter', tags, {
      ...{ power_watts: one.totalW, import_watt_hours: one.importWh, export_watt_hours: one.exportWh },
      ...{ charge_percent: one.soc, age_seconds: one.ageS },
    });
    addPhases('meter_phase', tags, {
      ...{ power_watts: one.powerW, current_amperes: one.currentA, voltage_volts: one.voltageV },
    });
  }
  const { gridW, solarW, batteryW, houseW, chargePointsW } = state.flow;
  add(
    'flow',
    {},
    {
      ...{ grid_watts: gridW, solar_watts: solarW, battery_watts: batteryW },
      ...{ house_watts: houseW, charge_points_watts: chargePointsW },
    },
  );
  // Limits of one charge point are persons' and budgets': they would name somebody.
  for (const { id: limit, circuit, origin, unit, value } of state.limits)
    if (circuit !== null) add('limit', { limit, circuit, origin }, { [unit === 'A' ? 'amperes' : 'watts']: value });
  for (const { name, value } of state.variables) add('variable', { variable: name }, { value });
  const count = (severity: string): number => state.health.filter((one) => one.severity === severity).length;
  add('health', {}, { faults: count('fault'), warnings: count('warning'), cycle: state.cycle });
  add('price', {}, { cents_per_kilowatt_hour: state.price?.ct });
  return points;
}
