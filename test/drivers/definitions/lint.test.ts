import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import type { Control } from '../../../drivers/definitions/control-schema.ts';
import { lintDefinition } from '../../../drivers/definitions/lint.ts';
import { controlWrites } from '../../../drivers/definitions/lint-control.ts';
import type { Register } from '../../../drivers/definitions/register-schema.ts';
import type { Definition, ModbusDefinition } from '../../../drivers/definitions/schema.ts';

const catalogue = loadCatalogue();
const get = (id: string): ModbusDefinition => {
  const definition = catalogue.modbus(id);
  assert.ok(definition, id);
  return definition;
};
const problems = (definition: Definition): string[] => lintDefinition(definition).map((p) => `${p.path}: ${p.message}`);

/** A product with one register changed. */
const withRegister = (id: string, quantity: string, change: Partial<Register>): ModbusDefinition => {
  const definition = get(id);
  return {
    ...definition,
    registers: definition.registers.map((r) => (r.quantity === quantity ? { ...r, ...change } : r)),
  };
};
const withControl = (id: string, change: Partial<Control>): ModbusDefinition => {
  const definition = get(id);
  assert.ok(definition.control);
  return { ...definition, control: { ...definition.control, ...change } };
};

describe('Linter of definitions', () => {
  for (const id of catalogue.ids())
    it(`finds nothing wrong with ${id}`, () => {
      const definition = catalogue.get(id);
      assert.ok(definition);
      assert.deepEqual(problems(definition), []);
    });

  it('writes only what wears nothing in the cFos controller', () => {
    const { control } = get('cfos-powerbrain');
    assert.ok(control);
    // The registers that the vendor's page names as not going to flash.
    const volatile = [8086, 8087, 8088, 8091, 8093, 8094];
    for (const { quantity } of controlWrites(control)) {
      const register = get('cfos-powerbrain').registers.find((r) => r.quantity === quantity);
      assert.ok(register && volatile.includes(register.address), quantity);
    }
    const flash = withControl('cfos-powerbrain', { init: [{ quantity: 'current_limit_default', fc: 6, value: 6 }] });
    assert.match(problems(flash).join(), /init\.0: current_limit_default: a write wears out/);
  });

  const watchdog = get('heidelberg-energy-control').control?.watchdog;
  const wrong: [string, ModbusDefinition, RegExp][] = [
    [
      'a fail-safe that is set without a register for it',
      withControl('keba-p30', { watchdog: { timeout: 'failsafe_timeout', set: { fc: 6 } } }),
      /watchdog.set: there is no "failsafeCurrent"/,
    ],
    [
      'a fail-safe that cannot be written',
      withControl('heidelberg-energy-control', {
        watchdog: { ...watchdog, failsafeCurrent: 'hw_max_current' },
      }),
      /watchdog.set: hw_max_current: can only be read/,
    ],
    [
      'a fail-safe time whose words may stand the other way round',
      withControl('cfos-powerbrain', {
        watchdog: { timeout: 'failsafe_timeout', failsafeCurrent: 'failsafe_current', set: { fc: 16, timeoutS: 180 } },
      }),
      /watchdog.set: failsafe_timeout: its type or unit is not verified/,
    ],
    [
      'registers that overlap',
      withRegister('eastron-sdm630', 'voltage_l2', { address: 1 }),
      /voltage_l2 overlaps voltage_l1/,
    ],
    ['a quantity that stands twice', withRegister('keba-p30', 'power', { quantity: 'serial' }), /serial stands twice/],
    ['a float of one word', withRegister('eastron-sdm630', 'power', { words: 1 }), /a float32 has 2 word/],
    ['a scale of zero', withRegister('keba-p30', 'power', { scale: 0 }), /scale: is zero/],
    [
      'a scale register that is not there',
      withRegister('keba-p30', 'power', { scale: 'W_SF' }),
      /"W_SF" is not a sunssf/,
    ],
    ['a current in watts', withRegister('keba-p30', 'current_l1', { unit: 'W' }), /current_l1 is in A/],
    [
      'a coil read as a register',
      withRegister('keba-p30', 'state', { type: 'coil', words: 1 }),
      /does not carry a coil/,
    ],
    ['an address beyond the end', withRegister('keba-p30', 'power', { address: 65_535 }), /ends beyond/],
    [
      'an input register that is written',
      withRegister('eastron-sdm630', 'power', { access: 'rw' }),
      /cannot be written/,
    ],
    ['a relative address without base', withRegister('keba-p30', 'power', { relative: true }), /no "base"/],
    ['phases that are missing', withRegister('keba-p30', 'voltage_l2', { quantity: 'x' }), /voltage stands for some/],
    [
      'a set-point that can only be read',
      withRegister('heidelberg-energy-control', 'current_limit', { access: 'r' }),
      /setCurrent: current_limit: can only be read/,
    ],
    [
      'a set-point of two words that one word is to carry',
      withControl('alfen-eve', { setCurrent: { quantity: 'current_limit', fc: 6, minA: 6, maxA: 32, stepA: 1 } }),
      /function 6 writes one register only/,
    ],
    [
      'a set-point that is no register',
      withControl('alfen-eve', { wake: [{ quantity: 'bell', fc: 6, value: 1 }] }),
      /bell: no such/,
    ],
    [
      'a switch that says off but is not there',
      withControl('alfen-eve', { disabled: { by: 'enable' } }),
      /no "enable"/,
    ],
    [
      'a read-back of what is only written',
      withControl('keba-p30', { readBack: true }),
      /readBack.*"current_limit" is not/,
    ],
    ['neither current nor power', withControl('cfos-powerbrain', { setCurrent: undefined }), /exactly one of/],
    [
      'a set-point written over and over into flash',
      withControl('alfen-eve', { volatile: [], volatileOnly: false }),
      /over and over/,
    ],
    ['a meter that is steered', { ...get('keba-p30'), kind: 'meter' }, /a meter has none/],
    ['a charge point without a state', { ...get('keba-p30'), state: undefined }, /state: a charge point needs one/],
    ['a power without a sign', { ...get('keba-p30'), sign: undefined }, /says what its sign means/],
  ];
  for (const [name, definition, expected] of wrong)
    it(`finds ${name}`, () => {
      assert.match(problems(definition).join('\n'), expected);
    });
});
