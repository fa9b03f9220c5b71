import type { Clock } from '../../firmware/domain/clock.ts';
import type { DeviceFacts, DeviceFault, DeviceHealth, WriteState } from '../../firmware/domain/device.ts';
import type { ReadBlock } from '../bus/poll-plan.ts';
import { BusError, type Priority } from '../bus/types.ts';
import type { Definition } from '../definitions/schema.ts';
import { BlockReader, type BlockResult } from './block-reader.ts';
import type { ModbusDevice, ModbusReadings, PhaseSwitcher, Waker } from './capabilities.ts';
import { describe, holds } from './condition.ts';
import { type DeviceConfig, deviceFacts } from './device-facts.ts';
import { accessOf, type ModbusDeviceOptions } from './device-options.ts';
import { failsafeCurrent, failsafeFault } from './failsafe.ts';
import { HealthTracker } from './health.ts';
import { KeepAlive } from './keep-alive.ts';
import { readLimits } from './read-limits.ts';
import { assembleReadings } from './readings.ts';
import { faultOf, isDeviceFailure, type RegisterAccess } from './register-access.ts';
import { RegisterTable } from './register-table.ts';
import { SetpointWriter } from './setpoint-writer.ts';
import { phaseSwitcher, waker } from './step-runner.ts';
import { setpointQuantities, type Tiers, tiersOf } from './tiers.ts';
import { systemTimers, type Timers } from './timers.ts';

const mediumEveryMs = 5_000;

/** A device on a Modbus line, read and steered by its definition. Throws NetwachtError `unsupported` for a definition it cannot serve. */
export const createModbusDevice = (options: ModbusDeviceOptions): ModbusDevice => new PolledDevice(options);

class PolledDevice implements ModbusDevice {
  readonly facts: DeviceFacts;
  readonly phaseSwitcher: PhaseSwitcher | undefined;
  readonly waker: Waker | undefined;
  readonly #config: DeviceConfig;
  readonly #definition: Definition;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #pollMs: number;
  readonly #tiers: Tiers;
  readonly #setpoint: readonly string[];
  readonly #reader: BlockReader;
  readonly #writer: SetpointWriter | undefined;
  readonly #keepAlive: KeepAlive | undefined;
  readonly #health: HealthTracker;
  readonly #listeners: (() => void)[] = [];
  readonly #running = new Set<Promise<void>>();
  #readings: ModbusReadings | undefined;
  #lineFault: DeviceFault | undefined;
  #definitionFault: DeviceFault | undefined;
  #mediumDueMs = 0;
  #cancelTick: (() => void) | undefined;
  #isRunning = false;

  constructor(options: ModbusDeviceOptions) {
    const { config, definition, clock, timers = systemTimers, random = Math.random, pollMs = 1_000 } = options;
    this.#config = config;
    this.#definition = definition;
    this.#clock = clock;
    this.#timers = timers;
    this.#random = random;
    this.#pollMs = pollMs;
    this.facts = deviceFacts(config, definition);
    this.#tiers = tiersOf(definition);
    this.#setpoint = setpointQuantities(definition);
    this.#health = new HealthTracker(clock.monotonicMs());
    const table = new RegisterTable(definition, config.connector);
    const access = accessOf(options, pollMs);
    this.#reader = new BlockReader(table, access, readLimits(definition, options.wire));
    this.#writer = this.#makeWriter(table, access);
    this.#keepAlive = this.#makeKeepAlive(table, access);
    const stepFacts = {
      id: config.id,
      table,
      access,
      timers,
      lastValue: this.#lastValue,
      isUp: () => this.#health.isUp,
    };
    this.phaseSwitcher = phaseSwitcher(stepFacts);
    this.waker = waker(stepFacts);
  }

  get health(): DeviceHealth {
    return this.#health.health;
  }

  get healthSinceMs(): number {
    return this.#health.sinceMs;
  }

