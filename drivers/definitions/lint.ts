import { lintControl } from './lint-control.ts';
import type { Register } from './register-schema.ts';
import type { Definition } from './schema.ts';

/** Something in a definition that its shape allows and its sense does not. `path` as in `registers.3.words`. */
export interface DefinitionProblem {
  readonly path: string;
  readonly message: string;
}

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

const unitOf: readonly [RegExp, readonly string[]][] = [
  [/^current(_l[123])?$/, ['A']],
  [/^voltage(_l[123])?$/, ['V']],
  [/^power(_import|_export|_l[123])?$/, ['W', 'kW', 'VA']],
  [/^energy_(import|export|total)$/, ['Wh', 'kWh', 'VAh', 'Ws']],
  [/^soc$/, ['%']],
  [/^frequency$/, ['Hz']],
];

/** Checks that names exist, that sizes fit types, that registers do not overlap and that control writes what can be written. */
export function lintDefinition(definition: Definition): DefinitionProblem[] {
  return [
    ...definition.registers.flatMap((register, k) => registerProblems(definition, register, k)),
    ...overlaps(definition.registers),
    ...nameProblems(definition),
    ...kindProblems(definition),
    ...lintControl(definition),
  ];
}

function registerProblems(definition: Definition, register: Register, k: number): DefinitionProblem[] {
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
  const units = unitOf.find(([name]) => name.test(register.quantity))?.[1];
  if (units !== undefined && !units.includes(register.unit))
    out.push(at('unit', `${register.quantity} is in ${units.join(' or ')}, not "${register.unit}"`));
  return out;
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

function nameProblems(definition: Definition): DefinitionProblem[] {
  const readable = new Set(definition.registers.filter((r) => r.access !== 'w').map((r) => r.quantity));
  const known = new Set(definition.registers.map((r) => r.quantity));
  const out: DefinitionProblem[] = [];
  const mustRead = (path: string, quantity: string) => {
    if (!readable.has(quantity)) out.push({ path, message: `"${quantity}" is not a register that can be read` });
  };
  definition.detect?.forEach((condition, k) => {
    mustRead(`detect.${k}.quantity`, condition.quantity);
  });
  definition.onlyWhen?.forEach((rule, k) => {
    mustRead(`onlyWhen.${k}.when.quantity`, rule.when.quantity);
    for (const quantity of rule.quantities) mustRead(`onlyWhen.${k}.quantities`, quantity);
  });
  for (const quantity of stateQuantities(definition)) mustRead('state', quantity);
  definition.unverified.forEach((entry, k) => {
    for (const quantity of entry.quantities ?? [])
      if (!known.has(quantity))
        out.push({ path: `unverified.${k}.quantities`, message: `"${quantity}" is not a register` });
  });
  return out;
}

/** The registers that the charge state is made of. */
export function stateQuantities(definition: Definition): readonly string[] {
  const { state } = definition;
  if (state === undefined) return [];
  if ('cases' in state) return [...new Set(state.cases.flatMap((c) => c.when.map((w) => w.quantity)))];
  return [state.quantity];
}

function kindProblems(definition: Definition): DefinitionProblem[] {
  const has = (quantity: string) => definition.registers.some((r) => r.quantity === quantity);
  const out: DefinitionProblem[] = [];
  if (definition.kind === 'chargePoint') {
    if (definition.control === undefined) out.push({ path: 'control', message: 'a charge point needs one' });
    if (definition.state === undefined) out.push({ path: 'state', message: 'a charge point needs one' });
  } else if (definition.control !== undefined) out.push({ path: 'control', message: 'a meter has none' });
  if (definition.registers.some((r) => /^power/.test(r.quantity)) && definition.sign === undefined)
    out.push({ path: 'sign', message: 'a definition with a power says what its sign means' });
  for (const kind of ['current', 'power', 'voltage'])
    if (has(`${kind}_l2`) !== has(`${kind}_l1`) || has(`${kind}_l3`) !== has(`${kind}_l1`))
      out.push({ path: 'registers', message: `${kind} stands for some phases only` });
  return out;
}
