import type { DeviceReadings } from '../../domain/device.ts';
import { type DeviceView, withReadings } from '../device-view.ts';
import type { Topology } from '../topology.ts';

/** More than this many times the fuse is nothing that flows for longer than a moment. */
const impossibleFuses = 2;

/** What is known of one meter. */
export interface KnownMeter {
  /** The reading looked at last. */
  readonly atMs: number;
  readonly doubted: boolean;
  /** What holds. */
  readonly believed: DeviceReadings;
}

/**
 * A meter that jumps: one reading far over the fuse, or one that falls by more than the fuse, is left out, and what was
 * known before holds and ages. The next reading that says the same is believed. So one wrong sample neither stops
 * the cars nor gives them room, and a real overload is seen one reading later.
 */
export class PlausibleMeters {
  #known: Map<string, KnownMeter> = new Map();

  /** The same devices, with doubtful readings held back. */
  filter(topology: Topology, devices: ReadonlyMap<string, DeviceView>): ReadonlyMap<string, DeviceView> {
    const out = new Map(devices);
    for (const { circuit, meters } of topology.circuits) {
      for (const { id } of Object.values(meters).flat()) {
        const view = devices.get(id);
        if (view?.readings.currentMa === undefined) continue;
        const known = this.#look(id, view.readings, circuit.fuseA * 1000);
        if (known.doubted) out.set(id, withReadings(view, known.believed));
      }
    }
    return out;
  }

  #look(id: string, readings: DeviceReadings, fuseMa: number): KnownMeter {
    const before = this.#known.get(id);
    const atMs = readings.currentMa?.atMs ?? 0;
    if (before?.atMs === atMs) return before.doubted ? before : { ...before, believed: readings };
    const doubtful = isDoubtful(readings, before?.believed, fuseMa);
    const doubted = doubtful === 'never' || (doubtful === 'once' && before?.doubted !== true);
    const known = { atMs, doubted, believed: doubted ? (before?.believed ?? {}) : readings };
    this.#known.set(id, known);
    return known;
  }

  save(): ReadonlyMap<string, KnownMeter> {
    return structuredClone(this.#known);
  }

  restore(known: ReadonlyMap<string, KnownMeter>): void {
    this.#known = new Map(known);
  }
}

function isDoubtful(now: DeviceReadings, before: DeviceReadings | undefined, fuseMa: number): 'no' | 'once' | 'never' {
  const values = now.currentMa?.value ?? [];
  if (values.some((ma) => ma !== undefined && !Number.isFinite(ma))) return 'never';
  const jumps = values.some((ma, k) => {
    if (ma === undefined) return false;
    const last = before?.currentMa?.value[k];
    return Math.abs(ma) > impossibleFuses * fuseMa || (last !== undefined && last - ma > fuseMa);
  });
  return jumps ? 'once' : 'no';
}
