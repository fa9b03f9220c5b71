import type { ChargeState } from '../../../firmware/domain/device.ts';
import type { ChargePointSession } from '../../../firmware/ocpp/central/charge-point-session.ts';
import type {
  Done,
  MeterValue,
  PlaceEvent,
  PlaceFacts,
  RunningTransaction,
  StatusNow,
} from '../../../firmware/ocpp/ports.ts';
import type { PlantSite } from '../../site/in-process/plant-site.ts';

/** A charge point of the plant as the central system would show it: a transaction runs while a car is plugged in. */
export class PlantSession implements ChargePointSession {
  readonly device: string;
  readonly number = 1;
  readonly version = '1.6';
  readonly connected = true;
  /** Calls that reached it; there must be none about limits. */
  readonly calls: string[] = [];
  readonly #site: PlantSite;
  readonly #listeners = new Set<(event: PlaceEvent) => void>();
  #running: RunningTransaction | undefined;
  #count = 0;

  constructor(site: PlantSite, device: string) {
    this.#site = site;
    this.device = device;
  }

  /** After every step of the plant. */
  look(): void {
    const { car, energyWh } = this.#site.chargePoint(this.device).box;
    const atMs = this.#site.wallMs;
    const meterWh = Math.round(energyWh);
    if (car !== undefined && this.#running === undefined) {
      this.#count += 1;
      const localTx = `${this.device}-${this.#count}`;
      this.#running = { localTx, idTag: 'TAG', meterStartWh: meterWh, startedAtMs: atMs };
      this.#emit({ kind: 'begin', localTx, idTag: 'TAG', meterWh, atMs, trigger: 'plugged' });
    } else if (car === undefined && this.#running !== undefined) {
      const { localTx } = this.#running;
      this.#running = undefined;
      this.#emit({ kind: 'end', localTx, meterWh, atMs, reason: 'EVDisconnected', values: [] });
    }
  }

  facts(): PlaceFacts {
    const limits = { minMa: 6000, maxMa: 32_000, phases: 3, voltageV: 230 } as const;
    return { vendor: 'Plant', model: 'Box', speaksOcpp: true, ...limits };
  }

  status(): StatusNow {
    return { status: 'Charging', errorCode: 'NoError', atMs: this.#site.wallMs };
  }

  state(): ChargeState | undefined {
    return this.#site.chargePoint(this.device).box.state;
  }

  transaction(): RunningTransaction | undefined {
    return this.#running;
  }

  lastMeter(): MeterValue | undefined {
    return undefined;
  }

  onEvent(listener: (event: PlaceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onCall(): () => void {
    return () => undefined;
  }

  async remoteStart(): Promise<Done> {
    return 'rejected';
  }

  async remoteStop(): Promise<Done> {
    return 'rejected';
  }

  async setAvailable(): Promise<Done> {
    return 'accepted';
  }

  async unlock(): Promise<'notSupported'> {
    return 'notSupported';
  }

  async reset(): Promise<Done> {
    return 'accepted';
  }

  async call(action: string): Promise<object> {
    this.calls.push(action);
    return { status: 'Accepted' };
  }

  #emit(event: PlaceEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
