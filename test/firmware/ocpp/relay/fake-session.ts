import type { ChargePointSession } from '../../../../firmware/ocpp/central/charge-point-session.ts';
import type {
  Done,
  MeterValue,
  PlaceEvent,
  PlaceFacts,
  RunningTransaction,
  StatusNow,
} from '../../../../firmware/ocpp/ports.ts';
import type { OcppVersion } from '../../../../firmware/ocpp/version.ts';

type CallListener = (action: string, payload: object) => Promise<object | undefined>;

/** A charge point's session that does what a test says. */
export class FakeSession implements ChargePointSession {
  readonly device = 'E1';
  readonly number = 2;
  version: OcppVersion | undefined;
  connected = true;
  running: RunningTransaction | undefined;
  done: Done = 'accepted';
  /** Everything that was asked of the charge point, in its order. */
  readonly asked: { readonly action: string; readonly payload: unknown }[] = [];
  /** What it answers to calls. */
  answer: (action: string, payload: object) => object = () => ({ status: 'Accepted' });
  readonly #listeners = new Set<(event: PlaceEvent) => void>();
  readonly #calls = new Set<CallListener>();

  constructor(version: OcppVersion = '1.6') {
    this.version = version;
  }

  emit(event: PlaceEvent): void {
    if (event.kind === 'begin') {
      const { localTx, idTag, meterWh, atMs } = event;
      this.running = { localTx, idTag, meterStartWh: meterWh, startedAtMs: atMs };
    }
    if (event.kind === 'end') this.running = undefined;
    for (const listener of this.#listeners) listener(event);
  }

  /** It says something by itself. */
  async say(action: string, payload: object): Promise<object | undefined> {
    for (const listener of this.#calls) {
      const answer = await listener(action, payload);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  facts(): PlaceFacts {
    const limits = { minMa: 6000, maxMa: 16_000, phases: 3, voltageV: 230 } as const;
    return { vendor: 'Maker', model: 'Box', speaksOcpp: true, ...limits };
  }

  status(): StatusNow {
    return { status: 'Available', errorCode: 'NoError', atMs: 0 };
  }

  state(): 'B' {
    return 'B';
  }

  transaction(): RunningTransaction | undefined {
    return this.running;
  }

  lastMeter(): MeterValue | undefined {
    return { atMs: 0, samples: [{ value: '1' }] };
  }

  onEvent(listener: (event: PlaceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onCall(listener: CallListener): () => void {
    this.#calls.add(listener);
    return () => this.#calls.delete(listener);
  }

  remoteStart(idTag: string): Promise<Done> {
    return this.#command('start', idTag);
  }

  remoteStop(localTx: string): Promise<Done> {
    return this.#command('stop', localTx);
  }

  setAvailable(available: boolean): Promise<Done> {
    return this.#command('setAvailable', available);
  }

  async unlock(): Promise<'unlocked'> {
    this.asked.push({ action: 'unlock', payload: undefined });
    return 'unlocked';
  }

  reset(hard: boolean): Promise<Done> {
    return this.#command('reset', hard);
  }

  async call(action: string, payload: object): Promise<object> {
    this.asked.push({ action, payload });
    return this.answer(action, payload);
  }

  async #command(action: string, payload: unknown): Promise<Done> {
    this.asked.push({ action, payload });
    return this.connected ? this.done : 'rejected';
  }
}

export const begin = (idTag = 'TAG', localTx = 'tx-1'): PlaceEvent => ({
  ...{ kind: 'begin', localTx, idTag, meterWh: 100, atMs: 1000, trigger: 'authorised' },
});
export const end = (reason: Extract<PlaceEvent, { kind: 'end' }>['reason'], localTx = 'tx-1'): PlaceEvent => ({
  ...{ kind: 'end', localTx, meterWh: 200, atMs: 2000, reason, values: [] },
});
