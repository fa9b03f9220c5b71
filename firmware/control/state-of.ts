import type { DeviceReadings } from '../domain/device.ts';
import type { LimitRecord } from '../domain/limit.ts';
import { mapPhases, type PerPhase, phaseIndexes, phaseNames } from '../domain/phases.ts';
import type { PriceNow } from '../domain/prices.ts';
import type { Site } from '../domain/site/schema.ts';
import type {
  ChargePointState,
  CircuitState,
  HealthState,
  LimitState,
  MeterState,
  PriceState,
  State,
  VariableState,
} from '../domain/state.ts';
import type { StoredOrder } from '../domain/stored-order.ts';
import { rulingOf } from '../grid/ruling.ts';
import { flowOf, type SiteFigures } from './balance/site-figures.ts';
import type { CycleOutput, Decision } from './controller.ts';
import { ageMs, type DeviceView, onBuilding } from './device-view.ts';
import { ordersState } from './orders.ts';
import type { Topology } from './topology.ts';

/** Everything a snapshot is made from. */
export interface StateFacts {
  readonly cycle: number;
  readonly nowMs: number;
  readonly wallMs: number;
  readonly topology: Topology;
  readonly devices: ReadonlyMap<string, DeviceView>;
  readonly output: CycleOutput;
  readonly figures: SiteFigures;
  readonly price: PriceNow | undefined;
  readonly orders: readonly StoredOrder[];
  readonly limits: readonly LimitRecord[];
  readonly variables: readonly VariableState[];
  readonly health: readonly HealthState[];
}

/** The live state of contracts §5 after one cycle. */
export function stateOf(facts: StateFacts): State {
  const { topology, output } = facts;
  const decisions = new Map(output.decisions.map((decision) => [decision.id, decision]));
  const chargePoints = topology.chargePoints.map((node) =>
    chargePointState(facts, node, decisions.get(node.config.id)),
  );
  return {
    cycle: facts.cycle,
    at: new Date(facts.wallMs).toISOString(),
    site: { name: topology.site.name, mode: topology.site.mode, timezone: topology.site.timezone },
    circuits: withHeadroomAbove(topology.circuits.map((_, i) => circuitState(facts, i))),
    chargePoints,
    flow: flowOf(facts.figures),
    price: priceState(facts.price),
    meters: topology.site.devices
      .filter((d) => d.role !== 'chargePoint' && d.chargePoint === undefined)
      .map((d) => meterState(facts, d)),
    variables: facts.variables,
    limits: facts.limits.filter((limit) => limit.origin !== 'fuse').map(limitState),
    health: facts.health,
  };
}

/** Amperes at the edge: three decimals of an integer mA. */
const amperes = (ma: number): number => Math.round(ma) / 1000;
/** What a float of 32 bits has behind that is no knowledge: W, Wh and V are told to a tenth. */
const tenth = (value: number): number => Math.round(value * 10) / 10;
const maybe = (value: number | undefined): number | null => (value === undefined ? null : tenth(value));

function circuitState({ topology, output, limits }: StateFacts, i: number): CircuitState {
  const { circuit } = topology.circuits[i] as Topology['circuits'][number];
  const estimate = output.estimates[i] as CycleOutput['estimates'][number];
  const [l1, l2, l3] = estimate.voltageV;
  const { limitMa, limitW, ruling } = rulingOf(limits, circuit.id, (l1 + l2 + l3) / 3);
  return {
    id: circuit.id,
    name: circuit.name,
    parent: circuit.parent ?? null,
    fuseA: circuit.fuseA,
    reserveA: circuit.reserveA,
    limitA: [amperes(limitMa), amperes(limitMa), amperes(limitMa)],
    limitW: limitW ?? null,
    reason: ruling,
    drawnA: mapPhases(estimate.drawnMa, (v) => (v === undefined ? null : amperes(v))),
    headroomA: headroom(limitMa - circuit.reserveA * 1000, limitW, estimate.drawnMa, estimate.voltageV),
  };
}

/** What a circuit has left is at most what those above it have left. */
function withHeadroomAbove(circuits: readonly CircuitState[]): readonly CircuitState[] {
  const byId = new Map(circuits.map((circuit) => [circuit.id, circuit]));
  const along = (circuit: CircuitState): PerPhase<number | null> => {
    const above = byId.get(circuit.parent ?? '');
    if (above === undefined) return circuit.headroomA;
    const limit = along(above);
    return mapPhases(circuit.headroomA, (own, p) =>
      own === null || limit[p] === null ? (own ?? limit[p]) : Math.min(own, limit[p]),
    );
  };
  return circuits.map((circuit) => ({ ...circuit, headroomA: along(circuit) }));
}

function headroom(
  roomMa: number,
  limitW: number | undefined,
  drawnMa: PerPhase<number | undefined>,
  voltageV: PerPhase,
): PerPhase<number | null> {
  const sumW = phaseIndexes.reduce<number | undefined>((sum, p) => {
    const drawn = drawnMa[p];
    return sum === undefined || drawn === undefined ? undefined : sum + (drawn * voltageV[p]) / 1000;
  }, 0);
  return mapPhases(drawnMa, (drawn, p) => {
    if (drawn === undefined) return null;
    const byPower =
      limitW === undefined || sumW === undefined ? Number.POSITIVE_INFINITY : ((limitW - sumW) * 1000) / voltageV[p];
    return amperes(Math.max(0, Math.min(roomMa - drawn, byPower)));
  });
}

