import type { DeviceReadings } from '../../firmware/domain/device.ts';
import type { DefinitionProblem } from '../definitions/lint-product.ts';
import { type Definition, isModbus } from '../definitions/schema.ts';
import { assembleReadings } from '../device/readings.ts';
import { readQuantities } from './names.ts';

const measured = /^((current|voltage|power)(_l[123]|_import|_export)?|energy_(import|export|total)|soc)$/;
/** A phase to neutral, of any country and with any tap; phase to phase is more. */
const [leastVolts, mostVolts] = [80, 300];
/** What the meter's own tolerance may make of a power: 5 %. */
const tolerance = 0.05;

/** What the frames or samples of a product give in our units, as the loop would see it. */
export function exampleReadings(definition: Definition): DeviceReadings {
  const held = new Map(Object.entries(given(definition)).map(([name, value]) => [name, { value, atMs: 0 }]));
  return assembleReadings(definition, held, 1);
}

/** What is wrong with the values of the frames, taken together: some that the program reads stand in none, or they contradict each other. */
export const readingProblems = (definition: Definition): DefinitionProblem[] => [
  ...unseen(definition),
  ...(definition.kind === 'chargePoint' ? [] : contradictions(definition)),
];

function given(definition: Definition): Record<string, number | string | undefined> {
  const parts = isModbus(definition) ? definition.frames : definition.samples;
  const values = Object.assign({}, ...parts.map(({ gives }) => gives)) as Record<string, number | string | null>;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? undefined]));
}

/** A value that the loop steers or counts by and that no frame gives is a value that nobody has ever seen. */
function unseen(definition: Definition): DefinitionProblem[] {
  if (!isModbus(definition)) return [];
  const seen = given(definition);
  return readQuantities(definition).flatMap((quantity) => {
    if (!measured.test(quantity) || quantity in seen) return [];
    const k = definition.registers.findIndex((register) => register.quantity === quantity);
    return [{ path: `registers.${k}`, message: `no frame gives ${quantity}` }];
  });
}

/** A phase cannot carry more power than its voltage times its current: a scale or a unit is wrong somewhere. */
function contradictions(definition: Definition): DefinitionProblem[] {
  const { voltageV, currentMa, powerW, totalPowerW } = exampleReadings(definition);
  const out: DefinitionProblem[] = [];
  const list = isModbus(definition) ? 'frames' : 'samples';
  const say = (message: string) => out.push({ path: list, message: `${message}: are scale and unit right?` });
  const step = stepsOf(definition);
  for (const [k, volts] of (voltageV?.value ?? []).entries()) {
    if (volts === undefined || volts === 0) continue;
    if (volts < leastVolts || volts > mostVolts) say(`the voltage of phase ${k + 1} comes to ${volts} V`);
    const [amps, watts] = [Math.abs(currentMa?.value[k] ?? 0) / 1000, powerW?.value[k]];
    if (currentMa?.value[k] === undefined || watts === undefined) continue;
    const most = volts * amps * (1 + tolerance) + volts * step('current') + amps * step('voltage') + step('power');
    if (Math.abs(watts) > most) say(`phase ${k + 1} has ${watts} W at ${volts} V and ${amps} A`);
  }
  const phases = (powerW?.value ?? []).filter((watts) => watts !== undefined);
  if (totalPowerW === undefined || phases.length !== 3) return out;
  const sum = phases.reduce((total, watts) => total + watts, 0);
  const slack = tolerance * phases.reduce((total, watts) => total + Math.abs(watts), 0) + 4 * step('power');
  if (Math.abs(totalPowerW.value - sum) > slack) say(`the phases have ${sum} W, all together ${totalPowerW.value} W`);
  return out;
}

/** The coarsest step of the registers of a kind, in A, V or W. */
function stepsOf(definition: Definition): (kind: string) => number {
  const parts = isModbus(definition)
    ? definition.registers.filter(({ type }) => !type.startsWith('float'))
    : definition.values;
  return (kind) =>
    Math.max(
      0,
      ...parts
        .filter(({ quantity }) => quantity === kind || quantity.startsWith(`${kind}_l`))
        .map(({ scale, unit }) => (typeof scale === 'number' ? Math.abs(scale) * (unit === 'kW' ? 1000 : 1) : 0)),
    );
}
