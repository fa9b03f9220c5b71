import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readingsOf } from '../../../../../firmware/ocpp/central/meter-readings.ts';
import { abilitiesOf, configurationOf } from '../../../../../firmware/ocpp/central/v16/configuration.ts';
import { profileIdOf, setLimit } from '../../../../../firmware/ocpp/central/v16/limit-profile.ts';
import { meterValuesOf } from '../../../../../firmware/ocpp/central/v16/meter-values.ts';
import { validatorOf } from '../../../../../firmware/ocpp/schema/validators.ts';

const startMs = Date.UTC(2026, 10, 28, 12);
const faults = (payload: object) => validatorOf('1.6', 'SetChargingProfile', 'request')?.(payload);

describe('the words of 1.6', () => {
  it('a limit is valid by the schema for every current, and never more than was meant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 80_000 }),
        fc.constantFrom('A' as const, 'W' as const),
        fc.option(fc.integer({ min: 0, max: 32_000 }), { nil: undefined }),
        fc.constantFrom(0, 1),
        (limit, unit, afterwards, stackLevel) => {
          const payload = setLimit({
            ...{
              place: { purpose: 'TxDefaultProfile', connector: 1 },
              unit,
              limit,
              stackLevel,
              durationS: 120,
              startMs,
            },
            ...(afterwards === undefined ? {} : { afterwards }),
          });
          assert.deepEqual(faults(payload), []);
          const [period] = payload.csChargingProfiles.chargingSchedule.chargingSchedulePeriod;
          const inUnit = unit === 'A' ? limit / 1000 : limit;
          assert.ok(period !== undefined && period.limit <= inUnit && inUnit - period.limit < 1);
        },
      ),
    );
  });

  it('each place and level has a profile id of its own', () => {
    const places = [1, 2, 99].flatMap((connector) => [
      { purpose: 'TxDefaultProfile', connector } as const,
      { purpose: 'TxProfile', connector, transaction: 7 } as const,
    ]);
    const all = [...places, { purpose: 'ChargePointMaxProfile', connector: 0 } as const];
    const ids = all.flatMap((place) => [profileIdOf(place, 0), profileIdOf(place, 1)]);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('a profile of a transaction names it, one with a second period has no end', () => {
    const place = { purpose: 'TxProfile', connector: 2, transaction: 77 } as const;
    const { connectorId, csChargingProfiles: profile } = setLimit({
      ...{ place, unit: 'A', limit: 10_050, afterwards: 6000, stackLevel: 0, durationS: 130, phases: 1, startMs },
    });
    assert.deepEqual([connectorId, profile.transactionId, profile.chargingSchedule.duration], [2, 77, undefined]);
    assert.deepEqual(profile.chargingSchedule.chargingSchedulePeriod, [
      { startPeriod: 0, limit: 10, numberPhases: 1 },
      { startPeriod: 130, limit: 6, numberPhases: 1 },
    ]);
  });

  it('reads configuration keys as charge points write them', () => {
    const key = (name: string, value: string | undefined) => ({ key: name, readonly: false, ...(value && { value }) });
    const table: readonly (readonly [name: string, value: string | undefined, found: object])[] = [
      [
        'SupportedFeatureProfiles',
        'Core, SmartCharging ,RemoteTrigger',
        { profiles: ['Core', 'SmartCharging', 'RemoteTrigger'] },
      ],
      ['SupportedFeatureProfiles', '', {}],
      ['ChargeProfileMaxStackLevel', '0', { maxStackLevel: 0 }],
      ['ChargeProfileMaxStackLevel', 'many', {}],
      ['ChargeProfileMaxStackLevel', '-1', {}],
      ['ChargingScheduleAllowedChargingRateUnit', 'Current', { rateUnits: ['A'] }],
      ['ChargingScheduleAllowedChargingRateUnit', 'Power,Current', { rateUnits: ['W', 'A'] }],
      ['ChargingScheduleAllowedChargingRateUnit', 'A;W', { rateUnits: ['A', 'W'] }],
      ['ChargingScheduleAllowedChargingRateUnit', 'Amps', {}],
      ['ChargingScheduleMaxPeriods', '0', {}],
      ['NumberOfConnectors', '2', { connectors: 2 }],
      ['ConnectorSwitch3to1PhaseSupported', 'True', { switchesPhases: true }],
      ['ConnectorSwitch3to1PhaseSupported', undefined, {}],
    ];
    for (const [name, value, found] of table)
      assert.deepEqual(
        abilitiesOf(configurationOf({ configurationKey: [key(name, value)] }), {}),
        found,
        `${name}=${value}`,
      );
    assert.deepEqual(abilitiesOf(configurationOf({}), { maxStackLevel: 3 }), { maxStackLevel: 3 }, 'nothing new');
  });

  it('reads meter values: phases, units, what is missing', () => {
    const of = (...sampledValue: object[]) => {
      const values = meterValuesOf([{ timestamp: '2026-11-28T12:00:00+01:00', sampledValue } as never], 5);
      const [value] = values;
      assert.equal(value?.atMs, Date.UTC(2026, 10, 28, 11));
      const readings = value === undefined ? {} : readingsOf(value, 0, 3);
      return Object.fromEntries(
        Object.entries(readings).map(([name, reading]) => [name, (reading as { value: unknown }).value]),
      );
    };
    const amps = (value: string, phase?: string) => ({
      value,
      measurand: 'Current.Import',
      unit: 'A',
      ...(phase && { phase }),
    });
    assert.deepEqual(of({ value: '12345' }), { energyImportWh: 12_345 }, 'without any word: energy in Wh');
    assert.deepEqual(of({ value: '12.345', unit: 'kWh' }), { energyImportWh: 12_345 });
    assert.deepEqual(of(amps('10.04', 'L1'), amps('9.5', 'L2'), amps('0', 'L3')), { currentMa: [10_040, 9500, 0] });
    assert.deepEqual(of(amps('10', 'L1')), { currentMa: [10_000, 0, 0] }, 'one phase is used');
    assert.deepEqual(of(amps('10')), { currentMa: [10_000, 10_000, 10_000] }, 'which one is not said: the worst case');
    assert.deepEqual(of(amps('3', 'N')), {});
    assert.deepEqual(of({ value: '6.9', measurand: 'Power.Active.Import', unit: 'kW' }), { totalPowerW: 6900 });
    assert.deepEqual(of({ value: '230', measurand: 'Voltage', phase: 'L2-N' }).voltageV, [undefined, 230, undefined]);
    assert.deepEqual(of({ value: '', measurand: 'Voltage' }), {});
    assert.deepEqual(of({ value: '77', measurand: 'SoC', unit: 'Percent', location: 'EV' }), {});
    assert.deepEqual(of({ value: 'OCMF|{"RD":[]}', format: 'SignedData' }), {});
  });

  it('leaves signed data as they are', () => {
    const text = `OCMF|{"RV":"1,5"} \u00e9${'x'.repeat(3000)}`;
    const [value] = meterValuesOf(
      [{ timestamp: 'no time', sampledValue: [{ value: text, format: 'SignedData', context: 'Transaction.End' }] }],
      1234,
    );
    assert.deepEqual(value, {
      atMs: 1234,
      samples: [{ value: text, context: 'Transaction.End', format: 'SignedData' }],
    });
  });
});
