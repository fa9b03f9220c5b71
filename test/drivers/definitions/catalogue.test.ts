import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { definitionJsonSchema } from '../../../drivers/definitions/schema.ts';
import { NetwachtError } from '../../../firmware/domain/errors.ts';

const shipped = new URL('../../../drivers/definitions/', import.meta.url);
const meter = (): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL('meters/eastron-sdm630.json', shipped), 'utf8'));

describe('Catalogue of definitions', () => {
  const catalogue = loadCatalogue();

  it('has the ten products of the first release', () => {
    const first = [
      ...['alfen-eve', 'carlogavazzi-em24-rs485', 'cfos-powerbrain', 'eastron-sdm630', 'eastron-sdm72d-m-v2'],
      ...['heidelberg-energy-control', 'janitza-umg604', 'keba-p30', 'mennekes-amtron-compact-2s', 'phoenix-charx'],
    ];
    for (const id of first) assert.ok(catalogue.modbus(id), id);
    assert.equal(catalogue.get('nothing'), undefined);
    assert.equal(catalogue.facts('nothing'), undefined);
  });

  it('tells a site check what it needs', () => {
    const keba = catalogue.facts('keba-p30');
    assert.deepEqual(
      [keba?.kind, keba?.transports, keba?.defaults.unitId, keba?.defaults.port, keba?.minCurrentA, keba?.maxCurrentA],
      ['chargePoint', ['tcp'], 255, 502, 6, 32],
    );
    assert.equal(keba?.canSwitchPhases, true);
    assert.equal(catalogue.facts('heidelberg-energy-control')?.canSwitchPhases, false);
    const heidelberg = catalogue.facts('heidelberg-energy-control')?.defaults;
    assert.deepEqual([heidelberg?.baudRate, heidelberg?.parity, heidelberg?.stopBits], [19_200, 'even', 1]);
    assert.equal(catalogue.facts('phoenix-charx')?.hasConnectors, true);
    assert.equal(catalogue.facts('cfos-powerbrain')?.defaultMaxCurrentA, 16);
    assert.equal(catalogue.facts('eastron-sdm630')?.maxCurrentA, undefined);
  });

  it('has a JSON Schema for editors that is current', () => {
    const written = JSON.parse(readFileSync(new URL('schema.json', shipped), 'utf8'));
    assert.deepEqual(
      written,
      JSON.parse(JSON.stringify(definitionJsonSchema())),
      'node drivers/definitions/write-schema.ts',
    );
  });
});

describe('A folder of definitions', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-definitions-'));
    mkdirSync(join(folder, 'meters'));
    mkdirSync(join(folder, 'charge-points'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (name: string, data: unknown) =>
    writeFileSync(join(folder, 'meters', `${name}.json`), typeof data === 'string' ? data : JSON.stringify(data));
  const refusal = (): NetwachtError => {
    try {
      loadCatalogue(folder);
    } catch (error) {
      assert.ok(error instanceof NetwachtError);
      assert.equal(error.code, 'badDefinition');
      return error;
    }
    return assert.fail('was not refused');
  };

  const bad: [string, (data: Record<string, unknown>) => unknown, RegExp][] = [
    ['an unknown key', (d) => ({ ...d, colour: 'grey' }), /eastron-sdm630\.json#colour$/],
    [
      'an unknown key of a register',
      (d) => ({ ...d, registers: [{ ...registersOf(d)[0], adress: 4 }] }),
      /#registers\.0\.adress$/,
    ],
    [
      'a type that does not exist',
      (d) => ({ ...d, registers: [{ ...registersOf(d)[0], type: 'int24' }] }),
      /#registers\.0\.type$/,
    ],
    [
      'words that do not fit the type',
      (d) => ({ ...d, registers: [{ ...registersOf(d)[0], words: 4 }] }),
      /#registers\.0\.words$/,
    ],
    ['no source', (d) => ({ ...d, sources: [] }), /#sources$/],
    ['no frame', (d) => ({ ...d, frames: [] }), /#frames$/],
    ['another id than its name', (d) => ({ ...d, id: 'other' }), /#id$/],
    [
      'a check of a register it lacks',
      (d) => ({ ...d, detect: [{ quantity: 'mood', min: 1 }] }),
      /#detect\.0\.quantity$/,
    ],
    [
      'a state that is no shape at all',
      (d) => ({ ...d, state: { quantity: 'power', firstLetter: true, x: 1 } }),
      /#state\.x$/,
    ],
  ];
  for (const [name, change, path] of bad)
    it(`refuses a file with ${name}, and says where`, () => {
      put('eastron-sdm630', change(meter()));
      assert.match(refusal().path ?? '', path);
    });

  it('that is not there is refused, as is one without folders of kinds', () => {
    const nothing = join(folder, 'nothing');
    assert.throws(() => loadCatalogue(nothing), /nothing: folder: is not there, or holds none of meters\//);
    assert.throws(() => loadCatalogue(join(folder, 'meters')), { code: 'badDefinition' });
  });

  it('refuses what is not JSON', () => {
    put('eastron-sdm630', '{ "id": ');
    assert.match(refusal().path ?? '', /eastron-sdm630\.json$/);
  });

  it('puts an extension onto its base: registers by quantity, other keys whole', () => {
    put('eastron-sdm630', meter());
    put('other-brand', {
      ...{ id: 'other-brand', extends: 'eastron-sdm630', vendor: 'Other', model: 'X', removes: ['thd_voltage'] },
      registers: [{ ...registersOf(meter())[0], unit: 'V', scale: 0.1 }],
      defaults: { unit: 9 },
    });
    const other = loadCatalogue(folder).modbus('other-brand');
    assert.equal(other?.vendor, 'Other');
    assert.deepEqual(other?.defaults, { unit: 9 });
    assert.equal(other?.registers.find((r) => r.quantity === 'voltage_l1')?.scale, 0.1);
    assert.equal(other?.registers.find((r) => r.quantity === 'voltage_l2')?.scale, 1);
    assert.equal(
      other?.registers.find((r) => r.quantity === 'thd_voltage'),
      undefined,
    );
  });

  it('allows one level of extends only', () => {
    put('eastron-sdm630', meter());
    put('a', { id: 'a', extends: 'eastron-sdm630' });
    put('b', { id: 'b', extends: 'a' });
    assert.match(refusal().path ?? '', /b\.json#extends$/);
  });
});

function registersOf(data: Record<string, unknown>): Record<string, unknown>[] {
  assert.ok(Array.isArray(data.registers));
  return data.registers;
}
