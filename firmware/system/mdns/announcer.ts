import type { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import makeMdns from 'multicast-dns';
import { type Announced, answersTo, hostOf, isConflict, type MdnsRecord, recordsOf } from './records.ts';

export interface AnnouncerOptions {
  readonly said: Omit<Announced, 'attempt'>;
  readonly interfaces: () => ReturnType<typeof networkInterfaces>;
  /** Names of the interfaces towards a Smart Meter Gateway: nothing is said there. */
  readonly hanInterfaces: () => readonly string[];
  /** Told the name that the box answers to. */
  readonly onName: (host: string) => void;
  readonly log: { info(facts: object, message: string): void; warn(facts: object, message: string): void };
}

/** Addresses come and go. */
const lookEveryMs = 10_000;
const probeMs = 250;
const mostNetworks = 8;
const mostAttempts = 9;
/** Answers a second on one network; who asks more often is not answered. */
const mostAnswers = 20;

interface Network {
  readonly address: string;
  readonly mdns: ReturnType<typeof makeMdns>;
  readonly timers: Set<NodeJS.Timeout>;
  announced: boolean;
  answered: number;
}

/** Says on each network of the LAN, over IPv4, where the box is; never towards a gateway. */
export class Announcer {
  readonly #o: AnnouncerOptions;
  readonly #networks = new Map<string, Network>();
  #attempt = 1;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AnnouncerOptions) {
    this.#o = options;
  }

  /** Only once it is known which interface is a gateway's. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.look(), lookEveryMs).unref();
    this.#o.onName(this.#host);
    this.look();
  }

  /** Begins on networks that are new, and ends on those that are gone or a gateway's now. */
  look(): void {
    if (this.#timer === undefined) return;
    const han = this.#o.hanInterfaces();
    const now = new Map<string, { readonly address: string; readonly cidr: string }>(
      Object.entries(this.#o.interfaces())
        .flatMap(([name, addresses = []]) =>
          han.includes(name)
            ? []
            : addresses.flatMap(({ family, internal, address, cidr }) =>
                family === 'IPv4' && !internal && cidr !== null
                  ? [[`${name} ${cidr}`, { address, cidr }] as const]
                  : [],
              ),
        )
        .slice(0, mostNetworks),
    );
    for (const [key, network] of this.#networks) if (!now.has(key)) void this.#end(key, network);
    for (const [key, { address, cidr }] of now) if (!this.#networks.has(key)) this.#begin(key, address, cidr);
  }

  /** Says goodbye everywhere. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await Promise.all([...this.#networks].map(([key, network]) => this.#end(key, network)));
  }

  get #host(): string {
    return hostOf({ id: this.#o.said.id, attempt: this.#attempt });
  }

  /** Two cables may lead into the same network: we are not somebody else there. */
  #addresses(): readonly string[] {
    return [...this.#networks.values()].map(({ address }) => address);
  }

  #records(address: string, goodbye = false): readonly MdnsRecord[] {
    return recordsOf({ ...this.#o.said, attempt: this.#attempt }, address, goodbye);
  }

  #begin(key: string, address: string, cidr: string): void {
    const mdns = makeMdns({ interface: address, bind: '0.0.0.0', loopback: true });
    const network: Network = { address, mdns, timers: new Set(), announced: false, answered: 0 };
    this.#networks.set(key, network);
    const near = ipaddr.parseCIDR(cidr);
    // A socket hears what arrives on any interface: only neighbours of this network are listened to.
    const isNear = (from: string): boolean => ipaddr.isValid(from) && ipaddr.parse(from).match(near);
    mdns.on('error', (error: Error) => {
      this.#o.log.warn({ network: cidr, reason: error.message }, 'the box cannot be announced on a network');
      void this.#end(key, network);
    });
    mdns.on('warning', () => {});
    mdns.on('response', ({ answers }, { address: from }) => {
      if (isNear(from) && isConflict(answers ?? [], this.#host, this.#addresses())) this.#rename();
    });
    mdns.on('query', ({ questions, id }, from) => {
      if (!network.announced || !isNear(from.address) || network.answered >= mostAnswers) return;
      const { answers, additionals } = answersTo((questions ?? []).slice(0, 50), this.#records(address));
      if (answers.length === 0) return;
      network.answered += 1;
      const reply = { answers: [...answers], additionals: [...additionals] };
      // Who asks from another port is no multicast DNS himself and hears only what is sent to him.
      if (from.port === 5353) mdns.respond(reply as never);
      else mdns.respond({ ...reply, id, questions } as never, from as never);
    });
    const tick = setInterval(() => {
      network.answered = 0;
    }, 1000).unref();
    network.timers.add(tick);
    this.#probe(network);
  }

  /** Asks three times whether the name is free, then says twice that it is ours. */
  #probe(network: Network): void {
    network.announced = false;
    const at = (ms: number, run: () => void): void => {
      const timer = setTimeout(() => {
        network.timers.delete(timer);
        run();
      }, ms).unref();
      network.timers.add(timer);
    };
    const host = this.#host;
    const isStill = (): boolean => host === this.#host;
    for (const k of [0, 1, 2])
      at(k * probeMs, () => {
        if (isStill()) network.mdns.query([{ name: host, type: 'ANY' as never }]);
      });
    for (const ms of [3 * probeMs, 3 * probeMs + 1000])
      at(ms, () => {
        if (!isStill()) return;
        network.announced = true;
        network.mdns.respond({ answers: [...this.#records(network.address)] } as never);
      });
  }

  #rename(): void {
    if (this.#attempt >= mostAttempts) return;
    const before = this.#host;
    this.#attempt += 1;
    this.#o.log.warn({ before, now: this.#host }, 'somebody else has the name of this box on the network');
    this.#o.onName(this.#host);
    for (const network of this.#networks.values()) this.#probe(network);
  }

  async #end(key: string, network: Network): Promise<void> {
    this.#networks.delete(key);
    for (const timer of network.timers) clearTimeout(timer);
    const { mdns, announced, address } = network;
    if (announced)
      await new Promise<void>((resolve) => {
        mdns.respond({ answers: [...this.#records(address, true)] } as never, () => resolve());
      });
    await new Promise<void>((resolve) => mdns.destroy(() => resolve()));
  }
}
