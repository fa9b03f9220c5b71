import type { JsonSchema, MessageKind } from './oca-schemas.ts';

/**
 * What the package has changed in the schemas of the Open Charge Alliance, put back: in 1.6 nested objects are closed and
 * these places differ. test/firmware/ocpp/schema compares every action with a second package.
 */
const differences16: Readonly<Record<string, (properties: Record<string, JsonSchema>) => void>> = {
  'BootNotification request': (properties) => {
    const lengths = {
      chargePointVendor: 20,
      chargePointModel: 20,
      chargePointSerialNumber: 25,
      chargeBoxSerialNumber: 25,
    };
    for (const [name, maxLength] of Object.entries(lengths)) Object.assign(properties[name] ?? {}, { maxLength });
    for (const name of ['iccid', 'imsi']) Object.assign(properties[name] ?? {}, { maxLength: 20 });
    for (const name of ['meterType', 'meterSerialNumber']) Object.assign(properties[name] ?? {}, { maxLength: 25 });
    Object.assign(properties.firmwareVersion ?? {}, { maxLength: 50 });
  },
  'BootNotification response': ({ interval }) => void Object.assign(interval ?? {}, { type: 'integer' }),
  'GetConfiguration response': ({ configurationKey }) => {
    const items = configurationKey?.items as { properties: Record<string, JsonSchema> };
    Object.assign(items.properties.value ?? {}, { maxLength: 500 });
  },
  'StartTransaction request': (properties) => {
    delete properties.transactionId;
  },
  'UpdateFirmware request': ({ retries, retryInterval }) => {
    Object.assign(retries ?? {}, { type: 'integer' });
    Object.assign(retryInterval ?? {}, { type: 'integer' });
  },
};

/** The schema as the Open Charge Alliance published it; `schema` is changed in place and given back. */
export function originalOf16(action: string, kind: MessageKind, schema: JsonSchema): JsonSchema {
  close(schema);
  differences16[`${action} ${kind}`]?.(schema.properties as Record<string, JsonSchema>);
  return schema;
}

function close(schema: JsonSchema): void {
  if (schema.properties !== undefined) schema.additionalProperties = false;
  for (const part of Object.values((schema.properties ?? {}) as Record<string, JsonSchema>)) close(part);
  if (typeof schema.items === 'object') close(schema.items as JsonSchema);
}

/** The same for 2.0.1, where one object was left open. */
export function originalOf201(action: string, kind: MessageKind, schema: JsonSchema): JsonSchema {
  if (action !== 'GetChargingProfiles' || kind !== 'request') return schema;
  const { ChargingProfileCriterionType } = schema.definitions as Record<string, JsonSchema>;
  Object.assign(ChargingProfileCriterionType ?? {}, { additionalProperties: false });
  return schema;
}
