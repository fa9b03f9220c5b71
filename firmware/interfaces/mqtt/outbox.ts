import type { Message } from '../../../drivers/messages/broker-session.ts';

/** How a topic is sent; all of ours are kept by the broker, so that who comes later knows at once. */
export type Qos = Message['qos'];

interface Entry {
  payload: string;
  qos: Qos;
  /** Not before is it sent again, monotonic ms. */
  dueMs: number;
}

/** A cycle that begins a moment early is not kept waiting for the next one. */
const earlyByMs = 250;

/** The newest that each topic has to say, and which of it the broker has not got: one payload a topic, whatever time passes. */
export class Outbox {
  readonly #entries = new Map<string, Entry>();
  /** Topics with something to send, the one that has waited longest first. */
  readonly #dirty = new Set<string>();
  /** Topics that are to be taken away: they wait until nothing else is to be sent, as a broker may have kept thousands. */
  readonly #gone = new Set<string>();
  readonly #everyMs: number;

  /** `everyMs`: on the whole no topic is sent more often; one may be early by a quarter of a second. */
  constructor(everyMs = 1000) {
    this.#everyMs = everyMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  get waiting(): number {
    return this.#dirty.size + this.#gone.size;
  }

  topics(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** What a topic says from now on; an empty payload takes it away from the broker. */
  want(topic: string, payload: string, qos: Qos): void {
    const entry = this.#entries.get(topic);
    if (entry === undefined) this.#entries.set(topic, { payload, qos, dueMs: Number.NEGATIVE_INFINITY });
    else if (entry.payload === payload) return;
    else Object.assign(entry, { payload, qos });
    this.#toBeSent(topic, payload);
  }

  /** All topics that `holds` and are not in `wanted` are taken away from the broker. */
  keepOnly(wanted: ReadonlySet<string>): void {
    for (const topic of this.#entries.keys()) if (!wanted.has(topic)) this.want(topic, '', 1);
  }

  /** A new connection: the broker may have lost everything. */
  everythingAnew(): void {
    for (const [topic, entry] of this.#entries) {
      entry.dueMs = Number.NEGATIVE_INFINITY;
      this.#toBeSent(topic, entry.payload);
    }
  }

  /** The next message that may go now; it counts as sent. Undefined: nothing is to be sent, or it is too early. */
  next(nowMs: number): Message | undefined {
    for (const waiting of [this.#dirty, this.#gone])
      for (const topic of waiting) {
        const entry = this.#entries.get(topic);
        if (entry === undefined || nowMs < entry.dueMs) continue;
        waiting.delete(topic);
        const { payload, qos } = entry;
        // It is gone from the broker with that, and nothing is to be known of it any more.
        if (payload === '') this.#entries.delete(topic);
        else entry.dueMs = Math.max(entry.dueMs, nowMs - earlyByMs) + this.#everyMs;
        return { topic, payload, qos, retain: true };
      }
    return undefined;
  }

  #toBeSent(topic: string, payload: string): void {
    const [to, from] = payload === '' ? [this.#gone, this.#dirty] : [this.#dirty, this.#gone];
    from.delete(topic);
    to.add(topic);
  }
}
