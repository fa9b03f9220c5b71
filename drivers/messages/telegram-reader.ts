import type { P1Definition, SmlDefinition, TelegramValue } from '../definitions/message-schema.ts';
import type { Value } from '../device/value-codec.ts';
import type { MessageReader } from './message.ts';
import { obisKey, type Said, type Telegram } from './obis.ts';
import { readP1 } from './p1-telegram.ts';
import { readSml } from './sml-telegram.ts';
import { readValue } from './value.ts';

/** Reads telegrams of P1 and SML by their OBIS codes. The definition is a checked one. */
export function telegramReader(definition: P1Definition | SmlDefinition): MessageReader {
  const read = definition.protocol === 'p1' ? readP1 : readSml;
  return ({ bytes }) => {
    const telegram = read(bytes);
    // What a telegram does not say is not told; the values of the next one that does are the next ones.
    return new Map(
      definition.values
        .filter((value) => codesOf(value).some((code) => telegram.has(code)))
        .map((value) => [value.quantity, told(value, telegram)]),
    );
  };
}

const codesOf = ({ obis }: TelegramValue): string[] => [obis].flat().map(obisKey);

/** The sum of its codes less those of `minus`. A code that is missing has no part in it; one that cannot be read makes it none. */
function told(value: TelegramValue, telegram: Telegram): Value | undefined {
  if (value.text === true) return readValue(telegram.get(codesOf(value)[0] ?? '')?.value, value);
  const plus = codesOf(value);
  const minus = [value.minus ?? []].flat().map(obisKey);
  let sum = 0;
  for (const code of [...plus, ...minus]) {
    const said = telegram.get(code);
    if (said === undefined) continue;
    const one = inUnit(said, value.unit);
    if (one === undefined || value.notAValue?.includes(said.value)) return undefined;
    sum += minus.includes(code) ? -one : one;
  }
  // A sum of decimal fractions is one again.
  return readValue(Math.round(sum * 1e6) / 1e6, { ...value, notAValue: undefined });
}

/** Units that are one another but for a power of ten. */
const kilo: Readonly<Record<string, readonly [base: string, factor: number]>> = {
  kW: ['W', 1000],
  kWh: ['Wh', 1000],
  kVA: ['VA', 1000],
  kVAh: ['VAh', 1000],
  kvar: ['var', 1000],
  kvarh: ['varh', 1000],
};

/** A number in the unit asked for; `undefined` where it is told in a unit that is another thing. */
function inUnit({ value, unit = '' }: Said, wanted: string): number | undefined {
  if (typeof value !== 'number') return undefined;
  const [base, factor] = kilo[unit] ?? [unit, 1];
  const [wantedBase, wantedFactor] = kilo[wanted] ?? [wanted, 1];
  if (unit !== '' && base !== wantedBase) return undefined;
  return unit === '' || factor === wantedFactor ? value : (value * factor) / wantedFactor;
}
