import assert from 'node:assert/strict';
import fc from 'fast-check';
import { validatorOf } from '../../../../../firmware/ocpp/schema/validators.ts';
import { profileReports } from '../../../../../firmware/ocpp/station/v201/answer-profiles.ts';
import { DeviceModel, reportOf, type Variable } from '../../../../../firmware/ocpp/station/v201/device-model.ts';
import {
  mostPartBytes,
  mostPartItems,
  notifyReports,
  partsOf,
  variablesOf,
  variablesOfBase,
} from '../../../../../firmware/ocpp/station/v201/report-parts.ts';

const variable = fc
  .record({
    name: fc.constantFrom('EVSE', 'Connector', 'TxCtrlr'),
    evse: fc.option(fc.record({ id: fc.integer({ min: 1, max: 3 }) }), { nil: undefined }),
    variable: fc.stringMatching(/^[A-Za-z]{1,20}$/),
    value: fc.option(fc.string({ unit: 'grapheme', maxLength: 4000 }), { nil: undefined }),
    mutability: fc.constantFrom('ReadOnly' as const, 'WriteOnly' as const, 'ReadWrite' as const),
  })
  .map(
    ({ name, evse, variable: of, value, mutability }): Variable => ({
      component: { name, ...(evse === undefined ? {} : { evse }) },
      ...{ variable: { name: of }, characteristics: { dataType: 'string' }, mutability, read: () => value },
    }),
  );
const variables = fc.uniqueArray(variable, {
  ...{ minLength: 1, maxLength: 120 },
  selector: ({ component, variable: { name } }) =>
    JSON.stringify([component.name, component.evse?.id, name.toLowerCase()]),
});

it('the parts of a report together give the model exactly once, in its order, each of a bounded size', () => {
  fc.assert(
    fc.property(variables, (all) => {
      const reports = notifyReports(variablesOfBase(new DeviceModel(all), 'FullInventory'), 7, '2026-11-28T10:00:00Z');
      const told = reports.flatMap(({ reportData }) => reportData ?? []);
      assert.deepEqual(told, all.map(reportOf));
      assert.deepEqual(
        reports.map(({ seqNo, tbc, requestId }) => [seqNo, tbc, requestId]),
        reports.map((_, k) => [k, k < reports.length - 1, 7]),
      );
      const validate = validatorOf('2.0.1', 'NotifyReport', 'request');
      for (const report of reports) {
        assert.deepEqual(validate?.(report), []);
        const items = report.reportData as readonly object[];
        assert.ok(items.length <= mostPartItems);
        // One that is larger alone stands alone.
        assert.ok(items.length === 1 || Buffer.byteLength(JSON.stringify(items)) <= mostPartBytes + 2);
      }
      for (const { variableAttribute, component } of told as ReturnType<typeof reportOf>[])
        if (variableAttribute[0].mutability === 'WriteOnly')
          assert.equal(variableAttribute[0].value, undefined, component.name);
    }),
    { numRuns: 150 },
  );
});

it('no part is empty, and parts are no more than they need be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 30 })),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 8, max: 60 }),
      (items, most, bytes) => {
        const parts = partsOf(items, { items: most, bytes });
        assert.deepEqual(parts.flat(), items);
        const size = (part: readonly string[]) =>
          part.reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)) + 1, 0);
        for (const [k, part] of parts.entries()) {
          assert.ok(part.length >= 1 && part.length <= most);
          assert.ok(part.length === 1 || size(part) <= bytes);
          const next = parts[k + 1]?.[0];
          if (next !== undefined) assert.ok(part.length === most || size([...part, next]) > bytes);
        }
      },
    ),
  );
});

const model = new DeviceModel(
  [
    ['EVSE', { id: 1 }, 'Available', 'true'],
    ['EVSE', { id: 1 }, 'Power', '3'],
    ['EVSE', { id: 2 }, 'Available', 'false'],
    ['EVSE', { id: 2 }, 'Problem', 'true'],
    ['Connector', { id: 2, connectorId: 1 }, 'Problem', 'false'],
    ['TxCtrlr', undefined, 'Enabled', 'false'],
    ['ClockCtrlr', undefined, 'DateTime', 'now'],
  ].map((row): Variable => {
    const [name, evse, of, value] = row as [string, { id: number } | undefined, string, string];
    const component = evse === undefined ? { name } : { name, evse };
    return {
      ...{ component, variable: { name: of }, characteristics: { dataType: 'string' }, mutability: 'ReadOnly' },
      read: () => value,
    };
  }),
);
const names = (criteria: Parameters<typeof variablesOf>[1]) =>
  variablesOf(model, criteria).map(
    ({ component, variable: of }) => `${component.name}${component.evse?.id ?? ''}.${of.name}`,
  );

it('a report by criteria: what is so, and what cannot be asked whether it is so', () => {
  assert.deepEqual(names({ componentCriteria: ['Available'] }), [
    ...['EVSE1.Available', 'EVSE1.Power', 'Connector2.Problem', 'TxCtrlr.Enabled', 'ClockCtrlr.DateTime'],
  ]);
  // Who has no word for problems has none.
  assert.deepEqual(names({ componentCriteria: ['Problem'] }), ['EVSE2.Available', 'EVSE2.Problem']);
});

it('a report by names: without case, of an EVSE with its connectors, of a variable or of all', () => {
  assert.deepEqual(names({ componentVariable: [{ component: { name: 'evse' } }] }).length, 4);
  assert.deepEqual(
    names({ componentVariable: [{ component: { name: 'EVSE', evse: { id: 2 } }, variable: { name: 'problem' } }] }),
    ['EVSE2.Problem'],
  );
  assert.deepEqual(names({ componentVariable: [{ component: { name: 'Connector', evse: { id: 2 } } }] }), [
    'Connector2.Problem',
  ]);
  assert.deepEqual(
    names({ componentCriteria: ['Problem'], componentVariable: [{ component: { name: 'EVSE', evse: { id: 1 } } }] }),
    [],
  );
});

it('reports of profiles: one EVSE and one source in each message, all but the last with more to come', () => {
  const profile = (id: number, connector: number, purpose: 'tx' | 'txDefault' | 'external') => ({
    ...{ id, connector, purpose, stackLevel: id, kind: 'relative' as const },
    schedules: [{ id: 1, unit: 'A' as const, periods: [{ startS: 0, limit: 6000 }] }],
  });
  const given = [
    ...Array.from({ length: 23 }, (_, k) => profile(k, 0, 'txDefault')),
    ...[profile(30, 1, 'tx'), profile(31, 0, 'external'), profile(32, 1, 'tx')],
  ];
  const reports = profileReports(given, 3);
  assert.deepEqual(
    reports.map(({ evseId, chargingLimitSource, chargingProfile, tbc }) => [
      ...[evseId, chargingLimitSource, chargingProfile.length, tbc],
    ]),
    [
      [0, 'CSO', 10, true],
      [0, 'CSO', 10, true],
      [0, 'CSO', 3, true],
      [1, 'CSO', 2, true],
      [0, 'EMS', 1, false],
    ],
  );
  const validate = validatorOf('2.0.1', 'ReportChargingProfiles', 'request');
  for (const report of reports) assert.deepEqual(validate?.(report), []);
});
