import { createRequire } from 'node:module';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { OcppVersion } from '../version.ts';
import { type MessageKind, ocaSchema } from './oca-schemas.ts';

/** Something that breaks the schema: `path` as `/csChargingProfiles/stackLevel`, '' = the whole payload. */
export interface SchemaFault {
  readonly path: string;
  /** `required`, `type`, `enum`, `maxLength`, `additionalProperties` and so on. */
  readonly keyword: string;
  /** One clause: "must have the property stackLevel". */
  readonly message: string;
  /** The property that is missing or too many. */
  readonly property?: string;
  /** Of an `enum`: the words that may stand there. */
  readonly allowed?: readonly unknown[];
  /** Of `maxLength` and the like: the bound. */
  readonly limit?: number;
}

/** `[]` = valid. */
export type Validator = (payload: unknown) => readonly SchemaFault[];

// ajv-formats is CommonJS whose types do not name its call.
const addFormats = createRequire(import.meta.url)('ajv-formats') as (ajv: Ajv) => void;
const ajvs = new Map<OcppVersion, Ajv>();
const compiled = new Map<string, Validator | undefined>();

/**
 * The validator of a message, compiled at its first use (all of a version cost 0.7 to 2.3 s); undefined: the version has no
 * such action.
 */
export function validatorOf(version: OcppVersion, action: string, kind: MessageKind): Validator | undefined {
  const key = `${version} ${kind} ${action}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const schema = ocaSchema(version, action, kind);
  // Only what exists is remembered: a far end can invent names without end.
  if (schema === undefined) return undefined;
  const validate = ajvOf(version).compile(schema);
  const validator: Validator = (payload) => (validate(payload) ? [] : faultsOf(validate));
  compiled.set(key, validator);
  return validator;
}

function ajvOf(version: OcppVersion): Ajv {
  const known = ajvs.get(version);
  if (known !== undefined) return known;
  // `javaType` and `comment` stand in the 2.0.1 schemas; decimals such as 0.1 need room for rounding in `multipleOf`.
  const ajv = new Ajv({ strict: false, allErrors: false, multipleOfPrecision: 6 });
  addFormats(ajv);
  ajvs.set(version, ajv);
  return ajv;
}

const faultsOf = ({ errors }: ValidateFunction): readonly SchemaFault[] =>
  (errors ?? []).map(({ instancePath, keyword, message = 'is not valid', params }: ErrorObject) => {
    const property = (params.missingProperty ?? params.additionalProperty) as string | undefined;
    return {
      ...{ path: instancePath, keyword },
      message: keyword === 'additionalProperties' ? `must not have the property ${property}` : message,
      ...(property === undefined ? {} : { property }),
      ...(keyword === 'enum' ? { allowed: params.allowedValues as readonly unknown[] } : {}),
      ...(typeof params.limit === 'number' ? { limit: params.limit } : {}),
    };
  });
