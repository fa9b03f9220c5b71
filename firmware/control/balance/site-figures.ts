import { mapPhases, type PerPhase, phaseIndexes, zeroPhases } from '../../domain/phases.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { FlowState } from '../../domain/state.ts';
import { ageMs, type DeviceView, onBuilding } from '../device-view.ts';
import type { Topology } from '../topology.ts';
import type { MeterRole } from './circuit-meters.ts';
import { meterFlow } from './meter-flow.ts';

/** One sum over the site; a part that is not known is undefined. */
export interface SiteFigure {
  readonly powerW: number | undefined;
  /** mA per building phase. */
  readonly currentMa: PerPhase | undefined;
}

/** The virtual meters that the readings of this moment give (original-product D18). */
export interface SiteFigures {
  /** Import positive. */
  readonly gridDemand: SiteFigure;
  /** What the house takes, charge points and storage left out. */
  readonly consumed: SiteFigure;
  readonly produced: SiteFigure;
  readonly chargePoints: SiteFigure;
  /** Charging positive. */
  readonly storageHome: SiteFigure;
  readonly storageAll: SiteFigure;
}

const unknown: SiteFigure = { powerW: undefined, currentMa: undefined };
const none: SiteFigure = { powerW: 0, currentMa: zeroPhases };

/** Reads them off the meters. A sum of which one part is stale or missing is unknown, never too small. */
export function siteFigures(topology: Topology, devices: ReadonlyMap<string, DeviceView>, nowMs: number): SiteFigures {
  const { site, circuits, root } = topology;
  const everywhere = (role: MeterRole) => circuits.flatMap((node) => node.meters[role]);
  const sumOf = (meters: readonly DeviceConfig[]): SiteFigure =>
    meters.length === 0
      ? unknown
      : meters.map((config) => figureOf(config, devices, site.voltageV, nowMs)).reduce((a, b) => plus(a, b));
  const chargePoints = topology.chargePoints
    .filter(({ config }) => config.enabled)
    .map(({ config }) => drawOf(config, devices.get(config.id), site.voltageV, nowMs))
    .reduce((a, b) => plus(a, b), none);
  const produced = sumOf(everywhere('generation'));
  const storageHome = sumOf(everywhere('storageHome'));
  const storageAll = sumOf(everywhere('storageAll'));
  /** Beside the house: what makes and what stores, where there is such a thing. */
  const beside = [
    ...(everywhere('generation').length > 0 ? [times(produced, -1)] : []),
    ...(everywhere('storageHome').length > 0 ? [storageHome] : []),
    ...(everywhere('storageAll').length > 0 ? [storageAll] : []),
    chargePoints,
  ].reduce((a, b) => plus(a, b));
  const grid = circuits[root]?.meters.grid ?? [];
  if (grid.length > 0) {
    const gridDemand = sumOf(grid);
    return {
      gridDemand,
      consumed: plus(gridDemand, times(beside, -1)),
      produced,
      chargePoints,
      storageHome,
      storageAll,
    };
  }
  const consumed = sumOf(everywhere('consumption'));
  return { gridDemand: plus(consumed, beside), consumed, produced, chargePoints, storageHome, storageAll };
}

/** The flow of the live state (contracts §5); battery positive = it discharges, as on the page. */
export function flowOf(figures: SiteFigures): FlowState {
  const batteryW = [figures.storageHome, figures.storageAll].flatMap(({ powerW }) =>
    powerW === undefined ? [] : [-powerW],
  );
  const houseW = figures.consumed.powerW;
  return {
    gridW: whole(figures.gridDemand.powerW),
    solarW: whole(figures.produced.powerW),
    batteryW: whole(batteryW.length === 0 ? undefined : batteryW.reduce((sum, w) => sum + w, 0)),
    // Two meters are never read at the same instant: a house that seems to feed in for a moment is that difference.
    houseW: whole(houseW === undefined ? undefined : Math.max(0, houseW)),
    chargePointsW: whole(figures.chargePoints.powerW),
  };
}

const whole = (watts: number | undefined): number | null => (watts === undefined ? null : Math.round(watts));

function figureOf(
  config: DeviceConfig,
  devices: ReadonlyMap<string, DeviceView>,
  nominalV: number,
  nowMs: number,
): SiteFigure {
  const view = config.enabled ? devices.get(config.id) : undefined;
  const flow = view && meterFlow(config, view, nominalV);
  if (flow === undefined || nowMs - flow.atMs > config.staleS * 1000) return unknown;
  return { powerW: phaseIndexes.reduce<number>((sum, p) => sum + flow.powerW[p], 0), currentMa: flow.currentMa };
}

/** What a charge point draws. Without a car, or with one that does not charge, that is nothing. */
function drawOf(config: DeviceConfig, view: DeviceView | undefined, nominalV: number, nowMs: number): SiteFigure {
  if (view === undefined) return unknown;
  const { chargeState, currentMa, powerW, totalPowerW, voltageV } = view.readings;
  const staleMs = config.staleS * 1000;
  const fresh = (reading: { readonly atMs: number } | undefined, withinMs = staleMs) =>
    reading !== undefined && nowMs - reading.atMs <= withinMs;
  if (!fresh(currentMa)) {
    const idle = chargeState?.value === 'A' || chargeState?.value === 'B';
    return idle && fresh(chargeState) ? none : unknown;
  }
  const drawn = mapPhases(onBuilding(view, currentMa), (ma) => Math.max(0, ma ?? 0));
  // A box tells its currents every second, its power less often: one that is clearly older does not speak.
  const withinMs = Math.min(staleMs, ageMs(currentMa, nowMs) + 2000);
  const volts = voltageV === undefined ? undefined : onBuilding(view, voltageV);
  const watts = fresh(powerW, withinMs)
    ? powerW?.value.reduce<number>((sum, w) => sum + (w ?? 0), 0)
    : fresh(totalPowerW, withinMs)
      ? totalPowerW?.value
      : Math.round(phaseIndexes.reduce<number>((sum, p) => sum + (drawn[p] * (volts?.[p] ?? nominalV)) / 1000, 0));
  return { powerW: watts, currentMa: drawn };
}

const plus = (a: SiteFigure, b: SiteFigure): SiteFigure => {
  const { currentMa } = b;
  return {
    powerW: a.powerW === undefined || b.powerW === undefined ? undefined : a.powerW + b.powerW,
    currentMa:
      a.currentMa === undefined || currentMa === undefined
        ? undefined
        : mapPhases(a.currentMa, (v, p) => v + currentMa[p]),
  };
};

const times = ({ powerW, currentMa }: SiteFigure, sign: -1): SiteFigure => ({
  powerW: powerW === undefined ? undefined : powerW * sign,
  currentMa: currentMa === undefined ? undefined : mapPhases(currentMa, (v) => v * sign),
});
