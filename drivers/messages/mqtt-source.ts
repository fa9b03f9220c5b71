import type { Clock } from '../../firmware/domain/clock.ts';
import { defaultEveryMs, type MqttDefinition } from '../definitions/message-schema.ts';
import type { Timers } from '../device/timers.ts';
import type { Membership } from './mqtt-brokers.ts';
import type { MqttListener } from './mqtt-link.ts';
import { withPlaces } from './places.ts';
import type { MessageSource, SourceEvents } from './source.ts';

export interface MqttSourceOptions {
  readonly definition: MqttDefinition;
  readonly join: (listener: MqttListener) => Membership;
  /** What the site calls the product on its broker. */
  readonly topic: string;
  readonly connector: number;
  readonly clock: Clock;
  readonly timers: Timers;
}

const maxMessageBytes = 64 * 1024;

/** Hears a product over a broker, and asks it to speak where its definition says how. */
export class MqttSource implements MessageSource {
  readonly #o: MqttSourceOptions;
  readonly #events: SourceEvents;
  /** Names of messages by topic; several where a definition reads one topic twice. */
  readonly #names: ReadonlyMap<string, readonly string[]>;
  readonly #offlineTopic: string | undefined;
  #membership: Membership | undefined;
  readonly #dueMs = new Map<string, number>();
  #isAway = false;
  #cancel: (() => void) | undefined;

  constructor(options: MqttSourceOptions, events: SourceEvents) {
    this.#o = options;
    this.#events = events;
    const { topics, offline } = options.definition;
    const names = new Map<string, string[]>();
    for (const { id, topic } of topics) {
      const whole = this.#filled(topic);
      names.set(whole, [...(names.get(whole) ?? []), id]);
    }
    this.#names = names;
    this.#offlineTopic = offline && this.#filled(offline.topic);
  }

  start(): void {
    const { definition, join } = this.#o;
    this.#membership = join({
      topics: [...this.#names.keys(), ...(this.#offlineTopic === undefined ? [] : [this.#offlineTopic])],
      message: (topic, payload, isRetained) => this.#take(topic, payload, isRetained),
      up: () => {
        this.#cancel?.();
        if (definition.asks !== undefined) this.#ask();
      },
      down: (fault) => {
        this.#cancel?.();
        this.#events.lost(fault);
      },
    });
  }

  async stop(): Promise<void> {
    this.#cancel?.();
    await this.#membership?.leave();
  }

  /** What the broker kept for later is of unknown age: only that a product is gone is believed of it. */
  #take(topic: string, payload: Buffer, isRetained: boolean): void {
    const { offline } = this.#o.definition;
    if (topic === this.#offlineTopic && payload.length <= maxMessageBytes && payload.toString('utf8') === offline?.is)
      this.#events.lost({ code: 'saysOffline', message: `${this.#o.topic} is gone, says the broker` });
    if (isRetained) return;
    this.#isBack();
    for (const name of this.#names.get(topic) ?? []) {
      if (payload.length > maxMessageBytes)
        this.#events.failed({
          code: 'messageTooLarge',
          message: `${topic} carries more than ${maxMessageBytes} bytes`,
        });
      else this.#events.message({ in: name, bytes: payload, atMs: this.#o.clock.monotonicMs() });
    }
  }

  /** Asks for what is due; a product that is away is asked for everything, less and less often. */
  #ask(): void {
    const { definition, clock } = this.#o;
    const nowMs = clock.monotonicMs();
    const everyMs = definition.everyMs ?? defaultEveryMs;
    const backOffMs = this.#events.backOffMs();
    for (const ask of definition.asks ?? []) {
      if (backOffMs === undefined && (this.#dueMs.get(ask.topic + ask.body) ?? 0) > nowMs) continue;
      this.#membership?.publish(this.#filled(ask.topic), this.#filled(ask.body));
      this.#dueMs.set(ask.topic + ask.body, nowMs + (ask.everyMs ?? 0));
    }
    this.#isAway = backOffMs !== undefined;
    this.#askIn(Math.max(everyMs, backOffMs ?? 0));
  }

  #askIn(waitMs: number): void {
    this.#cancel?.();
    this.#cancel = this.#o.timers.after(waitMs, () => this.#ask());
  }

  /** Who was away speaks again: from now on it is asked in its usual rhythm. */
  #isBack(): void {
    if (!this.#isAway || this.#o.definition.asks === undefined) return;
    this.#isAway = false;
    this.#askIn(this.#o.definition.everyMs ?? defaultEveryMs);
  }

  #filled(text: string): string {
    return withPlaces(text.replaceAll('{topic}', this.#o.topic), this.#o.connector);
  }
}
