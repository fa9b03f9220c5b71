import fc, { type Arbitrary } from 'fast-check';
import { type MessageKind, ocaSchema } from '../../../../../firmware/ocpp/schema/oca-schemas.ts';
import type { OcppVersion } from '../../../../../firmware/ocpp/version.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Numbers that mean something here more often than by chance: EVSEs, connectors, versions. */
const integers = fc.oneof(fc.integer({ min: -1, max: 4 }), fc.integer());
const instants = fc
  .integer({ min: Date.parse('2020-01-01T00:00:00Z'), max: Date.parse('2040-01-01T00:00:00Z') })
  .map((ms) => new Date(ms).toISOString());

/** Requests of 2.0.1 that are valid by the schema of the OCA; `words`: texts that mean something to the other end. */
export const anyRequest = (action: string, words: readonly string[]): Arbitrary<object> =>
  anyPayload('2.0.1', action, 'request', words);

/** The same of either version, and of answers. */
export function anyPayload(
  version: OcppVersion,
  action: string,
  kind: MessageKind,
  words: readonly string[],
): Arbitrary<object> {
  const root = ocaSchema(version, action, kind) as Schema | undefined;
  if (root === undefined) throw new Error(`there is no action ${action}`);
  const definitions = root.definitions ?? {};

  const of = (schema: Schema, depth: number): Arbitrary<unknown> => {
    if (schema.$ref !== undefined) return of(definitions[schema.$ref.split('/').at(-1) ?? ''] ?? {}, depth);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    switch (schema.type) {
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return integers;
      case 'number':
        return fc.oneof(
          integers,
          fc.integer({ min: -1e6, max: 1e6 }).map((tenths) => Number((tenths / 10).toFixed(1))),
        );
      case 'array': {
        const { minItems = 0, maxItems = 3, items = {} } = schema;
        return fc.array(of(items, depth + 1), {
          minLength: minItems,
          maxLength: Math.max(minItems, Math.min(maxItems, 3)),
        });
      }
      case 'object':
        return objectOf(schema, depth);
      default:
        return textOf(schema);
    }
  };

  const textOf = ({ format, maxLength = 100 }: Schema): Arbitrary<string> => {
    if (format === 'date-time') return instants;
    if (format === 'uri') return fc.constant('https://backend.example/x');
    const fit = words.filter((word) => word.length <= maxLength);
    return fc.oneof(
      fc.constantFrom('', ...fit),
      fc.string({ unit: 'grapheme', maxLength: Math.min(maxLength, 60) }).filter((text) => text.length <= maxLength),
    );
  };

  const objectOf = ({ properties = {}, required = [] }: Schema, depth: number): Arbitrary<object> => {
    const members = Object.entries(properties).filter(
      ([name]) => name !== 'customData' && (depth < 6 || required.includes(name)),
    );
    return fc.record(Object.fromEntries(members.map(([name, schema]) => [name, of(schema, depth + 1)])), {
      requiredKeys: [...required],
      noNullPrototype: true,
    });
  };

  return objectOf(root, 0);
}
