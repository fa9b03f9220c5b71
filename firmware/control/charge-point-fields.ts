import type { Known, Occupant } from '../domain/known.ts';
import { type ChargeOrder, phaseWish } from '../domain/order.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import { ageMs, type DeviceView } from './device-view.ts';
import type { ChargePointNode, Topology } from './topology.ts';
import type { Lookup } from './variable-table.ts';

/** What the names of a charge point are read from, beside its readings. */
export interface ChargePointFieldFacts {
  readonly topology: Topology;
  readonly devices: ReadonlyMap<string, DeviceView>;
  /** By the index of the charge point. */
  readonly memories: readonly (ChargePointMemory | undefined)[];
  readonly known: Known;
  /** What persons ask for. */
  readonly orders: readonly ChargeOrder[];
  readonly nowMs: number;
  readonly wallMs: number;
}

/** A phase that carries less does not charge, mA. */
const chargesFromMa = 500;
/** A value so old says nothing of now. */
const freshMs = 10_000;

/**
 * Names of a charge point that its box does not say: session, budget, wishes, phases (original-product §3), and `id` and
 * `dt` of any device. Every other name goes to `others`. Outside of rules nothing was computed yet: `lb_cur` is 0.
 */
export function chargePointFields(facts: ChargePointFieldFacts, others: Lookup): Lookup {
  const { topology, memories } = facts;
  const nodes = new Map(topology.chargePoints.map((node, k) => [node.config.id, { node, k }]));
  const lookup: Lookup = (name, phase) => {
    const point = name.indexOf('.');
    const id = name.slice(0, point);
    const field = name.slice(point + 1);
    if (field === 'id') return topology.site.devices.find((device) => device.id === id)?.unitId;
    if (field === 'dt') return others('CM._dt');
    const of = name.startsWith('E') ? nodes.get(id) : undefined;
    const own = of && fieldOf(facts, of.node, memories[of.k], field, others);
    return own === undefined || own === 'other' ? others(name, phase) : own.value;
  };
  return Object.assign(lookup, { prices: others.prices });
}

type Found = { readonly value: number | undefined } | 'other';
const is = (value: number | undefined): Found => ({ value });

function fieldOf(
  facts: ChargePointFieldFacts,
  node: ChargePointNode,
  memory: ChargePointMemory | undefined,
  field: string,
  others: Lookup,
): Found {
  const { config } = node;
  switch (field) {
    case 'lb_cur':
    case 'lb_cur_l1':
    case 'lb_cur_l2':
    case 'lb_cur_l3':
      return is(0);
    case 'cphases':
      return is(chargingPhases(facts.devices.get(config.id), facts.nowMs));
    case 'pphases':
      return is((memory?.usedPhases(config.wiring) ?? config.wiring).length);
    case 'surplus_pcur':
      return is(surplusMa(facts, node, memory, others));
    case 'surplus_wanted':
      return is(memory?.surplus.running === true ? 1 : 0);
    case 'switch_phases':
      return is(phasesOf(facts.orders, config.id));
    case 'departure':
      return is(Math.floor((wishOf(facts.orders, config.id, 'departureMs') ?? 0) / 1000));
    case 'req_energy':
      return is(wishOf(facts.orders, config.id, 'energyWh') ?? 0);
    default:
      return sessionField(
        facts.known.occupants.find(({ chargePoint }) => chargePoint === config.id),
        field,
        facts.wallMs,
      );
  }
}

/** Without a session there is none to tell of; without a budget nothing is limited. */
function sessionField(occupant: Occupant | undefined, field: string, wallMs: number): Found {
  const { session, budget } = occupant ?? {};
  switch (field) {
    case 'txn_duration':
      return is(session && Math.max(0, (wallMs - session.pluggedAtMs) / 1000));
    case 'charging_dur':
      return is(session?.chargedS);
    case 'txn_energy':
    case 'plugin_energy':
      return is(session?.energyWh);
    case 'plugin_start':
      return is(session && Math.floor(session.pluggedAtMs / 1000));
    case 'budget':
      return is(budget && Math.max(0, budget.amount - budget.used));
    case 'budget_amount':
      return is(budget?.amount);
    case 'budget_used':
      return is(budget?.used);
    default:
      return 'other';
  }
}

function chargingPhases(view: DeviceView | undefined, nowMs: number): number | undefined {
  const { chargeState, currentMa } = view?.readings ?? {};
  if (chargeState === undefined || ageMs(chargeState, nowMs) > freshMs) return undefined;
  if (chargeState.value !== 'C' && chargeState.value !== 'D') return 0;
  if (currentMa === undefined || ageMs(currentMa, nowMs) > freshMs) return undefined;
  return currentMa.value.filter((ma) => (ma ?? 0) >= chargesFromMa).length;
}

/** What is left over, as a current on the phases that the car is expected to use. */
function surplusMa(
  { topology }: ChargePointFieldFacts,
  { config }: ChargePointNode,
  memory: ChargePointMemory | undefined,
  others: Lookup,
): number | undefined {
  const surplusW = others('CM._surplus');
  const phases = (memory?.usedPhases(config.wiring) ?? config.wiring).length;
  return surplusW === undefined ? undefined : (surplusW * 1000) / (topology.site.voltageV * Math.max(1, phases));
}

const wishOf = (orders: readonly ChargeOrder[], id: string, key: 'departureMs' | 'energyWh'): number | undefined =>
  orders.findLast((order) => order.chargePoint === id && order[key] !== undefined)?.[key];

function phasesOf(orders: readonly ChargeOrder[], id: string): number {
  const phases = phaseWish(orders.filter((order) => order.chargePoint === id));
  return phases === 'auto' ? -1 : phases;
}
