import type { DeviceFault, DeviceReadings } from '../../domain/device.ts';
import type { MeterPush } from '../../domain/push.ts';
import { type RemoteReport, remotePlace } from '../../domain/remote-device.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import { Held, onPhases, present, times } from './held.ts';
import { pushHealth } from './push-health.ts';
import { signedPower } from './signed-power.ts';

/** A meter whose values are pushed. What a push does not say keeps its value and grows older. */
export class PushedMeter {
  readonly #held = new Held<MeterPush>();
  readonly #awaitedSinceMs: number;
  #onlineSinceMs: number | undefined;
  #config: DeviceConfig;
  #nominalV: number;

  constructor(config: DeviceConfig, nominalV: number, nowMs: number) {
    this.#config = config;
    this.#nominalV = nominalV;
    this.#awaitedSinceMs = nowMs;
  }

  get config(): DeviceConfig {
    return this.#config;
  }

  use(config: DeviceConfig, nominalV: number): void {
    this.#config = config;
    this.#nominalV = nominalV;
  }

  take(push: MeterPush, nowMs: number): void {
    const { lastMs } = this.#held;
    if (lastMs === undefined || nowMs - lastMs > this.#config.staleS * 1000) this.#onlineSinceMs = nowMs;
    this.#held.take(push, nowMs);
  }

  report(nowMs: number): RemoteReport {
    const config = this.#config;
    const readings = this.#readings();
    const { currentMa } = readings;
    const isFresh = currentMa !== undefined && nowMs - currentMa.atMs <= config.staleS * 1000;
    const when = { config, nowMs, awaitedSinceMs: this.#awaitedSinceMs, onlineSinceMs: this.#onlineSinceMs };
    return {
      ...{ device: config.id, place: remotePlace(config) },
      ...pushHealth({ ...when, lastMs: this.#held.lastMs }, isFresh ? undefined : this.#fault()),
      facts: { measuresCurrent: currentMa !== undefined },
      readings,
    };
  }

  /** A power that is not told by phases says nothing of the fuse of one. */
  get #needsCurrents(): boolean {
    const { role, wiring } = this.#config;
    return wiring.length > 1 && (role === 'grid' || role === 'consumption');
  }

  #fault(): DeviceFault | undefined {
    if (!this.#needsCurrents) return undefined;
    const message = `${this.#config.id} is pushed no currents per phase (current): it counts as lost`;
    return { code: 'noCurrents', message };
  }

  #readings(): DeviceReadings {
    const { wiring, factor } = this.#config;
    const held = this.#held;
    const currentMa = onPhases(held.get('currentMa'), wiring.length, factor);
    const voltageV = onPhases(held.get('voltageV'), wiring.length);
    const totalPowerW = times(held.get('powerW'), factor);
    const watts =
      currentMa &&
      signedPower(
        currentMa.value,
        voltageV?.value ?? [],
        totalPowerW?.atMs === currentMa.atMs ? totalPowerW.value : undefined,
        this.#nominalV,
      );
    const taken = times(held.get('importWh'), Math.abs(factor));
    const given = times(held.get('exportWh'), Math.abs(factor));
    return present({
      currentMa: currentMa && { ...currentMa, value: currentMa.value.map((ma) => ma && Math.round(ma)) },
      powerW: watts && currentMa && { value: watts, atMs: currentMa.atMs },
      totalPowerW: this.#needsCurrents && currentMa === undefined ? undefined : totalPowerW,
      voltageV,
      energyImportWh: factor < 0 ? given : taken,
      energyExportWh: factor < 0 ? taken : given,
      soc: held.get('soc'),
    }) as DeviceReadings;
  }
}
