import assert from 'node:assert/strict';
import type { OcppVersion } from '../../firmware/ocpp/version.ts';
import type { Backend } from './ocpp-backend.ts';

/** One session at a backend, in the words of one version: what the tests of both have in common is said once. */
export interface SessionWords {
  readonly version: OcppVersion;
  /** The last status of the charge point. */
  status(backend: Backend, identity: string): string | undefined;
  /** How a status of 1.6 is called in this version. */
  statusName(status: 'Available' | 'Preparing' | 'Charging' | 'Finishing'): string;
  sampleEvery(backend: Backend, identity: string, seconds: number): Promise<void>;
  /** Once the transaction has begun: its id at the backend, the tag and the meter, Wh. */
  begun(backend: Backend, identity: string): { id: string; idTag: string; meterWh: number } | undefined;
  /** The energy register in all meter values of the transaction so far, Wh, oldest first. */
  registersWh(backend: Backend, identity: string, id: string): readonly number[];
  /** The last current that was offered, A. */
  offeredA(backend: Backend, identity: string): number | undefined;
  limit(backend: Backend, identity: string, id: string, limitA: number): Promise<string>;
  /** What the station says of its limits: the first period, A. */
  compositeA(backend: Backend, identity: string): Promise<number | undefined>;
  stop(backend: Backend, identity: string, id: string): Promise<string>;
  start(backend: Backend, identity: string, idTag: string): Promise<string>;
  ended(backend: Backend, identity: string, id: string): { reason: string; meterWh: number } | undefined;
}

interface Sampled {
  readonly value: string | number;
  readonly measurand?: string;
  readonly unit?: string;
  readonly phase?: string;
}
type Payload = Record<string, unknown>;

const samplesOf = (payload: Payload): readonly Sampled[] =>
  ((payload.meterValue ?? payload.transactionData ?? []) as { sampledValue: Sampled[] }[]).flatMap(
    (each) => each.sampledValue,
  );
const isRegister = ({ measurand = 'Energy.Active.Import.Register', phase }: Sampled) =>
  measurand === 'Energy.Active.Import.Register' && phase === undefined;
const registers = (payload: Payload) =>
  samplesOf(payload)
    .filter(isRegister)
    .map(({ value }) => Number(value));
const offered = (payloads: readonly Payload[]) => {
  const last = payloads.flatMap(samplesOf).findLast(({ measurand }) => measurand === 'Current.Offered');
  return last === undefined ? undefined : Number(last.value);
};

export const words16: SessionWords = {
  version: '1.6',
  status: (backend, identity) =>
    backend.received(identity, 'StatusNotification').findLast(({ connectorId }) => connectorId === 1)?.status as
      | string
      | undefined,
  statusName: (status) => status,
  async sampleEvery(backend, identity, seconds) {
    for (const [key, value] of [
      ['MeterValueSampleInterval', String(seconds)],
      ['MeterValuesSampledData', 'Energy.Active.Import.Register,Current.Import,Current.Offered,Power.Active.Import'],
    ])
      assert.deepEqual(await backend.call(identity, 'ChangeConfiguration', { key, value }), { status: 'Accepted' });
  },
  begun(backend, identity) {
    const last = backend.received(identity, 'StartTransaction').at(-1);
    const id = backend.given.get(identity);
    if (last === undefined || id === undefined) return undefined;
    return { id: String(id), idTag: String(last.idTag), meterWh: Number(last.meterStart) };
  },
  registersWh: (backend, identity, id) =>
    backend
      .received(identity, 'MeterValues')
      .filter(({ transactionId }) => String(transactionId) === id)
      .flatMap(registers),
  offeredA: (backend, identity) => offered(backend.received(identity, 'MeterValues')),
  async limit(backend, identity, id, limitA) {
    const chargingSchedule = { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: limitA }] };
    const csChargingProfiles = {
      ...{ chargingProfileId: 1, transactionId: Number(id), stackLevel: 0, chargingProfilePurpose: 'TxProfile' },
      ...{ chargingProfileKind: 'Relative', chargingSchedule },
    };
    return (await backend.call(identity, 'SetChargingProfile', { connectorId: 1, csChargingProfiles }))
      .status as string;
  },
  async compositeA(backend, identity) {
    const answer = await backend.call(identity, 'GetCompositeSchedule', {
      ...{ connectorId: 1, duration: 60, chargingRateUnit: 'A' },
    });
    const schedule = answer.chargingSchedule as { chargingSchedulePeriod: { limit: number }[] } | undefined;
    return schedule?.chargingSchedulePeriod[0]?.limit;
  },
  stop: async (backend, identity, id) =>
    (await backend.call(identity, 'RemoteStopTransaction', { transactionId: Number(id) })).status as string,
  start: async (backend, identity, idTag) =>
    (await backend.call(identity, 'RemoteStartTransaction', { connectorId: 1, idTag })).status as string,
  ended(backend, identity, id) {
    const end = backend.received(identity, 'StopTransaction').find(({ transactionId }) => String(transactionId) === id);
    return end && { reason: String(end.reason ?? 'Local'), meterWh: Number(end.meterStop) };
  },
};

