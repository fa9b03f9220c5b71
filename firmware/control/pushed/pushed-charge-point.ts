import type { ChargeState, DeviceReadings } from '../../domain/device.ts';
import type { ChargePointPush, PushedOffer } from '../../domain/push.ts';
import { type RemoteOffer, type RemoteReport, type RemoteWrite, remotePlace } from '../../domain/remote-device.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import { Held, onPhases, present } from './held.ts';
import { pushHealth } from './push-health.ts';

/** Contracts §4, where neither site nor push say more. */
const usualMaxA = 16;

const states: Readonly<Record<1 | 2 | 3 | 4 | 5, ChargeState>> = { 1: 'A', 2: 'B', 3: 'C', 4: 'D', 5: 'F' };

/** A charge point that says by itself how it does, and is told with each answer what it may take. */
export class PushedChargePoint {
  readonly #held = new Held<ChargePointPush>();
  readonly #awaitedSinceMs: number;
  #onlineSinceMs: number | undefined;
  #config: DeviceConfig;
  #offer: RemoteOffer | undefined;
  #write: RemoteWrite | undefined;

  constructor(config: DeviceConfig, nowMs: number) {
    this.#config = config;
    this.#awaitedSinceMs = nowMs;
  }

  get config(): DeviceConfig {
    return this.#config;
  }

  use(config: DeviceConfig): void {
    this.#config = config;
  }

  /** A set-point of the control worker: it waits for the next push. */
  offer(offer: RemoteOffer): void {
    if (offer.place !== remotePlace(this.#config)) return;
    this.#offer = offer;
    this.#write = { id: offer.id, outcome: 'pending' };
  }

  /** What the charge point is told in answer; that counts as taken, what it draws is seen at its next push. */
  take(push: ChargePointPush, nowMs: number, observes = false): PushedOffer {
    const { lastMs } = this.#held;
    if (lastMs === undefined || nowMs - lastMs > this.#config.staleS * 1000) this.#onlineSinceMs = nowMs;
    this.#held.take(push, nowMs);
    if (this.#offer !== undefined && this.#write?.outcome === 'pending')
      this.#write = { id: this.#offer.id, outcome: 'acknowledged', repliedAtMs: nowMs };
    const currentMa = this.#toldMa(observes);
    const state = this.#held.get('state')?.value ?? 1;
    return { currentMa, isPaused: currentMa === 0 && state >= 2 && state <= 4 };
  }

  /**
   * Before the first decision its fail-safe current, which the loop keeps room for anyway: a restart of ours stops no car. Where the
   * site only observes, nobody holds it back.
   */
  #toldMa(observes: boolean): number {
    const { failsafeCurrentA, maxCurrentA } = this.#config;
    if (observes) return Math.round(this.#held.get('maxMa')?.value ?? (maxCurrentA ?? usualMaxA) * 1000);
    return this.#offer?.currentMa ?? Math.round(failsafeCurrentA * 1000);
  }

  report(nowMs: number): RemoteReport {
    const config = this.#config;
    const maxMa = this.#held.get('maxMa')?.value;
    const when = { config, nowMs, awaitedSinceMs: this.#awaitedSinceMs, onlineSinceMs: this.#onlineSinceMs };
    const health = pushHealth({ ...when, lastMs: this.#held.lastMs }, this.#fault());
    const gone = this.#held.get('state');
    return {
      ...{ device: config.id, place: remotePlace(config) },
      ...(gone?.value === 6
        ? {
            health: 'offline',
            healthSinceMs: gone.atMs,
            fault: { code: 'saidGone', message: `${config.id} says that it is offline` },
          }
        : health),
      facts: {
        measuresCurrent: this.#held.get('currentMa') !== undefined,
        ...(maxMa === undefined || maxMa === 0 ? {} : { maxMa: Math.round(maxMa) }),
      },
      readings: this.#readings(),
      ...(this.#write === undefined ? {} : { write: this.#write }),
    };
  }

  #fault(): RemoteReport['fault'] {
    if (this.#held.get('state')?.value !== 5) return undefined;
    return { code: 'faulted', message: `${this.#config.id} says that it is faulted` };
  }

  #readings(): DeviceReadings {
    const held = this.#held;
    const state = held.get('state');
    const currentMa = onPhases(held.get('currentMa'), this.#config.wiring.length);
    return present({
      currentMa: currentMa && { ...currentMa, value: currentMa.value.map((ma) => ma && Math.round(ma)) },
      energyImportWh: held.get('totalWh'),
      chargeState:
        state === undefined || state.value === 6 ? undefined : { value: states[state.value], atMs: state.atMs },
    }) as DeviceReadings;
  }
}
