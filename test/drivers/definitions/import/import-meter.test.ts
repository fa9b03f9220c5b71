import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { bytesOf } from '../../../../drivers/check/samples.ts';
import { importMeter } from '../../../../drivers/definitions/import/import-meter.ts';
import { isModbus, type ModbusDefinition } from '../../../../drivers/definitions/schema.ts';
import { RegisterTable } from '../../../../drivers/device/register-table.ts';
import { messageReader } from '../../../../drivers/messages/reader.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';

const folder = new URL('./files/', import.meta.url);
const read = (name: string) => importMeter(readFileSync(new URL(`${name}.json5`, folder), 'utf8'), `${name}.json`);
const left = (name: string): readonly string[] => read(name).leftOut.map(({ path }) => path);

function modbus(name: string): ModbusDefinition {
  const { definition } = read(name);
  assert.ok(isModbus(definition));
  return definition;
}
const register = (name: string, quantity: string) => modbus(name).registers.find((r) => r.quantity === quantity);

/** What a product of an imported file would give for a message. */
function says(name: string, message: string, connector = 'm1'): Record<string, unknown> {
  const { definition } = read(name);
  assert.ok(!isModbus(definition));
  return Object.fromEntries(messageReader(definition)({ in: connector, bytes: Buffer.from(message) }));
}