  get fault(): DeviceFault | undefined {
    const failsafe = failsafeFault(this.#config, this.readings.failsafeMa?.value);
    return this.#lineFault ?? this.#writer?.fault ?? this.#definitionFault ?? failsafe;
  }

  get lastWrite(): WriteState | undefined {
    return this.#writer?.lastWrite;
  }

  get readings(): ModbusReadings {
    this.#readings ??= this.#assemble();
    return this.#readings;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#health.probing(this.#clock.monotonicMs());
    this.#track(this.#tick());
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelTick?.();
    this.#keepAlive?.stop();
    await this.#writer?.stop();
    await Promise.allSettled(this.#running);
  }

  offer(currentMa: number): void {
    const isFirst = this.#writer?.hasOffered() === false;
    this.#writer?.offer(currentMa);
    // A device that wants signs of life gets the first one with the first set-point.
    if (isFirst) this.#beatIfOffered();
  }

  onWriteSettled(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** One poll or one probe, then the next one is set. */
  async #tick(): Promise<void> {
    const begunMs = this.#clock.monotonicMs();
    try {
      if (this.#health.isUp) await this.#poll(begunMs);
      else await this.#probe();
    } catch (error) {
      // A fault of ours in one device must not end its polling, nor that of the others.
      this.#health.offline(this.#clock.monotonicMs());
      this.#noteLoss(faultOf('internal', `${this.facts.id} cannot be read`, error));
    }
    if (!this.#isRunning) return;
    const spentMs = this.#clock.monotonicMs() - begunMs;
    const delayMs = this.#health.isUp ? Math.max(0, this.#pollMs - spentMs) : this.#health.nextProbeMs(this.#random());
    this.#cancelTick = this.#timers.after(delayMs, () => this.#track(this.#tick()));
  }

  async #poll(nowMs: number): Promise<void> {
    const isAnswering = await this.#readAll(this.#tiers.fast, 'fast');
    if (isAnswering && nowMs >= this.#mediumDueMs) {
      this.#mediumDueMs = nowMs + mediumEveryMs;
      await this.#readAll(this.#tiers.medium, 'slow');
    }
    if (!this.#health.isUp) return;
    this.#health.checkSilence(this.#clock.monotonicMs());
    this.#noteLoss({ code: 'noReply', message: `${this.facts.id} gave no good value for 5 s` });
  }

  /** Is it there (one request), is it the right product, and which set-point does it hold? */
  async #probe(): Promise<void> {
    this.#reader.forgetRefusals();
    const detect = this.#definition.detect ?? [];
    const first = detect.length > 0 ? detect.map((check) => check.quantity) : this.#tiers.fast;
    if (!(await this.#readAll(first, 'slow'))) return;
    const wrong = detect.find((check) => !holds(check, this.#lastValue));
    if (wrong !== undefined) {
      this.#health.offline(this.#clock.monotonicMs());
      this.#noteLoss({
        code: 'wrongDevice',
        message: `${this.facts.id} is not a ${this.#definition.id}: ${describe(wrong, this.#lastValue)}`,
      });
      return;
    }
    this.#health.probing(this.#clock.monotonicMs());
    const rest = this.#tiers.slow.filter((quantity) => !first.includes(quantity));
    if (!(await this.#readAll(rest, 'slow')) || !(await this.#readAll(this.#tiers.fast, 'fast'))) return;
    if (!this.#isRunning) return;
    this.#lineFault = undefined;
    this.#mediumDueMs = 0;
    this.#health.online(this.#clock.monotonicMs());
    this.#writer?.ready();
    this.#keepAlive?.start();
    this.#beatIfOffered();
  }

  #beatIfOffered(): void {
    if (this.#health.isUp && this.#writer?.hasOffered() === true) this.#keepAlive?.beat();
  }

  /** False when the device did not answer and the rest of this round is not worth asking for. */
  async #readAll(quantities: readonly string[], priority: Priority): Promise<boolean> {
    for (const block of this.#reader.plan(quantities)) {
      if (!this.#isRunning) return false;
      if (!(await this.#readBlock(block, priority))) return false;
    }
    return true;
  }

  async #readBlock(block: ReadBlock, priority: Priority): Promise<boolean> {
    const result = await this.#readWithRetry(block, priority);
    this.#readings = undefined;
    if (result.kind === 'failed') {
      this.#failed(result.error);
      return false;
    }
    if (result.refusal !== undefined) {
      const { quantities, error } = result.refusal;
      this.#definitionFault = faultOf(
        'registerRefused',
        `${this.facts.id} does not give ${quantities.join(', ')}`,
        error,
      );
    }
    if (result.quantities.length > 0) this.#health.good(this.#clock.monotonicMs());
    if (result.quantities.some((quantity) => this.#setpoint.includes(quantity))) this.#writer?.observe();
    return true;
  }

  /** One immediate retry after the first failure in a row, and where a product loses the first request after a silence. */
  async #readWithRetry(block: ReadBlock, priority: Priority): Promise<BlockResult> {
    const first = await this.#reader.read(block, priority);
    if (first.kind !== 'failed' || !isDeviceFailure(first.error)) return first;
    if (!this.#health.isUp)
      return this.#definition.reads?.firstRequestLost === true ? this.#reader.read(block, priority) : first;
    if (this.#health.failures > 0 || !this.#isRunning) return first;
    this.#failed(first.error);
    return this.#health.isUp ? this.#reader.read(block, priority) : first;
  }

  #failed(error: unknown): void {
    if (!isDeviceFailure(error) && this.#health.isUp) return;
    const nowMs = this.#clock.monotonicMs();
    const fault = faultOf('noReply', `${this.facts.id} does not answer`, error);
    if (this.#health.isUp) this.#health.failed(nowMs);
    else this.#health.offline(nowMs);
    this.#noteLoss(fault);
  }

  /** What follows when the device was just found lost. */
  #noteLoss(fault: DeviceFault): void {
    if (this.#health.health !== 'offline') return;
    this.#lineFault = fault;
    this.#keepAlive?.stop();
    this.#writer?.lost(fault);
  }

  #assemble(): ModbusReadings {
    const held = this.#reader.held;
    const offeredMa = this.#writer?.heldMa;
    const failsafeMa = failsafeCurrent(this.#definition, held);
    return {
      ...assembleReadings(this.#definition, held, this.#config.factor ?? 1),
      ...(offeredMa && { offeredMa }),
      ...(failsafeMa && { failsafeMa }),
    };
  }

  #makeWriter(table: RegisterTable, access: RegisterAccess): SetpointWriter | undefined {
    const { control } = this.#definition;
    if (control === undefined) return undefined;
    return new SetpointWriter({
      ...{ table, control, access, facts: this.facts, clock: this.#clock },
      held: () => this.#reader.held,
      phasesDrawn: () => this.#phasesDrawn(),
      readBack: async () => {
        await this.#readAll(this.#setpoint, 'write');
      },
      answered: () => this.#health.good(this.#clock.monotonicMs()),
      failed: (error) => this.#failed(error),
      settled: () => {
        this.#readings = undefined;
        for (const listener of this.#listeners) listener();
      },
    });
  }

  #makeKeepAlive(table: RegisterTable, access: RegisterAccess): KeepAlive | undefined {
    const keepAlive = this.#definition.control?.keepAlive;
    if (keepAlive === undefined) return undefined;
    return new KeepAlive({
      ...{ keepAlive, timers: this.#timers, clock: this.#clock, lastValue: this.#lastValue },
      unitOf: (quantity) => table.register(quantity)?.unit ?? '',
      mayWrite: () => this.#writer?.hasOffered() === true && this.#writer.fault?.code !== 'unitDisputed',
      lastGoodMs: () => this.#health.lastGoodMs,
      read: () => this.#track(this.#readAll(this.#tiers.fast.slice(0, 1), 'keepAlive').then(() => undefined)),
      refresh: () => this.#writer?.refresh(),
      write: (quantity, functionCode, value) => {
        const sent = access.write(table.write(quantity, functionCode, value), 'keepAlive');
        this.#track(
          sent.then(
            () => this.#health.good(this.#clock.monotonicMs()),
            (error: unknown) => this.#keepAliveFailed(error),
          ),
        );
      },
    });
  }

  #keepAliveFailed(error: unknown): void {
    if (error instanceof BusError && error.fault === 'replaced') return;
    if (isDeviceFailure(error)) this.#failed(error);
    else this.#definitionFault = faultOf('keepAlive', `${this.facts.id} did not take the sign of life`, error);
  }

  /** Phases that draw more than standby; 0 when the product does not say. */
  #phasesDrawn(): number {
    return this.readings.currentMa?.value.filter((ma) => ma !== undefined && Math.abs(ma) > 1_000).length ?? 0;
  }

  readonly #lastValue = (quantity: string) => this.#reader.held.get(quantity)?.value;

  #track(run: Promise<void>): void {
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
  }
}