interface TransactionEvent extends Payload {
  readonly eventType: string;
  readonly transactionInfo: { readonly transactionId: string; readonly stoppedReason?: string };
  readonly idToken?: { readonly idToken: string };
}
const events = (backend: Backend, identity: string, id?: string) =>
  (backend.received(identity, 'TransactionEvent') as readonly TransactionEvent[]).filter(
    ({ transactionInfo }) => id === undefined || transactionInfo.transactionId === id,
  );

export const words201: SessionWords = {
  version: '2.0.1',
  status: (backend, identity) =>
    backend.received(identity, 'StatusNotification').findLast(({ evseId }) => evseId === 1)?.connectorStatus as
      | string
      | undefined,
  statusName: (status) => (status === 'Available' ? 'Available' : 'Occupied'),
  async sampleEvery(backend, identity, seconds) {
    const component = { name: 'SampledDataCtrlr' };
    const set = (name: string, attributeValue: string) => ({ component, variable: { name }, attributeValue });
    const answer = await backend.call<{ setVariableResult: { attributeStatus: string }[] }>(identity, 'SetVariables', {
      setVariableData: [
        set('TxUpdatedInterval', String(seconds)),
        set('TxUpdatedMeasurands', 'Energy.Active.Import.Register,Current.Import,Current.Offered,Power.Active.Import'),
      ],
    });
    assert.deepEqual(
      answer.setVariableResult.map(({ attributeStatus }) => attributeStatus),
      ['Accepted', 'Accepted'],
    );
  },
  begun(backend, identity) {
    const start = events(backend, identity).findLast(({ eventType }) => eventType === 'Started');
    if (start === undefined) return undefined;
    const id = start.transactionInfo.transactionId;
    const all = events(backend, identity, id);
    const idTag = all.find(({ idToken }) => idToken !== undefined)?.idToken?.idToken ?? '';
    return { id, idTag, meterWh: all.flatMap(registers)[0] ?? Number.NaN };
  },
  registersWh: (backend, identity, id) => events(backend, identity, id).flatMap(registers),
  offeredA: (backend, identity) => offered(events(backend, identity)),
  async limit(backend, identity, id, limitA) {
    const chargingProfile = {
      ...{
        id: 1,
        stackLevel: 0,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        transactionId: id,
      },
      chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: limitA }] }],
    };
    return (await backend.call(identity, 'SetChargingProfile', { evseId: 1, chargingProfile })).status as string;
  },
  async compositeA(backend, identity) {
    const answer = await backend.call(identity, 'GetCompositeSchedule', {
      ...{ evseId: 1, duration: 60, chargingRateUnit: 'A' },
    });
    const schedule = answer.schedule as { chargingSchedulePeriod: { limit: number }[] } | undefined;
    return schedule?.chargingSchedulePeriod[0]?.limit;
  },
  stop: async (backend, identity, transactionId) =>
    (await backend.call(identity, 'RequestStopTransaction', { transactionId })).status as string,
  start: async (backend, identity, idToken) =>
    (
      await backend.call(identity, 'RequestStartTransaction', {
        ...{ evseId: 1, remoteStartId: 7, idToken: { idToken, type: 'Central' } },
      })
    ).status as string,
  ended(backend, identity, id) {
    const end = events(backend, identity, id).find(({ eventType }) => eventType === 'Ended');
    return (
      end && { reason: end.transactionInfo.stoppedReason ?? 'Local', meterWh: registers(end).at(-1) ?? Number.NaN }
    );
  },
};
