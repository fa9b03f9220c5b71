import assert from 'node:assert/strict';
import { isOneSlip } from '../../../drivers/check/names.ts';
import { exampleProblems } from '../../../drivers/check/problems.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { type Definition, isModbus, type ModbusDefinition } from '../../../drivers/definitions/schema.ts';

const catalogue = loadCatalogue();
type Frame = ModbusDefinition['frames'][number];
type Register = ModbusDefinition['registers'][number];

function product(id: string): ModbusDefinition {
  const definition = catalogue.modbus(id);
  assert.ok(definition, id);
  return definition;
}

describe('Frames and samples on file', () => {
  for (const id of catalogue.ids())
    it(`of ${id} are whole, give what they say, and show every value that is read`, () => {
      const definition = catalogue.get(id);
      assert.ok(definition);
      assert.ok((isModbus(definition) ? definition.frames : definition.samples).length > 0);
      assert.deepEqual(exampleProblems(definition), []);
    });
});

describe('The check of frames and samples', () => {
  const meter = product('hager-ecr380d');
  const frame = (change: (frame: Frame) => Partial<Frame>): Definition => ({
    ...meter,
    frames: meter.frames.map((one, k) => (k === 0 ? { ...one, ...change(one) } : one)),
  });
  const register = (quantity: string, change: Partial<Register>): ModbusDefinition => ({
    ...meter,
    registers: meter.registers.map((one) => (one.quantity === quantity ? { ...one, ...change } : one)),
  });
  const finds = (definition: Definition, path: RegExp, message: RegExp) => {
    const problems = exampleProblems(definition);
    const seen = JSON.stringify(problems);
    assert.ok(
      problems.some((problem) => path.test(problem.path) && message.test(problem.message)),
      seen,
    );
  };
  const [first] = Object.keys(meter.frames[0]?.gives ?? {});

  it('finds a check sum that is wrong, and says the right one', () => {
    const right = meter.frames[0]?.reply.slice(-4) ?? '';
    finds(
      frame(({ reply }) => ({ reply: `${reply.slice(0, -4)}0000` })),
      /^frames\.0\.reply$/,
      new RegExp(`CRC is 0000, should be ${right}`),
    );
  });

  it('finds a reply of another request', () => {
    const other = meter.frames.at(-1);
    assert.ok(other && other.request !== meter.frames[0]?.request);
    finds(
      frame(() => ({ reply: other.reply })),
      /^frames\.0/,
      /registers that were asked for|the reply gives/,
    );
  });

  it('finds a value that the reply does not give, and one that it does not hold', () => {
    assert.ok(first);
    finds(
      frame(({ gives }) => ({ gives: { ...gives, [first]: 1 } })),
      new RegExp(`^frames\\.0\\.gives\\.${first}$`),
      /the reply gives .*, not 1/,
    );
    finds(
      frame(({ gives }) => ({ gives: { ...gives, colour: 1 } })),
      /gives\.colour$/,
      /is not a register/,
    );
    const [away] = Object.keys(meter.frames.at(-1)?.gives ?? {});
    assert.ok(away);
    finds(
      frame(({ gives }) => ({ gives: { ...gives, [away]: 1 } })),
      new RegExp(`gives\\.${away}$`),
      /which the frame does not hold|is read by function/,
    );
  });

  it('finds a value that is read and that no frame gives', () => {
    const frames = meter.frames.map((one) => {
      const { voltage_l1: _, ...gives } = one.gives;
      return { ...one, gives };
    });
    finds({ ...meter, frames }, /^registers\.\d+$/, /no frame gives voltage_l1/);
  });

  it('finds a scale that is ten times too large by the power that a phase cannot have', () => {
    const scaled = (definition: ModbusDefinition, name: RegExp) => ({
      ...definition,
      registers: definition.registers.map((r) => (name.test(r.quantity) ? { ...r, scale: Number(r.scale) * 10 } : r)),
      frames: definition.frames.map((f) => ({
        ...f,
        gives: Object.fromEntries(
          Object.entries(f.gives).map(([name_, v]) => [name_, name.test(name_) ? Number(v) * 10 : v]),
        ),
      })),
    });
    finds(scaled(meter, /^power_l/), /^frames$/, /phase 1 has 24200 W at 230.5 V and 10.5 A/);
    finds(scaled(meter, /^voltage_l/), /^frames$/, /voltage of phase 1 comes to 2305 V/);
  });

  it('finds a total that is not the sum of the phases', () => {
    const frames = meter.frames.map((one) => ({ ...one, gives: { ...one.gives } }));
    const turned = product('eastron-sdm72d-m');
    assert.deepEqual(exampleProblems(turned), []);
    const withTotal = frames.find(({ gives }) => 'power' in gives);
    assert.ok(withTotal);
    // The register says the opposite of the phases.
    const flipped = register('power', { scale: -Number(meter.registers.find((r) => r.quantity === 'power')?.scale) });
    const gives = { ...withTotal.gives, power: -Number(withTotal.gives.power) };
    finds(
      { ...flipped, frames: frames.map((one) => (one === withTotal ? { ...one, gives } : one)) },
      /^frames$/,
      /the phases have .* W, all together -/,
    );
  });

  it('finds a name that is a slip of one that is known', () => {
    finds(register('energy_import', { quantity: 'enregy_import' }), /^registers\.\d+\.quantity$/, /"energy_import" is/);
  });

  for (const [slip, meant, is] of [
    ['curent_l1', 'current_l1', true],
    ['currrent_l1', 'current_l1', true],
    ['cirrent_l1', 'current_l1', true],
    ['currnet_l1', 'current_l1', true],
    ['phase_state', 'power', false],
    ['energy', 'energy_import', false],
  ] as const)
    it(`takes ${slip} ${is ? '' : 'not '}for a slip of ${meant}`, () => assert.equal(isOneSlip(slip, meant), is));

  it('finds a sample that does not give what it says', () => {
    const definition = catalogue.get('shelly-pro-3em');
    assert.ok(definition !== undefined && !isModbus(definition));
    const samples = definition.samples.map((s) => ({ ...s, gives: { ...s.gives, voltage_l1: 1 } }));
    finds({ ...definition, samples } as Definition, /^samples\.0\.gives\.voltage_l1$/, /not 1$/);
  });
});
