import type { LinesState } from '../../domain/lines.ts';
import { phaseNames } from '../../domain/phases.ts';
import { placeOfHealth, type State } from '../../domain/state.ts';

/** What is told of, by the rules of Prometheus for names: the unit in full, counters end in `_total`. Labels never name a person, a card or an address. */
export const metricTable = {
  netwacht_cycles_total: { kind: 'counter', help: 'Cycles of the control loop since the program started.', labels: [] },
  netwacht_state_timestamp_seconds: { kind: 'gauge', help: 'When the newest state was made, Unix time.', labels: [] },
  netwacht_circuit_fuse_amperes: { kind: 'gauge', help: 'Fuse of a circuit, each phase.', labels: ['circuit'] },
  netwacht_circuit_limit_amperes: {
    kind: 'gauge',
    help: 'Lowest ceiling in force.',
    labels: ['circuit', 'phase'],
  },
  netwacht_circuit_limit_watts: {
    kind: 'gauge',
    help: 'Lowest ceiling in force over the phases, where there is one.',
    labels: ['circuit'],
  },
  netwacht_circuit_current_amperes: { kind: 'gauge', help: 'Drawn, export is negative.', labels: ['circuit', 'phase'] },
  netwacht_circuit_headroom_amperes: { kind: 'gauge', help: 'What is left.', labels: ['circuit', 'phase'] },
  netwacht_charge_point_offered_amperes: {
    kind: 'gauge',
    help: 'What a car may draw on each phase in use.',
    labels: ['charge_point', 'circuit'],
  },
  netwacht_charge_point_max_amperes: {
    kind: 'gauge',
    help: 'What the site allows at most.',
    labels: ['charge_point', 'circuit'],
  },
  netwacht_charge_point_current_amperes: {
    kind: 'gauge',
    help: 'What a car draws.',
    labels: ['charge_point', 'circuit', 'phase'],
  },
  netwacht_charge_point_power_watts: {
    kind: 'gauge',
    help: 'What a car draws, all phases.',
    labels: ['charge_point', 'circuit'],
  },
  netwacht_charge_point_energy_joules_total: {
    kind: 'counter',
    help: 'Counter of a charge point, as it was last read.',
    labels: ['charge_point', 'circuit'],
  },
  netwacht_charge_point_state_info: {
    kind: 'gauge',
    help: 'State by IEC 61851-1 (A to F), 1 for the one it is in.',
    labels: ['charge_point', 'state'],
  },
  netwacht_charge_point_reason_info: {
    kind: 'gauge',
    help: 'What rules the current of a charge point, 1 for the code in force.',
    labels: ['charge_point', 'code'],
  },
  netwacht_meter_power_watts: {
    kind: 'gauge',
    help: 'Power by phase; import, production and charging are positive.',
    labels: ['meter', 'role', 'phase'],
  },
  netwacht_meter_current_amperes: { kind: 'gauge', help: 'Current by phase.', labels: ['meter', 'role', 'phase'] },
  netwacht_meter_voltage_volts: { kind: 'gauge', help: 'Voltage by phase.', labels: ['meter', 'role', 'phase'] },
  netwacht_meter_import_joules_total: { kind: 'counter', help: 'Counter of what came in.', labels: ['meter', 'role'] },
  netwacht_meter_export_joules_total: { kind: 'counter', help: 'Counter of what went out.', labels: ['meter', 'role'] },
  netwacht_meter_age_seconds: { kind: 'gauge', help: 'Age of the newest value.', labels: ['meter', 'role'] },
  netwacht_storage_charge_ratio: { kind: 'gauge', help: 'State of charge, 0 to 1.', labels: ['meter'] },
  netwacht_flow_watts: {
    kind: 'gauge',
    help: 'Where power comes from and goes to: grid, solar, battery, house, charge_points.',
    labels: ['place'],
  },
  netwacht_limit_amperes: {
    kind: 'gauge',
    help: 'A limit in force, each phase.',
    labels: ['limit', 'circuit', 'origin'],
  },
  netwacht_limit_watts: { kind: 'gauge', help: 'A limit in force.', labels: ['limit', 'circuit', 'origin'] },
  netwacht_variable: { kind: 'gauge', help: 'A variable of the site, as it counts now.', labels: ['variable'] },
  netwacht_health: {
    kind: 'gauge',
    help: 'What is not as it should be, 1 while it lasts.',
    labels: ['code', 'severity', 'what'],
  },
  netwacht_price_euros_per_kilowatt_hour: { kind: 'gauge', help: 'What a kilowatt hour costs now.', labels: [] },
  netwacht_line_connected: { kind: 'gauge', help: '1 while a line is open.', labels: ['line', 'kind'] },
  netwacht_line_requests_total: { kind: 'counter', help: 'Questions asked on a line.', labels: ['line', 'kind'] },
  netwacht_line_faults_total: {
    kind: 'counter',
    help: 'What went wrong on a line: timeout, exception, framing, mismatch, expired.',
    labels: ['line', 'kind', 'fault'],
  },
  netwacht_line_load_ratio: {
    kind: 'gauge',
    help: 'Share of the last 10 s in which a line served somebody.',
    labels: ['line', 'kind'],
  },
} as const satisfies Record<string, MetricFacts>;

interface MetricFacts {
  readonly kind: 'gauge' | 'counter';
  readonly help: string;
  readonly labels: readonly string[];
}

export type MetricName = keyof typeof metricTable;

