import type { DeviceFault } from '../../domain/device.ts';
import type { RemoteReport } from '../../domain/remote-device.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';

export interface PushTimes {
  readonly config: DeviceConfig;
  readonly nowMs: number;
  /** Since when pushes are awaited, and since when they have come without a gap; monotonic ms. */
  readonly awaitedSinceMs: number;
  readonly onlineSinceMs: number | undefined;
  readonly lastMs: number | undefined;
}

/** A device is there while pushes come at least as often as its readings may be old (`staleS`). */
export function pushHealth(
  { config, nowMs, awaitedSinceMs, onlineSinceMs, lastMs }: PushTimes,
  fault: DeviceFault | undefined,
): Pick<RemoteReport, 'health' | 'healthSinceMs' | 'fault'> {
  const lostAtMs = (lastMs ?? awaitedSinceMs) + config.staleS * 1000;
  if (nowMs > lostAtMs) {
    const message = `nothing was pushed to ${config.id} for ${config.staleS} s`;
    return { health: 'offline', healthSinceMs: lostAtMs, fault: { code: 'noPush', message } };
  }
  if (lastMs === undefined) return { health: 'probing', healthSinceMs: awaitedSinceMs };
  const healthSinceMs = onlineSinceMs ?? lastMs;
  return fault === undefined ? { health: 'online', healthSinceMs } : { health: 'degraded', healthSinceMs, fault };
}
