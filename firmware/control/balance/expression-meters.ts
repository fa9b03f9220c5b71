import type { DeviceReadings, OwnPhases, Reading } from '../../domain/device.ts';
import type { PhaseIndex } from '../../domain/phases.ts';
import { type DeviceConfig, type ExpressionField, expressionDefinition } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import { compile } from '../../formula/compile.ts';
import type { Formula } from '../../formula/types.ts';
import type { DeviceView } from '../device-view.ts';
import type { Lookup } from '../variable-table.ts';

/** A meter whose values are formulas, ready to run. */
export interface ExpressionMeter {
  readonly config: DeviceConfig;
  readonly formulas: ReadonlyMap<ExpressionField, Formula>;
}

/** What an expression meter came to in one cycle. */
export interface ExpressionResult {
  readonly view: DeviceView;
  /** Last value of each field, for formulas that go on from it. */
  readonly values: ReadonlyMap<string, number>;
  readonly nowMs: number;
}

/** The expression meters of a checked site, in the order of the document. */
export function expressionMeters(site: Site): readonly ExpressionMeter[] {
  return site.devices
    .filter((device) => device.enabled && device.definition === expressionDefinition)
    .map((config) => ({
      config,
      formulas: new Map(
        Object.entries(config.fields ?? {}).flatMap(([field, text]) => {
          const result = text === undefined ? undefined : compile(text);
          return result?.ok ? [[field as ExpressionField, result.formula] as const] : [];
        }),
      ),
    }));
}

/** What the formulas of one cycle read. */
export interface ExpressionFacts {
  readonly devices: ReadonlyMap<string, DeviceView>;
  /** What names mean over a set of devices; the set may grow afterwards. */
  readonly lookupOver: (devices: ReadonlyMap<string, DeviceView>) => Lookup;
  readonly nominalV: number;
  readonly nowMs: number;
}

/**
 * Computes the expression meters, each seeing those before it. A field names itself, or another of its own meter, with
 * or without the prefix, and reads the value of this cycle or else of the one before; `dt` is the time between, s.
 * A formula without a value leaves the last one to age: stale is not fresh.
 */
export function expressionViews(
  meters: readonly ExpressionMeter[],
  facts: ExpressionFacts,
  before: ReadonlyMap<string, ExpressionResult>,
): ReadonlyMap<string, ExpressionResult> {
  const devices = new Map(facts.devices);
  const lookup = facts.lookupOver(devices);
  const done = new Map<string, ExpressionResult>();
  for (const meter of meters) {
    const { id } = meter.config;
    const result = evaluate(meter, { ...facts, devices, lookup }, before.get(id));
    done.set(id, result);
    devices.set(id, result.view);
  }
  return done;
}

function evaluate(
  { config, formulas }: ExpressionMeter,
  { devices, lookup, nominalV, nowMs }: ExpressionFacts & { readonly lookup: Lookup },
  before: ExpressionResult | undefined,
): ExpressionResult {
  const values = new Map(before?.values);
  /** The formula's value and the age of the oldest thing it reads. */
  const run = (field: ExpressionField, formula: Formula | undefined, phase?: PhaseIndex) => {
    if (formula === undefined) return undefined;
    let atMs = nowMs;
    const slots = Float64Array.from(formula.names, (name) => {
      const own = ownField(name, config.id);
      if (own === 'dt') return before === undefined ? Number.NaN : (nowMs - before.nowMs) / 1000;
      if (own !== undefined && formulas.has(own as ExpressionField)) return values.get(own) ?? Number.NaN;
      const other = devices.get(name.slice(0, name.indexOf('.')));
      atMs = Math.min(atMs, readAtMs(other, name) ?? nowMs);
      return lookup(name, phase) ?? Number.NaN;
    });
    const value = formula.evaluate(slots, lookup.prices);
    if (value === undefined) return undefined;
    values.set(field, value);
    return { value: value * factorOf(field, config), atMs };
  };
  const one = (field: ExpressionField): Reading<number> | undefined => run(field, formulas.get(field));
  const phases = (kind: 'current' | 'voltage'): Reading<OwnPhases> | undefined => {
    const results = config.wiring.map((phase, k) => {
      const field = `${kind}_l${(k + 1) as 1 | 2 | 3}` as const;
      return run(field, formulas.get(field) ?? formulas.get(`${kind}_l1`), phase);
    });
    const known = results.filter((result) => result !== undefined);
    if (known.length < results.length) return undefined;
    return { value: known.map(({ value }) => value), atMs: Math.min(...known.map(({ atMs }) => atMs)) };
  };

  const voltageV = phases('voltage');
  const currentMa = phases('current');
  // A formula gives its currents signed; the power says so to everyone who asks for the sign.
  const powerW = currentMa && {
    value: currentMa.value.map((ma, k) => ((ma ?? 0) * (voltageV?.value[k] ?? nominalV)) / 1000),
    atMs: currentMa.atMs,
  };
  const totalPowerW = one('power_w');
  const energyImportWh = one('import_wh');
  const energyExportWh = one('export_wh');
  const soc = one('soc');
  const readings: DeviceReadings = {
    ...before?.view.readings,
    ...(voltageV && { voltageV }),
    ...(currentMa && { currentMa }),
    ...(powerW && { powerW }),
    ...(totalPowerW && { totalPowerW }),
    ...(energyImportWh && { energyImportWh }),
    ...(energyExportWh && { energyExportWh }),
    ...(soc && { soc }),
  };
  return { view: viewOf(config, readings, before?.view.healthSinceMs ?? nowMs), values, nowMs };
}

/** A field of the meter itself: `M5.power_w` or just `power_w` (which compiles as a variable). */
function ownField(name: string, id: string): string | undefined {
  const point = name.indexOf('.');
  const prefix = name.slice(0, point);
  return prefix === id || prefix === 'CM' ? name.slice(point + 1) : undefined;
}

function readAtMs(view: DeviceView | undefined, name: string): number | undefined {
  const { readings } = view ?? {};
  if (readings === undefined) return undefined;
  const field = name.slice(name.indexOf('.') + 1);
  if (field.startsWith('current')) return readings.currentMa?.atMs;
  if (field === 'power_w') return readings.totalPowerW?.atMs ?? readings.powerW?.atMs;
  if (field === 'offered') return readings.offeredMa?.atMs;
  if (field === 'import_wh') return readings.energyImportWh?.atMs;
  if (field === 'export_wh') return readings.energyExportWh?.atMs;
  if (field === 'soc') return readings.soc?.atMs;
  return field === 'state' ? readings.chargeState?.atMs : undefined;
}

/** The factor turns and scales what flows, as with any meter. */
const factorOf = (field: ExpressionField, { factor }: DeviceConfig): number =>
  field.startsWith('current') || field === 'power_w' ? factor : 1;

const viewOf = (config: DeviceConfig, readings: DeviceReadings, healthSinceMs: number): DeviceView => ({
  facts: {
    ...{ id: config.id, kind: 'meter', wiring: config.wiring, stepMa: 1, minMa: 0, maxMa: 0 },
    ...{ readsBack: false, measuresCurrent: config.fields?.current_l1 !== undefined },
  },
  ...{ health: 'online', healthSinceMs, fault: undefined, lastWrite: undefined, readings },
});
