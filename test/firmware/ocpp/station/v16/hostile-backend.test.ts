import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type JsonSchema, ocaSchema } from '../../../../../firmware/ocpp/schema/oca-schemas.ts';
import { StationBench } from '../station-bench.ts';

const actions = [
  ...['CancelReservation', 'CertificateSigned', 'ChangeAvailability', 'ChangeConfiguration', 'ClearCache'],
  ...['ClearChargingProfile', 'DataTransfer', 'DeleteCertificate', 'ExtendedTriggerMessage', 'GetCompositeSchedule'],
  ...['GetConfiguration', 'GetDiagnostics', 'GetInstalledCertificateIds', 'GetLocalListVersion', 'GetLog'],
  ...['InstallCertificate', 'RemoteStartTransaction', 'RemoteStopTransaction', 'ReserveNow', 'SendLocalList'],
  ...['SetChargingProfile', 'SignedUpdateFirmware', 'TriggerMessage', 'UnlockConnector', 'UpdateFirmware'],
];
/** Those that lead furthest come more often. */
const often = ['SetChargingProfile', 'SetChargingProfile', 'RemoteStartTransaction', 'GetCompositeSchedule'];
const keys = [
  'MeterValuesSampledData',
  'HeartbeatInterval',
  'MeterValueSampleInterval',
  'AuthorizationKey',
  '__proto__',
];

/** Anything that a schema of 1.6 allows, the edges of it more often. */
function payloadOf(schema: JsonSchema, name = ''): fc.Arbitrary<unknown> {
  const {
    type,
    enum: words,
    properties,
    required = [],
    items,
    maxLength,
    format,
  } = schema as {
    readonly type?: string;
    readonly enum?: readonly unknown[];
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
    readonly items?: JsonSchema;
    readonly maxLength?: number;
    readonly format?: string;
  };
  const { $ref } = schema as { readonly $ref?: string };
  if ($ref !== undefined) throw new Error($ref);
  if (name === 'connectorId') return fc.constantFrom(0, 1, 1, 1, 2, -1);
  if (name === 'startPeriod') return fc.constantFrom(0, 0, 0, 60, -1, 2 ** 31);
  if (name === 'stackLevel') return fc.constantFrom(0, 1, 100, 101, -1);
  if (words !== undefined) return fc.constantFrom(...words);
  if (properties !== undefined) {
    const members = Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, payloadOf(one, key)]));
    return fc.record(members, { requiredKeys: required as string[] });
  }
  if (items !== undefined) return fc.array(payloadOf(items, name), { minLength: 1, maxLength: 4 });
  if (type === 'integer')
    return fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(-1, 2 ** 31, 41), fc.maxSafeInteger());
  if (type === 'number')
    return fc.oneof(
      fc.constantFrom(0, 6, 16, -1, 0.1, 1e15),
      fc.integer({ max: 100_000 }).map((n) => n / 10),
    );
  if (type === 'boolean') return fc.boolean();
  if (format === 'date-time')
    return fc.constantFrom(
      '2023-11-14T22:14:00Z',
      '1970-01-01T00:00:00+02:00',
      '9999-12-31T23:59:59Z',
      '2023-11-14T22:13:20.999Z',
    );
  if (name === 'key') return fc.constantFrom(...keys);
  if (format === 'uri') return fc.constant('ftp://host/');
  return fc.oneof(
    fc.string({ maxLength: Math.min(20, maxLength ?? 20), minLength: 1 }),
    fc.constantFrom('TAG', '10', 'true', '__proto__'),
  );
}

/** Schemas of the security extension say their types by reference. */
function whole(schema: unknown, root: JsonSchema): unknown {
  if (Array.isArray(schema)) return schema.map((one) => whole(one, root));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref } = schema as { readonly $ref?: string };
  if ($ref !== undefined) {
    const named = (root.definitions as Record<string, JsonSchema>)[$ref.replace('#/definitions/', '')];
    return whole(named, root);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, whole(value, root)]));
}

describe('a station in front of a hostile backend', () => {
  it('answers whatever the schema allows, valid by the schema, and keeps its place safe', async () => {
    const calls = fc.constantFrom(...actions, ...often, ...often).chain((action) => {
      const schema = ocaSchema('1.6', action, 'request') as JsonSchema;
      return payloadOf(whole(schema, schema) as JsonSchema).map((payload) => ({ action, payload: payload as object }));
    });
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { minLength: 10, maxLength: 40 }), fc.boolean(), async (all, charges) => {
        const bench = new StationBench();
        try {
          await bench.run();
          if (charges) bench.place.begin('t1');
          for (const { action, payload } of all) {
            await bench.time.advance(1000);
            try {
              await bench.call(action, payload);
            } catch (error) {
              // A strict peer does not even send some of it.
              assert.match(String(error), /Constraint|Formation|Protocol/, `${action} ${JSON.stringify(payload)}`);
            }
          }
          await bench.pass(1000);
          assert.deepEqual(
            bench.warnings.filter((text) => !/profile that is no good|does not answer/.test(text)),
            [],
          );
          assert.equal(bench.station.state().link.kind, 'connected');
          for (const ceiling of bench.place.ceilings) {
            assert.ok((ceiling?.maxMa ?? 0) >= 0);
            assert.ok((ceiling?.maxW ?? 0) >= 0);
          }
          // It is brought back by what it kept.
          bench.kill();
          bench.start();
          await bench.until(() => bench.station.state().standing === 'accepted');
        } finally {
          await bench.end();
        }
      }),
      { numRuns: 8 },
    );
  });
});
