import type { DeviceFacts, DeviceHealth, DeviceReadings, OwnPhases, WriteState } from '../../domain/device.ts';
import type { DeviceView } from '../device-view.ts';
import type { ChargePointReading, MeterReading } from './format.ts';

/** Three polls without an answer, one a second: see field/modbus.md §9. */
const offlineAfterMs = 3000;
/** An answer this old says that the device has gone since. */
const goneAfterMs = 5000;

/**
 * A device of a file without exact facts. It answers where a line names it. A set-point counts as accepted from the
 * next line on which it answers, unless that line says otherwise.
 */
export class PlayedDevice implements DeviceView {
  facts: DeviceFacts;
  health: DeviceHealth = 'unknown';
  healthSinceMs: number;
  readonly fault = undefined;
  readings: DeviceReadings = {};
  lastWrite: WriteState | undefined;
  #lastGoodMs: number;
  /** What the box holds as far as the file lets us know. */
  #heldMa: number | undefined;

  constructor(facts: DeviceFacts, nowMs: number) {
    this.facts = facts;
    this.healthSinceMs = nowMs;
    this.#lastGoodMs = nowMs;
  }

  meterSays(reading: MeterReading, ageMs: number, nowMs: number): void {
    const at = this.#heard(ageMs, nowMs);
    const power = reading.powerW?.map(orMissing);
    const current = reading.currentA?.map((amperes, k) => signed(milliamperes(amperes), power?.[k]));
    this.readings = {
      ...this.readings,
      ...(current && { currentMa: at(current) }),
      ...(power && { powerW: at(power) }),
      ...(reading.voltageV && { voltageV: at(reading.voltageV.map(orMissing)) }),
      ...(reading.soc !== undefined && { soc: at(reading.soc) }),
      ...(reading.inputs && { inputs: at(reading.inputs.map((set) => set === true || set === 1)) }),
    };
  }

  chargePointSays(reading: ChargePointReading, ageMs: number, nowMs: number): void {
    const at = this.#heard(ageMs, nowMs);
    this.#settleWrite(reading, nowMs - ageMs);
    if (reading.offeredA !== undefined) this.#heldMa = milliamperes(reading.offeredA);
    // One that says nothing of its draw counts as one that cannot.
    this.facts = { ...this.facts, measuresCurrent: reading.drawnA !== undefined };
    this.readings = {
      ...this.readings,
      ...(reading.state && { chargeState: at(reading.state) }),
      ...(reading.drawnA && { currentMa: at(reading.drawnA.map(milliamperes)) }),
      ...(reading.energyWh !== undefined && { energyImportWh: at(reading.energyWh) }),
      ...(this.#heldMa !== undefined && { offeredMa: at(this.#heldMa) }),
    };
  }

  saysNothing(nowMs: number): void {
    if (this.health === 'unknown') return;
    this.#enter(nowMs - this.#lastGoodMs >= offlineAfterMs ? 'offline' : 'degraded', nowMs);
    if (this.health === 'offline' && this.lastWrite?.outcome === 'pending')
      this.lastWrite = { ...this.lastWrite, outcome: 'failed' };
  }

  offer(offeredMa: number, nowMs: number): void {
    this.lastWrite = { offeredMa, requestedAtMs: nowMs, outcome: 'pending' };
  }

  /** The program starts anew: its driver knows nothing yet, while the box goes on with what it was told last. */
  restarted(nowMs: number): void {
    if (this.lastWrite?.outcome === 'pending') this.#heldMa = this.lastWrite.offeredMa;
    this.health = 'unknown';
    this.healthSinceMs = nowMs;
    this.readings = {};
    this.lastWrite = undefined;
  }

  #heard(ageMs: number, nowMs: number): <T>(value: T) => { readonly value: T; readonly atMs: number } {
    const atMs = nowMs - ageMs;
    this.#lastGoodMs = atMs;
    this.#enter(ageMs >= goneAfterMs ? 'offline' : 'online', nowMs);
    return (value) => ({ value, atMs });
  }

  #settleWrite({ lastWrite }: ChargePointReading, heardAtMs: number): void {
    const write = this.lastWrite;
    if (write?.outcome !== 'pending' || heardAtMs < write.requestedAtMs || lastWrite === 'none') return;
    if (lastWrite === 'failed') {
      this.lastWrite = { ...write, outcome: 'failed' };
      return;
    }
    this.lastWrite = { ...write, outcome: 'acknowledged', repliedAtMs: write.requestedAtMs };
    this.#heldMa = write.offeredMa;
  }

  #enter(health: DeviceHealth, nowMs: number): void {
    if (health === this.health) return;
    this.health = health;
    this.healthSinceMs = nowMs;
  }
}

const orMissing = (value: number | null): number | undefined => value ?? undefined;
const milliamperes = <T extends number | null>(amperes: T) =>
  (amperes === null ? undefined : Math.round(amperes * 1000)) as T extends number ? number : undefined;

/** A phase current takes the sign of that phase's active power (control.md §1). */
function signed(currentMa: number | undefined, powerW: number | undefined): OwnPhases[number] {
  if (currentMa === undefined || powerW === undefined || powerW === 0) return currentMa;
  return Math.abs(currentMa) * Math.sign(powerW);
}
