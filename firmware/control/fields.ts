import type { PhaseIndex } from '../domain/phases.ts';
import type { Site } from '../domain/site/schema.ts';
import { dateField } from '../formula/date.ts';
import { isInputField } from '../formula/fields.ts';
import { ageMs, type DeviceView } from './device-view.ts';
import type { Lookup } from './variable-table.ts';

const stateNumbers = { A: 1, B: 2, C: 3, D: 4, E: 5, F: 5 } as const;
/** `com_err2` waits this long (original-product §3). */
const longLossMs = 12_000;

/**
 * Reads what formulas may name beside variables: fields of devices (mA, W, Wh as in the original) and `date.`.
 * A stale or missing value is no value, so that the formula's fallback holds. Names that later issues bring have none yet.
 */
export function fieldLookup(
  site: Site,
  devices: ReadonlyMap<string, DeviceView>,
  nowMs: number,
  wallMs: number,
): Lookup {
  const staleMs = new Map(site.devices.map((device) => [device.id, device.staleS * 1000]));
  return (name, phase) => {
    const point = name.indexOf('.');
    const prefix = name.slice(0, point);
    if (prefix === 'date') return dateField(name, wallMs, site.timezone);
    const view = devices.get(prefix);
    if (view === undefined) return undefined;
    return deviceField(view, name.slice(point + 1), nowMs, staleMs.get(prefix) ?? 10_000, phase);
  };
}

function deviceField(
  view: DeviceView,
  field: string,
  nowMs: number,
  staleMs: number,
  phase: PhaseIndex | undefined,
): number | undefined {
  const { readings } = view;
  const fresh = <T>(reading: { readonly value: T; readonly atMs: number } | undefined): T | undefined =>
    reading !== undefined && ageMs(reading, nowMs) <= staleMs ? reading.value : undefined;
  const lost = view.health === 'offline' || view.health === 'unknown' || view.health === 'probing';
  switch (field) {
    case 'com_err':
      return lost ? 1 : 0;
    case 'com_err2':
      return lost && nowMs - view.healthSinceMs > longLossMs ? 1 : 0;
    case 'current_l1':
    case 'current_l2':
    case 'current_l3':
      return fresh(readings.currentMa)?.[Number(field.at(-1)) - 1];
    case 'current': {
      const values = fresh(readings.currentMa);
      if (values === undefined) return undefined;
      if (phase === undefined) {
        const known = values.filter((v) => v !== undefined);
        return known.length === 0 ? undefined : Math.max(...known);
      }
      const own = view.facts.wiring.indexOf(phase);
      // A phase that the device does not have carries nothing of it.
      return own >= 0 && own < values.length ? values[own] : 0;
    }
    case 'power_w': {
      const perPhase = fresh(readings.powerW);
      return fresh(readings.totalPowerW) ?? perPhase?.reduce<number>((sum, v) => sum + (v ?? 0), 0);
    }
    case 'offered':
      return fresh(readings.offeredMa);
    case 'import_wh':
      return fresh(readings.energyImportWh);
    case 'export_wh':
      return fresh(readings.energyExportWh);
    case 'soc':
      return fresh(readings.soc);
    case 'state': {
      if (lost) return 6;
      const state = fresh(readings.chargeState);
      return state === undefined ? undefined : stateNumbers[state];
    }
    case 'min_current':
      return view.facts.minMa;
    case 'max_current':
      return view.facts.maxMa;
    default:
      return inputField(field, fresh(readings.inputs));
  }
}

/** `input1`, `input2`, …: 1 while it is set. */
function inputField(field: string, inputs: readonly (boolean | undefined)[] | undefined): number | undefined {
  const set = isInputField(field) ? inputs?.[Number(field.slice('input'.length)) - 1] : undefined;
  return set === undefined ? undefined : set ? 1 : 0;
}
