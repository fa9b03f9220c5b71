import type { DeviceView } from '../../../firmware/control/device-view.ts';
import type { DeviceFacts, DeviceHealth, DeviceReadings, WriteState } from '../../../firmware/domain/device.ts';
import { mapPhases, type PerPhase, type Wiring } from '../../../firmware/domain/phases.ts';
import type { DeviceConfig } from '../../../firmware/domain/site/devices.ts';
import type { Box } from '../plant/box.ts';
import type { Plant } from '../plant/plant.ts';

/** What a product can do. */
export interface Traits {
  readonly readsBack: boolean;
  readonly measuresCurrent: boolean;
  readonly stepMa: number;
  /** Energy is read this long after the first contact, as the drivers do. */
  readonly energyAfterMs: number;
  /** A contactor for one phase or three. */
  readonly switchesPhases: boolean;
  /** Unheard for so long the box falls back to its fail-safe current by itself; absent = never. */
  readonly watchdogS?: number;
}

export const usualTraits: Traits = {
  ...{ readsBack: true, measuresCurrent: true, stepMa: 100, energyAfterMs: 0, switchesPhases: false },
};

/** A box of the plant as a driver shows it to the controller. */
export class PlantChargePoint implements DeviceView {
  readonly facts: DeviceFacts;
  readonly text: string;
  readonly box: Box;
  /** False: nothing is answered and nothing is heard. */
  answers = true;
  /** False: set-points are taken and forgotten, as a box with its own mind does. */
  obeys = true;
  /** True: the read-back shows what was asked for, whatever the box holds. */
  lies = false;
  /** False: what is written takes effect, but its reply never comes. */
  replies = true;
  /** False: the contactor stays as it is, whatever it is told. */
  switches = true;
  health: DeviceHealth = 'probing';
  healthSinceMs: number;
  readonly fault = undefined;
  readings: DeviceReadings = {};
  lastWrite: WriteState | undefined;
  readonly #traits: Traits;
  readonly #madeMs: number;
  #heardMs: number;
  #silentPolls = 0;

  constructor(config: DeviceConfig, text: string, box: Box, traits: Traits, nowMs: number) {
    this.text = text;
    this.box = box;
    this.#traits = traits;
    this.#madeMs = nowMs;
    this.#heardMs = nowMs;
    this.healthSinceMs = nowMs;
    const { readsBack, measuresCurrent, stepMa, switchesPhases } = traits;
    const maxMa = (config.maxCurrentA ?? 32) * 1000;
    this.facts = {
      ...{ id: config.id, kind: 'chargePoint', wiring: config.wiring, minMa: 6000, maxMa },
      ...{ readsBack, measuresCurrent, stepMa },
      ...(switchesPhases ? { switchesPhases, phaseDeadTimeMs: 10_000 } : {}),
    };
  }

