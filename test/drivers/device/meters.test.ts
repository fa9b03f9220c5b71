import assert from 'node:assert/strict';
import { exampleReadings } from '../../../drivers/check/readings.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { type Definition, isModbus } from '../../../drivers/definitions/schema.ts';

/** By hand: what one of a unit is in mA, V, W or Wh. */
const ours: Readonly<Record<string, number>> = { A: 1000, kW: 1000, kWh: 1000, Ws: 1 / 3600 };
const phases = ['_l1', '_l2', '_l3'];

/** What the frames of a product hold, in our units, by quantity; nothing of the interpreter is used. */
function heldBy(definition: Definition): Map<string, number> {
  const examples = isModbus(definition) ? definition.frames : definition.samples;
  const parts = isModbus(definition) ? definition.registers : definition.values;
  const units = new Map<string, string>(parts.map(({ quantity, unit }) => [quantity, unit]));
  return new Map(
    examples
      .flatMap(({ gives }) => Object.entries(gives))
      .flatMap(([name, value]): [string, number][] =>
        typeof value === 'number' ? [[name, value * (ours[units.get(name) ?? ''] ?? 1)]] : [],
      ),
  );
}

const near = (actual: number | undefined, expected: number, what: string): void =>
  assert.ok(
    Math.abs((actual ?? Number.NaN) - expected) <= 1e-6 * Math.abs(expected) + (what === 'current' ? 1 : 1e-6),
    `${what}: ${actual}, not ${expected}`,
  );

describe('Meters on file', () => {
  const catalogue = loadCatalogue();
  const meters = catalogue.ids().flatMap((id) => {
    const definition = catalogue.modbus(id);
    // What counts only under a condition is tried in readings.test.ts, production in sunspec-device.test.ts.
    return definition?.kind === 'meter' && definition.onlyWhen === undefined ? [definition] : [];
  });

  for (const definition of meters)
    it(`${definition.id} gives what its frames hold in our units, import positive`, () => {
      const held = heldBy(definition);
      const readings = exampleReadings(definition);
      const turn = definition.sign?.power === 'exportPositive' ? -1 : 1;
      const rows = ['voltage', 'current', 'power'] as const;
      const given = { voltage: readings.voltageV, current: readings.currentMa, power: readings.powerW };
      for (const kind of rows) {
        const names = held.has(`${kind}_l1`) ? phases.map((phase) => kind + phase) : held.has(kind) ? [kind] : [];
        // A power of all phases is none of a phase, unless there is one phase only.
        const isTotal = kind === 'power' && names[0] === 'power' && !held.has('current');
        assert.equal(given[kind]?.value.length, names.length === 0 || isTotal ? undefined : names.length, kind);
        if (isTotal) continue;
        for (const [k, name] of names.entries()) {
          const watts = turn * (held.get(name.replace('current', 'power')) ?? 0);
          const raw = held.get(name) ?? Number.NaN;
          const sign = definition.sign?.current === 'signed' ? turn * Math.sign(raw) : Math.sign(raw);
          const amps = Math.abs(raw) * (Math.sign(watts) || sign);
          near(given[kind]?.value[k], kind === 'current' ? amps : kind === 'power' ? turn * raw : raw, kind);
        }
      }
      const sum = phases
        .map((phase) => held.get(`power${phase}`))
        .reduce((all = Number.NaN, w = Number.NaN) => all + w);
      const net = (held.get('power_import') ?? Number.NaN) - (held.get('power_export') ?? Number.NaN);
      const total = [held.get('power'), net, sum].find((watts) => watts !== undefined && !Number.isNaN(watts));
      if (total === undefined) assert.equal(readings.totalPowerW, undefined);
      else near(readings.totalPowerW?.value, turn * total, 'total power');
      const counted = held.get('energy_import') ?? (held.has('energy_export') ? undefined : held.get('energy_total'));
      if (counted !== undefined) near(readings.energyImportWh?.value, counted, 'energy drawn');
      else assert.equal(readings.energyImportWh, undefined);
      assert.equal(readings.energyExportWh?.value, held.get('energy_export'), 'energy fed in');
    });

  /** A second opinion, by hand, on every meter whose frames show the house of docs/devices.md: L2 feeds in, all together draw. */
  const house = { volts: [230.5, 229.25, 231], milliamps: [10_500, -6_250, 500], watts: [2_420.25, -1_432.5, 115.5] };
  const shown = meters.filter((one) => {
    const { voltageV, currentMa } = exampleReadings(one);
    const isNear = (value: number | undefined, by: number, most: number) => Math.abs((value ?? 0) - by) <= most;
    const isThere = house.volts.every((volts, k) => isNear(voltageV?.value[k], volts, 0.5));
    return isThere && isNear(Math.abs(currentMa?.value[0] ?? 0), 10_500, 60);
  });

  for (const definition of shown)
    it(`${definition.id} shows the house of the guide with the signs that it has`, () => {
      const { voltageV, currentMa, powerW, totalPowerW } = exampleReadings(definition);
      const off = (row: readonly (number | undefined)[] | undefined, k: number, by: number) =>
        Math.abs((row?.[k] ?? Number.NaN) - by);
      for (const k of [0, 1, 2]) {
        assert.ok(off(voltageV?.value, k, house.volts[k] ?? 0) <= 1, `${voltageV?.value}`);
        const amps = powerW === undefined ? Math.abs(house.milliamps[k] ?? 0) : (house.milliamps[k] ?? 0);
        if (currentMa) assert.ok(off(currentMa.value, k, amps) <= 60, `${currentMa.value}`);
        if (powerW) assert.ok(off(powerW.value, k, house.watts[k] ?? 0) <= 6, `${powerW.value}`);
      }
      if (totalPowerW) assert.ok(Math.abs(totalPowerW.value - 1_103.25) <= 6, `${totalPowerW.value}`);
    });

  it('are tried, all of them, and most show the house', () => {
    assert.ok(meters.length >= 40, `${meters.length}`);
    assert.ok(shown.length >= 20, `${shown.length}`);
  });
});
