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
      return fieldOf(virtualMeter(facts, meter), field, phase);
    }
    return name.startsWith('CM._') ? (builtIn(facts, name.slice(3)) ?? others(name)) : others(name, phase);
  };
}

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
      return stateOfCharge(facts, 'storageHome');
    case '_storage_all_soc':
      return stateOfCharge(facts, 'storageAll');
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

/** Mean over the batteries of a role, %; unknown while one of them does not tell. */
function stateOfCharge({ topology, devices, nowMs }: SiteLookupFacts, role: MeterRole): number | undefined {
  const batteries = topology.circuits.flatMap((node) => node.meters[role]).filter(({ enabled }) => enabled);
  const socs = batteries.flatMap(({ id, staleS }) => {
    const soc = devices.get(id)?.readings.soc;
    return soc !== undefined && nowMs - soc.atMs <= staleS * 1000 ? [soc.value] : [];
  });
  if (batteries.length === 0 || socs.length < batteries.length) return undefined;
  return socs.reduce((sum, soc) => sum + soc, 0) / socs.length;
}
