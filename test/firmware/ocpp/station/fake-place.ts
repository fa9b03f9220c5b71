import type { ChargeState } from '../../../../firmware/domain/device.ts';
import type {
  BackendCeiling,
  Done,
  MeterValue,
  Place,
  PlaceEvent,
  PlaceFacts,
  RunningTransaction,
  StatusNow,
  StopReason,
  TagInfo,
} from '../../../../firmware/ocpp/ports.ts';

/** A charge point that does what the test says, and remembers what it was told. */
export class FakePlace implements Place {
  readonly id: string;
  readonly heard: { localTx: string; info: TagInfo; backend: string }[] = [];
  readonly calls: string[] = [];
  /** Newest last. */
  readonly ceilings: (BackendCeiling | undefined)[] = [];
  facing: Partial<PlaceFacts> = {};
  now: StatusNow;
  pilot: ChargeState | undefined = 'A';
  running: RunningTransaction | undefined;
  /** Of the meter; undefined: it does not answer. */
  registerWh: number | undefined = 1000;
  answers: {
    start: Done;
    stop: Done;
    reset: Done;
    available: Done | 'scheduled';
    unlock: 'unlocked' | 'failed' | 'notSupported';
  } = {
    ...{ start: 'accepted', stop: 'accepted', reset: 'accepted', available: 'accepted', unlock: 'notSupported' },
  };
  /** Of a charge point that speaks OCPP. */
  pass: NonNullable<Place['pass']> = async () => undefined;
  onCall: NonNullable<Place['onCall']> = () => () => undefined;
  readonly #clock: () => number;
  readonly #listeners = new Set<(event: PlaceEvent) => void>();

  constructor(id: string, clock: () => number) {
    this.id = id;
    this.#clock = clock;
    this.now = { status: 'Available', errorCode: 'NoError', atMs: clock() };
  }

  facts(): PlaceFacts {
    return {
      ...{ vendor: 'Own works', model: 'Box 11', serial: 'S1', firmware: '1.2' },
      ...{ minMa: 6000, maxMa: 16_000, phases: 3, voltageV: 230, speaksOcpp: false, ...this.facing },
    };
  }

  status(): StatusNow {
    return this.now;
  }

  state(): ChargeState | undefined {
    return this.pilot;
  }

  transaction(): RunningTransaction | undefined {
    return this.running;
  }

  readMeter(): MeterValue | undefined {
    if (this.registerWh === undefined) return undefined;
    const samples = [
      { value: String(this.registerWh), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
      { value: '7200', measurand: 'Power.Active.Import', unit: 'W' },
      ...['L1', 'L2', 'L3'].map((phase) => ({ value: '10.4', measurand: 'Current.Import', phase, unit: 'A' })),
    ];
    return { atMs: this.#clock(), samples };
  }

  onEvent(listener: (event: PlaceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async start(idTag: string, by: string): Promise<Done> {
    this.calls.push(`start ${idTag} ${by}`);
    if (this.answers.start === 'accepted' && this.pilot === 'B') this.begin(`tx-${this.calls.length}`, idTag);
    return this.answers.start;
  }

  async stop(localTx: string, reason: StopReason, by: string): Promise<Done> {
    this.calls.push(`stop ${localTx} ${reason} ${by}`);
    if (this.answers.stop === 'accepted') this.end(reason);
    return this.answers.stop;
  }

  async setAvailable(available: boolean): Promise<Done | 'scheduled'> {
    this.calls.push(`available ${available}`);
    return this.answers.available;
  }

  async unlock(): Promise<'unlocked' | 'failed' | 'notSupported'> {
    this.calls.push('unlock');
    return this.answers.unlock;
  }

  async reset(hard: boolean): Promise<Done> {
    this.calls.push(`reset ${hard}`);
    return this.answers.reset;
  }

  limit(_backend: string, ceiling: BackendCeiling | undefined): void {
    this.ceilings.push(ceiling);
  }

  told(localTx: string, info: TagInfo, backend: string): void {
    this.heard.push({ localTx, info, backend });
  }

  say(event: PlaceEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  be(status: StatusNow['status'], errorCode: StatusNow['errorCode'] = 'NoError'): void {
    this.now = { status, errorCode, atMs: this.#clock() };
    this.say({ kind: 'status', status: this.now });
  }

  begin(localTx: string, idTag = 'TAG'): void {
    const meterWh = this.registerWh ?? 0;
    const atMs = this.#clock();
    this.pilot = 'C';
    this.running = { localTx, idTag, meterStartWh: meterWh, startedAtMs: atMs };
    this.say({ kind: 'begin', localTx, idTag, meterWh, atMs, trigger: 'authorised' });
    this.be('Charging');
  }

  end(reason: StopReason = 'Local'): void {
    const { running } = this;
    if (running === undefined) throw new Error('no transaction runs');
    this.running = undefined;
    const meterWh = this.registerWh ?? 0;
    this.say({ kind: 'end', localTx: running.localTx, meterWh, atMs: this.#clock(), reason, values: [] });
    this.be('Finishing');
  }
}
