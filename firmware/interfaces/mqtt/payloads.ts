import type { Site } from '../../domain/site/schema.ts';
import {
  type ChargePointState,
  type CircuitState,
  type MeterState,
  placeOfHealth,
  type State,
} from '../../domain/state.ts';
import type { Topics } from './topics.ts';

/**
 * What is told of the live state, by topic (contracts §8): A, W, Wh, V, missing is null. No person, user, tag or rule is
 * in it: reasons are told by their code. What changes every second by itself (age, cycle) is left out, so that only what
 * has changed is sent.
 */
export function statePayloads(state: State, site: Site, topics: Topics, version: string): ReadonlyMap<string, string> {
  const lost = new Set(state.health.filter(({ code }) => code === 'deviceLost').map(({ what }) => what));
  const payloads = new Map<string, string>([[topics.status, JSON.stringify(statusOf(state, version))]]);
  for (const circuit of state.circuits)
    payloads.set(topics.of('circuit', circuit.id), JSON.stringify(ofCircuit(circuit)));
  for (const point of state.chargePoints)
    payloads.set(topics.of('chargepoint', point.id), JSON.stringify(ofChargePoint(point, lost.has(point.id))));
  const wirings = new Map(site.devices.map(({ id, wiring }) => [id, wiring]));
  for (const meter of state.meters)
    payloads.set(
      topics.of('meter', meter.id),
      JSON.stringify(ofMeter(meter, wirings.get(meter.id) ?? [0, 1, 2], lost.has(meter.id))),
    );
  return payloads;
}

/** What the broker tells when we are gone. */
export const offlineStatus = JSON.stringify({ state: 'offline' });

function statusOf({ site, flow, price, health }: State, version: string): object {
  return {
    ...{ state: 'online', version, name: site.name, mode: site.mode },
    flow,
    price: price === null ? null : { ct: price.ct, level: price.level },
    problem: health.some(({ severity }) => severity !== 'info'),
    health: health
      .filter(({ severity }) => severity !== 'info')
      .slice(0, 20)
      .map((one) => ({ code: one.code, severity: one.severity, what: placeOfHealth(one) })),
  };
}

function ofCircuit({ name, parent, fuseA, limitA, limitW, reason, drawnA, headroomA }: CircuitState): object {
  return { name, parent, fuseA, limitA, limitW, reason: reason.code, origin: reason.origin ?? null, drawnA, headroomA };
}

function ofChargePoint(point: ChargePointState, isLost: boolean): object {
  const { name, circuit, state, minA, maxA, offeredA, phases, drawnA, powerW, energyWh, reason, orders } = point;
  const silent = state === null && powerW === null && drawnA.every((ampere) => ampere === null);
  return {
    ...{ availability: isLost || silent ? 'offline' : 'online', name, circuit },
    ...{ state, minA, maxA, offeredA, phases, drawnA, powerW, energyWh, reason: reason.code },
    /** What was asked for over MQTT and still holds. */
    hold: orders?.remote === undefined ? null : { limitA: orders.remote.limitA, until: orders.remote.until },
  };
}

function ofMeter(meter: MeterState, wiring: readonly number[], isLost: boolean): object {
  const { name, role, currentA, powerW, voltageV, importWh = null, exportWh = null } = meter;
  const known = [...currentA, ...powerW, ...voltageV].some((value) => value !== null);
  return {
    ...{ availability: isLost || !known ? 'offline' : 'online', name, role, currentA, powerW, voltageV },
    totalW: meter.totalW ?? totalOf(wiring.map((phase) => powerW[phase] ?? null)),
    ...{ importWh, exportWh },
  };
}

/** A sum with a part that is not known is not known. */
const totalOf = (parts: readonly (number | null)[]): number | null =>
  parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0);
