import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { assembleReadings } from '../../../drivers/device/readings.ts';

/**
 * What each meter gives from the values of its frames: u, i, p = three phases, U, I, P = one phase, t = total power only,
 * + and - = energy drawn and fed in. Where i stands without p, currents have no sign.
 * T = one counter for all; ~ = steps of 0.1 A, k = of 1 kWh. The frames of EM24 (RS-485) and SDM630 hold no energy.
 */
const promises: Readonly<Record<string, string>> = {
  'abb-b23-b24': 'uip+-',
  'acrel-adw300': 'uip+-',
  'bernecker-mpm3pm': 'uip+-',
  'bgetech-ds100': 'uip+-',
  'bgetech-ws100': 'UIP+-',
  'carlogavazzi-em100': 'UIP+-',
  'carlogavazzi-em24-e1': 'uip+-',
  'carlogavazzi-em24-rs485': 'uip',
  'carlogavazzi-em330-em340': 'uip+-',
  'chint-dtsu666': 'uip',
  ddm18sd: 'UIP+T',
  'dzg-dvh4013': 'uit+-',
  'eastron-sdm120': 'UIP+-',
  'eastron-sdm220': 'UIP+-',
  'eastron-sdm230': 'UIP+-',
  'eastron-sdm54': 'uip+-',
  'eastron-sdm630': 'uip',
  'eastron-sdm72d-m': 't+-',
  'eastron-sdm72d-m-v2': 'uip+-',
  'eastron-x96-1a': 'uip+-',
  'eltako-dsz15-16': 'uip+-',
  'finder-7m24': 'UIP+-',
  'finder-7m38': 'uip+-',
  'hager-ecr380d': 'uip+-k',
  'inepro-pro380': 'uip+-',
  'janitza-b23': 'uip+-',
  'janitza-umg604': 'uip',
  'janitza-umg96rm-e': 'uip+-',
  'lovato-dmg610': 'uip+-',
  'orno-we504': 'UIP+T',
  'orno-we514-515': 'UIP+T',
  'orno-we516-517': 'uip+-',
  'orno-we525-526': 'UIP+-',
  'phoenix-eem': 'uip',
  'saiaburgess-axx3': 'ui+-~',
  'schneider-iem3000': 'uip+-',
  'siemens-7kt1665': 'uit+',
  'siemens-pac2200': 'uip+-',
  'sma-home-manager-2': 't+-',
  'socomec-countis-e23-e28': 'uip+-',
  'wago-879-30xx': 'uip+-',
};

/** What every frame built from a register table holds, in our units; L2 feeds in. */
const volts = [230.5, 229.25, 231];
const milliamps = [10_500, -6_250, 500];
const watts = [2_420.25, -1_432.5, 115.5];

const near = (actual: readonly (number | undefined)[] | undefined, expected: readonly number[], by: number): void => {
  assert.ok(actual, 'no value');
  assert.equal(actual.length, 3);
  for (const [k, value] of expected.entries())
    assert.ok(Math.abs((actual[k] ?? Number.NaN) - value) <= by, `${actual}`);
};

describe('Meters on file', () => {
  const catalogue = loadCatalogue();
  const readingsOf = (id: string) => {
    const definition = catalogue.modbus(id);
    assert.ok(definition, id);
    const values = Object.assign({}, ...definition.frames.map((frame) => frame.gives)) as Record<string, number>;
    const held = new Map(Object.entries(values).map(([quantity, value]) => [quantity, { value, atMs: 100 }]));
    return assembleReadings(definition, held, 1);
  };

  for (const [id, promised] of Object.entries(promises))
    it(`${id} gives "${promised}" in our units, import positive`, () => {
      const { voltageV, currentMa, powerW, totalPowerW, energyImportWh, energyExportWh } = readingsOf(id);
      const has = (letter: string) => promised.includes(letter);
      assert.equal(voltageV !== undefined, has('u') || has('U'), 'voltage');
      assert.equal(currentMa !== undefined, has('i') || has('I'), 'current');
      assert.equal(powerW !== undefined, has('p') || has('P'), 'power');
      assert.equal(totalPowerW !== undefined, has('p') || has('P') || has('t'), 'total power');
      assert.equal(energyImportWh !== undefined, has('+'), 'energy drawn');
      assert.equal(energyExportWh !== undefined, has('-'), 'energy fed in');
      if (has('u')) near(voltageV?.value, volts, 1);
      if (has('i')) near(currentMa?.value, has('p') ? milliamps : milliamps.map(Math.abs), 10 + (has('~') ? 50 : 0));
      if (has('p')) near(powerW?.value, watts, 5);
      if (has('U')) assert.ok(Math.abs((voltageV?.value[0] ?? 0) - 230.5) <= 1);
      // A meter of one phase feeds in here where its power has a sign.
      if (has('I')) assert.ok(Math.abs(Math.abs(currentMa?.value[0] ?? 0) - 10_500) <= 1);
      if (has('I') && has('P')) assert.equal(Math.sign(currentMa?.value[0] ?? 0), Math.sign(powerW?.value[0] ?? 0));
      if (has('t') || has('P') || has('p')) assert.ok(Math.abs(Math.abs(totalPowerW?.value ?? 0) - 1_103.25) <= 5);
      const offWh = has('k') ? 500 : 100;
      if (energyImportWh) assert.ok(Math.abs(energyImportWh.value - (has('T') ? 1_332_750 : 1_234_500)) <= offWh);
      if (energyExportWh) assert.ok(Math.abs(energyExportWh.value - 98_250) <= offWh);
    });

  it('has a row for every Modbus meter whose addresses are its own', () => {
    const own = catalogue.ids().filter((id) => {
      const definition = catalogue.modbus(id);
      return definition?.kind === 'meter' && definition.base === undefined;
    });
    assert.deepEqual(Object.keys(promises).sort(), own);
  });
});
