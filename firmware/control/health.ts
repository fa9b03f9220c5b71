import type { LimitRecord } from '../domain/limit.ts';
import type { HealthState } from '../domain/state.ts';
import type { ChargePointMemory } from './charge-point-memory.ts';
import { failsafeHealth } from './commissioning/failsafe-health.ts';
import type { CycleOutput } from './controller.ts';
import type { DeviceView } from './device-view.ts';
import type { Topology } from './topology.ts';

/** What else the list of faults is made from. */
export interface HealthFacts {
  readonly topology: Topology;
  readonly devices: ReadonlyMap<string, DeviceView>;
  readonly output: CycleOutput;
  readonly limits: readonly LimitRecord[];
  readonly memoryOf: (id: string) => ChargePointMemory | undefined;
  readonly nowMs: number;
  readonly wallMs: number;
}

/** Everything that is not as it should be, each with a sentence: what is wrong, what holds instead, what to do. */
export function healthOf(facts: HealthFacts): readonly HealthState[] {
  const { topology, devices, nowMs, wallMs } = facts;
  const iso = (monotonicMs: number) => new Date(wallMs + (monotonicMs - nowMs)).toISOString();
  const found: HealthState[] = [];

  for (const config of topology.site.devices) {
    const view = devices.get(config.id);
    if (!config.enabled || view === undefined) continue;
    const where = config.line === undefined ? `at ${config.address}` : `on line ${config.line}`;
    const since = iso(view.healthSinceMs);
    if (view.health === 'offline') {
      const holds =
        config.role === 'chargePoint'
          ? 'Room is kept for what it may still draw'
          : config.role === 'grid' || config.role === 'consumption'
            ? 'Charging is held to what is safe without this meter'
            : config.role === 'display'
              ? 'No limit depends on it'
              : 'What it makes or gives is not counted on';
      const fault = view.fault === undefined ? '' : ` (${view.fault.message})`;
      found.push({
        id: `deviceLost:${config.id}`,
        severity: 'fault',
        code: 'deviceLost',
        what: config.id,
        message: `${config.name} does not answer ${where}${fault}. ${holds}. Check its power and wiring.`,
        since,
      });
    } else if (view.health === 'degraded' || view.fault !== undefined) {
      found.push({
        id: `deviceDegraded:${config.id}`,
        severity: 'warning',
        code: 'deviceDegraded',
        what: config.id,
        message: `${config.name} ${where}: ${view.fault?.message ?? 'the last request was not answered'}.`,
        since,
      });
    }
    if (config.role === 'grid' && view.readings.currentMa !== undefined && view.readings.powerW === undefined) {
      found.push({
        id: `meterNoPower:${config.id}`,
        severity: 'warning',
        code: 'meterNoPower',
        what: config.id,
        message: `${config.name} gives no power per phase, so feed-in cannot be told from import: all current counts as import.`,
        since,
      });
    }
    const notFollowingSinceMs = facts.memoryOf(config.id)?.notFollowingSinceMs;
    if (notFollowingSinceMs !== undefined) {
      found.push({
        id: `notFollowing:${config.id}`,
        severity: 'fault',
        code: 'notFollowing',
        what: config.id,
        message: `${config.name} draws more than it is offered. It is paused; check the box and its settings.`,
        since: iso(notFollowingSinceMs),
      });
    }
  }

  topology.circuits.forEach((node, i) => {
    const trust = facts.output.estimates[i]?.trust;
    if (node.meter === undefined || (trust !== 'stale' && trust !== 'silent') || facts.output.starting) return;
    const meter = facts.output.estimates[i]?.leastTrusted ?? node.meter;
    found.push({
      id: `meterStale:${meter}`,
      severity: 'fault',
      code: 'meterStale',
      what: meter,
      message: `Meter ${meter} of ${node.circuit.name} gives no fresh value. Charging below it is held to ${trust === 'silent' ? node.circuit.staleMeterFinalA : node.circuit.staleMeterCurrentA} A per charge point or less.`,
      since: iso(devices.get(meter)?.healthSinceMs ?? nowMs),
    });
  });

  for (const limit of facts.limits.filter((l) => l.failed)) {
    found.push({
      id: `formulaFailed:${limit.id}`,
      severity: 'warning',
      code: 'formulaFailed',
      what: limit.id,
      message: `The formula of limit "${limit.id}" has no value. Its fallback of ${limit.unit === 'mA' ? `${limit.value / 1000} A` : `${limit.value} W`} holds.`,
      since: new Date(limit.sinceMs).toISOString(),
    });
  }
  return [...found, ...failsafeHealth(topology, devices, iso)];
}
