import type { Clock } from '../../firmware/domain/clock.ts';
import type {
  Device,
  DeviceFacts,
  DeviceFault,
  DeviceHealth,
  DevicePolls,
  DeviceReadings,
  DeviceTraffic,
  Reading,
} from '../../firmware/domain/device.ts';
import { defaultEveryMs, type MessageDefinition } from '../definitions/message-schema.ts';
import { describe, holds } from '../device/condition.ts';
import { type DeviceConfig, deviceFacts } from '../device/device-facts.ts';
import { assembleReadings } from '../device/readings.ts';
import { Sieve } from '../device/sieve.ts';
import { systemTimers, type Timers } from '../device/timers.ts';
import type { Value } from '../device/value-codec.ts';
import { type Message, MessageError, type MessageReader, type MessageValues } from './message.ts';
import { MessageContact } from './message-contact.ts';
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

const leastSilenceMs = 5_000;

/** A device that speaks in messages, read by its definition. Throws MessageError for a definition it cannot read. */
export const createMessageDevice = (options: MessageDeviceOptions): Device => new MessageDevice(options);

class MessageDevice implements Device {
  readonly facts: DeviceFacts;
  readonly lastWrite = undefined;
  readonly #config: DeviceConfig;
  readonly #definition: MessageDefinition;
  readonly #random: () => number;
  readonly #read: MessageReader;
  readonly #source: MessageSource;
  readonly #contact: MessageContact;
  readonly #sieve: Sieve;
  readonly #held = new Map<string, Reading<Value | undefined>>();
  /** Quantities that came since it was last gone: another product may stand there now. */
  readonly #heard = new Set<string>();
  #wasFound = false;
  #readings: DeviceReadings | undefined;
  #isRunning = false;

  constructor(options: MessageDeviceOptions) {
    const { config, definition, clock, timers = systemTimers, random = Math.random } = options;
    this.#config = config;
    this.#definition = definition;
    this.#random = random;
    this.facts = deviceFacts(config, definition);
    this.#sieve = new Sieve(this.facts);
    this.#read = messageReader(definition, config.connector);
    const silenceMs = Math.max(leastSilenceMs, 3 * (definition.everyMs ?? defaultEveryMs));
    this.#contact = new MessageContact({
      ...{ id: config.id, clock, timers, silenceMs },
      lost: () => this.#heard.clear(),
    });
    this.#source = options.makeSource(this.#events());
  }

  get health(): DeviceHealth {
    return this.#contact.health.health;
  }

  get healthSinceMs(): number {
    return this.#contact.health.sinceMs;
  }

  /** Why it is offline, or what it says that cannot be. */
  get fault(): DeviceFault | undefined {
    return this.#contact.fault ?? this.#sieve.fault;
  }

  /** Nothing until it is known to be the right product. */
  get readings(): DeviceReadings {
    if (!this.#wasFound) return {};
    this.#readings ??= this.#sieve.pass(assembleReadings(this.#definition, this.#held, this.#config.factor ?? 1));
    return this.#readings;
  }

  /** `undefined` for what speaks by itself. */
  get traffic(): DeviceTraffic | undefined {
    return this.#source.traffic;
  }

  get polls(): DevicePolls | undefined {
    return this.#source.polls;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#contact.open();
    this.#source.start();
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#contact.close();
    await this.#source.stop();
  }

  /** Nothing that speaks in messages takes a set-point. */
  offer(): void {}

  onWriteSettled(): void {}

  #events(): SourceEvents {
    const health = () => this.#contact.health;
    return {
      message: (message) => {
        if (this.#isRunning) this.#take(message);
      },
      failed: (fault) => {
        if (this.#isRunning) this.#contact.failed(fault);
      },
      lost: (fault) => {
        if (this.#isRunning) this.#contact.giveUp(fault);
      },
      backOffMs: () => (health().isUp ? undefined : health().nextProbeMs(this.#random())),
    };
  }

  #take(message: Message): void {
    const values = this.#valuesOf(message);
    if (values === undefined) return;
    for (const [quantity, value] of values) this.#keep(quantity, value, message.atMs);
    this.#readings = undefined;
    if (this.#contact.health.isUp) this.#contact.answered();
    else this.#recognise();
  }

  /** What the message says; `undefined` for one that says nothing: then what was said before grows older. */
  #valuesOf(message: Message): MessageValues | undefined {
    try {
      const values = this.#read(message);
      if ([...values.values()].some((value) => value !== undefined)) return values;
      const why = `${this.facts.id} sent a message without any value of ${this.#definition.id}`;
      this.#contact.failed({ code: 'noValue', message: why });
    } catch (error) {
      const known = error instanceof MessageError;
      const why = error instanceof Error ? error.message : String(error);
      this.#contact.failed({
        code: known ? error.code : 'internal',
        message: `${this.facts.id} cannot be read: ${why}`,
      });
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
      const why = describe(wrong, lastValue);
      this.#held.clear();
      this.#wasFound = false;
      this.#contact.giveUp({ code: 'wrongDevice', message: `${this.facts.id} is not a ${id}: ${why}` });
      return;
    }
    this.#wasFound = true;
    this.#contact.found();
  }

  /** What is older never replaces what is newer. */
  #keep(quantity: string, value: Value | undefined, atMs: number): void {
    this.#heard.add(quantity);
    if ((this.#held.get(quantity)?.atMs ?? Number.NEGATIVE_INFINITY) <= atMs) this.#held.set(quantity, { value, atMs });
  }
}
