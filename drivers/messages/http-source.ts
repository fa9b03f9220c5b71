import type { Clock } from '../../firmware/domain/clock.ts';
import type { DevicePolls, DeviceTraffic } from '../../firmware/domain/device.ts';
import { defaultEveryMs, type HttpDefinition } from '../definitions/message-schema.ts';
import type { Timers } from '../device/timers.ts';
import { Traffic } from '../device/traffic.ts';
import { HttpAsker, type HttpAskerOptions } from './http-asker.ts';
import { withPlaces } from './places.ts';
import type { MessageSource, SourceEvents } from './source.ts';

export interface HttpSourceOptions extends Omit<HttpAskerOptions, 'signIn'> {
  readonly definition: HttpDefinition;
  readonly connector: number;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Asks a product by HTTP, one request at a time: a round of those that are due, then a pause. */
export class HttpSource implements MessageSource {
  readonly #o: HttpSourceOptions;
  readonly #events: SourceEvents;
  readonly #asker: HttpAsker;
  readonly #traffic: Traffic;
  readonly #dueMs = new Map<string, number>();
  readonly #ended = new AbortController();
  #cancel: (() => void) | undefined;
  #round: Promise<void> | undefined;

  constructor(options: HttpSourceOptions, events: SourceEvents) {
    this.#o = options;
    this.#events = events;
    this.#traffic = new Traffic(options.clock);
    this.#asker = new HttpAsker({ ...options, signIn: options.definition.signIn });
  }

  get traffic(): DeviceTraffic {
    return this.#traffic.view;
  }

  get polls(): DevicePolls {
    const { everyMs: pollEveryMs = defaultEveryMs, requests } = this.#o.definition;
    const seldom = requests.flatMap(({ everyMs }) => everyMs ?? []);
    return {
      pollEveryMs,
      requestsPerPoll: requests.length - seldom.length,
      mediumEveryMs: Math.max(pollEveryMs, ...seldom),
    };
  }

  start(): void {
    this.#round = this.#run();
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    this.#cancel?.();
    await this.#round;
  }

  async #run(): Promise<void> {
    const begunMs = this.#o.clock.monotonicMs();
    try {
      await this.#askAll(begunMs);
    } catch (error) {
      // A fault of ours in one device must not end its polling.
      this.#events.failed({ code: 'internal', message: error instanceof Error ? error.message : String(error) });
    }
    if (this.#ended.signal.aborted) return;
    const backOffMs = this.#events.backOffMs();
    // Who was away is asked for everything first.
    if (backOffMs !== undefined) this.#dueMs.clear();
    const periodMs = this.#o.definition.everyMs ?? defaultEveryMs;
    const waitMs = backOffMs ?? Math.max(0, begunMs + periodMs - this.#o.clock.monotonicMs());
    this.#cancel = this.#o.timers.after(waitMs, () => {
      this.#round = this.#run();
    });
  }

  async #askAll(begunMs: number): Promise<void> {
    const { definition, connector, clock } = this.#o;
    for (const { id, path, method = 'GET', body, everyMs = 0 } of definition.requests) {
      if ((this.#dueMs.get(id) ?? 0) > begunMs) continue;
      const atMs = clock.monotonicMs();
      const question = { path: withPlaces(path, connector), method, body };
      const reply = await this.#asker.ask(question, this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      if (!reply.ok) {
        this.#traffic.missed(kindOf(reply.fault.code), reply.fault.message);
        this.#events.failed(reply.fault);
        return;
      }
      this.#traffic.answered(clock.monotonicMs() - atMs);
      this.#dueMs.set(id, begunMs + everyMs);
      this.#events.message({ in: id, bytes: reply.body, atMs });
    }
  }
}

/** An answer that refuses is one, and says that the product is there. */
const kindOf = (code: string): 'timeout' | 'exception' | 'error' =>
  code === 'timedOut' ? 'timeout' : code === 'badStatus' || code === 'unauthorised' ? 'exception' : 'error';
