import type { HttpDefinition, JsonValue, MqttDefinition } from '../definitions/message-schema.ts';
import type { Value } from '../device/value-codec.ts';
import { MessageError, type MessageReader } from './message.ts';
import { parsePattern } from './pattern.ts';
import type { Instruction } from './pattern-program.ts';
import { runPattern } from './pattern-run.ts';
import { withPlaces } from './places.ts';
import { followQuery, parseQuery, type Step } from './query.ts';
import { readValue } from './value.ts';

interface Compiled {
  readonly value: JsonValue;
  readonly steps: readonly Step[] | undefined;
  readonly program: readonly Instruction[] | undefined;
}

/** More than this is searched for no pattern. */
const longestMatched = 16 * 1024;

/** Reads JSON texts, or any text by patterns. The definition is a checked one. */
export function jsonReader(definition: HttpDefinition | MqttDefinition, connector: number): MessageReader {
  const compiled = definition.values.map((value) => compile(value, connector));
  return (message) => {
    const text = message.bytes.toString('utf8');
    const here = compiled.filter(({ value }) => value.in === undefined || value.in === message.in);
    const json = here.some(({ steps }) => steps !== undefined) ? parsed(text) : undefined;
    return new Map(here.map((entry) => [entry.value.quantity, read(entry, text, json)]));
  };
}

function compile(value: JsonValue, connector: number): Compiled {
  const query = value.query === undefined ? undefined : parseQuery(withPlaces(value.query, connector));
  const pattern = value.match === undefined ? undefined : parsePattern(value.match);
  if (query?.ok === false) throw new MessageError(`${value.quantity}: ${query.message}`);
  if (pattern?.ok === false) throw new MessageError(`${value.quantity}: ${pattern.message}`);
  return { value, steps: query?.steps, program: pattern?.program };
}

function read({ value, steps, program }: Compiled, text: string, json: unknown): Value | undefined {
  let found = steps === undefined ? text : followQuery(steps, json);
  if (program !== undefined) {
    if (typeof found !== 'string' && typeof found !== 'number') return undefined;
    const match = runPattern(program, String(found).slice(0, longestMatched));
    found = match?.[1] ?? match?.[0];
  }
  if (value.length !== undefined && typeof found === 'string') found = found.slice(0, value.length);
  return readValue(found, value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MessageError('what came is no JSON', cause);
  }
}
