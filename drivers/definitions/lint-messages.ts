import { parsePattern } from '../messages/pattern.ts';
import { parseQuery } from '../messages/query.ts';
import { type DefinitionProblem, nameProblems, phaseProblems, signProblems, unitProblems } from './lint-product.ts';
import type { HttpDefinition, JsonValue, MessageDefinition, MqttDefinition, Sample } from './message-schema.ts';

/** Checks that names exist, that every value stands in a message, that queries can be read and that samples test every value. */
export function lintMessages(definition: MessageDefinition): DefinitionProblem[] {
  const known = definition.values.map((value) => value.quantity);
  const messages = messageNames(definition);
  return [
    ...definition.values.flatMap((value, k) => [
      ...(known.indexOf(value.quantity) < k
        ? [{ path: `values.${k}.quantity`, message: `${value.quantity} stands twice` }]
        : []),
      ...(value.scale === 0 ? [{ path: `values.${k}.scale`, message: 'is zero' }] : []),
      ...unitProblems(`values.${k}.unit`, value),
    ]),
    ...('requests' in definition || 'topics' in definition ? jsonProblems(definition, messages) : []),
    ...definition.samples.flatMap((sample, k) => sampleProblems(sample, `samples.${k}`, known, messages)),
    ...untested(definition),
    ...nameProblems(definition, { readable: known, known, what: 'value' }),
    ...phaseProblems('values', known),
    ...signProblems(definition, known),
    ...(definition.kind === 'chargePoint'
      ? [{ path: 'kind', message: 'what speaks in messages cannot be a charge point yet' }]
      : []),
  ];
}

/** Names of the requests or topics; none where there is one stream. */
export function messageNames(definition: MessageDefinition): readonly string[] {
  if (definition.protocol === 'http') return definition.requests.map(({ id }) => id);
  return definition.protocol === 'mqtt' ? definition.topics.map(({ id }) => id) : [];
}

function jsonProblems(definition: HttpDefinition | MqttDefinition, messages: readonly string[]): DefinitionProblem[] {
  const list = definition.protocol === 'http' ? 'requests' : 'topics';
  const out = messages.flatMap((name, k) => [
    ...(messages.indexOf(name) < k ? [{ path: `${list}.${k}.id`, message: `"${name}" stands twice` }] : []),
    ...(messages.length > 1 && !definition.values.some((value) => value.in === name)
      ? [{ path: `${list}.${k}.id`, message: 'no value stands in it' }]
      : []),
  ]);
  definition.values.forEach((value, k) => {
    out.push(...nameOfMessage(value.in, `values.${k}.in`, messages), ...valueProblems(value, `values.${k}`));
  });
  return out;
}

function valueProblems({ query, match }: JsonValue, path: string): DefinitionProblem[] {
  const read = query === undefined ? undefined : parseQuery(query.replace(/\{(connector|index)\}/g, '1'));
  const pattern = match === undefined ? undefined : parsePattern(match);
  return [
    ...(read?.ok === false ? [{ path: `${path}.query`, message: read.message }] : []),
    ...(pattern?.ok === false ? [{ path: `${path}.match`, message: pattern.message }] : []),
  ];
}

function nameOfMessage(name: string | undefined, path: string, messages: readonly string[]): DefinitionProblem[] {
  if (name === undefined)
    return messages.length > 1 ? [{ path, message: `says which message: ${messages.join(', ')}` }] : [];
  return messages.includes(name) ? [] : [{ path, message: `"${name}" is no message of this definition` }];
}

function sampleProblems(
  sample: Sample,
  path: string,
  known: readonly string[],
  messages: readonly string[],
): DefinitionProblem[] {
  const forms = [sample.json, sample.text, sample.hex].filter((form) => form !== undefined);
  const unknown = Object.keys(sample.gives).filter((quantity) => !known.includes(quantity));
  return [
    ...nameOfMessage(sample.in, `${path}.in`, messages),
    ...(forms.length === 1 ? [] : [{ path, message: 'a message is written as one of json, text and hex' }]),
    ...unknown.map((quantity) => ({ path: `${path}.gives`, message: `"${quantity}" is not a value` })),
  ];
}

/** A value that no sample gives is a value that nobody has ever seen. */
function untested({ values, samples, imported }: MessageDefinition): DefinitionProblem[] {
  // Nobody has a message of a product that was only read about in a file.
  if (imported !== undefined) return [];
  const seen = new Set(
    samples.flatMap(({ gives }) =>
      Object.entries(gives).flatMap(([quantity, value]) => (value === null ? [] : [quantity])),
    ),
  );
  return values.flatMap(({ quantity }, k) =>
    seen.has(quantity) ? [] : [{ path: `values.${k}`, message: `no sample gives ${quantity}` }],
  );
}