/** One number. What is not known has none: no sample is never 0. */
export interface Sample {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const joulesPerWattHour = 3600;
/** A site has at most so many lines of its own and of its devices; who has more is not told of all. */
const mostLines = 200;

/** What the newest state and the lines come to; without a state there is nothing to tell. */
export function samplesOf(state: State | undefined, lines: LinesState | undefined): readonly Sample[] {
  const samples: Sample[] = [];
  const tell = (name: MetricName, labels: Sample['labels'], value: number | null | undefined): void => {
    if (typeof value === 'number' && Number.isFinite(value)) samples.push({ name, labels, value });
  };
  const tellPhases = (name: MetricName, labels: Sample['labels'], values: readonly (number | null)[]): void =>
    values.forEach((value, p) => {
      tell(name, { ...labels, phase: phaseNames[p as 0 | 1 | 2] }, value);
    });
  if (state !== undefined) ofState(state, tell, tellPhases);
  for (const line of lines?.lines.slice(0, mostLines) ?? []) ofLine(line, tell);
  return samples;
}

type Tell = (name: MetricName, labels: Sample['labels'], value: number | null | undefined) => void;
type TellPhases = (name: MetricName, labels: Sample['labels'], values: readonly (number | null)[]) => void;

function ofState(state: State, tell: Tell, tellPhases: TellPhases): void {
  tell('netwacht_cycles_total', {}, state.cycle);
  tell('netwacht_state_timestamp_seconds', {}, Date.parse(state.at) / 1000);
  for (const one of state.circuits) {
    const circuit = { circuit: one.id };
    tell('netwacht_circuit_fuse_amperes', circuit, one.fuseA);
    tellPhases('netwacht_circuit_limit_amperes', circuit, one.limitA);
    tell('netwacht_circuit_limit_watts', circuit, one.limitW);
    tellPhases('netwacht_circuit_current_amperes', circuit, one.drawnA);
    tellPhases('netwacht_circuit_headroom_amperes', circuit, one.headroomA);
  }
  for (const one of state.chargePoints) {
    const point = { charge_point: one.id, circuit: one.circuit };
    tell('netwacht_charge_point_offered_amperes', point, one.offeredA);
    tell('netwacht_charge_point_max_amperes', point, one.maxA);
    tellPhases('netwacht_charge_point_current_amperes', point, one.drawnA);
    tell('netwacht_charge_point_power_watts', point, one.powerW);
    tell('netwacht_charge_point_energy_joules_total', point, joules(one.energyWh));
    if (one.state !== null) tell('netwacht_charge_point_state_info', { charge_point: one.id, state: one.state }, 1);
    tell('netwacht_charge_point_reason_info', { charge_point: one.id, code: one.reason.code }, 1);
  }
  for (const one of state.meters) {
    const meter = { meter: one.id, role: one.role };
    tellPhases('netwacht_meter_power_watts', meter, one.powerW);
    if (one.totalW !== undefined) tell('netwacht_meter_power_watts', { ...meter, phase: 'all' }, one.totalW);
    tellPhases('netwacht_meter_current_amperes', meter, one.currentA);
    tellPhases('netwacht_meter_voltage_volts', meter, one.voltageV);
    tell('netwacht_meter_import_joules_total', meter, joules(one.importWh));
    tell('netwacht_meter_export_joules_total', meter, joules(one.exportWh));
    tell('netwacht_meter_age_seconds', meter, one.ageS);
    if (one.soc !== undefined) tell('netwacht_storage_charge_ratio', { meter: one.id }, one.soc / 100);
  }
  const { gridW, solarW, batteryW, houseW, chargePointsW } = state.flow;
  const flow = { grid: gridW, solar: solarW, battery: batteryW, house: houseW, charge_points: chargePointsW };
  for (const [place, powerW] of Object.entries(flow)) tell('netwacht_flow_watts', { place }, powerW);
  // Limits of one charge point are persons' and budgets': they would name somebody.
  for (const { id, circuit, origin, unit, value } of state.limits)
    if (circuit !== null)
      tell(unit === 'A' ? 'netwacht_limit_amperes' : 'netwacht_limit_watts', { limit: id, circuit, origin }, value);
  for (const { name, value } of state.variables) tell('netwacht_variable', { variable: name }, value);
  // The same code at the same place once, whatever it is told for.
  for (const one of state.health)
    tell('netwacht_health', { code: one.code, severity: one.severity, what: placeOfHealth(one) }, 1);
  if (state.price !== null) tell('netwacht_price_euros_per_kilowatt_hour', {}, state.price.ct / 100);
}

function ofLine(line: LinesState['lines'][number], tell: Tell): void {
  // A line over the network is called by its address; its devices say as much.
  const labels = { line: line.kind === 'serial' ? line.id : line.devices.join(' '), kind: line.kind };
  tell('netwacht_line_connected', labels, line.connected ? 1 : 0);
  tell('netwacht_line_requests_total', labels, line.requests);
  const faults = {
    timeout: line.timeouts,
    exception: line.exceptions,
    framing: line.framingErrors,
    mismatch: line.mismatches,
    expired: line.expired,
  };
  for (const [fault, count] of Object.entries(faults)) tell('netwacht_line_faults_total', { ...labels, fault }, count);
  tell('netwacht_line_load_ratio', labels, line.load.actual);
}

const joules = (energyWh: number | null | undefined): number | undefined =>
  typeof energyWh === 'number' ? energyWh * joulesPerWattHour : undefined;
