import { layoutsOf } from './layouts.ts';
import { lintControl } from './lint-control.ts';
import { lintMessages } from './lint-messages.ts';
import { type DefinitionProblem, nameProblems, phaseProblems, signProblems, unitProblems } from './lint-product.ts';
import { lintSunspec } from './lint-sunspec.ts';
import type { Register } from './register-schema.ts';
import { type Definition, isModbus, type ModbusDefinition } from './schema.ts';

const fixedWords: Partial<Record<Register['type'], number>> = {
  uint16: 1,
  int16: 1,
  sunssf: 1,
  coil: 1,
  uint32: 2,
  int32: 2,
  float32: 2,
  acc32: 2,
  uint64: 4,
  int64: 4,
  float64: 4,
};

/** What is wrong with a definition whose shape is right. */
export const lintDefinition = (definition: Definition): DefinitionProblem[] =>
  isModbus(definition) ? lintLayouts(definition) : lintMessages(definition);

/** A problem of an alternative layout says which one. */
const lintLayouts = (definition: ModbusDefinition): DefinitionProblem[] => [
  ...lintSunspec(definition),
  ...layoutsOf(definition).flatMap((layout, k) =>
    [...lintModbus(layout), ...(k === 0 ? [] : lintSunspec(layout))].map(({ path, message }) =>
      k === 0 ? { path, message } : { path: `alternatives.${k - 1}.${path}`, message },
    ),
  ),
];

/** Checks that names exist, that sizes fit types, that registers do not overlap and that control writes what can be written. */
function lintModbus(definition: ModbusDefinition): DefinitionProblem[] {
  const readable = definition.registers.filter((r) => r.access !== 'w').map((r) => r.quantity);
  const known = definition.registers.map((r) => r.quantity);
  return [
    ...definition.registers.flatMap((register, k) => registerProblems(definition, register, k)),
    ...overlaps(definition.registers),
    ...nameProblems(definition, { readable, known, what: 'register' }),
    ...kindProblems(definition),
    ...phaseProblems('registers', known),
    ...signProblems(definition, known),
    ...lintControl(definition),
  ];
}

function kindProblems(definition: ModbusDefinition): DefinitionProblem[] {
  const out: DefinitionProblem[] = [];
  if (definition.kind === 'chargePoint') {
    if (definition.control === undefined) out.push({ path: 'control', message: 'a charge point needs one' });
    if (definition.state === undefined) out.push({ path: 'state', message: 'a charge point needs one' });
  } else if (definition.control !== undefined) out.push({ path: 'control', message: 'a meter has none' });
  return out;
}

function registerProblems(definition: ModbusDefinition, register: Register, k: number): DefinitionProblem[] {
  const at = (part: string, message: string) => ({ path: `registers.${k}.${part}`, message });
  const out: DefinitionProblem[] = [];
  const words = fixedWords[register.type];
  if (words !== undefined && register.words !== words)
    out.push(at('words', `a ${register.type} has ${words} word(s), not ${register.words}`));
  if (register.address + register.words > 65_536) out.push(at('address', 'ends beyond address 65535'));
  if (register.scale === 0) out.push(at('scale', 'is zero'));
  if (typeof register.scale === 'string') {
    const scale = definition.registers.find((r) => r.quantity === register.scale);
    if (scale?.type !== 'sunssf') out.push(at('scale', `"${register.scale}" is not a sunssf register`));
  }
  if ((register.type === 'coil') !== [1, 2, 5, 15].includes(register.fc))
    out.push(at('fc', `function ${register.fc} does not carry a ${register.type}`));
  if (register.access === 'w' ? register.fc < 5 : register.fc > 4)
    out.push(at('fc', `function ${register.fc} does not fit access "${register.access}"`));
  if (register.access === 'rw' && (register.fc === 2 || register.fc === 4))
    out.push(at('access', `what function ${register.fc} reads cannot be written`));
  if (register.relative === true && definition.base === undefined)
    out.push(at('relative', 'the definition has no "base"'));
  return [...out, ...unitProblems(`registers.${k}.unit`, register)];
}

/** Address spaces of Modbus: coils, discrete inputs, holding registers, input registers. */
const space = (fc: Register['fc']): string =>
  fc === 1 || fc === 5 || fc === 15 ? 'coil' : fc === 2 ? 'discrete' : fc === 4 ? 'input' : 'holding';

/** What is only written may share an address with what is read there: a command and its echo. */
function overlaps(registers: readonly Register[]): DefinitionProblem[] {
  const out: DefinitionProblem[] = [];
  const taken = new Map<string, string>();
  const names = new Set<string>();
  registers.forEach((register, k) => {
    if (names.has(register.quantity))
      out.push({ path: `registers.${k}.quantity`, message: `${register.quantity} stands twice` });
    names.add(register.quantity);
    for (let word = 0; word < register.words; word += 1) {
      const cell = [
        space(register.fc),
        register.access === 'w',
        register.relative === true,
        register.model ?? '',
        register.address + word,
      ].join(' ');
      const other = taken.get(cell);
      if (other !== undefined) {
        out.push({ path: `registers.${k}.address`, message: `${register.quantity} overlaps ${other}` });
        break;
      }
      taken.set(cell, register.quantity);
    }
  });
  return out;
}
