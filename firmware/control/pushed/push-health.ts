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

/** After a start nobody waits longer for a device that may push much later, or never. */
const awaitedMs = 5000;

/** A device is there while pushes come at least as often as its readings may be old (`staleS`). */
export function pushHealth(
  { config, nowMs, awaitedSinceMs, onlineSinceMs, lastMs }: PushTimes,
  fault: DeviceFault | undefined,
): Pick<RemoteReport, 'health' | 'healthSinceMs' | 'fault'> {
  const lost = (healthSinceMs: number, message: string) =>
    ({ health: 'offline', healthSinceMs, fault: { code: 'noPush', message } }) as const;
  if (lastMs === undefined)
    return nowMs - awaitedSinceMs <= awaitedMs
      ? { health: 'probing', healthSinceMs: awaitedSinceMs }
      : lost(awaitedSinceMs + awaitedMs, `nothing was pushed to ${config.id} yet`);
  const lostAtMs = lastMs + config.staleS * 1000;
  if (nowMs > lostAtMs) return lost(lostAtMs, `nothing was pushed to ${config.id} for ${config.staleS} s`);
  const healthSinceMs = onlineSinceMs ?? lastMs;
  return fault === undefined ? { health: 'online', healthSinceMs } : { health: 'degraded', healthSinceMs, fault };
}
