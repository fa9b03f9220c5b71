import type { ChargeState, DeviceFault, Reading } from '../../domain/device.ts';
import type { RemoteReport, RemoteWrite } from '../../domain/remote-device.ts';
import type { StatusNow } from '../ports.ts';
import type { ConnectorBox } from './connector.ts';
import type { ConnectorReadings } from './connector-readings.ts';
import type { LimitActuator } from './limit-actuator.ts';

export interface ReportedConnector {
  readonly device: string;
  readonly place: string;
  readonly box: ConnectorBox;
  readonly status: StatusNow;
  /** Undefined: nothing is known of it on this connection yet. */
  readonly state: Reading<ChargeState> | undefined;
  readonly readings: ConnectorReadings;
  readonly wiredPhases: 1 | 2 | 3;
  readonly write: RemoteWrite | undefined;
  readonly held: LimitActuator['held'];
  readonly nowMs: number;
}

/** Values that come at least so often are awaited, s. */
const oftenS = 15;
/** A switch of phases interrupts the pilot; the loop gives it this long. */
const phaseDeadTimeMs = 15_000;

/** A connector as the control worker is told of it. */
export function reportOf(one: ReportedConnector): RemoteReport {
  const { device, place, box, state, readings, wiredPhases, write, held, nowMs } = one;
  const { measurands, meterIntervalS = Number.POSITIVE_INFINITY, switchesPhases = false } = box.abilities;
  const fault = faultOf(one);
  const isReady = box.driver !== undefined && state !== undefined;
  const health = !box.connected ? 'offline' : !isReady ? 'probing' : fault === undefined ? 'online' : 'degraded';
  const isAwaited = measurands?.some((name) => name.startsWith('Current.Import')) === true && meterIntervalS <= oftenS;
  return {
    ...{ device, place, health, healthSinceMs: box.connectedSinceMs },
    ...(fault === undefined ? {} : { fault }),
    facts: {
      measuresCurrent: readings.measuresCurrent(state?.value === 'C', isAwaited, nowMs),
      ...(switchesPhases && wiredPhases === 3 ? { switchesPhases } : {}),
      ...(switchesPhases ? { phaseDeadTimeMs } : {}),
    },
    readings: {
      ...readings.all(state, wiredPhases),
      ...(held?.phases === undefined ? {} : { phaseCount: { value: held.phases, atMs: held.atMs } }),
    },
    ...(write === undefined ? {} : { write }),
  };
}

function faultOf({ device, box, status: { status, errorCode, info } }: ReportedConnector): DeviceFault | undefined {
  if (!box.connected) return { code: 'noConnection', message: `${device} (${box.identity}) is not connected` };
  if (status !== 'Faulted') return undefined;
  const more = info === undefined ? '' : `, ${info}`;
  return { code: 'faulted', message: `${device} says that it is faulted: ${errorCode}${more}` };
}
