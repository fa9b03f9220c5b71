import type { Clock } from '../../firmware/domain/clock.ts';
import type {
  DeviceFacts,
  DeviceFault,
  DeviceHealth,
  DevicePolls,
  DeviceReadings,
  DeviceTraffic,
  WriteState,
} from '../../firmware/domain/device.ts';
import { BusError } from '../bus/types.ts';
import { sunspecOf } from '../definitions/layouts.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import { BlockReader } from './block-reader.ts';
import type { ModbusDevice, PhaseSwitcher, Waker } from './capabilities.ts';
import { describe, holds } from './condition.ts';
import { Contact } from './contact.ts';
import { type DeviceConfig, deviceFacts } from './device-facts.ts';
import { accessOf, type ModbusDeviceOptions } from './device-options.ts';
import { failsafeCurrent, failsafeFault } from './failsafe.ts';
import { FailsafeWriter } from './failsafe-writer.ts';
import { KeepAlive } from './keep-alive.ts';
import { Pace } from './pace.ts';
import { Placement } from './placement.ts';
import { readLimits } from './read-limits.ts';
import { assembleReadings } from './readings.ts';
import { faultOf, isDeviceFailure, type RegisterAccess } from './register-access.ts';
import { RegisterTable } from './register-table.ts';
import { SetpointWriter } from './setpoint-writer.ts';
import { Sieve } from './sieve.ts';
import { StepOrders } from './step-orders.ts';
import { phaseSwitcher, waker } from './step-runner.ts';
import { unplaced } from './sunspec-place.ts';
import { setpointQuantities, type Tiers, tiersOf } from './tiers.ts';
import { systemTimers, type Timers } from './timers.ts';
import { notedBus, Traffic } from './traffic.ts';
import { WriteGate } from './write-gate.ts';

/** A device on a Modbus line, read and steered by its definition. Throws NetwachtError `unsupported` for a definition it cannot serve. */
export const createModbusDevice = (options: ModbusDeviceOptions): ModbusDevice => new PolledDevice(options);

class PolledDevice implements ModbusDevice {
  readonly facts: DeviceFacts;
  readonly phaseSwitcher: PhaseSwitcher | undefined;
  readonly waker: Waker | undefined;
  readonly usePhases?: (count: 1 | 3) => void;
  readonly wake?: () => void;
  readonly #config: DeviceConfig;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #setpoint: readonly string[];
  readonly #reader: BlockReader;
  readonly #traffic: Traffic;
  readonly #pace: Pace;
  readonly #gate: WriteGate;
  readonly #isOnSharedLine: boolean;
  readonly #writer: SetpointWriter | undefined;
  readonly #keepAlive: KeepAlive | undefined;
  readonly #failsafe: FailsafeWriter;
  readonly #steps: StepOrders;
  readonly #contact: Contact;
  readonly #sieve: Sieve;
  readonly #listeners: (() => void)[] = [];
  readonly #running = new Set<Promise<unknown>>();
  readonly #placement: Placement;
  /** With its registers where the device has them. */
  #definition: ModbusDefinition;
  #tiers: Tiers;
  #readings: DeviceReadings | undefined;
  #cancelTick: (() => void) | undefined;
  #isRunning = false;

