import assert from 'node:assert/strict';
import { StationBench } from '../station-bench.ts';

type Payload = Record<string, unknown>;
interface Row {
  readonly name: string;
  readonly before?: (bench: StationBench) => void | Promise<void>;
  readonly action: string;
  readonly payload?: Payload | ((bench: StationBench) => Payload);
  readonly answer: Payload;
  /** What it comes to, when all is sent. */
  readonly after?: (bench: StationBench) => void | Promise<void>;
}

const profile = (more: Payload = {}, schedule: Payload = {}): Payload => ({
  ...{
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
  },
  ...more,
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10 }], ...schedule },
});
const begun = async (bench: StationBench): Promise<void> => {
  bench.place.begin('t1');
  await bench.until(() => bench.place.heard.length === 1);
};
const install = (connectorId: number, csChargingProfiles: Payload) => async (bench: StationBench) => {
  assert.deepEqual(await bench.call('SetChargingProfile', { connectorId, csChargingProfiles }), { status: 'Accepted' });
};
const soon = (bench: StationBench, ms = 600_000) => bench.iso(bench.time.wallMs() + ms);
const last = (bench: StationBench, action: string) => bench.of(action).at(-1);

const rows: readonly Row[] = [
  {
    ...{ name: 'takes the whole station out of service', action: 'ChangeAvailability', answer: { status: 'Accepted' } },
    payload: { connectorId: 0, type: 'Inoperative' },
    after: async (bench) => {
      await bench.until(() => bench.of('StatusNotification').length === 4);
      assert.deepEqual(
        bench
          .of('StatusNotification')
          .slice(2)
          .map(({ connectorId, status }) => [connectorId, status]),
        [
          [0, 'Unavailable'],
          [1, 'Unavailable'],
        ],
      );
      assert.deepEqual(bench.place.calls, ['available false']);
    },
  },
  {
    ...{
      name: 'does so after the transaction that runs',
      action: 'ChangeAvailability',
      answer: { status: 'Scheduled' },
    },
    before: (bench) => {
      bench.place.answers.available = 'scheduled';
    },
    payload: { connectorId: 1, type: 'Inoperative' },
  },
  {
    ...{ name: 'has no connector 2', action: 'ChangeAvailability', answer: { status: 'Rejected' } },
    payload: { connectorId: 2, type: 'Inoperative' },
  },
  { name: 'clears the cache', action: 'ClearCache', answer: { status: 'Accepted' } },
  {
    name: 'has no cache where it was turned off',
    before: async (bench) =>
      void (await bench.call('ChangeConfiguration', { key: 'AuthorizationCacheEnabled', value: 'false' })),
    ...{ action: 'ClearCache', answer: { status: 'Rejected' } },
  },
  {
    ...{ name: 'knows no vendor', action: 'DataTransfer', answer: { status: 'UnknownVendorId' } },
    payload: { vendorId: 'x', data: 'y' },
  },
  {
    ...{ name: 'lets a charge point of OCPP answer for its vendor', action: 'DataTransfer' },
    before: (bench) => {
      bench.place.pass = async (_version, action) =>
        action === 'DataTransfer' ? { status: 'Accepted', data: 'z' } : undefined;
    },
    ...{ payload: { vendorId: 'x' }, answer: { status: 'Accepted', data: 'z' } },
  },
  {
    ...{ name: 'starts a transaction', action: 'RemoteStartTransaction', answer: { status: 'Accepted' } },
    before: (bench) => {
      bench.place.pilot = 'B';
    },
    payload: { idTag: 'FAR' },
    after: async (bench) => {
      await bench.until(() => bench.of('StartTransaction').length === 1);
      assert.equal(last(bench, 'StartTransaction')?.idTag, 'FAR');
      assert.deepEqual(bench.of('Authorize'), []);
      // First the answer, then what follows from it.
      const out = bench.seen.flatMap(({ direction, kind, action }) =>
        direction === 'out' ? [`${kind} ${action}`] : [],
      );
      assert.ok(out.indexOf('result RemoteStartTransaction') < out.indexOf('call StartTransaction'), out.join(', '));
    },
  },
  {
    ...{
      name: 'asks for the tag first where that is set',
      action: 'RemoteStartTransaction',
      answer: { status: 'Accepted' },
    },
    before: async (bench) => {
      bench.place.pilot = 'B';
      await bench.call('ChangeConfiguration', { key: 'AuthorizeRemoteTxRequests', value: 'true' });
    },
    payload: { idTag: 'FAR', connectorId: 1 },
    after: async (bench) => {
      await bench.until(() => bench.of('StartTransaction').length === 1);
      assert.deepEqual(bench.of('Authorize'), [{ idTag: 'FAR' }]);
    },
  },
  {
    ...{
      name: 'starts none for a tag that is not accepted',
      action: 'RemoteStartTransaction',
      answer: { status: 'Accepted' },
    },
    before: async (bench) => {
      bench.answers.Authorize = () => ({ idTagInfo: { status: 'Expired' } });
      await bench.call('ChangeConfiguration', { key: 'AuthorizeRemoteTxRequests', value: 'true' });
    },
    payload: { idTag: 'FAR' },
    after: async (bench) => {
      await bench.until(() => bench.of('Authorize').length === 1);
      assert.deepEqual(bench.place.calls, []);
    },
  },
  {
    ...{ name: 'starts with a profile of its own', action: 'RemoteStartTransaction', answer: { status: 'Accepted' } },
    before: (bench) => {
      bench.place.pilot = 'B';
    },
    payload: { idTag: 'FAR', connectorId: 1, chargingProfile: profile({ chargingProfilePurpose: 'TxProfile' }) },
    after: async (bench) => {
      assert.deepEqual(bench.place.ceilings.at(-1), { maxMa: 10_000, why: 'profile' });
      await bench.until(() => bench.of('StartTransaction').length === 1);
      bench.place.end();
      assert.equal(bench.place.ceilings.at(-1), undefined);
    },
  },
  {
    ...{
      name: 'refuses a start with another profile',
      action: 'RemoteStartTransaction',
      answer: { status: 'Rejected' },
    },
    payload: { idTag: 'FAR', connectorId: 1, chargingProfile: profile() },
  },
  {
    ...{
      name: 'refuses a second start',
      action: 'RemoteStartTransaction',
      answer: { status: 'Rejected' },
      before: begun,
    },
    payload: { idTag: 'FAR', connectorId: 1 },
  },
  {
    ...{
      name: 'refuses a start where the place does',
      action: 'RemoteStartTransaction',
      answer: { status: 'Rejected' },
    },
    before: (bench) => {
      bench.place.answers.start = 'rejected';
    },
    payload: { idTag: 'FAR' },
  },
  {
    ...{ name: 'stops a transaction', action: 'RemoteStopTransaction', answer: { status: 'Accepted' }, before: begun },
    payload: { transactionId: 41 },
    after: async (bench) => {
      await bench.until(() => bench.of('StopTransaction').length === 1);
      assert.equal(last(bench, 'StopTransaction')?.reason, 'Remote');
    },
  },
  {
    ...{ name: 'stops no transaction of another', action: 'RemoteStopTransaction', answer: { status: 'Rejected' } },
    ...{ before: begun, payload: { transactionId: 42 } },
  },
  {
    ...{
      name: 'starts anew',
      action: 'Reset',
      answer: { status: 'Accepted' },
      before: begun,
      payload: { type: 'Soft' },
    },
    after: async (bench) => {
      await bench.until(() => bench.of('StopTransaction').length === 1);
      await bench.pass(1000);
      await bench.until(() => bench.of('BootNotification').length === 2);
      assert.equal(bench.of('StopTransaction').length, 1);
      assert.equal(last(bench, 'StopTransaction')?.reason, 'SoftReset');
      assert.ok(bench.place.calls.includes('reset false'));
    },
  },
  {
    ...{ name: 'has nothing to unlock', action: 'UnlockConnector', answer: { status: 'NotSupported' } },
    payload: { connectorId: 1 },
  },
  {
    ...{ name: 'ends the transaction and unlocks', action: 'UnlockConnector', answer: { status: 'Unlocked' } },
    before: async (bench) => {
      bench.place.answers.unlock = 'unlocked';
      await begun(bench);
    },
    payload: { connectorId: 1 },
    after: async (bench) => {
      await bench.until(() => bench.of('StopTransaction').length === 1);
      assert.equal(last(bench, 'StopTransaction')?.reason, 'UnlockCommand');
    },
  },
  {
    ...{ name: 'limits', action: 'SetChargingProfile', answer: { status: 'Accepted' } },
    payload: { connectorId: 1, csChargingProfiles: profile() },
    after: (bench) => assert.deepEqual(bench.place.ceilings.at(-1), { maxMa: 10_000, why: 'profile' }),
  },
  {
    ...{
      name: 'limits in watts, until the schedule changes',
      action: 'SetChargingProfile',
      answer: { status: 'Accepted' },
    },
    payload: (bench) => ({
      connectorId: 0,
      csChargingProfiles: profile(
        { chargingProfilePurpose: 'ChargePointMaxProfile', chargingProfileKind: 'Absolute' },
        {
          ...{ chargingRateUnit: 'W', startSchedule: bench.iso() },
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 4000 },
            { startPeriod: 100, limit: 7000 },
          ],
        },
      ),
    }),
    after: async (bench) => {
      const { maxW, why } = bench.place.ceilings.at(-1) ?? {};
      assert.deepEqual([maxW, why], [4000, 'profile']);
      await bench.pass(100_000);
      assert.equal(bench.place.ceilings.at(-1)?.maxW, 7000);
    },
  },
  {
    ...{
      name: 'has no transaction for a profile of one',
      action: 'SetChargingProfile',
      answer: { status: 'Rejected' },
    },
    payload: { connectorId: 1, csChargingProfiles: profile({ chargingProfilePurpose: 'TxProfile' }) },
  },
  {
    ...{ name: 'limits the transaction of that number', action: 'SetChargingProfile', answer: { status: 'Accepted' } },
    before: begun,
    payload: {
      connectorId: 1,
      csChargingProfiles: profile({ chargingProfilePurpose: 'TxProfile', transactionId: 41 }),
    },
  },
  {
    ...{ name: 'refuses a profile for another number', action: 'SetChargingProfile', answer: { status: 'Rejected' } },
    before: begun,
    payload: { connectorId: 1, csChargingProfiles: profile({ chargingProfilePurpose: 'TxProfile', transactionId: 9 }) },
  },
  {
    ...{ name: 'frees again', action: 'ClearChargingProfile', answer: { status: 'Accepted' } },
    ...{ before: install(1, profile()), payload: { id: 1 } },
    after: (bench) => assert.equal(bench.place.ceilings.at(-1), undefined),
  },
  { name: 'has no such profile', action: 'ClearChargingProfile', payload: { id: 2 }, answer: { status: 'Unknown' } },
  {
    ...{ name: 'tells its composite schedule', action: 'GetCompositeSchedule', before: install(0, profile()) },
    payload: { connectorId: 1, duration: 600, chargingRateUnit: 'W' },
    answer: {
      ...{ status: 'Accepted', connectorId: 1, scheduleStart: '2023-11-14T22:13:21.000Z' },
      chargingSchedule: {
        ...{ duration: 600, startSchedule: '2023-11-14T22:13:21.000Z', chargingRateUnit: 'W' },
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 6900, numberPhases: 3 }],
      },
    },
  },
  {
    ...{ name: 'has no schedule of connector 3', action: 'GetCompositeSchedule', answer: { status: 'Rejected' } },
    payload: { connectorId: 3, duration: 600 },
  },
  { name: 'has no list at first', action: 'GetLocalListVersion', answer: { listVersion: 0 } },
  {
    ...{ name: 'takes a list', action: 'SendLocalList', answer: { status: 'Accepted' } },
    payload: {
      listVersion: 3,
      updateType: 'Full',
      localAuthorizationList: [{ idTag: 'A', idTagInfo: { status: 'Accepted' } }],
    },
    after: async (bench) => {
      assert.deepEqual(await bench.call('GetLocalListVersion'), { listVersion: 3 });
      assert.deepEqual(bench.station.authority.offline('E1', 'a'), { status: 'Accepted' });
    },
  },
  {
    ...{ name: 'takes no update of an older list', action: 'SendLocalList', answer: { status: 'VersionMismatch' } },
    before: async (bench) => void (await bench.call('SendLocalList', { listVersion: 3, updateType: 'Full' })),
    payload: { listVersion: 3, updateType: 'Differential' },
  },
  {
    ...{ name: 'takes no list with a tag twice', action: 'SendLocalList', answer: { status: 'Failed' } },
    payload: {
      ...{ listVersion: 3, updateType: 'Differential' },
      localAuthorizationList: [{ idTag: 'A', idTagInfo: { status: 'Accepted' } }, { idTag: 'a' }],
    },
  },
  {
    ...{ name: 'keeps a connector for a tag', action: 'ReserveNow', answer: { status: 'Accepted' } },
    payload: (bench) => ({ connectorId: 1, expiryDate: soon(bench), idTag: 'MINE', reservationId: 5 }),
    after: async (bench) => {
      await bench.until(() => last(bench, 'StatusNotification')?.status === 'Reserved');
      assert.equal((await bench.call('RemoteStartTransaction', { idTag: 'OTHER', connectorId: 1 })).status, 'Rejected');
      bench.place.begin('t1', 'MINE');
      await bench.until(() => bench.of('StartTransaction').length === 1);
      assert.equal(last(bench, 'StartTransaction')?.reservationId, 5);
    },
  },
  {
    ...{ name: 'keeps it no longer than asked for', action: 'ReserveNow', answer: { status: 'Accepted' } },
    payload: (bench) => ({ connectorId: 1, expiryDate: soon(bench, 90_000), idTag: 'MINE', reservationId: 5 }),
    after: async (bench) => {
      await bench.until(() => last(bench, 'StatusNotification')?.status === 'Reserved');
      await bench.pass(60_000);
      await bench.pass(30_000);
      await bench.until(() => last(bench, 'StatusNotification')?.status === 'Available');
    },
  },
  {
    ...{
      name: 'keeps no connector where somebody charges',
      action: 'ReserveNow',
      answer: { status: 'Occupied' },
      before: begun,
    },
    payload: (bench) => ({ connectorId: 1, expiryDate: soon(bench), idTag: 'MINE', reservationId: 5 }),
  },
  {
    ...{ name: 'keeps not just any connector', action: 'ReserveNow', answer: { status: 'Rejected' } },
    payload: (bench) => ({ connectorId: 0, expiryDate: soon(bench), idTag: 'MINE', reservationId: 5 }),
  },
  {
    ...{
      name: 'gives it free',
      action: 'CancelReservation',
      answer: { status: 'Accepted' },
      payload: { reservationId: 5 },
    },
    before: async (bench) =>
      void (await bench.call('ReserveNow', {
        connectorId: 1,
        expiryDate: soon(bench),
        idTag: 'MINE',
        reservationId: 5,
      })),
  },
  {
    name: 'has no such reservation',
    action: 'CancelReservation',
    payload: { reservationId: 5 },
    answer: { status: 'Rejected' },
  },
  {
    ...{ name: 'has no diagnostics', action: 'GetDiagnostics', payload: { location: 'ftp://host/' }, answer: {} },
  },
  {
    ...{ name: 'fetches no firmware', action: 'UpdateFirmware', answer: {} },
    payload: (bench) => ({ location: 'http://host/x', retrieveDate: bench.iso() }),
    after: async (bench) => {
      await bench.until(() => bench.of('FirmwareStatusNotification').length === 1);
      assert.deepEqual(bench.of('FirmwareStatusNotification'), [{ status: 'DownloadFailed' }]);
    },
  },
  ...(['BootNotification', 'Heartbeat', 'StatusNotification', 'MeterValues'] as const).map((requestedMessage) => ({
    ...{ name: `sends ${requestedMessage}`, action: 'TriggerMessage', answer: { status: 'Accepted' } },
    payload: { requestedMessage },
    after: async (bench: StationBench) => {
      const before = { BootNotification: 1, Heartbeat: 0, StatusNotification: 3, MeterValues: 0 }[requestedMessage];
      await bench.until(() => bench.of(requestedMessage).length > before);
    },
  })),
  ...(['FirmwareStatusNotification', 'DiagnosticsStatusNotification'] as const).map((requestedMessage) => ({
    ...{
      name: `says that nothing goes on: ${requestedMessage}`,
      action: 'TriggerMessage',
      answer: { status: 'Accepted' },
    },
    payload: { requestedMessage },
    after: async (bench: StationBench) => {
      await bench.until(() => bench.of(requestedMessage).length === 1);
      assert.deepEqual(bench.of(requestedMessage), [{ status: 'Idle' }]);
    },
  })),
  {
    ...{ name: 'has no values of a meter that is silent', action: 'TriggerMessage', answer: { status: 'Rejected' } },
    before: (bench) => {
      bench.place.registerWh = undefined;
    },
    payload: { requestedMessage: 'MeterValues', connectorId: 1 },
  },
  {
    ...{ name: 'sends nothing of connector 4', action: 'TriggerMessage', answer: { status: 'Rejected' } },
    payload: { requestedMessage: 'StatusNotification', connectorId: 4 },
  },
  {
    ...{ name: 'takes its password', action: 'ChangeConfiguration', answer: { status: 'Accepted' } },
    payload: { key: 'AuthorizationKey', value: '0123456789ABCDEF0123456789ABCDEF01234567' },
    after: (bench) => assert.deepEqual(bench.secrets, ['hex:0123456789abcdef0123456789abcdef01234567']),
  },
  {
    ...{ name: 'takes no short password', action: 'ChangeConfiguration', answer: { status: 'Rejected' } },
    payload: { key: 'AuthorizationKey', value: 'short' },
  },
];

describe('a station of OCPP 1.6 answers what a backend asks', () => {
  for (const { name, before, action, payload = {}, answer, after } of rows)
    it(`${action}: ${name}`, async () => {
      const bench = new StationBench();
      try {
        await bench.run();
        await before?.(bench);
        assert.deepEqual(await bench.call(action, typeof payload === 'function' ? payload(bench) : payload), answer);
        await after?.(bench);
        await bench.settle();
        assert.equal(bench.mostInFlight, 1);
        assert.deepEqual(bench.faults(), []);
      } finally {
        await bench.end();
      }
    });
});