describe('A user-defined meter file of the original', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json5'));
  for (const file of files)
    it(`${file} becomes a definition whose frames and samples give what they say`, () => {
      const { definition } = read(file.replace('.json5', ''));
      assert.match(definition.id, /^user-[a-z0-9-]+$/);
      assert.equal(definition.status, 'unverified');
      if (!isModbus(definition)) {
        for (const sample of definition.samples) {
          const values = messageReader(definition)({ in: sample.in, bytes: bytesOf(sample) });
          for (const [quantity, value] of Object.entries(sample.gives))
            assert.equal(values.get(quantity), value, quantity);
        }
        return;
      }
      const table = new RegisterTable(definition);
      for (const { reply, gives } of definition.frames) {
        const [[quantity = '', expected] = []] = Object.entries(gives);
        const planned = table.planned([quantity]);
        const bytes = Buffer.from(reply, 'hex').subarray(3, -2);
        const values = Uint16Array.from({ length: bytes.length / 2 }, (_, k) => bytes.readUInt16BE(2 * k));
        const decoded = table.decode(planned, planned[0]?.address ?? 0, { values, requestedAtMs: 0 }, () => undefined);
        assert.equal(decoded.get(quantity), expected, quantity);
      }
    });

  it('of a Modbus meter keeps its registers, its limits and its times', () => {
    const { registers, reads, vendor, model } = modbus('modbus-three-phase');
    assert.deepEqual([vendor, model], ['Example', 'Example Three']);
    assert.deepEqual(reads, { maxGap: 0, maxReadRegisters: 40, pauseMs: 50, timeoutMs: 300 });
    assert.deepEqual(register('modbus-three-phase', 'current_l1'), {
      ...{ quantity: 'current_l1', fc: 4, address: 6, type: 'float32', words: 2, scale: 1, unit: 'A', access: 'r' },
    });
    assert.deepEqual(registers.map(({ quantity, address, scale }) => [quantity, address, scale]).slice(-3), [
      ['power', 0x34, 1],
      ['energy_import', 0x48, 1000],
      ['energy_export', 0x4a, 1000],
    ]);
    assert.deepEqual(left('modbus-three-phase'), ['tcp.connect_timeout', 'rtu.retries']);
  });

  it('of one phase calls its values as one-phase products do, and knows the order of words', () => {
    assert.deepEqual(
      modbus('modbus-one-phase-lh').registers.map(({ quantity, scale, wordOrder }) => [quantity, scale, wordOrder]),
      [
        ['voltage', 0.1, undefined],
        ['current', 0.01, undefined],
        ['power', 0.1, 'lsw_first'],
        ['energy_import', 1, undefined],
      ],
    );
  });

  it('of an inverter leaves production positive, as the role generation has it', () => {
    assert.equal(modbus('modbus-inverter').sign?.power, 'importPositive');
    assert.equal(register('modbus-inverter', 'model_text')?.words, 8);
  });

  it('keeps outputs and resets on file, and says that they do nothing', () => {
    const { imported } = modbus('modbus-battery-with-outputs');
    assert.equal(imported?.outputs?.length, 1);
    assert.equal(imported?.resets?.length, 1);
    assert.deepEqual(left('modbus-battery-with-outputs'), ['inputs[1].count', 'outputs', 'resets']);
    assert.equal(register('modbus-battery-with-outputs', 'input2')?.address, 0x2011);
  });

  it('leaves out what is doubtful, each with its reason', () => {
    assert.deepEqual(
      modbus('modbus-two-phases').registers.map(({ quantity, unit }) => [quantity, unit]),
      [['power', 'VA']],
    );
    assert.deepEqual([...left('modbus-two-phases')].sort(), [
      ...['current_l1', 'current_l2', 'energy_import', 'far', 'odd', 'turned'],
    ]);
  });

  it('asks by HTTP what it asked, and finds what it found', () => {
    const { definition } = read('http-solar');
    assert.ok(definition.protocol === 'http');
    assert.deepEqual(definition.requests, [
      { id: 'm1', path: '/api/now' },
      { id: 'm2', path: '/api/total' },
    ]);
    assert.equal(definition.everyMs, 2000);
    assert.deepEqual(says('http-solar', '{"inverters":[{"power":812.5}]}'), { power: 812.5 });
    const total = '{"total":[{"unit":"kWh","n":2,"value":9},{"unit":"kWh","n":1,"value":1.5}]}';
    assert.deepEqual(says('http-solar', total, 'm2'), { energy_export: 1500 });
    const phases =
      '{"phase":[{"u":230,"i":1.5,"p":300},{"u":231,"i":0,"p":0},{"u":229,"i":2,"p":-400}],"relay":true,"note":"123456789"}';
    const values = says('http-three-phase', phases);
    assert.deepEqual([values.current_l1, values.power_l3, values.input1, values.note], [1.5, -400, 1, '12345678']);
  });

  it('takes numbers out of a page by patterns', () => {
    const page = '<p>Power:  -12.5 W</p><p>Energy: 44</p>';
    assert.deepEqual(says('http-text', page), { power: -12.5, energy_import: 440 });
    assert.deepEqual(left('http-text'), ['broken', 'away']);
  });

  it('hears topics, also where the whole message is the number', () => {
    const { definition } = read('mqtt-plug');
    assert.ok(definition.protocol === 'mqtt');
    assert.deepEqual(
      definition.topics.map(({ topic }) => topic),
      ['tele/plug/SENSOR', 'plug/total'],
    );
    assert.deepEqual(says('mqtt-plug', '{"ENERGY":{"Power":27,"Voltage":234,"Current":0.122}}'), {
      ...{ power: 27, voltage: 234, current: 0.122 },
    });
    assert.deepEqual(says('mqtt-plug', '3.185', 'm2'), { energy_import: 3185 });
    assert.deepEqual(left('mqtt-plug'), ['many']);
  });

  it('makes samples that can be read, also where a message is a text and JSON at once', () => {
    const values = '"a":{"address":"/x","type":"string"},"power_w":{"address":"/x","query":"p"}';
    const { definition } = importMeter(`{"rtype":1,${values}}`, 'x.json');
    assert.ok(!isModbus(definition));
    const [sample] = definition.samples;
    assert.ok(sample);
    const given = messageReader(definition)({ in: sample.in, bytes: bytesOf(sample) });
    assert.deepEqual(
      [...given],
      [
        ['a', '1'],
        ['power', undefined],
      ],
    );
  });

  it('leaves formulas, fixed values and variables of the site to the site, and says so', () => {
    const { definition, leftOut } = read('formulas');
    assert.deepEqual(definition.imported?.formulas, { current_l1: 'power_w / 230 * 1000' });
    assert.deepEqual(
      leftOut.map(({ path }) => path),
      ['current_l1', 'voltage_l1', 'CM.price', 'secret sauce', 'strange'],
    );
    assert.match(leftOut[0]?.why ?? '', /"current_l1": "M1\.power_w \/ 230 \* 1000".*definition "expression"/);
    assert.deepEqual(says('formulas', '{"p":5,"t":215}'), { power: 5, temperature: 21.5 });
  });

  const refused: [string, string, RegExp][] = [
    ['no object', '[]', /one JSON object/],
    ['another rtype', '{"rtype":7}', /rtype is 0/],
    ['nothing to read', '{"rtype":0,"name":"x"}', /no value that can be read/],
    ['nothing that can be read', '{"rtype":1,"power_w":{"address":"ftp://x"}}', /no value that can be read/],
    ['no JSON', '{"rtype":', /no JSON/],
  ];
  for (const [what, source, why] of refused)
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => importMeter(source, 'x.json'),
        (error: unknown) => error instanceof NetwachtError && error.code === 'badFile' && why.test(error.message),
      );
    });
});
