import assert from 'node:assert/strict';
import { CallRefused } from '../../../../../firmware/ocpp/rpc/call-error.ts';
import type { StationBench } from '../station-bench.ts';
import { bench201, events } from './bench-201.ts';

const token = (idToken: string, type = 'ISO14443') => ({ idToken, type });
const boots = (bench: StationBench) => bench.of('BootNotification').map(({ reason }) => reason);

describe('a station of OCPP 2.0.1 that does what its backend asks', () => {
  let bench: StationBench;
  beforeEach(() => {
    bench = bench201();
  });
  afterEach(() => bench.end());

  it('starts from far away, with the number of the start and a profile for that transaction only', async () => {
    await bench.run();
    bench.place.pilot = 'B';
    const chargingProfile = {
      ...{ id: 5, stackLevel: 1, chargingProfilePurpose: 'TxProfile', chargingProfileKind: 'Relative' },
      chargingSchedule: [
        { id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 7, numberPhases: 3 }] },
      ],
    };
    const answer = await bench.call('RequestStartTransaction', {
      ...{ remoteStartId: 77, idToken: token('anna', 'KeyCode'), chargingProfile },
    });
    assert.deepEqual(answer, { status: 'Accepted' });
    await bench.until(() => events(bench).length > 0);
    const [started] = events(bench);
    assert.equal(started?.transactionInfo.remoteStartId, 77);
    assert.deepEqual(started?.idToken, token('anna', 'KeyCode'));
    assert.equal(bench.place.ceilings.at(-1)?.maxMa, 7000);
    const transactionId = started?.transactionInfo.transactionId;
    assert.deepEqual(await bench.call('GetChargingProfiles', { requestId: 4, evseId: 1, chargingProfile: {} }), {
      status: 'Accepted',
    });
    await bench.until(() => bench.of('ReportChargingProfiles').length === 1);
    assert.deepEqual(bench.of('ReportChargingProfiles'), [
      {
        ...{ requestId: 4, chargingLimitSource: 'CSO', evseId: 1, tbc: false },
        chargingProfile: [{ ...chargingProfile, transactionId }],
      },
    ]);
    const composite = await bench.call('GetCompositeSchedule', { evseId: 1, duration: 60, chargingRateUnit: 'A' });
    assert.deepEqual((composite.schedule as { chargingSchedulePeriod: object[] }).chargingSchedulePeriod, [
      { startPeriod: 0, limit: 7, numberPhases: 3 },
    ]);
    bench.place.end('EVDisconnected');
    await bench.until(() => events(bench).at(-1)?.eventType === 'Ended');
    assert.equal(bench.place.ceilings.at(-1), undefined);
    assert.deepEqual(await bench.call('GetChargingProfiles', { requestId: 4, chargingProfile: {} }), {
      status: 'NoProfiles',
    });
  });

  it('starts for nobody in particular where the backend says that nobody need show a card', async () => {
    await bench.run();
    bench.place.pilot = 'B';
    await bench.call('RequestStartTransaction', { evseId: 1, remoteStartId: 1, idToken: token('', 'NoAuthorization') });
    await bench.until(() => events(bench).length > 0);
    assert.ok(bench.place.calls.includes('start  supplier'));
  });

  it('starts anew when nobody charges any more', async () => {
    await bench.run();
    bench.place.begin('t1');
    assert.deepEqual(await bench.call('Reset', { type: 'OnIdle' }), { status: 'Scheduled' });
    await bench.pass(30_000);
    assert.deepEqual(bench.place.calls, []);
    bench.place.end('EVDisconnected');
    // What is about money goes first.
    await bench.pass(1000);
    await bench.until(() => bench.of('BootNotification').length === 2);
    assert.deepEqual(bench.place.calls, ['reset false']);
    assert.deepEqual(boots(bench), ['PowerUp', 'RemoteReset']);
    await bench.until(() => bench.of('SecurityEventNotification').length === 2);
    assert.equal(bench.of('SecurityEventNotification').at(-1)?.type, 'ResetOrReboot');
    assert.equal(events(bench).at(-1)?.transactionInfo.stoppedReason, 'EVDisconnected');
  });

  it('starts anew at once, and ends what runs', async () => {
    await bench.run();
    bench.place.begin('t1');
    assert.deepEqual(await bench.call('Reset', { type: 'Immediate' }), { status: 'Accepted' });
    await bench.pass(1000);
    await bench.until(() => bench.of('BootNotification').length === 2);
    await bench.until(() => events(bench).at(-1)?.eventType === 'Ended');
    assert.deepEqual(bench.place.calls, ['stop t1 HardReset supplier', 'reset true']);
    assert.equal(events(bench).at(-1)?.transactionInfo.stoppedReason, 'ImmediateReset');
    assert.equal(events(bench).at(-1)?.triggerReason, 'ResetCommand');
  });

  it('starts one EVSE anew, and the connection stays', async () => {
    await bench.run();
    assert.deepEqual(await bench.call('Reset', { type: 'OnIdle', evseId: 1 }), { status: 'Accepted' });
    await bench.until(() => bench.place.calls.length > 0);
    await bench.settle();
    assert.deepEqual(bench.place.calls, ['reset false']);
    assert.deepEqual(boots(bench), ['PowerUp']);
  });

  it('says nothing but what is asked for while its boot is pending, and starts nothing', async () => {
    let status = 'Pending';
    bench.answers.BootNotification = () => ({ status, interval: 60, currentTime: bench.iso() });
    await bench.listen();
    bench.start();
    await bench.until(() => bench.station.state().standing === 'pending');
    bench.place.be('Preparing');
    const start = { evseId: 1, remoteStartId: 1, idToken: token('AA') };
    assert.equal((await bench.call('RequestStartTransaction', start)).status, 'Rejected');
    assert.equal((await bench.call('RequestStopTransaction', { transactionId: 'x' })).status, 'Rejected');
    await bench.call('GetBaseReport', { requestId: 1, reportBase: 'ConfigurationInventory' });
    await bench.until(() => bench.of('NotifyReport').at(-1)?.tbc === false);
    await bench.settle();
    assert.deepEqual([...new Set(bench.got.map(({ action }) => action))], ['BootNotification', 'NotifyReport']);
    status = 'Accepted';
    assert.deepEqual(await bench.call('TriggerMessage', { requestedMessage: 'BootNotification' }), {
      status: 'Accepted',
    });
    await bench.until(() => bench.of('StatusNotification').length === 1);
    assert.deepEqual(boots(bench), ['PowerUp', 'Triggered']);
  });

  it('is silent while its boot is rejected', async () => {
    bench.answers.BootNotification = () => ({ status: 'Rejected', interval: 3600, currentTime: bench.iso() });
    await bench.listen();
    bench.start();
    await bench.until(() => bench.station.state().standing === 'rejected');
    await assert.rejects(bench.call('GetLocalListVersion'), { rpcErrorCode: 'SecurityError' });
    bench.place.begin('t1');
    await bench.pass(60_000);
    assert.deepEqual([...new Set(bench.got.map(({ action }) => action))], ['BootNotification']);
  });

  it('lets a tag of the list charge while the backend is away, and of a reservation tells the number', async () => {
    await bench.run();
    const localAuthorizationList = [
      { idToken: token('0000AAAA'), idTokenInfo: { status: 'Accepted', groupIdToken: token('house', 'Central') } },
      { idToken: token('0000BBBB'), idTokenInfo: { status: 'NotAtThisTime' } },
    ];
    const list = { versionNumber: 2, updateType: 'Full', localAuthorizationList };
    assert.deepEqual(await bench.call('SendLocalList', list), { status: 'Accepted' });
    assert.deepEqual(await bench.call('GetLocalListVersion'), { versionNumber: 2 });
    assert.deepEqual(await bench.call('SendLocalList', { versionNumber: 1, updateType: 'Differential' }), {
      status: 'VersionMismatch',
    });
    assert.equal((await bench.station.authority.authorise('E1', '0000CCCC')).status, 'Accepted');
    assert.deepEqual(bench.of('Authorize'), [{ idToken: token('0000CCCC') }]);
    const expiryDateTime = bench.iso(bench.time.wallMs() + 3_600_000);
    await bench.call('ReserveNow', { id: 12, expiryDateTime, idToken: token('0000AAAA') });
    await bench.until(() => bench.of('StatusNotification').at(-1)?.connectorStatus === 'Reserved');
    await bench.vanish();
    await bench.until(() => bench.station.state().link.kind !== 'connected');
    assert.equal((await bench.station.authority.authorise('E1', '0000aaaa')).status, 'Accepted');
    assert.equal((await bench.station.authority.authorise('E1', '0000BBBB')).status, 'Blocked');
    assert.equal((await bench.station.authority.authorise('E1', '0000CCCC')).status, 'Invalid');
    bench.place.begin('t1', '0000AAAA');
    await bench.listen();
    await bench.connected();
    await bench.until(() => events(bench).length === 2);
    assert.equal(events(bench)[0]?.reservationId, 12);
    assert.equal(events(bench)[0]?.offline, true);
  });

  it('asks a charge point behind it for what it does not know itself, and passes on what that says', async () => {
    const asked: string[] = [];
    let say: (action: string, payload: object) => Promise<object | undefined> = async () => undefined;
    bench.place.facing = { speaksOcpp: true };
    bench.place.pass = async (version, action, payload) => {
      asked.push(`${version} ${action}`);
      if (action === 'GetVariables') {
        const { getVariableData } = payload as { getVariableData: { component: object; variable: object }[] };
        return {
          getVariableResult: getVariableData.map(({ component, variable }) => ({
            ...{ component, variable, attributeStatus: 'Accepted', attributeValue: '3' },
          })),
        };
      }
      if (action === 'DataTransfer') throw new CallRefused('InternalError', 'the box has no mood for it');
      return action === 'UpdateFirmware' ? { status: 'Accepted' } : undefined;
    };
    bench.place.onCall = (_, listener) => {
      say = listener;
      return () => undefined;
    };
    await bench.run();
    const names = ['Floor', 'Enabled'];
    const getVariableData = names.map((name, k) => ({
      component: { name: ['Elevator', 'AuthCtrlr'][k] },
      variable: { name },
    }));
    const { getVariableResult } = await bench.call('GetVariables', { getVariableData });
    assert.deepEqual(
      (getVariableResult as { attributeValue: string }[]).map(({ attributeValue }) => attributeValue),
      ['3', 'true'],
    );
    const firmware = { location: 'https://backend.example/f', retrieveDateTime: bench.iso() };
    assert.deepEqual(await bench.call('UpdateFirmware', { requestId: 3, firmware }), { status: 'Accepted' });
    await assert.rejects(bench.call('DataTransfer', { vendorId: 'x' }), { rpcErrorCode: 'InternalError' });
    assert.deepEqual(await say('FirmwareStatusNotification', { status: 'Downloaded', requestId: 3 }), {});
    assert.deepEqual(bench.of('FirmwareStatusNotification'), [{ status: 'Downloaded', requestId: 3 }]);
    assert.equal(await say('SignCertificate', { csr: 'x' }), undefined);
    assert.deepEqual(asked, ['2.0.1 GetVariables', '2.0.1 UpdateFirmware', '2.0.1 DataTransfer']);
  });

  it('presents itself anew to a backend that has forgotten it', async () => {
    await bench.run();
    bench.answers.Heartbeat = () => {
      throw Object.assign(new Error('who are you?'), { rpcErrorCode: 'SecurityError' });
    };
    await bench.pass(600_000);
    await bench.until(() => bench.of('BootNotification').length === 2);
    assert.deepEqual(boots(bench), ['PowerUp', 'Unknown']);
  });

  it('blocks a tag that the backend lets charge at another EVSE only', async () => {
    bench.answers.TransactionEvent = () => ({ idTokenInfo: { status: 'Accepted', evseId: [2] } });
    await bench.run();
    bench.place.begin('t1');
    await bench.until(() => bench.place.heard.length > 0);
    assert.equal(bench.place.heard[0]?.info.status, 'Blocked');
  });

  it('presents itself to a backend that speaks another version than before', async () => {
    bench.offers = ['2.0.1', '1.6'];
    bench.version = 'ocpp1.6';
    await bench.run();
    await bench.vanish();
    await bench.until(() => bench.station.state().link.kind !== 'connected');
    bench.got.length = 0;
    bench.version = 'ocpp2.0.1';
    await bench.listen();
    await bench.connected();
    await bench.until(() => bench.of('StatusNotification').length === 1);
    assert.deepEqual(boots(bench), ['Unknown']);
    assert.equal(bench.of('StatusNotification')[0]?.connectorStatus, 'Available');
  });

  it('says what is wrong at a connector, once, and when that is over', async () => {
    await bench.run();
    const wrong = { info: 'RCD has tripped', vendorErrorCode: 'E-17' };
    bench.place.now = { status: 'Faulted', errorCode: 'GroundFailure', ...wrong, atMs: bench.time.wallMs() };
    bench.place.say({ kind: 'status', status: bench.place.now });
    await bench.until(() => bench.of('NotifyEvent').length === 1);
    await bench.call('TriggerMessage', { requestedMessage: 'StatusNotification' });
    await bench.until(() => bench.of('StatusNotification').length === 3);
    bench.place.be('Available');
    await bench.until(() => bench.of('NotifyEvent').length === 2);
    const told = bench.of('NotifyEvent').map(({ eventData }) => (eventData as [Record<string, unknown>])[0]);
    assert.deepEqual(
      told.map(({ actualValue, cleared, techCode, techInfo }) => [actualValue, cleared, techCode, techInfo]),
      [
        ['true', false, 'E-17', 'GroundFailure: RCD has tripped'],
        ['false', true, undefined, undefined],
      ],
    );
    assert.ok(Number(told[0]?.eventId) < Number(told[1]?.eventId));
    assert.deepEqual(
      bench.of('StatusNotification').map(({ connectorStatus }) => connectorStatus),
      ['Available', 'Faulted', 'Faulted', 'Available'],
    );
  });
});