  constructor(options: ModbusDeviceOptions) {
    const { config, definition, clock, timers = systemTimers, random = Math.random, pollMs = 1_000 } = options;
    this.#config = config;
    const isSearched = sunspecOf(definition) !== undefined;
    this.#definition = isSearched ? unplaced(definition) : definition;
    this.#clock = clock;
    this.#timers = timers;
    this.#random = random;
    this.facts = deviceFacts(config, definition);
    this.#sieve = new Sieve(this.facts);
    this.#tiers = tiersOf(this.#definition);
    this.#setpoint = setpointQuantities(definition);
    this.#isOnSharedLine = options.budget !== undefined;
    this.#gate = new WriteGate(config.id, definition, config.confirmed);
    const table = new RegisterTable(this.#definition, config.connector);
    this.#traffic = new Traffic(clock);
    const bus = notedBus(options.bus, this.#traffic, clock);
    const access = accessOf({ ...options, bus }, pollMs);
    this.#placement = new Placement({
      ...{ config, definition, access, bus },
      isWanted: () => this.#isRunning,
      found: (placed) => {
        this.#definition = placed;
        this.#tiers = tiersOf(placed);
        table.use(placed);
        this.#reader.moved();
      },
    });
    const limits = readLimits(definition, options.wire);
    this.#reader = new BlockReader(table, access, limits, () => this.#placement.isInPlace);
    this.#pace = new Pace({
      ...{ definition, pollMs, wire: options.wire, budget: options.budget },
      fast: () => this.#reader.plan(this.#tiers.fast),
      medium: () => this.#reader.plan(this.#tiers.medium),
      keepAlivePeriodMs: () => this.#keepAlive?.periodMs,
    });
    this.#contact = new Contact({
      ...{ id: config.id, clock, reader: this.#reader },
      firstRequestLost: definition.reads?.firstRequestLost === true,
      received: (quantities) => this.#received(quantities),
      lost: (fault) => {
        this.#keepAlive?.stop();
        this.#writer?.lost(fault);
        this.#steps.lost();
      },
    });
    this.#writer = this.#makeWriter(table, access);
    this.#keepAlive = this.#makeKeepAlive(table, access);
    this.#failsafe = new FailsafeWriter({
      ...{ table, access, failsafeCurrentA: config.failsafeCurrentA, gate: this.#gate },
      held: () => this.#reader.held,
      readBack: (quantities) => this.#contact.readAll(quantities, 'slow'),
    });
    const stepFacts = {
      id: config.id,
      table,
      access,
      timers,
      lastValue: this.#lastValue,
      isUp: () => this.#contact.health.isUp,
      gate: this.#gate,
    };
    this.phaseSwitcher = phaseSwitcher(stepFacts);
    this.waker = waker(stepFacts);
    this.#steps = new StepOrders({
      ...{ definition, switcher: this.phaseSwitcher, waker: this.waker, clock },
      held: () => this.#reader.held,
      readBack: async (quantity) => {
        await this.#contact.readAll([quantity], 'write');
      },
      settled: () => {
        this.#readings = undefined;
      },
    });
    if (this.phaseSwitcher !== undefined) this.usePhases = (count) => this.#track(this.#steps.usePhases(count));
    if (this.waker !== undefined) this.wake = () => this.#track(this.#steps.wake());
  }

  get health(): DeviceHealth {
    return this.#contact.health.health;
  }

  get healthSinceMs(): number {
    return this.#contact.health.sinceMs;
  }

  get fault(): DeviceFault | undefined {
    const failsafe = failsafeFault(this.#config, this.readings.failsafeMa?.value);
    const { lineFault, definitionFault } = this.#contact;
    const ofWrites = this.#writer?.fault ?? this.#gate.fault;
    return lineFault ?? ofWrites ?? definitionFault ?? this.#steps.fault ?? failsafe ?? this.#sieve.fault;
  }

  get lastWrite(): WriteState | undefined {
    return this.#writer?.lastWrite;
  }

  get traffic(): DeviceTraffic {
    return this.#traffic.view;
  }

  get polls(): DevicePolls {
    return this.#pace.polls;
  }

  get readings(): DeviceReadings {
    this.#readings ??= this.#assemble();
    return this.#readings;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#contact.open();
    this.#pace.start();
    this.#track(this.#tick());
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#contact.close();
    this.#pace.stop();
    this.#cancelTick?.();
    this.#keepAlive?.stop();
    await this.#writer?.stop();
    await Promise.allSettled(this.#running);
  }

  offer(currentMa: number): void {
    const isFirst = this.#writer?.hasOffered() === false;
    this.#writer?.offer(currentMa);
    if (isFirst) this.#greetIfOffered();
  }

  onWriteSettled(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** One poll or one probe, then the next one is set. */
  async #tick(): Promise<void> {
    const begunMs = this.#clock.monotonicMs();
    try {
      if (this.#contact.health.isUp) await this.#poll(begunMs);
      else await this.#probe();
    } catch (error) {
      // A fault of ours in one device must not end its polling, nor that of the others.
      this.#contact.giveUp(faultOf('internal', `${this.facts.id} cannot be read`, error));
    }
    if (!this.#isRunning) return;
    const nowMs = this.#clock.monotonicMs();
    const delayMs = this.#contact.health.isUp
      ? this.#pace.nextPollInMs(begunMs, nowMs)
      : this.#contact.health.nextProbeMs(this.#random());
    this.#cancelTick = this.#timers.after(delayMs, () => this.#track(this.#tick()));
  }

  async #poll(nowMs: number): Promise<void> {
    if (!(await this.#place())) return;
    const isAnswering = await this.#contact.readAll(this.#tiers.fast, 'fast');
    if (isAnswering && this.#pace.isMediumDue(nowMs)) {
      await this.#contact.readAll(this.#tiers.medium, 'slow');
    }
    this.#contact.checkSilence();
  }

  /** Is it there (one request), is it the right product, and which set-point does it hold? */
  async #probe(): Promise<void> {
    this.#reader.forgetRefusals();
    this.#placement.forget();
    if (!(await this.#place())) return;
    const contact = this.#contact;
    const detect = this.#definition.detect ?? [];
    const first = detect.length > 0 ? detect.map((check) => check.quantity) : this.#tiers.fast;
    if (!(await contact.probe(first, this.#isOnSharedLine ? contact.health.probeTimeoutMs : undefined))) return;
    const wrong = detect.find((check) => !holds(check, this.#lastValue));
    if (wrong !== undefined) {
      const message = `${this.facts.id} is not a ${this.#definition.id}: ${describe(wrong, this.#lastValue)}`;
      contact.giveUp({ code: 'wrongDevice', message });
      return;
    }
    contact.health.probing(this.#clock.monotonicMs());
    const rest = this.#tiers.slow.filter((quantity) => !first.includes(quantity));
    if (!(await contact.readAll(rest, 'slow')) || !(await contact.readAll(this.#tiers.fast, 'fast'))) return;
    this.#pace.found();
    contact.found();
    this.#writer?.ready();
    this.#keepAlive?.start();
    this.#greetIfOffered();
  }

  /** False when nothing can be read in this round: we do not know where. */
  async #place(): Promise<boolean> {
    if (this.#placement.isInPlace) return true;
    const search = await this.#placement.search();
    if (search.kind === 'failed') this.#contact.failed(search.error);
    if (search.kind === 'wrong') this.#contact.giveUp(search.fault);
    return search.kind === 'inPlace';
  }

  /** With the first set-point after each connect go the first sign of life and what the device shall do without us. */
  #greetIfOffered(): void {
    if (!this.#contact.health.isUp || this.#writer?.hasOffered() !== true) return;
    this.#keepAlive?.beat();
    const refused = (error: unknown) => this.#extraFailed('did not take its fail-safe current', error);
    this.#track(this.#failsafe.secure().catch(refused));
  }

  #received(quantities: readonly string[]): void {
    this.#readings = undefined;
    if (quantities.some((quantity) => this.#setpoint.includes(quantity))) this.#writer?.observe();
  }

  #assemble(): DeviceReadings {
    const held = this.#reader.held;
    const offeredMa = this.#writer?.heldMa;
    const failsafeMa = failsafeCurrent(this.#definition, held);
    const { phaseCount } = this.#steps;
    return {
      ...this.#sieve.pass(assembleReadings(this.#definition, held, this.#config.factor ?? 1)),
      ...(offeredMa && { offeredMa }),
      ...(failsafeMa && { failsafeMa }),
      ...(phaseCount && { phaseCount }),
    };
  }

  #makeWriter(table: RegisterTable, access: RegisterAccess): SetpointWriter | undefined {
    const { control } = this.#definition;
    if (control === undefined) return undefined;
    return new SetpointWriter({
      ...{ table, control, access, facts: this.facts, clock: this.#clock },
      refusal: this.#gate.refusal('setpoint'),
      held: () => this.#reader.held,
      phasesDrawn: () => this.#phasesDrawn(),
      readBack: async () => {
        await this.#contact.readAll(this.#setpoint, 'write');
      },
      answered: () => this.#contact.answered(),
      failed: (error) => this.#contact.failed(error),
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
      mayWrite: () => this.#writer?.hasOffered() === true && this.#gate.refusal('keepAlive') === undefined,
      lastGoodMs: () => this.#contact.health.lastGoodMs,
      read: () => this.#track(this.#contact.readAll(this.#tiers.fast.slice(0, 1), 'keepAlive')),
      refresh: () => this.#writer?.refresh(),
      write: (quantity, functionCode, value) => {
        const sent = access.write(table.write(quantity, functionCode, value), 'keepAlive');
        this.#track(
          sent.then(
            () => this.#contact.answered(),
            (error: unknown) => this.#extraFailed('did not take the sign of life', error),
          ),
        );
      },
    });
  }

  #extraFailed(what: string, error: unknown): void {
    if (error instanceof BusError && error.fault === 'replaced') return;
    if (isDeviceFailure(error)) this.#contact.failed(error);
    else this.#contact.refused(what, error);
  }

  /** Phases that draw more than standby; 0 when the product does not say. */
  #phasesDrawn(): number {
    return this.readings.currentMa?.value.filter((ma) => ma !== undefined && Math.abs(ma) > 1_000).length ?? 0;
  }

  readonly #lastValue = (quantity: string) => this.#reader.held.get(quantity)?.value;

  #track(run: Promise<unknown>): void {
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
  }
}
