import type { Timers } from '../device/timers.ts';
import type { Credentials } from './http-auth.ts';
import { MqttLink, type MqttListener } from './mqtt-link.ts';
import type { BrokerPlace } from './mqtt-stream.ts';

/** What a listener holds on to. */
export interface Membership {
  /** Sends, where the broker is there; what cannot be sent now is not kept. */
  publish(topic: string, body: string): void;
  /** Nothing more is heard; the last one to leave closes the connection. */
  leave(): Promise<void>;
}

/** One connection per broker and name, for all devices that speak over it. */
export class MqttBrokers {
  readonly #links = new Map<string, MqttLink>();
  readonly #timers: Timers;
  readonly #random: () => number;

  constructor(timers: Timers, random: () => number = Math.random) {
    this.#timers = timers;
    this.#random = random;
  }

  /** `key` tells brokers apart, and the same broker with another name and password. */
  join(
    key: string,
    place: BrokerPlace,
    credentials: () => Credentials | undefined,
    listener: MqttListener,
  ): Membership {
    const link =
      this.#links.get(key) ?? new MqttLink({ place, credentials, timers: this.#timers, random: this.#random });
    this.#links.set(key, link);
    link.join(listener);
    return {
      publish: (topic, body) => link.publish(topic, body),
      leave: async () => {
        link.leave(listener);
        if (!link.isUnused || this.#links.get(key) !== link) return;
        this.#links.delete(key);
        await link.close();
      },
    };
  }
}
