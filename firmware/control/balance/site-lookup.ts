import type { LimitRecord } from '../../domain/limit.ts';
import { mapPhases, type PerPhase, type PhaseIndex, phaseIndexes } from '../../domain/phases.ts';
import { lowestLimit } from '../../grid/ruling.ts';
import type { SeriesAhead } from '../../sessions/tariffs/prices-ahead.ts';
import type { DeviceView } from '../device-view.ts';
import type { CircuitEstimate } from '../estimate.ts';
import type { Topology } from '../topology.ts';
import type { Lookup } from '../variable-table.ts';
import type { MeterRole } from './circuit-meters.ts';
import type { SiteFigure, SiteFigures } from './site-figures.ts';

/** What the cycle before came to; formulas are evaluated before this one decides. */
export interface LastCycle {
  readonly nowMs: number;
  readonly estimates: readonly CircuitEstimate[];
  readonly limits: readonly LimitRecord[];
  /** Room kept for charge points that do not answer, mA per building phase. */
  readonly lostMa: PerPhase;
  /** Surplus of the meters, W. */
  readonly surplusW: number | undefined;
}

/** What a kilowatt hour costs now, ct, and how dear that is (H5). */
export interface PriceLookup {
  readonly now: { readonly ct: number } | undefined;
  readonly level: number | undefined;
  /** What price functions ask. */
  readonly forFormulas: SeriesAhead;
}

export interface SiteLookupFacts {
  readonly topology: Topology;
  readonly devices: ReadonlyMap<string, DeviceView>;
  readonly figures: SiteFigures;
  /** Undefined in the first cycle. */
  readonly last: LastCycle | undefined;
  /** The surplus in force, W: of the site's formula where it has one. */
  readonly surplusW: number | undefined;
  /** Absent: nobody knows prices. */
  readonly prices?: PriceLookup | undefined;
  readonly nowMs: number;
}

/** Virtual meters (`GM.`) and built-in variables (`CM._`); every other name goes to `others`. Missing is no value. */
export function siteLookup(facts: SiteLookupFacts, others: Lookup): Lookup {
  return (name, phase) => {
    if (name.startsWith('GM.')) {
      const [, meter = '', field = ''] = name.split('.');
      if (field === 'import_wh' || field === 'export_wh') return counted(facts, meter, field);
      return fieldOf(virtualMeter(facts, meter), field, phase);
    }
    return name.startsWith('CM._') ? (builtIn(facts, name.slice(3)) ?? others(name)) : others(name, phase);
  };
}

/** Counters are read less often than powers: one that is a minute old still tells where it stands. */
const counterFreshMs = 60_000;

/** Sum of the counters of the meters that a virtual meter stands for; unknown while one of them does not tell. */
function counted({ topology, devices, nowMs }: SiteLookupFacts, meter: string, field: 'import_wh' | 'export_wh') {
  const ids = countedDevices(topology, meter);
  let sumWh = 0;
  for (const id of ids) {
    const { energyImportWh, energyExportWh } = devices.get(id)?.readings ?? {};
    const reading = field === 'import_wh' ? energyImportWh : energyExportWh;
    if (reading === undefined || nowMs - reading.atMs > counterFreshMs) return undefined;
    sumWh += reading.value;
  }
  return ids.length === 0 ? undefined : sumWh;
}

function countedDevices({ circuits, chargePoints }: Topology, meter: string): readonly string[] {
  if (meter === 'consumed_evse') return chargePoints.flatMap(({ config }) => (config.enabled ? [config.id] : []));
  const role = countedRoles[meter];
  return role === undefined
    ? []
    : circuits.flatMap((node) => node.meters[role]).flatMap(({ id, enabled }) => (enabled ? [id] : []));
}

/** What only follows from powers (consumption beside the charge points, surplus, what is available) has no counter. */
const countedRoles: Readonly<Record<string, MeterRole>> = {
  grid_demand: 'grid',
  consumed: 'consumption',
  produced: 'generation',
  storage_home: 'storageHome',
  storage_all: 'storageAll',
};

function virtualMeter({ topology, figures, last, surplusW }: SiteLookupFacts, meter: string): SiteFigure | undefined {
  switch (meter) {
    case 'grid_demand':
      return figures.gridDemand;
    case 'consumed':
      return figures.consumed;
    case 'produced':
      return figures.produced;
    case 'consumed_evse':
      return figures.chargePoints;
    case 'storage_home':
      return figures.storageHome;
    case 'storage_all':
      return figures.storageAll;
    case 'available_evse':
      return last && available(topology, last);
    case 'error':
      return last && { currentMa: last.lostMa, powerW: wattsOf(last.lostMa, last.estimates[topology.root]) };
    case 'surplus': {
      const perPhaseMa = surplusW === undefined ? undefined : (surplusW * 1000) / (3 * topology.site.voltageV);
      return {
        powerW: surplusW,
        currentMa: perPhaseMa === undefined ? undefined : [perPhaseMa, perPhaseMa, perPhaseMa],
      };
    }
    default:
      return undefined;
  }
}