  /** `nowS` is the time of the plant. */
  poll(nowMs: number, nowS: number): void {
    if (!this.answers) {
      const { watchdogS = Number.POSITIVE_INFINITY } = this.#traits;
      if (nowMs - this.#heardMs >= watchdogS * 1000) this.box.offer(nowS, this.box.parameters.failsafeA);
      this.#silentPolls += 1;
      if (this.#silentPolls >= 3) this.#enter('offline', nowMs);
      else if (this.health === 'online') this.#enter('degraded', nowMs);
      if (this.health === 'offline' && this.lastWrite !== undefined)
        this.lastWrite = { ...this.lastWrite, outcome: 'failed', error: { code: 'offline', message: 'gone' } };
      return;
    }
    this.#silentPolls = 0;
    this.#heardMs = nowMs;
    this.#enter('online', nowMs);
    const at = <T>(value: T) => ({ value, atMs: nowMs });
    this.readings = {
      chargeState: at(this.box.state),
      ...(this.#traits.measuresCurrent ? { currentMa: at(this.box.readingA.map((a) => Math.round(a * 1000))) } : {}),
      ...(this.#traits.switchesPhases ? { phaseCount: at(this.box.phasesAllowed) } : {}),
      ...(this.#traits.readsBack ? { offeredMa: at(this.#heldMa) } : {}),
      ...(nowMs - this.#madeMs >= this.#traits.energyAfterMs ? { energyImportWh: at(this.box.energyWh) } : {}),
    };
  }

  offer(offeredMa: number, nowMs: number, nowS: number): void {
    const asked = { offeredMa, requestedAtMs: nowMs };
    if (!this.answers) {
      this.lastWrite = { ...asked, outcome: 'failed', error: { code: 'offline', message: 'gone' } };
      return;
    }
    if (this.obeys) this.box.offer(nowS, offeredMa / 1000);
    this.lastWrite = { ...asked, outcome: 'pending' };
  }

  /** The reply of a write under way, and its read-back. */
  answerWrite(nowMs: number): void {
    if (this.lastWrite?.outcome !== 'pending' || !this.answers) return;
    if (!this.replies) {
      this.lastWrite = { ...this.lastWrite, outcome: 'failed', error: { code: 'timeout', message: 'no reply' } };
      return;
    }
    this.lastWrite = { ...this.lastWrite, outcome: 'acknowledged', repliedAtMs: nowMs };
    if (this.#traits.readsBack) this.readings = { ...this.readings, offeredMa: { value: this.#heldMa, atMs: nowMs } };
  }

  usePhases(count: 1 | 3): void {
    if (this.answers && this.switches) this.box.allowPhases(count);
  }

  /** Power off and on: it offers its fail-safe current until it is told otherwise. */
  restart(nowS: number): void {
    this.box.offer(nowS, this.box.parameters.failsafeA);
  }

  /** What the read-back says it holds, mA. */
  get #heldMa(): number {
    return this.lies ? (this.lastWrite?.offeredMa ?? 0) : Math.round(this.box.offeredA * 1000);
  }

  #enter(health: DeviceHealth, nowMs: number): void {
    if (health === this.health) return;
    this.health = health;
    this.healthSinceMs = nowMs;
  }
}

/** What is wrong with a meter or its wiring. */
export interface MeterFault {
  /** -1: current transformers turned round. */
  readonly factor?: number;
  /** The building phase that each of its own phases really measures, in order. */
  readonly order?: Wiring;
  /** Added to what flows, A. */
  readonly addA?: PerPhase;
}

/** The plant's meter as a driver shows it; in a stale window it does not answer. */
export class PlantMeter implements DeviceView {
  readonly facts: DeviceFacts;
  readonly text: string;
  answers = true;
  wrong: MeterFault = {};
  inputs: readonly boolean[] | undefined;
  readonly health = 'online';
  readonly healthSinceMs: number;
  readonly fault = undefined;
  readings: DeviceReadings = {};
  readonly lastWrite = undefined;
  readonly #plant: Plant;

  constructor(config: DeviceConfig, text: string, plant: Plant, nowMs: number) {
    this.text = text;
    this.#plant = plant;
    this.healthSinceMs = nowMs;
    this.facts = {
      ...{ id: config.id, kind: 'meter', wiring: config.wiring, stepMa: 1, minMa: 0, maxMa: 0 },
      ...{ readsBack: false, measuresCurrent: true },
    };
  }

  poll(nowMs: number): void {
    if (!this.answers || this.#plant.stale) return;
    const { currentA: trueA, voltageV } = this.#plant.gridMeter.reading;
    const { factor = 1, order = [0, 1, 2], addA = [0, 0, 0] } = this.wrong;
    const currentA = mapPhases(addA, (more, p) => factor * (trueA[order[p] ?? p] + more));
    const at = <T>(value: T) => ({ value, atMs: nowMs });
    this.readings = {
      currentMa: at(currentA.map((a) => Math.round(a * 1000))),
      powerW: at(mapPhases(currentA, (a, p) => a * voltageV[p])),
      voltageV: at(voltageV),
      ...(this.inputs === undefined ? {} : { inputs: at(this.inputs) }),
    };
  }
}
