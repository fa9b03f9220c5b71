import type { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import makeMdns from 'multicast-dns';

/** Somebody who says on the network what is offered where (DNS-SD, RFC 6763). */
export interface Neighbour {
  /** `Shelly Pro 3EM` of `Shelly Pro 3EM._http._tcp.local`. */
  readonly name: string;
  readonly service: string;
  /** `10.0.0.5:80` */
  readonly address: string;
}

/** What chargers, meters and inverters announce. */
const services = ['_http._tcp', '_modbus._tcp', '_shelly._tcp', '_hwenergy._tcp', '_ocpp._tcp'].map(
  (s) => `${s}.local`,
);
const most = 200;
const longestName = 63;

export interface ListenOptions {
  readonly interfaces: ReturnType<typeof networkInterfaces>;
  readonly hanInterfaces: readonly string[];
  readonly listenMs: number;
  readonly signal: AbortSignal;
}

/** Asks once on each of the box's own networks, not towards a gateway, and listens for a while. Never rejects: nobody may be there. */
export async function neighbours({
  interfaces,
  hanInterfaces,
  listenMs,
  signal,
}: ListenOptions): Promise<readonly Neighbour[]> {
  const own = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    hanInterfaces.includes(name)
      ? []
      : addresses.flatMap(({ family, internal, address, cidr }) =>
          family === 'IPv4' && !internal && cidr !== null ? [{ address, network: ipaddr.parseCIDR(cidr) }] : [],
        ),
  );
  const isNear = (from: string): boolean => {
    const parsed = ipaddr.isValid(from) ? ipaddr.parse(from) : undefined;
    return own.some(({ network }) => parsed?.kind() === network[0].kind() && parsed.match(network));
  };
  // What is said to one address may come to the socket of another: they hear together.
  const records = new Records();
  await Promise.all(own.map(({ address }) => listen({ address, records, isNear, listenMs, signal })));
  return records.neighbours().slice(0, most);
}

interface Ear extends Pick<ListenOptions, 'listenMs' | 'signal'> {
  readonly address: string;
  readonly records: Records;
  readonly isNear: (from: string) => boolean;
}

function listen({ address, records, isNear, listenMs, signal }: Ear): Promise<void> {
  return new Promise((resolve) => {
    // Answers go to all (RFC 6762 6): a socket that is bound to our own address would not hear them.
    const mdns = makeMdns({ interface: address, bind: '0.0.0.0', loopback: false });
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      mdns.destroy();
      resolve();
    };
    const timer = setTimeout(end, listenMs);
    signal.addEventListener('abort', end, { once: true });
    // No such network any more, or nobody may send there.
    mdns.on('error', end);
    mdns.on('warning', () => {});
    mdns.on('response', ({ answers, additionals }, { address: from }) => {
      // Such a socket hears every interface, that of the gateway too.
      if (isNear(from)) records.take([...(answers ?? []), ...(additionals ?? [])]);
    });
    mdns.query(services.map((name) => ({ name, type: 'PTR' as const })));
    if (signal.aborted) end();
  });
}

/** A record of an answer, as far as it matters here. */
export interface AnswerRecord {
  readonly type: string;
  readonly name: string;
  readonly data?: unknown;
}

/** Puts the records of answers together; what anybody may send is bounded and never trusted. */
export class Records {
  readonly #instances = new Map<string, string>();
  readonly #places = new Map<string, { readonly host: string; readonly port: number }>();
  readonly #addresses = new Map<string, string>();

  take(records: readonly AnswerRecord[]): void {
    for (const { type, name, data } of records.slice(0, most)) {
      if (this.#instances.size + this.#places.size + this.#addresses.size > 3 * most) return;
      if (type === 'PTR' && services.includes(name) && typeof data === 'string') this.#instances.set(data, name);
      else if (type === 'SRV' && isPlace(data)) this.#places.set(name, { host: data.target, port: data.port });
      else if (type === 'A' && typeof data === 'string') this.#addresses.set(name, data);
    }
  }

  neighbours(): readonly Neighbour[] {
    return [...this.#instances].flatMap(([instance, service]) => {
      const place = this.#places.get(instance);
      const address = place && this.#addresses.get(place.host);
      if (address === undefined) return [];
      const name = instance.slice(0, Math.max(0, instance.length - service.length - 1)).slice(0, longestName);
      return [{ name, service: service.replace(/\.local$/, ''), address: `${address}:${place?.port}` }];
    });
  }
}

const isPlace = (data: unknown): data is { readonly target: string; readonly port: number } =>
  typeof data === 'object' &&
  data !== null &&
  'target' in data &&
  typeof data.target === 'string' &&
  'port' in data &&
  Number.isInteger(data.port);
