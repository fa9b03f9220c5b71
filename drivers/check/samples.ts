import type { DefinitionProblem } from '../definitions/lint-product.ts';
import type { MessageDefinition, Sample } from '../definitions/message-schema.ts';
import { messageReader } from '../messages/reader.ts';

/** The message of a sample as it comes over the wire. */
export function bytesOf({ json, text, hex }: Sample): Buffer {
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  return Buffer.from(text ?? JSON.stringify(json));
}

/** What is wrong with the samples of a product: a value that does not come out as the sample says. */
export const sampleProblems = (definition: MessageDefinition): DefinitionProblem[] =>
  definition.samples.flatMap((sample, k) => {
    const path = `samples.${k}.gives`;
    let values: ReturnType<ReturnType<typeof messageReader>>;
    try {
      values = messageReader(definition, sample.connector)({ in: sample.in, bytes: bytesOf(sample) });
    } catch (error) {
      return [{ path: `samples.${k}`, message: `cannot be read: ${error instanceof Error ? error.message : error}` }];
    }
    return Object.entries(sample.gives).flatMap(([quantity, expected]) => {
      const at = (message: string) => [{ path: `${path}.${quantity}`, message }];
      if (!values.has(quantity)) return at('does not stand in this message');
      const value = values.get(quantity);
      return isSame(value, expected) ? [] : at(`the message gives ${value ?? 'no value'}, not ${expected}`);
    });
  });

const isSame = (value: unknown, expected: number | string | null): boolean =>
  typeof expected === 'number'
    ? Math.abs(Number(value) - expected) < 1e-9 * Math.max(1, Math.abs(expected))
    : value === (expected ?? undefined);