function chargePointState(
  { topology, devices, orders, nowMs, wallMs }: StateFacts,
  node: Topology['chargePoints'][number],
  decision: Decision | undefined,
): ChargePointState {
  const { config } = node;
  const view = devices.get(config.id);
  const fresh = (reading: { readonly atMs: number } | undefined) =>
    reading !== undefined && ageMs(reading as never, nowMs) <= config.staleS * 1000;
  const readings = view?.readings;
  const current = fresh(readings?.currentMa) && view !== undefined ? onBuilding(view, readings?.currentMa) : undefined;
  const powerW = powerOf(readings, nowMs, config.staleS * 1000, topology.site.voltageV);
  return {
    id: config.id,
    name: config.name,
    circuit: node.circuit,
    state: fresh(readings?.chargeState) ? (readings?.chargeState?.value ?? null) : null,
    minA: config.minCurrentA,
    maxA: Math.min(config.maxCurrentA ?? Number.POSITIVE_INFINITY, (view?.facts.maxMa ?? 16_000) / 1000),
    offeredA: decision?.offerMa === undefined ? null : amperes(decision.offerMa),
    phases: (decision?.phases ?? config.wiring).toSorted().map((p) => phaseNames[p]),
    drawnA: mapPhases<number | undefined, number | null>(current ?? [undefined, undefined, undefined], (v, p) =>
      v !== undefined ? amperes(v) : current !== undefined && !config.wiring.includes(p) ? 0 : null,
    ),
    powerW: maybe(powerW),
    energyWh: maybe(readings?.energyImportWh?.value),
    ...(view?.energyMeter && { energyMeter: view.energyMeter }),
    reason: decision?.reason ?? { code: 'starting' },
    orders: ordersState(orders, config.id, wallMs),
  };
}

/** A box tells its currents every second, its power less often: the younger of both speaks. */
function powerOf(
  readings: DeviceReadings | undefined,
  nowMs: number,
  staleMs: number,
  nominalV: number,
): number | undefined {
  const perPhase = readings?.powerW;
  if (perPhase !== undefined && ageMs(perPhase, nowMs) <= staleMs) return sumOf(perPhase.value);
  const { totalPowerW: total, currentMa: current, voltageV: voltage } = readings ?? {};
  if (total !== undefined && ageMs(total, nowMs) <= Math.min(staleMs, ageMs(current, nowMs) + 2000)) return total.value;
  if (current === undefined || ageMs(current, nowMs) > staleMs) return undefined;
  return Math.round(sumOf(current.value.map((ma, p) => ((ma ?? 0) * (voltage?.value[p] ?? nominalV)) / 1000)));
}

const sumOf = (values: readonly (number | undefined)[]): number => values.reduce<number>((sum, v) => sum + (v ?? 0), 0);

function meterState({ devices, nowMs }: StateFacts, config: Site['devices'][number]): MeterState {
  const view = devices.get(config.id);
  const newest = Math.min(ageMs(view?.readings.currentMa, nowMs), ageMs(view?.readings.totalPowerW, nowMs));
  const phases = (
    key: 'currentMa' | 'powerW' | 'voltageV',
    say: (value: number) => number,
  ): PerPhase<number | null> => {
    const reading = view?.readings[key];
    if (view === undefined || ageMs(reading, nowMs) > config.staleS * 1000) return [null, null, null];
    return mapPhases(onBuilding(view, reading), (v) => (v === undefined ? null : say(v)));
  };
  const { energyImportWh: importWh, energyExportWh: exportWh, totalPowerW: total, soc } = view?.readings ?? {};
  const isFresh = (reading: { readonly atMs: number } | undefined) =>
    reading !== undefined && nowMs - reading.atMs <= config.staleS * 1000;
  const powerW = phases('powerW', tenth);
  const needsTotal = powerW.every((watts) => watts === null) && isFresh(total);
  return {
    id: config.id,
    name: config.name,
    role: config.role,
    currentA: phases('currentMa', amperes),
    powerW,
    ...(needsTotal && total && { totalW: tenth(total.value) }),
    voltageV: phases('voltageV', tenth),
    ...(importWh && { importWh: tenth(importWh.value) }),
    ...(exportWh && { exportWh: tenth(exportWh.value) }),
    ...(isFresh(soc) && soc && { soc: soc.value }),
    ageS: Number.isFinite(newest) ? Math.round(newest / 100) / 10 : null,
  };
}

function priceState(price: PriceNow | undefined): PriceState | null {
  if (price === undefined) return null;
  const { ct, level = null, tariff, assumed = false, feedInCt = null, sinceMs, untilMs } = price;
  const until = untilMs === undefined ? null : new Date(untilMs).toISOString();
  return {
    ct: Math.round(ct * 1000) / 1000,
    level,
    tariff,
    assumed,
    feedInCt,
    since: new Date(sinceMs).toISOString(),
    until,
  };
}

function limitState(limit: LimitRecord): LimitState {
  return {
    id: limit.id,
    origin: limit.origin,
    circuit: limit.circuit ?? null,
    ...(limit.chargePoint !== undefined && { chargePoint: limit.chargePoint }),
    unit: limit.unit === 'mA' ? 'A' : 'W',
    value: limit.unit === 'mA' ? amperes(limit.value) : limit.value,
    since: new Date(limit.sinceMs).toISOString(),
    until: limit.untilMs === undefined ? null : new Date(limit.untilMs).toISOString(),
    source: limit.source,
  };
}