/** What the house connection leaves to the charge points. */
function available(topology: Topology, last: LastCycle): SiteFigure | undefined {
  const node = topology.circuits[topology.root];
  const estimate = last.estimates[topology.root];
  if (node === undefined || estimate === undefined) return undefined;
  const limitMa = lowestLimit(last.limits, node.circuit.id, 'all', 'mA')?.value;
  if (limitMa === undefined) return undefined;
  const currentMa = mapPhases(estimate.houseMa, (house) => Math.max(0, limitMa - node.circuit.reserveA * 1000 - house));
  const limitW = lowestLimit(last.limits, node.circuit.id, 'all', 'W')?.value ?? Number.POSITIVE_INFINITY;
  const houseW = Math.max(0, wattsOf(estimate.houseSignedMa, estimate));
  return { currentMa, powerW: Math.min(wattsOf(currentMa, estimate), Math.max(0, limitW - houseW)) };
}

const wattsOf = (currentMa: PerPhase, estimate: CircuitEstimate | undefined): number =>
  phaseIndexes.reduce<number>((sum, p) => sum + (currentMa[p] * (estimate?.voltageV[p] ?? 0)) / 1000, 0);

function fieldOf(figure: SiteFigure | undefined, field: string, evaluated?: PhaseIndex): number | undefined {
  if (field === 'power_w') return figure?.powerW;
  const { currentMa } = figure ?? {};
  if (currentMa === undefined) return undefined;
  if (field === 'current') return evaluated === undefined ? Math.max(...currentMa) : currentMa[evaluated];
  const phase = phaseIndexes.find((p) => field === `current_l${p + 1}`);
  return phase === undefined ? undefined : currentMa[phase];
}

function builtIn(facts: SiteLookupFacts, name: string): number | undefined {
  const { topology, last, nowMs } = facts;
  const root = topology.circuits[topology.root]?.circuit.id ?? '';
  switch (name) {
    case '_num_charging':
      return charging(facts);
    case '_num_charging1':
      return Math.max(1, charging(facts));
    case '_max_total_current':
      return last && lowestLimit(last.limits, root, 'all', 'mA')?.value;
    case '_max_total_evse_current':
      return last && lowestLimit(last.limits, root, 'chargePoints', 'mA')?.value;
    case '_max_total_current_prc':
      return topology.site.sharePercent;
    case '_price':
      return facts.prices?.now?.ct;
    case '_price_level':
      return facts.prices?.level;
    case '_surplus':
      return facts.surplusW;
    case '_org_surplus':
      return last?.surplusW;
    case '_storage_home_soc':
    case '_storage_home_capacity':
    case '_storage_home_max_capacity':
      return storage(facts, 'storageHome', name.slice('_storage_home_'.length));
    case '_storage_all_soc':
    case '_storage_all_capacity':
    case '_storage_all_max_capacity':
      return storage(facts, 'storageAll', name.slice('_storage_all_'.length));
    case '_dt':
      return last && (nowMs - last.nowMs) / 1000;
    default:
      return undefined;
  }
}

const charging = ({ topology, devices, nowMs }: SiteLookupFacts): number =>
  topology.chargePoints.filter(({ config }) => {
    const state = devices.get(config.id)?.readings.chargeState;
    const charges = state?.value === 'C' || state?.value === 'D';
    return charges && config.enabled && nowMs - state.atMs <= config.staleS * 1000;
  }).length;

/**
 * Batteries of a role together: `soc` %, `max_capacity` what they hold, `capacity` what is in them, Wh. By size where all
 * tell theirs, else the plain mean; unknown while one of them does not tell.
 */
function storage({ topology, devices, nowMs }: SiteLookupFacts, role: MeterRole, what: string): number | undefined {
  const batteries = topology.circuits.flatMap((node) => node.meters[role]).filter(({ enabled }) => enabled);
  if (batteries.length === 0) return undefined;
  const sizesWh = batteries.flatMap(({ capacityWh }) => capacityWh ?? []);
  const sized = sizesWh.length === batteries.length;
  const sizeWh = sizesWh.reduce((sum, wh) => sum + wh, 0);
  if (what === 'max_capacity') return sized ? sizeWh : undefined;
  const socs = batteries.flatMap(({ id, staleS }) => {
    const soc = devices.get(id)?.readings.soc;
    return soc !== undefined && nowMs - soc.atMs <= staleS * 1000 ? [soc.value] : [];
  });
  if (socs.length < batteries.length) return undefined;
  const storedWh = socs.reduce((sum, soc, k) => sum + (soc * (sizesWh[k] ?? 0)) / 100, 0);
  if (what === 'capacity') return sized ? storedWh : undefined;
  return sized && sizeWh > 0 ? (storedWh * 100) / sizeWh : socs.reduce((sum, soc) => sum + soc, 0) / socs.length;
}
