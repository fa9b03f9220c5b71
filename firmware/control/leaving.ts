import type { PhaseIndex } from '../domain/phases.ts';
import type { Site } from '../domain/site/schema.ts';
import type { Controller } from './controller.ts';
import type { DeviceView } from './device-view.ts';
import { isSamePlace } from './topology.ts';

/** A box that the site no longer has (or has switched off) while it may still draw: its circuits keep room for it. */
export interface Leaving {
  readonly id: string;
  /** The circuit it stood in. */
  readonly circuit: string;
  readonly phases: readonly PhaseIndex[];
  readonly currentMa: number;
  /** It was told 0 A and never proved it. A meter sees it as house from then on; other circuits keep its room. */
  readonly unproven: boolean;
}

/** The boxes that a new site lets go of, with the most each may still draw. */
export function leavingBoxes(
  before: Controller,
  site: Site,
  devices: ReadonlyMap<string, DeviceView>,
  nowMs: number,
): readonly Leaving[] {
  return before.topology.chargePoints.flatMap((node) => {
    const { config } = node;
    const stays = site.devices.some((d) => d.enabled && d.id === config.id && isSamePlace(d, config));
    const memory = before.memoryOf(config.id);
    const view = devices.get(config.id);
    if (stays || !config.enabled || memory === undefined || view === undefined) return [];
    const lost = memory.isLost(view, nowMs);
    const currentMa = lost
      ? memory.lostAllowanceMa(view, config.failsafeCurrentA * 1000)
      : Math.max(...memory.bearingMa(view, nowMs));
    return currentMa === 0
      ? []
      : [{ id: config.id, circuit: node.circuit, phases: config.wiring, currentMa, unproven: false }];
  });
}
