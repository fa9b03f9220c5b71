import type { Clock } from '../../firmware/domain/clock.ts';
import type {
  Device,
  DeviceFacts,
  DeviceFault,
  DeviceHealth,
  DeviceReadings,
  Reading,
} from '../../firmware/domain/device.ts';
import type { MessageDefinition } from '../definitions/message-schema.ts';
import { describe, holds } from '../device/condition.ts';
import { type DeviceConfig, deviceFacts } from '../device/device-facts.ts';
import { HealthTracker } from '../device/health.ts';
import { assembleReadings } from '../device/readings.ts';
import { Sieve } from '../device/sieve.ts';
import { systemTimers, type Timers } from '../device/timers.ts';
import type { Value } from '../device/value-codec.ts';
import { type Message, MessageError, type MessageReader, type MessageValues } from './message.ts';
import { messageReader } from './reader.ts';
import type { MakeSource, MessageSource, SourceEvents } from './source.ts';

export interface MessageDeviceOptions {
  readonly config: DeviceConfig;
  readonly definition: MessageDefinition;
  readonly clock: Clock;
  readonly makeSource: MakeSource;
  readonly timers?: Timers;
  /** 0..1, for the jitter of the back-off. */
  readonly random?: () => number;
}

/** A product speaks every second where its definition says nothing else. */
export const defaultEveryMs = 1_000;
const leastSilenceMs = 5_000;
const lookEveryMs = 1_000;

/** A device that speaks in messages, read by its definition. Throws MessageError for a definition it cannot read. */
export const createMessageDevice = (options: MessageDeviceOptions): Device => new MessageDevice(options);

class MessageDevice implements Device {
  readonly facts: DeviceFacts;
  readonly lastWrite = undefined;
  readonly #config: DeviceConfig;
  readonly #definition: MessageDefinition;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #random: () => number;
  readonly #read: MessageReader;
  readonly #source: MessageSource;
  readonly #health: HealthTracker;
  readonly #sieve: Sieve;
  readonly #held = new Map<string, Reading<Value | undefined>>();
  /** Quantities that came since it was last gone: another product may stand there now. */
  readonly #heard = new Set<string>();
  #wasFound = false;
  #readings: DeviceReadings | undefined;
  #fault: DeviceFault | undefined;
  #isRunning = false;
  #cancelLook: (() => void) | undefined;

  constructor(options: MessageDeviceOptions) {
    const { config, definition, clock, timers = systemTimers, random = Math.random } = options;
    this.#config = config;
    this.#definition = definition;
    this.#clock = clock;
    this.#timers = timers;
    this.#random = random;
    this.facts = deviceFacts(config, definition);
    this.#sieve = new Sieve(this.facts);
    this.#read = messageReader(definition, config.connector);
    const silenceMs = Math.max(leastSilenceMs, 3 * (definition.everyMs ?? defaultEveryMs));
    this.#health = new HealthTracker(clock.monotonicMs(), silenceMs);
    this.#source = options.makeSource(this.#events());
  }

  get health(): DeviceHealth {
    return this.#health.health;
  }

  get healthSinceMs(): number {
    return this.#health.sinceMs;
  }

  /** Why it is offline, or what it says that cannot be. */
  get fault(): DeviceFault | undefined {
    return this.#fault ?? this.#sieve.fault;
  }

  /** Nothing until it is known to be the right product. */
  get readings(): DeviceReadings {
    if (!this.#wasFound) return {};
    this.#readings ??= this.#sieve.pass(assembleReadings(this.#definition, this.#held, this.#config.factor ?? 1));
    return this.#readings;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#health.probing(this.#clock.monotonicMs());
    this.#source.start();
    this.#look();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelLook?.();
    await this.#source.stop();
  }

  /** Nothing that speaks in messages takes a set-point. */
  offer(): void {}

  onWriteSettled(): void {}

  #events(): SourceEvents {
    return {
      message: (message) => {
        if (this.#isRunning) this.#take(message);
      },
      failed: (fault) => {
        if (this.#isRunning) this.#failed(fault);
      },
      lost: (fault) => {
        if (this.#isRunning) this.#lost(fault);
      },
      backOffMs: () => (this.#health.isUp ? undefined : this.#health.nextProbeMs(this.#random())),
    };
  }

  #take(message: Message): void {
    const values = this.#valuesOf(message);
    if (values === undefined) return;
    for (const [quantity, value] of values) this.#keep(quantity, value, message.atMs);
    this.#readings = undefined;
    if (this.#health.isUp) this.#health.good(this.#clock.monotonicMs());
    else this.#recognise();
  }

  /** What the message says; `undefined` for one that says nothing: then what was said before grows older. */
  #valuesOf(message: Message): MessageValues | undefined {
    try {
      const values = this.#read(message);
      if ([...values.values()].some((value) => value !== undefined)) return values;
      const why = `${this.facts.id} sent a message without any value of ${this.#definition.id}`;
      this.#failed({ code: 'noValue', message: why });
    } catch (error) {
      const known = error instanceof MessageError;
      const why = error instanceof Error ? error.message : String(error);
      this.#failed({ code: known ? error.code : 'internal', message: `${this.facts.id} cannot be read: ${why}` });
    }
    return undefined;
  }

  /** Is it the right product? Asked until everything that says so was heard. */
  #recognise(): void {
    const { detect = [], id } = this.#definition;
    if (detect.some(({ quantity }) => !this.#heard.has(quantity))) return;
    const lastValue = (quantity: string) => this.#held.get(quantity)?.value;
    const wrong = detect.find((check) => !holds(check, lastValue));
    if (wrong !== undefined) {
      this.#held.clear();
      this.#wasFound = false;
      this.#lost({ code: 'wrongDevice', message: `${this.facts.id} is not a ${id}: ${describe(wrong, lastValue)}` });
      return;
    }
    this.#fault = undefined;
    this.#wasFound = true;
    this.#health.online(this.#clock.monotonicMs());
  }

  #failed(fault: DeviceFault): void {
    if (!this.#health.isUp) {
      this.#lost(fault);
      return;
    }
    this.#health.failed(this.#clock.monotonicMs());
    if (!this.#health.isUp) this.#lost(fault);
  }

  #lost(fault: DeviceFault): void {
    this.#health.offline(this.#clock.monotonicMs());
    this.#fault = fault;
    this.#heard.clear();
  }

  /** A product that falls silent says nothing: somebody has to look. */
  #look(): void {
    this.#cancelLook = this.#timers.after(lookEveryMs, () => {
      const wasUp = this.#health.isUp;
      this.#health.checkSilence(this.#clock.monotonicMs());
      if (wasUp && !this.#health.isUp)
        this.#lost({ code: 'noReply', message: `${this.facts.id} has said nothing for a while` });
      if (this.#isRunning) this.#look();
    });
  }

  /** What is older never replaces what is newer. */
  #keep(quantity: string, value: Value | undefined, atMs: number): void {
    this.#heard.add(quantity);
    if ((this.#held.get(quantity)?.atMs ?? Number.NEGATIVE_INFINITY) <= atMs) this.#held.set(quantity, { value, atMs });
  }
}
