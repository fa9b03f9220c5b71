import assert from 'node:assert/strict';
import type { StationBench } from '../station-bench.ts';
import { bench201 } from './bench-201.ts';

interface Reported {
  readonly component: { readonly name: string; readonly instance?: string; readonly evse?: object };
  readonly variable: { readonly name: string; readonly instance?: string };
  readonly variableAttribute: readonly { readonly value?: string; readonly mutability: string }[];
}
interface Result {
  readonly attributeStatus: string;
  readonly attributeValue?: string;
}

describe('the device model of a station of OCPP 2.0.1', () => {
  let bench: StationBench;
  beforeEach(async () => {
    bench = bench201(2);
    await bench.run();
  });
  afterEach(() => bench.end());

  const report = async (action: string, payload: object): Promise<readonly Reported[]> => {
    const before = bench.of('NotifyReport').length;
    assert.deepEqual(await bench.call(action, { requestId: 9, ...payload }), { status: 'Accepted' });
    await bench.until(() => bench.of('NotifyReport').at(-1)?.tbc === false);
    const reports = bench.of('NotifyReport').slice(before);
    assert.deepEqual(
      reports.map(({ seqNo }) => seqNo),
      reports.map((_, k) => k),
    );
    return reports.flatMap(({ reportData }) => reportData as readonly Reported[]);
  };
  const get = async (name: string, variable: string, more: object = {}): Promise<Result> => {
    const getVariableData = [{ component: { name, ...more }, variable: named(variable) }];
    const { getVariableResult } = await bench.call('GetVariables', { getVariableData });
    return (getVariableResult as readonly Result[])[0] as Result;
  };
  const set = async (name: string, variable: string, attributeValue: string): Promise<string | undefined> => {
    const setVariableData = [{ attributeValue, component: { name }, variable: named(variable) }];
    const { setVariableResult } = await bench.call('SetVariables', { setVariableData });
    return (setVariableResult as readonly Result[])[0]?.attributeStatus;
  };

  it('tells all of it in a full report, in parts, and each variable alone says the same', async () => {
    const all = await report('GetBaseReport', { reportBase: 'FullInventory' });
    assert.ok(bench.of('NotifyReport').length > 1);
    const names = all.map(({ component, variable }) => JSON.stringify([component, variable]));
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(
      [...new Set(all.map(({ component }) => component.name))],
      [
        ...['ChargingStation', 'EVSE', 'Connector', 'OCPPCommCtrlr', 'AuthCtrlr', 'AuthCacheCtrlr'],
        ...['LocalAuthListCtrlr', 'TxCtrlr', 'ReservationCtrlr', 'SampledDataCtrlr', 'AlignedDataCtrlr'],
        ...['SecurityCtrlr', 'SmartChargingCtrlr', 'ClockCtrlr', 'DeviceDataCtrlr', 'MonitoringCtrlr'],
        ...['DisplayMessageCtrlr', 'TariffCostCtrlr', 'ISO15118Ctrlr'],
      ],
    );
    for (let k = 0; k < all.length; k += 50) {
      const some = all.slice(k, k + 50);
      const getVariableData = some.map(({ component, variable }) => ({ component, variable }));
      const { getVariableResult } = await bench.call('GetVariables', { getVariableData });
      for (const [j, { attributeValue, attributeStatus }] of (getVariableResult as readonly Result[]).entries()) {
        const [attribute] = some[j]?.variableAttribute ?? [];
        if (some[j]?.variable.name === 'DateTime') continue;
        assert.equal(attributeValue, attribute?.value);
        assert.equal(attributeStatus, attribute?.value === undefined ? 'Rejected' : 'Accepted');
      }
    }
  });

  it('tells shorter reports, and what is asked for', async () => {
    const summary = await report('GetBaseReport', { reportBase: 'SummaryInventory' });
    assert.deepEqual([...new Set(summary.map(({ variable }) => variable.name))], ['AvailabilityState', 'Problem']);
    const configuration = await report('GetBaseReport', { reportBase: 'ConfigurationInventory' });
    const set = configuration.filter(({ variableAttribute }) => variableAttribute[0]?.mutability !== 'ReadOnly');
    assert.ok(set.length >= 15);
    const some = await report('GetReport', {
      componentVariable: [{ component: { name: 'EVSE', evse: { id: 2 } }, variable: { name: 'Power' } }],
    });
    assert.deepEqual(
      some.map(({ component, variableAttribute }) => [component, variableAttribute[0]?.value]),
      [[{ name: 'EVSE', evse: { id: 2 } }, '7200']],
    );
  });

  it('takes settings, keeps them over a restart, and lives by them', async () => {
    const table: readonly (readonly [string, string, string, string])[] = [
      ['SampledDataCtrlr', 'TxUpdatedInterval', '30', 'Accepted'],
      ['SampledDataCtrlr', 'TxUpdatedInterval', '-1', 'Rejected'],
      ['SampledDataCtrlr', 'TxUpdatedInterval', '1e3', 'Rejected'],
      ['SampledDataCtrlr', 'TxUpdatedMeasurands', 'Energy.Active.Import.Register, Power.Active.Import', 'Accepted'],
      ['SampledDataCtrlr', 'TxUpdatedMeasurands', 'Temperature', 'Rejected'],
      ['AlignedDataCtrlr', 'Interval', '900', 'Accepted'],
      ['AuthCtrlr', 'AuthorizeRemoteStart', 'TRUE', 'Accepted'],
      ['AuthCtrlr', 'AuthorizeRemoteStart', 'yes', 'Rejected'],
      ['AuthCtrlr', 'Enabled', 'false', 'Rejected'],
      ['TxCtrlr', 'TxStartPoint', 'EVConnected', 'Rejected'],
      ['OCPPCommCtrlr', 'MessageAttempts/TransactionEvent', '3', 'Accepted'],
      ['OCPPCommCtrlr', 'MessageAttempts', '3', 'UnknownVariable'],
      ['OCPPCommCtrlr', 'HeartbeatInterval', '0', 'Rejected'],
      ['SecurityCtrlr', 'BasicAuthPassword', 'short', 'Rejected'],
      ['ElevatorCtrlr', 'Floor', '3', 'UnknownComponent'],
    ];
    for (const [component, variable, value, status] of table)
      assert.equal(await set(component, variable, value), status, `${component}.${variable} = ${value}`);
    bench.kill();
    bench.start();
    await bench.until(() => bench.station.state().standing === 'accepted');
    assert.equal((await get('sampleddatactrlr', 'txupdatedinterval')).attributeValue, '30');
    assert.equal((await get('SampledDataCtrlr', 'TxEndedInterval')).attributeValue, '30');
    assert.equal(
      (await get('SampledDataCtrlr', 'TxUpdatedMeasurands')).attributeValue,
      'Energy.Active.Import.Register,Power.Active.Import',
    );
    assert.equal((await get('AuthCtrlr', 'AuthorizeRemoteStart')).attributeValue, 'true');
    bench.got.length = 0;
    bench.place.begin('t1');
    await bench.pass(30_000);
    await bench.until(() =>
      bench.of('TransactionEvent').some(({ triggerReason }) => triggerReason === 'MeterValuePeriodic'),
    );
  });

  it('never tells a secret, and tells that it is another', async () => {
    const secrets: string[] = [];
    bench.kill();
    bench.more = {
      onSecret: async (secret: string) => {
        secrets.push(secret);
        return true;
      },
    };
    bench.start();
    await bench.until(() => bench.station.state().standing === 'accepted');
    assert.equal(await set('SecurityCtrlr', 'BasicAuthPassword', 'hex:another-password'), 'Accepted');
    assert.equal(await set('SecurityCtrlr', 'BasicAuthPassword', 'a-password-of-twenty'), 'Accepted');
    assert.deepEqual(secrets, [`hex:${Buffer.from('hex:another-password').toString('hex')}`, 'a-password-of-twenty']);
    assert.deepEqual(
      await get('SecurityCtrlr', 'BasicAuthPassword').then(({ attributeStatus }) => attributeStatus),
      'Rejected',
    );
    await bench.until(() => bench.of('SecurityEventNotification').length === 4);
    assert.deepEqual(
      bench.of('SecurityEventNotification').map(({ type }) => type),
      ['StartupOfTheDevice', 'StartupOfTheDevice', ...Array(2).fill('ReconfigurationOfSecurityParameters')],
    );
    const all = await report('GetBaseReport', { reportBase: 'FullInventory' });
    assert.ok(!JSON.stringify(all).includes('password-'));
  });

  it('refuses more variables in a call than it says', async () => {
    const one = { component: { name: 'EVSE' }, variable: { name: 'Power' } };
    await assert.rejects(bench.call('GetVariables', { getVariableData: Array(51).fill(one) }), {
      rpcErrorCode: 'OccurrenceConstraintViolation',
    });
  });

  it('knows only what a variable is now', async () => {
    const getVariableData = ['Target', 'MinSet', 'MaxSet', 'Actual'].map((attributeType) => ({
      ...{ attributeType, component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Available' } },
    }));
    const { getVariableResult } = await bench.call('GetVariables', { getVariableData });
    assert.deepEqual(
      (getVariableResult as readonly Result[]).map(({ attributeStatus }) => attributeStatus),
      [...Array(3).fill('NotSupportedAttributeType'), 'Accepted'],
    );
  });
});

const named = (text: string) => {
  const [name, instance] = text.split('/');
  return instance === undefined ? { name } : { name, instance };
};
