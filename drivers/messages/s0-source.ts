import type { Clock } from '../../firmware/domain/clock.ts';
import type { ContactEvents, ContactReader } from '../contacts/contact-reader.ts';
import type { Timers } from '../device/timers.ts';
import { PulseCount } from './pulse-count.ts';
import type { MessageSource, SourceEvents } from './source.ts';

export interface S0SourceOptions {
  readonly open: (events: ContactEvents) => ContactReader;
  readonly pulsesPerKwh: number;
  readonly clock: Clock;
  readonly timers: Timers;
}

const tellEveryMs = 1_000;

/** Counts the pulses of a meter at a contact and tells each second what was counted and how fast it comes, as JSON. */
export class S0Source implements MessageSource {
  readonly #o: S0SourceOptions;
  readonly #events: SourceEvents;
  readonly #count: PulseCount;
  #reader: ContactReader | undefined;
  #wasClosed: boolean | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: S0SourceOptions, events: SourceEvents) {
    this.#o = options;
    this.#events = events;
    this.#count = new PulseCount(options.clock.monotonicMs());
  }

  start(): void {
    this.#reader = this.#o.open({
      onChange: () => this.#look(),
      onTrouble: (message) => this.#events.lost({ code: 'noReply.contact', message }),
    });
    this.#tell();
  }

  async stop(): Promise<void> {
    this.#cancel?.();
    this.#reader?.close();
  }

  #look(): void {
    const [isClosed] = this.#reader?.seen() ?? [];
    if (this.#wasClosed === false && isClosed === true) this.#count.pulse(this.#o.clock.monotonicMs());
    this.#wasClosed = isClosed;
  }

  /** Nothing is told while nobody knows whether the contact is closed: then there is no value. */
  #tell(): void {
    const { clock, pulsesPerKwh, timers } = this.#o;
    const atMs = clock.monotonicMs();
    if (this.#reader?.seen()[0] !== undefined) {
      const rate = this.#count.perHour(atMs);
      const said = { count: this.#count.pulses / pulsesPerKwh, rate: rate === undefined ? null : rate / pulsesPerKwh };
      this.#events.message({ in: undefined, bytes: Buffer.from(JSON.stringify(said)), atMs });
    }
    this.#cancel = timers.after(tellEveryMs, () => this.#tell());
  }
}
